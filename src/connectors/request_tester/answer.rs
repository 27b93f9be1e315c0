//! What Salesforce answered.

use contract::runtime::{BodyEncoding, RuntimeResult};
use js_sys::JSON;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::FAILURE;
use crate::api::ApiError;
use crate::common::api_error::ApiErrorBanner;
use crate::components::code_block::CodeBlock;
use crate::components::description_list::{Description, DescriptionList};
use crate::components::disclosure::Disclosure;
use crate::i18n::format;
use crate::i18n::t::request_tester as words;

const ANSWER: &str = "tester-answer";
const HEADERS: &str = "tester-headers";
const BODY: &str = "tester-body";

/// Most of a body that is shown, in characters: a page with more of it would be slow.
const SHOWN: usize = 100_000;

/// The answer in one line, for who does not see it.
pub(super) fn spoken(result: &RuntimeResult) -> String {
    [words::answer(), words::status(), status(result)].join(" ")
}

fn status(result: &RuntimeResult) -> String {
    result.http_status_code.map(|status| status.to_string()).unwrap_or_default()
}

/// The answer, as an engineer wants to see it.
#[component]
pub fn Answer(
    /// What the server passed on.
    result: RuntimeResult,
) -> impl IntoView {
    let status = status(&result);
    let mut headers = String::new();
    for (name, value) in &result.http_response_headers {
        headers.extend([name, ": ", value, "\n"]);
    }
    let (body, remark) = body(&result.http_response_body, result.http_response_body_encoding);
    view! {
        <section class="block" aria-labelledby=ANSWER>
            <h3 id=ANSWER>{words::answer()}</h3>
            <DescriptionList>
                <Description term=words::status()>
                    <strong>{status}</strong>
                </Description>
                <Description term=words::time()>{format::milliseconds(result.duration_ms)}</Description>
                <Description term=words::attempts()>{format::number(result.attempts.into())}</Description>
            </DescriptionList>
            {result
                .problem
                .map(|problem| {
                    let error = ApiError::Problem(Box::new(problem));
                    view! { <ApiErrorBanner id=FAILURE error /> }.into_any()
                })}
            <Disclosure title=words::headers() id=HEADERS open=RwSignal::new(false)>
                <CodeBlock labelled_by=HEADERS>{headers}</CodeBlock>
            </Disclosure>
            <h3 id=BODY>{words::body()}</h3>
            {remark.map(|remark| view! { <p class="quiet">{remark}</p> }.into_any())}
            {if body.is_empty() {
                view! { <p class="quiet">{words::no_body()}</p> }.into_any()
            } else {
                view! { <CodeBlock labelled_by=BODY>{body}</CodeBlock> }.into_any()
            }}
        </section>
    }
}

/// A body as it is shown, and what must be said of that.
fn body(body: &str, encoding: BodyEncoding) -> (String, Option<String>) {
    let pretty = match encoding {
        BodyEncoding::Text => pretty(body),
        BodyEncoding::Base64 => None,
    };
    let shown = pretty.unwrap_or_else(|| body.to_owned());
    match shown.char_indices().nth(SHOWN) {
        Some((end, _)) => (shown[..end].to_owned(), Some(words::body_cut())),
        None => (shown, (encoding == BodyEncoding::Base64).then(words::body_base64)),
    }
}

/// JSON over several lines, by the browser's own means; `None` for what is no JSON.
fn pretty(text: &str) -> Option<String> {
    let value = JSON::parse(text).ok()?;
    let spaced = JSON::stringify_with_replacer_and_space(&value, &JsValue::NULL, &JsValue::from_f64(2.0));
    spaced.ok().and_then(|text| text.as_string())
}
