//! The private key where it is there: a good one that was given, or the one that is stored.

use contract::api::ConnectorKey;
use contract::codes::Field;
use leptos::prelude::*;

use super::fields::FormContext;
use super::key_field::{ID, MESSAGE, REPLACE, accepted};
use crate::components::button::{Button, Size};
use crate::components::focus::focus_after_render;
use crate::components::form_field::{FieldMessage, MessageLine, invalid};
use crate::components::icon::{Glyph, Icon};
use crate::form::{KeySummary, SalesforceFormState};
use crate::i18n::format;
use crate::i18n::t;
use crate::i18n::t::private_key as words;

const LABEL: &str = "privateKey-label";
const KEEP_STORED: &str = "privateKey-keep-stored";
const REPAIRS: &str = "privateKey-repairs";
/// What describes **Replace** after a repair: the kind of the key, and what was done to it.
const KIND_AND_REPAIRS: &str = "privateKey privateKey-repairs";

/// **Keep the stored key**, while it could be kept.
#[component]
pub fn KeepStored(
    /// What every part of the form works with.
    form: FormContext,
) -> impl IntoView {
    let offered = Memo::new(move |_| form.state.with(SalesforceFormState::may_keep_stored_key));
    let keep = Callback::new(move |()| {
        form.state.update(|state| state.keep_stored_key());
        accepted();
    });
    view! {
        <Show when=move || offered.get()>
            <Button size=Size::Small id=KEEP_STORED aria_disabled=form.readonly on_click=keep>
                {words::keep_stored()}
            </Button>
        </Show>
    }
}

/// That a key is stored, and since when, where that is known.
pub fn key_stored(key: Option<&ConnectorKey>) -> String {
    key.map_or_else(words::stored, |key| words::stored_since(&format::timestamp(key.stored_at)))
}

/// The key that the connector has.
#[component]
pub fn StoredKey(
    /// What every part of the form works with.
    form: FormContext,
    /// What is wrong with the key, if anything.
    message: Signal<Option<FieldMessage>>,
    /// What may be seen of the key, where anything is known.
    key: Option<ConnectorKey>,
) -> impl IntoView {
    let kind = key_stored(key.as_ref());
    let fingerprint = key.and_then(|key| key.public_key_sha256);
    view! { <KeySummaryRow form message kind=view! { {kind} }.into_any() fingerprint described_by=ID /> }
}

/// What a good key collapses to.
#[component]
pub fn GoodKey(
    /// What every part of the form works with.
    form: FormContext,
    /// What is wrong with the key, if anything.
    message: Signal<Option<FieldMessage>>,
    /// What is shown of the key.
    key: KeySummary,
) -> impl IntoView {
    let KeySummary { file_name, bits, public_key_sha256, repairs } = key;
    let described_by = if repairs.is_empty() { ID } else { KIND_AND_REPAIRS };
    let kind = view! {
        {file_name.map(|name| view! { <span class="good-key-file">{name}</span> " · " }.into_any())}
        {words::rsa(bits as u64)}
    };
    let repairs = (!repairs.is_empty()).then(|| {
        view! {
            <div class="help repairs" id=REPAIRS>
                {words::repaired()}
                <ul>
                    {repairs.into_iter().map(|code| view! { <li>{t::repair(code)}</li> }.into_any()).collect_view()}
                </ul>
            </div>
        }
        .into_any()
    });
    let fingerprint = Some(public_key_sha256);
    view! { <KeySummaryRow form message kind=kind.into_any() fingerprint described_by below=repairs /> }
}

/// A key that is there: its kind, its fingerprint, and **Replace**.
#[component]
fn KeySummaryRow(
    form: FormContext,
    message: Signal<Option<FieldMessage>>,
    kind: AnyView,
    fingerprint: Option<String>,
    /// The ids of what describes **Replace**.
    described_by: &'static str,
    #[prop(optional_no_strip)] below: Option<AnyView>,
) -> impl IntoView {
    let replace = Callback::new(move |()| {
        form.state.update(|state| state.replace_key());
        focus_after_render(ID);
    });
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
                    {kind}
                </div>
                <KeepStored form />
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
                {fingerprint
                    .map(|fingerprint| {
                        view! {
                            <div class="good-key-fingerprint">
                                {words::public_key_sha256()} " " <code>{fingerprint}</code>
                            </div>
                        }
                            .into_any()
                    })}
            </div>
            {below}
            <MessageLine id=ID message />
        </div>
    }
}
