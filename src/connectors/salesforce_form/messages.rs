//! Words for what the form shows at a field.

use contract::codes::WarningCode;

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

/// A warning, in words, and by name where another connector is meant.
pub(in crate::connectors) fn warning(code: WarningCode, same_as: Option<&str>) -> String {
    match (code, same_as) {
        (WarningCode::SameConnection, Some(name)) => t::salesforce_form::same_as(name),
        _ => t::warning(code),
    }
}

/// The message under a field. `same_as` is the name of the connector that has the same values, if there is one.
pub(super) fn field_message(message: VisibleMessage, same_as: Option<&str>) -> FieldMessage {
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
        VisibleMessage::Warning(code, _) => FieldMessage {
            tone: Tone::Warning,
            prefix: t::common::warning(),
            text: warning(code, same_as),
            command: None,
        },
    }
}
