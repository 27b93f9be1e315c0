//! The credentials as they are stored, while they are not edited.

use contract::api::Connector;
use contract::codes::Field;
use contract::form::{FIELDS, SalesforceForm};
use leptos::prelude::*;

use crate::components::banner::{TitledBanner, Tone};
use crate::components::button::Button;
use crate::components::dynamic::dynamic;
use crate::components::focus::focus_after_render;
use crate::connectors::connector_forms::{ConnectorForms, EDIT_CREDENTIALS};
use crate::connectors::salesforce_form::key_summary::key_stored;
use crate::form::Status;
use crate::i18n::t;
use crate::i18n::t::edit as words;
use crate::i18n::t::private_key;

/// Each field with what is stored, and **Edit**.
#[component]
pub fn Stored(
    /// The forms of the connector's page.
    forms: ConnectorForms,
    /// What the form is doing: it was just saved, or is closed.
    status: Memo<Status>,
    /// Whether the admin may change the connector.
    can_manage: Signal<bool>,
) -> impl IntoView {
    let edit = Callback::new(move |()| {
        forms.edit_credentials();
        focus_after_render(Field::Name.as_str());
    });
    view! {
        {dynamic(move || {
            (status.get() == Status::Saved)
                .then(|| {
                    view! {
                        <TitledBanner tone=Tone::Success id="credentials-saved" title=words::saved()>
                            <p>{words::saved_text()}</p>
                        </TitledBanner>
                    }
                        .into_any()
                })
        })}
        {dynamic(move || Some(view! { <Values connector=forms.connector.get()? /> }.into_any()))}
        {dynamic(move || {
            can_manage
                .get()
                .then(|| {
                    view! {
                        <div class="edit-foot">
                            <Button id=EDIT_CREDENTIALS label=words::edit_credentials() on_click=edit>
                                {words::edit()}
                            </Button>
                        </div>
                    }
                        .into_any()
                })
        })}
    }
}

/// A description list: inputs that take nothing would be stops on the way for who goes by keyboard, and cut long values off.
#[component]
fn Values(connector: Connector) -> impl IntoView {
    let form = SalesforceForm::from(&connector);
    let texts = FIELDS.iter().filter_map(|spec| {
        let (term, text) = (t::field::label(spec.field), (spec.get)(&form).to_owned());
        (!text.is_empty()).then(|| view! { <StoredValue term>{text}</StoredValue> }.into_any())
    });
    let texts = texts.collect_view();
    let key = connector.key;
    view! {
        <dl class="stored-values">
            {texts}
            <StoredValue term=t::field::label(Field::PrivateKey)>
                {key_stored(key.as_ref())}
                {key
                    .and_then(|key| key.public_key_sha256)
                    .map(|fingerprint| {
                        view! {
                            <div class="good-key-fingerprint">
                                {private_key::public_key_sha256()} " " <code>{fingerprint}</code>
                            </div>
                        }
                            .into_any()
                    })}
            </StoredValue>
        </dl>
    }
}

#[component]
fn StoredValue(term: String, children: Children) -> impl IntoView {
    view! {
        <div>
            <dt>{term}</dt>
            <dd>{children()}</dd>
        </div>
    }
}
