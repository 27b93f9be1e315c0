//! The private key: pasted, picked or dropped; once it is good, never seen again.

use crate::ui::draw::{Draw, Drawn, live, live_if, nothing};
use contract::codes::Field;
use contract::limits::PRIVATE_KEY_BYTES;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::HtmlTextAreaElement;

use super::Model;
use crate::form::KeyInput;
use crate::language::use_words;
use crate::ui::button::{Button, Size};
use crate::ui::field::{Field as FieldFrame, Need, Note, described_by, invalid, note_line};
use crate::ui::file_drop::{FileDrop, Labels, Picked};
use crate::ui::focus::focus_soon;
use crate::ui::icon::Icon;
use crate::ui::node::{Place, classed, node};

const ID: &str = Field::PrivateKey.as_str();
const LABEL: &str = "privateKey-label";
const HELP: &str = "privateKey-help";
const REPLACE: &str = "privateKey-replace";
const REPAIRS: &str = "privateKey-repairs";
/// What describes **Replace** after a repair: the kind of the key, and what was done to it.
const KIND_AND_REPAIRS: &str = "privateKey privateKey-repairs";

/// The field.
pub(super) fn key_field(model: Model) -> Drawn {
    let note = model.note(Field::PrivateKey);
    let good = Memo::new(move |_| model.state.with(|state| matches!(state.key(), KeyInput::Good(_))));
    live(move || {
        if good.get() {
            view! { <GoodKey model note /> }.drawn()
        } else {
            view! { <KeyText model note /> }.drawn()
        }
    })
}

/// The empty input, or one with a text that is no usable key yet.
#[component]
fn KeyText(model: Model, note: Signal<Option<Note>>) -> impl IntoView {
    let words = use_words();
    let text = (words.field)(Field::PrivateKey);
    let area = Place::new();
    let labels =
        Labels { choose: words.key.choose_file, or_drop: words.key.or_drop, drop_now: words.key.drop_now };
    let typed = move |event: web_sys::Event| {
        model.edit(Field::PrivateKey, event_target_value(&event));
        if is_good(model) {
            // The text area goes away; its text must not outlive it in some undo history.
            if let Some(area) = area.element::<HtmlTextAreaElement>() {
                area.set_value("");
            }
            accepted();
        }
    };
    let picked = Callback::new(move |Picked { name, bytes }: Picked| {
        match bytes {
            Some(bytes) => model.state.update(|state| state.pick_file(&name, &bytes)),
            None => model.state.update(|state| state.file_unreadable(&name)),
        }
        if is_good(model) {
            accepted();
        }
    });
    let refused = Signal::derive(move || {
        model.state.with(|state| match state.key() {
            KeyInput::FileRefused { file_name, .. } => Some((words.key.file_refused)(file_name)),
            KeyInput::Empty | KeyInput::Typed(..) | KeyInput::Good(_) => None,
        })
    });
    let named = Signal::derive(move || {
        let mut note = note.get()?;
        if let Some(refused) = refused.get().filter(|_| note.is_error()) {
            note.text = format!("{refused} {}", note.text);
        }
        Some(note)
    });
    on_cleanup(move || {
        if let Some(area) = area.element::<HtmlTextAreaElement>() {
            area.set_value("");
        }
    });
    let value = model.value(Field::PrivateKey);
    let (described_by, invalid) = (described_by(ID, named), invalid(named));
    let readonly = model.readonly;
    let input = classed("textarea", "input key-input")
        .at(area)
        .with("id", ID)
        .with("name", ID)
        .with("rows", "5")
        .with("autocomplete", "off")
        .with("autocapitalize", "off")
        .with("spellcheck", "false")
        .with("data-lpignore", "true")
        .with("data-bwignore", "true")
        .with("data-form-type", "other")
        .with("data-1p-ignore", "true")
        .with("aria-required", "true")
        .following("aria-invalid", move || invalid().map(Into::into))
        .following("aria-describedby", move || Some(described_by().into()))
        .following("readonly", move || readonly.get().then(|| "".into()))
        .property("value", move || JsValue::from_str(&value.get()))
        .on("input", typed)
        .on("blur", move |_| model.blur(Field::PrivateKey));
    let drop = view! {
        <FileDrop labels limit=PRIVATE_KEY_BYTES + 1 readonly describes=HELP on_file=picked>
            {input.drawn()}
        </FileDrop>
    };
    view! {
        <FieldFrame id=ID label=text.label need=Need::Required help=text.help.drawn() note=named way_out=nothing()>
            {drop.drawn()}
        </FieldFrame>
    }
    .drawn()
}

/// What a good key collapses to.
#[component]
fn GoodKey(model: Model, note: Signal<Option<Note>>) -> impl IntoView {
    let words = use_words();
    let replace = Callback::new(move |()| {
        model.state.update(|state| state.replace_key());
        focus_soon(ID);
    });
    let (bits, repairs) = model.state.with_untracked(|state| match state.key() {
        KeyInput::Good(key) => (key.bits, key.repairs.clone()),
        KeyInput::Empty | KeyInput::Typed(..) | KeyInput::FileRefused { .. } => (0, Vec::new()),
    });
    let described_by = if repairs.is_empty() { ID } else { KIND_AND_REPAIRS };
    let repairs = (!repairs.is_empty()).then(|| {
        let item = |&repair| node("li").text((words.repair)(repair)).drawn();
        let list = node("ul").children(repairs.iter().map(item));
        classed("div", "help repairs").with("id", REPAIRS).text(words.key.repaired).child(list)
    });
    let invalid = invalid(note);
    // A text box, so that what is wrong with the key (another certificate's) can be told of it.
    let kind = classed("div", "good-key-kind")
        .with("id", ID)
        .with("role", "textbox")
        .with("aria-readonly", "true")
        .with("tabindex", "0")
        .with("aria-labelledby", LABEL)
        .following("aria-invalid", move || invalid().map(Into::into))
        .following("aria-describedby", move || {
            note.with(Option::is_some).then(|| [ID, "-note"].concat().into())
        })
        .text((words.key.rsa)(bits));
    let button = view! {
        <Button
            size=Size::Small
            id=REPLACE
            label=words.key.replace_key
            inert=model.readonly
            on_press=replace
            described_by=Signal::stored(Some(described_by))
        >
            {words.key.replace}
        </Button>
    };
    let good_key = node("div")
        .following("class", move || {
            Some(if invalid().is_some() { "good-key invalid" } else { "good-key" }.into())
        })
        .child(Icon::Check.view())
        .child(kind)
        .child(button.drawn());
    classed("div", "field")
        .child(classed("span", "label").with("id", LABEL).text((words.field)(Field::PrivateKey).label))
        .child(good_key)
        .child_if(repairs)
        .child(live_if(move || note.get().map(|note| note_line(ID, note))))
        .drawn()
}

fn is_good(model: Model) -> bool {
    model.state.with_untracked(|state| matches!(state.key(), KeyInput::Good(_)))
}

/// The input is gone: the focus goes to **Replace**, which says what kind of key it is and how it was repaired.
fn accepted() {
    focus_soon(REPLACE);
}
