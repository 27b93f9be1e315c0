//! Words for what the form shows at a field.

use crate::components::banner::Tone;
use crate::components::form_field::FieldMessage;
use crate::connectors::key_commands;
use crate::form::{FieldError, VisibleMessage};
use crate::i18n::t;

/// What is wrong, in words.
pub(super) fn text(error: FieldError) -> String {
    match error {
        FieldError::Rule(code) => t::rule(code),
        FieldError::Problem(code) => t::problem::title(code),
        FieldError::FileUnreadable => t::private_key::file_unreadable(),
    }
}

/// The message under a field.
pub(super) fn field_message(message: VisibleMessage) -> FieldMessage {
    match message {
        VisibleMessage::Error(error, _) => FieldMessage {
            tone: Tone::Error,
            prefix: t::common::error(),
            text: text(error),
            command: match error {
                FieldError::Rule(code) => key_commands::of(code),
                FieldError::Problem(_) | FieldError::FileUnreadable => None,
            },
        },
        VisibleMessage::Warning(warning, _) => FieldMessage {
            tone: Tone::Warning,
            prefix: t::common::warning(),
            text: t::warning(warning),
            command: None,
        },
    }
}
