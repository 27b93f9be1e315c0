//! The private key: pasted, picked or dropped; once it is good, never seen again.

use contract::api::ConnectorKey;
use contract::codes::Field;
use contract::limits::PRIVATE_KEY_BYTES;
use leptos::html;
use leptos::prelude::*;
use leptos::tachys::html::attribute::custom::custom_attribute;
use web_sys::Event;

use super::fields::FormContext;
use super::key_summary::{GoodKey, KeepStored, StoredKey};
use crate::components::button::{Button, Size};
use crate::components::file_drop::{FileDrop, FileDropLabels, Picked};
use crate::components::focus::focus_after_render;
use crate::components::form_field::{FieldMessage, FormField, Requirement, described_by, invalid};
use crate::components::scroll::scroll_into_view_after_render;
use crate::form::{KeyInput, KeySummary, SalesforceFormState};
use crate::i18n::t;
use crate::i18n::t::private_key as words;

pub(super) const ID: &str = Field::PrivateKey.as_str();
const HELP: &str = "privateKey-help";
pub(super) const MESSAGE: &str = "privateKey-message";
pub(super) const REPLACE: &str = "privateKey-replace";
const KEEP: &str = "privateKey-keep";

/// The field for the private key: a file, or a pasted text.
#[component]
pub fn KeyField(
    /// What every part of the form works with.
    form: FormContext,
) -> impl IntoView {
    let message = form.message(Field::PrivateKey);
    let shown = Memo::new(move |_| {
        form.state.with(|state| match state.key() {
            KeyInput::Good(key) => Shown::Good(key.clone()),
            KeyInput::Stored => Shown::Stored(state.stored_key().cloned()),
            _ => Shown::Input,
        })
    });
    move || match shown.get() {
        Shown::Good(key) => view! { <GoodKey form message key /> }.into_any(),
        Shown::Stored(key) => view! { <StoredKey form message key /> }.into_any(),
        Shown::Input => view! { <KeyText form message /> }.into_any(),
    }
}

/// What stands for the key.
#[derive(Clone, PartialEq)]
enum Shown {
    /// The input.
    Input,
    /// What a good key collapsed to.
    Good(KeySummary),
    /// That a key is stored, and what may be seen of it.
    Stored(Option<ConnectorKey>),
}

/// The empty input, or one with a text that is no usable key yet.
#[component]
fn KeyText(form: FormContext, message: Signal<Option<FieldMessage>>) -> impl IntoView {
    let area = NodeRef::<html::Textarea>::new();
    let wipe = move || {
        if let Some(area) = area.try_get_untracked().flatten() {
            area.set_value("");
        }
    };
    let typed = move |event: Event| {
        form.edit(Field::PrivateKey, event_target_value(&event));
        if is_good(form) {
            // The text area goes away; its text must not outlive it in some undo history.
            wipe();
            accepted();
        }
    };
    on_cleanup(wipe);
    let picked = Callback::new(move |Picked { name, bytes }: Picked| {
        match bytes {
            Some(bytes) => form.state.update(|state| state.pick_file(&name, &bytes)),
            None => form.state.update(|state| state.file_unreadable(&name)),
        }
        match is_good(form) {
            true => accepted(),
            // What is wrong with the file is said below the text area, which may be out of sight.
            false => scroll_into_view_after_render(MESSAGE),
        }
    });
    let keep = Callback::new(move |()| {
        form.state.update(|state| state.keep_previous_key());
        accepted();
    });
    let has_previous = Memo::new(move |_| form.state.with(SalesforceFormState::has_previous_key));
    // A file that was not taken is named.
    let message = Signal::derive(move || {
        let mut message = message.get()?;
        let refused = form.state.with(|state| match state.key() {
            KeyInput::FileRefused { file_name, .. } => Some(words::file_refused(file_name)),
            _ => None,
        });
        if let Some(refused) = refused.filter(|_| message.is_error()) {
            message.text = [refused, message.text].join(" ");
        }
        Some(message)
    });
    let labels = FileDropLabels {
        choose: words::choose_file(),
        or_drop: words::or_drop(),
        drop_now: words::drop_now(),
    };
    let (described_by, invalid) = (described_by(ID, message), invalid(message));
    let (value, readonly) = (form.value(Field::PrivateKey), form.readonly);
    view! {
        <FormField
            id=ID
            label=t::field::label(Field::PrivateKey)
            requirement=Requirement::Required
            help=t::field::help(Field::PrivateKey).into_any()
            message
        >
            <FileDrop
                labels
                limit=PRIVATE_KEY_BYTES + 1
                readonly
                described_by=HELP
                on_file=picked
                // Not below the message, which appears when the text is left: a click would miss what moves away.
                beside=view! {
                    <Show when=move || has_previous.get()>
                        <Button size=Size::Small id=KEEP aria_disabled=readonly on_click=keep>
                            {words::keep_previous()}
                        </Button>
                    </Show>
                    <KeepStored form />
                }
                    .into_any()
            >
                <textarea
                    class="input key-input"
                    node_ref=area
                    id=ID
                    name=ID
                    rows="5"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    // What offers to write on, or to translate, sends what it reads elsewhere.
                    {..custom_attribute("writingsuggestions", "false")}
                    translate="no"
                    // No password manager offers to keep it.
                    data-lpignore="true"
                    data-bwignore="true"
                    data-form-type="other"
                    {..custom_attribute("data-1p-ignore", "true")}
                    aria-required="true"
                    aria-invalid=invalid
                    aria-describedby=described_by
                    readonly=move || readonly.get()
                    prop:value=move || value.get()
                    on:input=typed
                    on:blur=move |_| form.blur(Field::PrivateKey)
                ></textarea>
            </FileDrop>
        </FormField>
    }
}

fn is_good(form: FormContext) -> bool {
    form.state.with_untracked(|state| matches!(state.key(), KeyInput::Good(_)))
}

/// Gives the focus to what stands for the key now: the input, or what a good key collapses to.
pub(super) fn focus_key(form: FormContext) {
    focus_after_render(if is_good(form) { REPLACE } else { ID });
}

/// The input is gone: the focus goes to **Replace**, which says what kind of key it is and how it was repaired.
pub(super) fn accepted() {
    focus_after_render(REPLACE);
}
