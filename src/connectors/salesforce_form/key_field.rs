//! The private key: pasted, picked or dropped; once it is good, never seen again.

use crate::ui::draw::{Draw, Drawn, live, live_if};
use contract::codes::Field;
use contract::limits::PRIVATE_KEY_BYTES;
use leptos::attr::custom::custom_attribute;
use leptos::html;
use leptos::prelude::*;
use zeroize::Zeroize as _;

use super::Model;
use crate::form::KeyInput;
use crate::language::use_words;
use crate::ui::button::{Button, Size};
use crate::ui::field::{Field as FieldFrame, Need, Note, NoteLine, described_by, invalid};
use crate::ui::file_drop::{FileDrop, Labels, Picked};
use crate::ui::focus::focus_soon;
use crate::ui::icon::Icon;

const ID: &str = Field::PrivateKey.as_str();
const LABEL: &str = "privateKey-label";
const HELP: &str = "privateKey-help";
const REPLACE: &str = "privateKey-replace";

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
    let area = NodeRef::<html::Textarea>::new();
    let labels =
        Labels { choose: words.key.choose_file, or_drop: words.key.or_drop, drop_now: words.key.drop_now };
    let typed = move |event| {
        model.edit(Field::PrivateKey).run(event_target_value(&event));
        if is_good(model) {
            // The text area goes away; its text must not outlive it in some undo history.
            if let Some(area) = area.get_untracked() {
                area.set_value("");
            }
            accepted();
        }
    };
    let picked = Callback::new(move |Picked { name, bytes }: Picked| {
        match bytes {
            Some(mut bytes) => {
                model.state.update(|state| state.pick_file(&name, &bytes));
                bytes.zeroize();
            }
            None => model.state.update(|state| state.file_unreadable(&name)),
        }
        if is_good(model) {
            accepted();
        }
    });
    let refused = Signal::derive(move || {
        model.state.with(|state| match state.key() {
            KeyInput::FileRefused { file_name, .. } => Some((words.key.file_refused)(file_name)),
            KeyInput::Empty | KeyInput::Typed(_) | KeyInput::Good(_) => None,
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
        if let Some(area) = area.try_get_untracked().flatten() {
            area.set_value("");
        }
    });
    view! {
        <FieldFrame id=ID label=text.label need=Need::Required help=text.help.drawn() note=named way_out=().drawn()>
            <FileDrop labels limit=PRIVATE_KEY_BYTES + 1 readonly=model.readonly describes=HELP on_file=picked>
                <textarea
                    class="input key-input"
                    node_ref=area
                    id=ID
                    name=ID
                    rows="5"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    data-lpignore="true"
                    data-bwignore="true"
                    data-form-type="other"
                    {..custom_attribute("data-1p-ignore", "true")}
                    aria-required="true"
                    aria-invalid=invalid(named)
                    aria-describedby=described_by(ID, named)
                    readonly=model.readonly
                    prop:value=model.value(Field::PrivateKey)
                    on:input=typed
                    on:blur=move |_| model.blur(Field::PrivateKey).run(())
                ></textarea>
            </FileDrop>
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
        KeyInput::Empty | KeyInput::Typed(_) | KeyInput::FileRefused { .. } => (0, Vec::new()),
    });
    let repairs = (!repairs.is_empty()).then(|| {
        let items = repairs.iter().map(|&repair| view! { <li>{(words.repair)(repair)}</li> });
        view! {
            <div class="help repairs">
                {words.key.repaired}
                <ul>{items.collect_view()}</ul>
            </div>
        }
    });
    view! {
        <div class="field">
            <span class="label" id=LABEL>{(words.field)(Field::PrivateKey).label}</span>
            <div class="good-key" class:invalid=move || invalid(note)().is_some()>
                {Icon::Check.view()}
                // A text box, so that what is wrong with the key (another certificate's) can be told of it.
                <div
                    class="good-key-kind"
                    id=ID
                    role="textbox"
                    aria-readonly="true"
                    tabindex="0"
                    aria-labelledby=LABEL
                    aria-invalid=invalid(note)
                    aria-describedby=move || note.with(Option::is_some).then(|| format!("{ID}-note"))
                >
                    {(words.key.rsa)(bits)}
                </div>
                <Button
                    size=Size::Small
                    id=REPLACE
                    label=words.key.replace_key
                    inert=model.readonly
                    on_press=replace
                    described_by=Signal::stored(Some(ID))
                >
                    {words.key.replace}
                </Button>
            </div>
            {repairs}
            {live_if(move || note.get().map(|note| view! { <NoteLine id=ID note /> }.drawn()))}
        </div>
    }
    .drawn()
}

fn is_good(model: Model) -> bool {
    model.state.with_untracked(|state| matches!(state.key(), KeyInput::Good(_)))
}

/// The input is gone: the focus goes to **Replace**, which says what kind of key it is.
fn accepted() {
    focus_soon(REPLACE);
}
