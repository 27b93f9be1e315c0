//! The app's Rust code as wasm in a real browser.
#![cfg(target_arch = "wasm32")]

#[path = "web/answers.rs"]
mod answers;
#[path = "web/runtime_answers.rs"]
mod runtime_answers;

use connectors::ui::banner::Tone;
use connectors::ui::draw::Draw as _;
use connectors::ui::field::{Need, Note};
use connectors::ui::text_field::{Holds, TextField};
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
    let differ = |case: &&corpus::Case| case.verdict() != case.expected();
    let wrong: Vec<&str> = cases.iter().filter(differ).map(|case| case.name.as_str()).collect();
    assert!(wrong.is_empty(), "{} of {} cases differ: {wrong:?}", wrong.len(), cases.len());
}

/// A text field in a place of its own, with a note that the test sets.
fn text_field(note: RwSignal<Option<Note>>) -> (HtmlElement, impl Drop) {
    let place: HtmlElement = document().create_element("div").expect("a place").unchecked_into();
    document().body().expect("a body").append_child(&place).expect("in the page");
    let field = move || {
        view! {
            <TextField
                id="email"
                label="Email ID"
                need=Need::Required
                holds=Holds::Email
                help="Help".drawn()
                value=Signal::derive(String::new)
                note=note.into()
                readonly=Signal::derive(|| false)
                way_out=().drawn()
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
    let note = RwSignal::new(None);
    let (place, _mounted) = text_field(note);
    let input = only(&place, "input");
    assert_eq!(only(&place, "label").get_attribute("for"), Some(input.id()));
    assert_eq!(input.get_attribute("aria-required").as_deref(), Some("true"));
    assert_eq!(input.get_attribute("aria-invalid"), None);
    assert_eq!(described(&place, &input), ["Help"]);

    let text = "Enter the Email ID.".to_owned();
    note.set(Some(Note { tone: Tone::Error, prefix: "Error:", text, command: None }));
    tick().await;
    assert_eq!(input.get_attribute("aria-invalid").as_deref(), Some("true"));
    assert_eq!(described(&place, &input), ["Help", "Error: Enter the Email ID."]);

    note.update(|note| note.as_mut().expect("a note").tone = Tone::Warning);
    tick().await;
    assert_eq!(input.get_attribute("aria-invalid"), None, "a warning does not make it invalid");

    note.set(None);
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
