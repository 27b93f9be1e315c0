//! What surrounds an input: label, help, and the message that says what is wrong.

use leptos::prelude::*;

use super::banner::Tone;
use super::dynamic::dynamic;
use super::icon::Icon;

/// What stands under an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldMessage {
    /// Whether it is an error or a warning.
    pub tone: Tone,
    /// Stands before the text for those who do not see its color.
    pub prefix: String,
    /// What is wrong, and what to do.
    pub text: String,
    /// Lines for a terminal that mend what is wrong.
    pub command: Option<&'static str>,
}

impl FieldMessage {
    /// Whether the message makes the input invalid.
    pub fn is_error(&self) -> bool {
        self.tone == Tone::Error
    }
}

/// What goes after a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// A red `*`; the input itself says so to assistive technology.
    Required,
    /// A word that says that the field may stay empty.
    Optional(String),
    /// Nothing: the field cannot be empty.
    Always,
}

/// The ids that an input's `aria-describedby` names: its help, and its message while there is one.
pub fn described_by(
    id: &'static str,
    message: Signal<Option<FieldMessage>>,
) -> impl Fn() -> String + Copy + Send {
    move || match message.with(Option::is_some) {
        true => [id, "-help ", id, "-message"].concat(),
        false => [id, "-help"].concat(),
    }
}

/// The value of an input's `aria-invalid`.
pub fn invalid(message: Signal<Option<FieldMessage>>) -> impl Fn() -> Option<&'static str> + Copy + Send {
    move || message.with(|message| message.as_ref().is_some_and(FieldMessage::is_error)).then_some("true")
}

/// The frame of a field. The input itself is its child.
#[component]
pub fn FormField(
    /// The input's id.
    id: &'static str,
    /// The field's label.
    label: String,
    /// Whether the field may stay empty.
    requirement: Requirement,
    /// One line of help.
    help: AnyView,
    /// What is wrong with the field, if anything.
    message: Signal<Option<FieldMessage>>,
    /// What can be done about what is wrong.
    #[prop(optional)]
    action: Option<AnyView>,
    /// The input that the label is for.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="field">
            <label class="label" for=id>
                {label}
                {match requirement {
                    Requirement::Required => {
                        view! {
                            <span class="required" aria-hidden="true">
                                "*"
                            </span>
                        }
                            .into_any()
                    }
                    Requirement::Optional(word) => view! { <span class="optional">{word}</span> }.into_any(),
                    Requirement::Always => ().into_any(),
                }}
            </label>
            {children()}
            <div class="help" id=[id, "-help"].concat()>
                {help}
            </div>
            <MessageLine id message />
            {action}
        </div>
    }
}

/// The message of the input with an id, while there is one.
#[component]
pub fn MessageLine(
    /// The input's id: the message's own is `{id}-message`.
    id: &'static str,
    /// What is wrong with the field, if anything.
    message: Signal<Option<FieldMessage>>,
) -> impl IntoView {
    dynamic(move || {
        message.get().map(|message| {
            let class = if message.is_error() { "message message-error" } else { "message message-warning" };
            view! {
                <div class=class id=[id, "-message"].concat()>
                    <Icon glyph=message.tone.glyph() />
                    <span>
                        <span class="visually-hidden">{message.prefix} " "</span>
                        {message.text}
                    </span>
                    {message.command.map(|command| view! { <code>{command}</code> }.into_any())}
                </div>
            }
            .into_any()
        })
    })
}
