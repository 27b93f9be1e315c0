//! A field of one line of text.

use leptos::prelude::*;

use super::form_field::{FieldMessage, FormField, Requirement, described_by, invalid};

/// What a line of text holds, as far as keyboards and checkers care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputKind {
    /// Words of a person's own.
    Text,
    /// An identifier: no capitals, no spell-checker.
    Identifier,
    /// An identifier in the shape of an email address.
    Email,
    /// An identifier in the shape of a URL.
    Url,
}

impl InputKind {
    const fn input_mode(self) -> &'static str {
        match self {
            Self::Text | Self::Identifier => "text",
            Self::Email => "email",
            Self::Url => "url",
        }
    }
}

/// A text field. Its value is held outside.
#[component]
pub fn TextField(
    /// The input's id and name.
    id: &'static str,
    /// The field's label.
    label: String,
    /// Whether the field may stay empty.
    requirement: Requirement,
    /// What the line holds.
    kind: InputKind,
    /// One line of help.
    help: AnyView,
    /// What stands in the field.
    value: Signal<String>,
    /// What is wrong with the field, if anything.
    message: Signal<Option<FieldMessage>>,
    /// Whether the field can only be read at present.
    readonly: Signal<bool>,
    /// Whether the field takes the focus when its dialog opens.
    #[prop(optional)]
    autofocus: bool,
    /// What can be done about what is wrong.
    #[prop(optional)]
    action: Option<AnyView>,
    /// The field's text has changed, to the one that is given.
    on_input: Callback<String>,
    /// The input lost the focus.
    on_blur: Callback<()>,
) -> impl IntoView {
    let identifier = kind != InputKind::Text;
    let required = requirement == Requirement::Required;
    let (described_by, invalid) = (described_by(id, message), invalid(message));
    view! {
        <FormField id label requirement help message action=action.unwrap_or_else(|| ().into_any())>
            <input
                class="input"
                type="text"
                id=id
                name=id
                autocomplete="off"
                autofocus=autofocus
                inputmode=kind.input_mode()
                autocapitalize=identifier.then_some("none")
                spellcheck=identifier.then_some("false")
                aria-required=required.then_some("true")
                aria-invalid=invalid
                aria-describedby=described_by
                readonly=move || readonly.get()
                prop:value=move || value.get()
                on:input=move |event| on_input.run(event_target_value(&event))
                // A focused input that is taken away is blurred when what it belongs to is gone already.
                on:blur=move |_| {
                    on_blur.try_run(());
                }
            />
        </FormField>
    }
}
