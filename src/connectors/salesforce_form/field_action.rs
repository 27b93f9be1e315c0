//! A button that leads out of what is wrong with a field.

use contract::codes::Field;
use leptos::prelude::*;

use super::fields::FormContext;
use super::key_field::focus_key;
use crate::components::button::{Button, Size};
use crate::components::dynamic::dynamic;
use crate::components::focus::focus_after_render;
use crate::form::FieldAction;
use crate::i18n::t::salesforce_form as words;

/// The button, while there is a way out. It is gone with what was wrong, so the focus goes to where its work is seen.
#[component]
pub fn FieldActionButton(
    /// What every part of the form works with.
    form: FormContext,
    /// The field that the button stands at.
    field: Field,
) -> impl IntoView {
    let label = Memo::new(move |_| {
        Some(match form.state.with(|state| state.action(field))? {
            FieldAction::Use(value) => words::use_value(&on_a_button(&value)),
            FieldAction::MoveKey => words::move_key(),
        })
    });
    let take = Callback::new(move |()| match form.state.with_untracked(|state| state.action(field)) {
        Some(FieldAction::Use(value)) => {
            form.announcer.say(words::used_value(&value));
            form.edit(field, value);
            focus_after_render(field.as_str());
        }
        Some(FieldAction::MoveKey) => {
            form.announcer.say(words::key_moved());
            form.state.update(|state| state.move_key(field));
            focus_key(form);
        }
        None => {}
    });
    dynamic(move || {
        label.get().map(|label| {
            view! {
                <div class="field-action">
                    <Button size=Size::Small aria_disabled=form.readonly on_click=take>
                        {label}
                    </Button>
                </div>
            }
            .into_any()
        })
    })
}

/// A value as a button shows it: of a long one the beginning.
fn on_a_button(value: &str) -> String {
    const CHARS: usize = 64;
    const SHOWN: usize = 24;

    match value.char_indices().nth(CHARS).and_then(|_| value.char_indices().nth(SHOWN)) {
        Some((at, _)) => [value.get(..at).unwrap_or_default(), "…"].concat(),
        None => value.to_owned(),
    }
}
