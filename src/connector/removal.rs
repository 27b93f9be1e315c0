//! The card at the end of the page: takes the connector out of use, puts it back, deletes it.

use contract::api::ConnectorState;
use leptos::prelude::*;

use super::state::ConnectorPageState;
use crate::components::button::{Button, Variant};
use crate::components::dynamic::dynamic;
use crate::components::section::Section;
use crate::connectors::lifecycle::Action;
use crate::i18n::t::connector as words;
use crate::i18n::t::lifecycle;

/// The id of what says why the connector cannot be deleted.
const REASON: &str = "delete-why-not";

/// The card, for who may do so.
#[component]
pub fn RemovalCard(
    /// What the page knows.
    state: ConnectorPageState,
) -> impl IntoView {
    let may_change = Memo::new(move |_| state.shown.may_change());
    dynamic(move || may_change.get().then(|| view! { <Removal state /> }.into_any()))
}

/// Both buttons stay when the connector is taken out of use, and the focus on them.
#[component]
fn Removal(state: ConnectorPageState) -> impl IntoView {
    let active = Memo::new(move |_| {
        state.shown.read(|connector| connector.state) != Some(ConnectorState::Deactivated)
    });
    let toggle = Callback::new(move |()| {
        state.ask(if active.get_untracked() { Action::Deactivate } else { Action::Reactivate });
    });
    view! {
        <Section id="removal" title=words::removal()>
            <p class="quiet" id=REASON>
                {move || if active.get() { words::deactivate_first() } else { words::delete_help() }}
            </p>
            <div class="section-buttons">
                <Button id="activation" on_click=toggle>
                    {move || if active.get() { lifecycle::deactivate() } else { lifecycle::reactivate() }}
                </Button>
                <Button
                    id="delete"
                    variant=Variant::Danger
                    on_click=Callback::new(move |()| state.ask(Action::Delete))
                    aria_disabled=active
                    described_by=Signal::stored(Some(REASON))
                >
                    {lifecycle::delete()}
                </Button>
            </div>
        </Section>
    }
}
