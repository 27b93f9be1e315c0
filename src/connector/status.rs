//! The card **Status**: how the connector stands, since when, why, and what to do.

use contract::api::{Connector, ConnectorState, ConnectorStatus, Failing, SalesforceError, Unreachable};
use leptos::prelude::*;

use super::check::CheckNow;
use super::state::ConnectorPageState;
use crate::common::timestamp::Timestamp;
use crate::components::banner::{Banner, Tone};
use crate::components::dynamic::dynamic;
use crate::components::section::Section;
use crate::connectors::status_badge::StatusBadge;
use crate::i18n::t;
use crate::i18n::t::connector as words;

/// What the card is drawn from.
#[derive(Clone, PartialEq)]
struct Standing {
    status: ConnectorStatus,
    /// Since when that is so, in milliseconds since 1970 (UTC).
    since: i64,
    failing: Option<Failing>,
    unreachable: Option<Unreachable>,
    deactivated: bool,
}

impl Standing {
    fn of(connector: &Connector) -> Self {
        let status = connector.status();
        let (failing, unreachable) = (connector.failing.clone(), connector.unreachable.clone());
        let since = match status {
            ConnectorStatus::Failing => failing.as_ref().map(|failing| failing.since),
            ConnectorStatus::Unreachable => unreachable.as_ref().map(|unreachable| unreachable.since),
            ConnectorStatus::Connected | ConnectorStatus::Deactivated => None,
        };
        Self {
            status,
            since: since.unwrap_or(connector.state_since),
            failing,
            unreachable,
            deactivated: connector.state == ConnectorState::Deactivated,
        }
    }
}

/// The card.
#[component]
pub fn StatusCard(
    /// What the page knows.
    state: ConnectorPageState,
) -> impl IntoView {
    let standing = Memo::new(move |_| state.shown.read(Standing::of));
    let may_change = Memo::new(move |_| state.shown.may_change());
    view! {
        <Section id="status" title=words::status()>
            {dynamic(move || {
                let Standing { status, since, failing, unreachable, deactivated } = standing.get()?;
                Some(
                    view! {
                        <p class="status-line">
                            <StatusBadge status />
                            <span class="quiet">{words::since()} " " <Timestamp at_ms=since /></span>
                        </p>
                        {deactivated.then(|| view! { <p>{words::deactivated_text()}</p> }.into_any())}
                        {failing.map(|failing| view! { <Refused failing /> }.into_any())}
                        {unreachable.map(|unreachable| view! { <NotReached unreachable /> }.into_any())}
                    }
                        .into_any(),
                )
            })}
            {dynamic(move || may_change.get().then(|| view! { <CheckNow state /> }.into_any()))}
        </Section>
    }
}

/// Why Salesforce does not let the connector in, in its own words too, and what to do.
#[component]
fn Refused(failing: Failing) -> impl IntoView {
    let Failing { since, code, step, salesforce } = failing;
    view! {
        <Banner tone=Tone::Error>
            <h3 class="banner-title">{t::problem::title(code)}</h3>
            <p>{t::problem::remedy(code)}</p>
            {salesforce.map(|said| view! { <SalesforceSaid said /> }.into_any())}
            <p class="banner-detail">
                {words::refused_since()} " " <Timestamp at_ms=since />
                {step.map(|step| view! { <span>", " {words::history::at_step(&t::step(step))}</span> }.into_any())}
            </p>
        </Banner>
    }
}

/// What Salesforce said, in its own words.
#[component]
pub fn SalesforceSaid(
    /// What it said.
    said: SalesforceError,
) -> impl IntoView {
    let SalesforceError { error, error_description } = said;
    view! {
        <p>
            {t::common::salesforce_said()} " " <code>{error}</code> " " <code lang="en">{error_description}</code>
        </p>
    }
}

/// That a host cannot be reached, which says nothing of the connector.
#[component]
fn NotReached(unreachable: Unreachable) -> impl IntoView {
    let Unreachable { host, since } = unreachable;
    view! {
        <Banner tone=Tone::Warning>
            <h3 class="banner-title">{words::unreachable_title(&host)}</h3>
            <p>{words::unreachable_text()}</p>
            <p class="banner-detail">{words::since()} " " <Timestamp at_ms=since /></p>
        </Banner>
    }
}
