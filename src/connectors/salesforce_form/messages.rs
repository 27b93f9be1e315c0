//! Words for what the form shows at a field.

use contract::codes::{RuleCode, WarningCode};
use contract::validation::before_invisible;

use crate::components::banner::Tone;
use crate::components::form_field::FieldMessage;
use crate::connectors::key_commands;
use crate::form::{FieldError, VisibleMessage};
use crate::i18n::t;

/// What is wrong with a value, in words.
pub(in crate::connectors) fn text(error: FieldError, value: &str) -> String {
    match error {
        FieldError::Rule(code @ RuleCode::InvisibleCharacter) => match before_invisible(value) {
            Some(before) => t::salesforce_form::invisible_after(&end_of(before)),
            None => t::rule(code),
        },
        FieldError::Rule(code) => t::rule(code),
        FieldError::Problem(code) => t::problem::title(code),
        FieldError::FileUnreadable => t::private_key::file_unreadable(),
        FieldError::KeyDropped => t::private_key::dropped(),
        FieldError::KeyNeededAgain => t::private_key::needed_again(),
    }
}

/// A warning, in words, and by name where another connector is meant.
pub fn warning(code: WarningCode, same_as: Option<&str>) -> String {
    match (code, same_as) {
        (WarningCode::SameConnection, Some(name)) => t::salesforce_form::same_as(name),
        _ => t::warning(code),
    }
}

/// The last characters of a text: enough to find the place.
fn end_of(text: &str) -> String {
    const CHARS: usize = 12;

    match text.char_indices().rev().nth(CHARS - 1) {
        Some((at, _)) if at > 0 => ["…", text.get(at..).unwrap_or_default()].concat(),
        _ => text.to_owned(),
    }
}

/// The message under a field with this value. `same_as` is the name of the connector that has the same values, if there
/// is one.
pub(super) fn field_message(message: VisibleMessage, value: &str, same_as: Option<&str>) -> FieldMessage {
    match message {
        VisibleMessage::Error(error, _) => FieldMessage {
            tone: Tone::Error,
            prefix: t::common::error(),
            text: text(error, value),
            command: match error {
                FieldError::Rule(code) => key_commands::of(code),
                FieldError::Problem(_)
                | FieldError::FileUnreadable
                | FieldError::KeyDropped
                | FieldError::KeyNeededAgain => None,
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
