//! Words for what the form shows at a field.

use crate::form::{Fault, Shown};
use crate::ui::banner::Tone;
use crate::ui::field::Note;
use crate::words::Words;

/// What is wrong, in words.
pub(super) fn message(words: &'static Words, fault: Fault) -> &'static str {
    match fault {
        Fault::Rule(code) => (words.rule)(code).message,
        Fault::Problem(code) => (words.problem)(code).title,
        Fault::FileUnreadable => words.key.file_unreadable,
    }
}

/// The same as the note under a field.
pub(super) fn note(words: &'static Words, shown: Shown) -> Note {
    match shown {
        Shown::Error(fault, _) => Note {
            tone: Tone::Error,
            prefix: words.form.error,
            text: message(words, fault).to_owned(),
            command: match fault {
                Fault::Rule(code) => (words.rule)(code).command,
                Fault::Problem(_) | Fault::FileUnreadable => None,
            },
        },
        Shown::Warning(warning, _) => Note {
            tone: Tone::Warning,
            prefix: words.form.warning,
            text: (words.warning)(warning).to_owned(),
            command: None,
        },
    }
}
