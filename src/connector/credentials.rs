//! The card **Credentials**: what the connector signs in with, and as whom.

use contract::api::Connector;
use contract::codes::Field;
use leptos::prelude::*;

use super::state::ConnectorPageState;
use crate::common::timestamp::Timestamp;
use crate::components::banner::{Banner, Tone};
use crate::components::description_list::{Description, DescriptionList};
use crate::components::dynamic::dynamic;
use crate::components::section::Section;
use crate::connectors::salesforce_form::warning;
use crate::i18n::t;
use crate::i18n::t::connector as words;

/// The card.
#[component]
pub fn CredentialsCard(
    /// What the page knows.
    state: ConnectorPageState,
) -> impl IntoView {
    let connector = Memo::new(move |_| state.shown.read(Connector::clone));
    view! {
        <Section id="credentials" title=words::credentials()>
            {dynamic(move || Some(view! { <Fields connector=connector.get()? /> }.into_any()))}
            {dynamic(move || Some(view! { <SignsInAs connector=connector.get()? /> }.into_any()))}
        </Section>
    }
}

/// What the connector signs in with.
#[component]
fn Fields(connector: Connector) -> impl IntoView {
    let Connector { name, client_id, email_id, url, audience, key, .. } = connector;
    let texts = [
        (Field::Name, Some(name)),
        (Field::ClientId, Some(client_id)),
        (Field::EmailId, Some(email_id)),
        (Field::Url, Some(url)),
        (Field::Audience, audience),
    ];
    view! {
        <DescriptionList>
            {texts
                .into_iter()
                .filter_map(|(field, text)| {
                    let (term, text) = (t::field::label(field), text?);
                    Some(view! { <Description term>{text}</Description> }.into_any())
                })
                .collect_view()}
            <Description term=t::field::label(Field::PrivateKey)>
                {words::key_stored()}
                {key
                    .map(|key| {
                        view! {
                            <span>
                                ", " {words::since_lower()} " " <Timestamp at_ms=key.stored_at />
                            </span>
                        }
                            .into_any()
                    })}
            </Description>
        </DescriptionList>
    }
}

/// As whom and where the connector signs in, what it may do there, and what the last check found.
#[component]
pub fn SignsInAs(
    /// The connector.
    connector: Connector,
) -> impl IntoView {
    let Connector {
        salesforce_org_id,
        salesforce_user_id,
        instance_url,
        scopes,
        warnings,
        same_as,
        checked_at,
        ..
    } = connector;
    let scopes = if scopes.is_empty() { words::scopes_unknown() } else { scopes.join(" ") };
    view! {
        <h3 class="section-part">{words::signs_in_as()}</h3>
        <DescriptionList>
            <Description term=words::org_id()>
                <code>{salesforce_org_id}</code>
            </Description>
            <Description term=words::user_id()>
                <code>{salesforce_user_id}</code>
            </Description>
            <Description term=words::instance_url()>{instance_url}</Description>
            <Description term=words::scopes()>{scopes}</Description>
            <Description term=words::last_checked()>
                <Timestamp at_ms=checked_at />
            </Description>
        </DescriptionList>
        {(!warnings.is_empty())
            .then(|| {
                view! {
                    <Banner tone=Tone::Warning>
                        <p>{words::last_check_warns()}</p>
                        <ul>
                            {warnings
                                .into_iter()
                                .map(|code| view! { <li>{warning(code, same_as.as_deref())}</li> }.into_any())
                                .collect_view()}
                        </ul>
                    </Banner>
                }
                    .into_any()
            })}
    }
}
