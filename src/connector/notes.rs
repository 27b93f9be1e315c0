//! The card **Notes**: what admins wrote down about the connector, and who is responsible for it.

use leptos::prelude::*;

use super::state::ConnectorPageState;
use crate::components::description_list::{Description, DescriptionList};
use crate::components::dynamic::dynamic;
use crate::components::section::Section;
use crate::i18n::t::connector as words;

/// The card.
#[component]
pub fn NotesCard(
    /// What the page knows.
    state: ConnectorPageState,
) -> impl IntoView {
    let written = Memo::new(move |_| {
        state.shown.read(|connector| (connector.notes.clone(), connector.contact.clone()))
    });
    let or_none = |text: String, none: fn() -> String| if text.is_empty() { none() } else { text };
    view! {
        <Section id="notes" title=words::notes()>
            {dynamic(move || {
                let (notes, contact) = written.get()?;
                Some(
                    view! {
                        <p class="notes">{or_none(notes, words::no_notes)}</p>
                        <DescriptionList>
                            <Description term=words::contact()>{or_none(contact, words::no_contact)}</Description>
                        </DescriptionList>
                    }
                        .into_any(),
                )
            })}
        </Section>
    }
}
