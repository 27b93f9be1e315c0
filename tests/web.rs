//! The app's Rust code as wasm in a real browser.
#![cfg(target_arch = "wasm32")]

#[path = "web/lists.rs"]
mod lists;
#[path = "web/words.rs"]
mod words;

use connectors::components::banner::Tone;
use connectors::components::form_field::{FieldMessage, Requirement};
use connectors::components::text_field::{InputKind, TextField};
use contract::corpus;
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::task::tick;
use leptos::wasm_bindgen::JsCast as _;
use leptos::web_sys::{Element, HtmlElement};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The same cases, with the same verdicts, run natively in `contract/tests/corpus.rs` and over HTTP in the server's tests.
#[wasm_bindgen_test]
fn the_rules_judge_every_case_in_the_browser_as_they_do_natively() {
    let cases = corpus::all();
    assert!(cases.len() >= 400, "only {} cases", cases.len());
    let differ = |case: &&corpus::Case| case.outcome() != case.expected();
    let wrong: Vec<&str> = cases.iter().filter(differ).map(|case| case.name.as_str()).collect();
    assert!(wrong.is_empty(), "{} of {} cases differ: {wrong:?}", wrong.len(), cases.len());
}

/// A text field in a place of its own, with a message that the test sets.
fn text_field(message: RwSignal<Option<FieldMessage>>) -> (HtmlElement, impl Drop) {
    let place: HtmlElement = document().create_element("div").expect("a place").unchecked_into();
    document().body().expect("a body").append_child(&place).expect("in the page");
    let field = move || {
        view! {
            <TextField
                id="email"
                label="Email ID".to_owned()
                requirement=Requirement::Required
                kind=InputKind::Email
                help="Help".into_any()
                value=Signal::derive(String::new)
                message=message.into()
                readonly=Signal::derive(|| false)
                on_input=Callback::new(|_| ())
                on_blur=Callback::new(|()| ())
            />
        }
    };
    let mounted = mount_to(place.clone(), field);
    (place, mounted)
}

fn only(place: &HtmlElement, selector: &str) -> Element {
    place.query_selector(selector).expect("a selector").unwrap_or_else(|| panic!("no {selector}"))
}

#[wasm_bindgen_test]
async fn an_error_is_tied_to_its_input_and_goes_away_with_it() {
    let message = RwSignal::new(None);
    let (place, _mounted) = text_field(message);
    let input = only(&place, "input");
    assert_eq!(only(&place, "label").get_attribute("for"), Some(input.id()));
    assert_eq!(input.get_attribute("aria-required").as_deref(), Some("true"));
    assert_eq!(input.get_attribute("aria-invalid"), None);
    assert_eq!(described(&place, &input), ["Help"]);

    let text = "Enter the Email ID.".to_owned();
    let error = FieldMessage { tone: Tone::Error, prefix: "Error:".to_owned(), text, command: None };
    message.set(Some(error));
    tick().await;
    assert_eq!(input.get_attribute("aria-invalid").as_deref(), Some("true"));
    assert_eq!(described(&place, &input), ["Help", "Error: Enter the Email ID."]);

    message.update(|message| message.as_mut().expect("a message").tone = Tone::Warning);
    tick().await;
    assert_eq!(input.get_attribute("aria-invalid"), None, "a warning does not make it invalid");

    message.set(None);
    tick().await;
    assert_eq!(described(&place, &input), ["Help"]);
    place.remove();
}

/// The texts that describe an input: every id that it names must be there.
fn described(place: &HtmlElement, input: &Element) -> Vec<String> {
    let ids = input.get_attribute("aria-describedby").expect("a description");
    ids.split(' ')
        .map(|id| only(place, &format!("#{id}")).text_content().unwrap_or_default().trim().to_owned())
        .collect()
}
