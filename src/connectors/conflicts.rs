//! What somebody else changed of a connector meanwhile, field by field.

use contract::api::ConnectorField;
use contract::codes::Field;
use leptos::prelude::*;

use crate::components::description_list::{Description, DescriptionList};
use crate::form::Conflict;
use crate::i18n::format;
use crate::i18n::t;
use crate::i18n::t::edit as words;

/// The fields, each with who changed it and when, what it was and is, and what stands in the form instead. Nothing where
/// there are none.
#[component]
pub fn Conflicts(
    /// What others changed.
    conflicts: Vec<Conflict>,
    /// Whether anything is left in the form that differs from what is saved now.
    left: Signal<bool>,
) -> impl IntoView {
    (!conflicts.is_empty()).then(|| {
        view! {
            <ul class="conflicts">
                {conflicts.into_iter().map(|conflict| view! { <FieldConflict conflict /> }.into_any()).collect_view()}
            </ul>
            <p>{move || if left.get() { words::typed_stays() } else { words::nothing_left() }}</p>
        }
        .into_any()
    })
}

#[component]
fn FieldConflict(conflict: Conflict) -> impl IntoView {
    let Conflict { field, user, at, before, now, typed } = conflict;
    let values = [(words::before(), Some(before)), (words::now(), Some(now)), (words::typed(), typed)];
    view! {
        <li>
            <p>
                <strong>{t::common::labeled(&label(field))}</strong>
                " "
                {words::who_and_when(&user, &format::timestamp(at))}
            </p>
            <DescriptionList>
                {values
                    .into_iter()
                    .filter_map(|(term, value)| {
                        let value = in_words(field, value?);
                        Some(view! { <Description term>{value}</Description> }.into_any())
                    })
                    .collect_view()}
            </DescriptionList>
        </li>
    }
}

fn label(of_connector: ConnectorField) -> String {
    let field = Field::ALL.iter().copied().find(|&field| ConnectorField::from(field) == of_connector);
    match (field, of_connector) {
        (Some(field), _) => t::field::label(field),
        (None, ConnectorField::Contact) => t::notes::contact(),
        (None, _) => t::notes::notes(),
    }
}

/// A value as it is shown: the SHA-256 of a key's public key alone says nothing, and of some keys it is not known.
fn in_words(field: ConnectorField, value: String) -> String {
    match (field, value.is_empty()) {
        (ConnectorField::PrivateKey, false) => [t::private_key::public_key_sha256(), value].join(" "),
        (ConnectorField::PrivateKey, true) => words::another_key(),
        (_, true) => words::empty(),
        (_, false) => value,
    }
}
