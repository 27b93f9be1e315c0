//! Words for what the form shows at a field.

use crate::form::{FieldError, VisibleMessage};
use crate::ui::banner::Tone;
use crate::ui::field::Note;
use crate::words::Words;

/// What is wrong, in words.
pub(super) fn message(words: &'static Words, fault: FieldError) -> &'static str {
    match fault {
        FieldError::Rule(code) => (words.rule)(code).message,
        FieldError::Problem(code) => (words.problem)(code).title,
        FieldError::FileUnreadable => words.key.file_unreadable,
    }
}

/// The same as the note under a field.
pub(super) fn note(words: &'static Words, shown: VisibleMessage) -> Note {
    match shown {
        VisibleMessage::Error(fault, _) => Note {
            tone: Tone::Error,
            prefix: words.form.error,
            text: message(words, fault).to_owned(),
            command: match fault {
                FieldError::Rule(code) => (words.rule)(code).command,
                FieldError::Problem(_) | FieldError::FileUnreadable => None,
            },
        },
        VisibleMessage::Warning(warning, _) => Note {
            tone: Tone::Warning,
            prefix: words.form.warning,
            text: (words.warning)(warning).to_owned(),
            command: None,
        },
    }
}
