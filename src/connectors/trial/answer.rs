//! What Salesforce answered.

use crate::ui::draw::{Draw, Drawn};
use contract::runtime::{BodyEncoding, RuntimeResult};
use js_sys::JSON;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::{FAILURE, listing};
use crate::api::Failure;
use crate::connectors::failure::failure_banner;
use crate::language::{format, use_words};
use crate::ui::disclosure::Disclosure;
use crate::ui::facts::facts;
use crate::ui::node::{classed, node};
use crate::words::Words;

const ANSWER: &str = "trial-answer";
const HEADERS: &str = "trial-headers";
const BODY: &str = "trial-body";

/// Most of a body that is shown, in characters: a page with more of it would be slow.
const SHOWN: usize = 100_000;

/// The answer in one line, for who does not see it.
pub(super) fn said(words: &Words, result: &RuntimeResult) -> String {
    let status = result.http_status_code.map(|status| status.to_string()).unwrap_or_default();
    [words.trial.answer, words.trial.status, &status].join(" ")
}

/// The answer, as an engineer wants to see it.
pub(super) fn answer(result: &RuntimeResult) -> Drawn {
    let words = &use_words().trial;
    let status = result.http_status_code.map(|status| status.to_string()).unwrap_or_default();
    let told = facts(vec![
        (words.status, node("strong").text(status).drawn()),
        (words.time, format::milliseconds(result.duration_ms).drawn()),
        (words.attempts, format::number(result.attempts.into()).drawn()),
    ]);
    let broken_off = result
        .problem
        .clone()
        .map(|problem| failure_banner(FAILURE, None, Failure::Problem(Box::new(problem))));
    let mut headers = String::new();
    for (name, value) in &result.http_response_headers {
        headers.extend([name, ": ", value, "\n"]);
    }
    let headers = listing(HEADERS, node("code").text(headers)).drawn();
    let headers = view! {
        <Disclosure title=words.headers id=HEADERS open=RwSignal::new(false)>{headers}</Disclosure>
    };
    let (body, remark) = body(&result.http_response_body, result.http_response_body_encoding);
    let body = match body.is_empty() {
        true => classed("p", "quiet").text(words.no_body),
        false => listing(BODY, node("code").text(body)),
    };
    classed("section", "block")
        .with("aria-labelledby", ANSWER)
        .child(node("h3").with("id", ANSWER).text(words.answer))
        .child(told)
        .child_if(broken_off)
        .child(headers.drawn())
        .child(node("h3").with("id", BODY).text(words.body))
        .child_if(remark.map(|remark| classed("p", "quiet").text(remark)))
        .child(body)
        .drawn()
}

/// A body as it is shown, and what must be said of that.
fn body(body: &str, encoding: BodyEncoding) -> (String, Option<&'static str>) {
    let words = &use_words().trial;
    let pretty = match encoding {
        BodyEncoding::Text => pretty(body),
        BodyEncoding::Base64 => None,
    };
    let shown = pretty.unwrap_or_else(|| body.to_owned());
    match shown.char_indices().nth(SHOWN) {
        Some((end, _)) => (shown[..end].to_owned(), Some(words.body_cut)),
        None => (shown, (encoding == BodyEncoding::Base64).then_some(words.body_base64)),
    }
}

/// JSON over several lines, by the browser's own means; `None` for what is no JSON.
fn pretty(text: &str) -> Option<String> {
    let value = JSON::parse(text).ok()?;
    let spaced = JSON::stringify_with_replacer_and_space(&value, &JsValue::NULL, &JsValue::from_f64(2.0));
    spaced.ok().and_then(|text| text.as_string())
}
