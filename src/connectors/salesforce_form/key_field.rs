//! The private key: pasted, picked or dropped; once it is good, never seen again.

use contract::codes::Field;
use contract::limits::PRIVATE_KEY_BYTES;
use leptos::html;
use leptos::prelude::*;
use leptos::tachys::html::attribute::custom::custom_attribute;
use web_sys::Event;

use super::fields::FormContext;
use crate::components::button::{Button, Size};
use crate::components::file_drop::{FileDrop, FileDropLabels, Picked};
use crate::components::focus::focus_after_render;
use crate::components::form_field::{
    FieldMessage, FormField, MessageLine, Requirement, described_by, invalid,
};
use crate::components::icon::{Glyph, Icon};
use crate::components::scroll::scroll_into_view_after_render;
use crate::form::{KeyInput, KeySummary, SalesforceFormState};
use crate::i18n::t;
use crate::i18n::t::private_key as words;

const ID: &str = Field::PrivateKey.as_str();
const LABEL: &str = "privateKey-label";
const HELP: &str = "privateKey-help";
const MESSAGE: &str = "privateKey-message";
const REPLACE: &str = "privateKey-replace";
const KEEP: &str = "privateKey-keep";
const REPAIRS: &str = "privateKey-repairs";
/// What describes **Replace** after a repair: the kind of the key, and what was done to it.
const KIND_AND_REPAIRS: &str = "privateKey privateKey-repairs";

/// The field for the private key: a file, or a pasted text.
#[component]
pub fn KeyField(
    /// What every part of the form works with.
    form: FormContext,
) -> impl IntoView {
    let message = form.message(Field::PrivateKey);
    let good = Memo::new(move |_| {
        form.state.with(|state| match state.key() {
            KeyInput::Good(key) => Some(key.clone()),
            _ => None,
        })
    });
    move || match good.get() {
        Some(key) => view! { <GoodKey form message key /> }.into_any(),
        None => view! { <KeyText form message /> }.into_any(),
    }
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

/// What a good key collapses to.
#[component]
fn GoodKey(form: FormContext, message: Signal<Option<FieldMessage>>, key: KeySummary) -> impl IntoView {
    let replace = Callback::new(move |()| {
        form.state.update(|state| state.replace_key());
        focus_after_render(ID);
    });
    let KeySummary { file_name, bits, public_key_sha256, repairs } = key;
    let described_by = if repairs.is_empty() { ID } else { KIND_AND_REPAIRS };
    let invalid = invalid(message);
    view! {
        <div class="field">
            <span class="label" id=LABEL>
                {t::field::label(Field::PrivateKey)}
            </span>
            <div class="good-key" class:invalid=move || invalid().is_some()>
                <Icon glyph=Glyph::Check />
                // A text box, so that what is wrong with the key (another certificate's) can be told of it.
                <div
                    class="good-key-kind"
                    id=ID
                    role="textbox"
                    aria-readonly="true"
                    tabindex="0"
                    aria-labelledby=LABEL
                    aria-invalid=invalid
                    aria-describedby=move || message.with(Option::is_some).then_some(MESSAGE)
                >
                    {file_name.map(|name| view! { <span class="good-key-file">{name}</span> " · " }.into_any())}
                    {words::rsa(bits as u64)}
                </div>
                <Button
                    size=Size::Small
                    id=REPLACE
                    label=words::replace_key()
                    aria_disabled=form.readonly
                    on_click=replace
                    described_by=Signal::stored(Some(described_by))
                >
                    {words::replace()}
                </Button>
                <div class="good-key-fingerprint">
                    {words::public_key_sha256()} " " <code>{public_key_sha256}</code>
                </div>
            </div>
            {(!repairs.is_empty())
                .then(|| {
                    view! {
                        <div class="help repairs" id=REPAIRS>
                            {words::repaired()}
                            <ul>
                                {repairs
                                    .into_iter()
                                    .map(|code| view! { <li>{t::repair(code)}</li> }.into_any())
                                    .collect_view()}
                            </ul>
                        </div>
                    }
                        .into_any()
                })}
            <MessageLine id=ID message />
        </div>
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
fn accepted() {
    focus_after_render(REPLACE);
}
