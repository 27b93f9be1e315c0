//! The card **Credentials**: what the connector signs in with, and as whom.

use contract::api::Connector;
use leptos::prelude::*;

use super::state::ConnectorPageState;
use crate::common::timestamp::Timestamp;
use crate::components::banner::{Banner, Tone};
use crate::components::description_list::{Description, DescriptionList};
use crate::components::dynamic::dynamic;
use crate::components::section::Section;
use crate::connectors::credentials_form::CredentialsForm;
use crate::connectors::salesforce_form::warning;
use crate::i18n::t::connector as words;

/// The card.
#[component]
pub fn CredentialsCard(
    /// What the page knows.
    state: ConnectorPageState,
) -> impl IntoView {
    let shown = state.shown;
    let connector = shown.connector;
    let may_change = Memo::new(move |_| shown.may_change());
    let outgoing = Memo::new(move |_| shown.config(|config| config.outgoing_addresses.clone()));
    view! {
        <Section id="credentials" title=words::credentials()>
            <div class="beside">
                <div class="section-content">
                    <CredentialsForm forms=state.forms outgoing=outgoing.into() can_manage=may_change.into() />
                </div>
                <div class="section-content">
                    {dynamic(move || Some(view! { <SignsInAs connector=connector.get()? /> }.into_any()))}
                </div>
            </div>
        </Section>
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
