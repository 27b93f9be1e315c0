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
    let can_manage = Memo::new(move |_| state.shown.can_manage());
    view! {
        <Section id="written" title=t::notes::notes()>
            <NotesForm forms=state.forms can_manage=can_manage.into() />
        </Section>
    }
}
