//! The card **Notes**: what admins wrote down about the connector, and who is responsible for it.

use leptos::prelude::*;

use super::state::ConnectorPageState;
use crate::components::section::Section;
use crate::connectors::notes_form::NotesForm;
use crate::i18n::t;

/// The card.
#[component]
pub fn NotesCard(
    /// What the page knows.
    state: ConnectorPageState,
) -> impl IntoView {
    let may_change = Memo::new(move |_| state.shown.may_change());
    view! {
        <Section id="written" title=t::notes::notes()>
            <NotesForm forms=state.forms can_manage=may_change.into() />
        </Section>
    }
}
