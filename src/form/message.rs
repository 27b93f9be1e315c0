//! What a field shows, and how it is announced.

use contract::codes::{Field, ProblemCode, RuleCode, WarningCode};

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldError {
    /// The value breaks a rule, says the browser or the server.
    Rule(RuleCode),
    /// The server refuses, or would, and this is the field to look at.
    Problem(ProblemCode),
    /// The browser could not read the picked file.
    FileUnreadable,
    /// The private key was dropped when the page was left.
    KeyDropped,
    /// The stored private key is not used for another URL, audience, Client ID or Email ID: it must be given again.
    KeyNeededAgain,
}

/// How a screen reader learns of an error. What is seen changes at once in every case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Announce {
    /// Not by itself: the summary or the banner has the focus and says it.
    Silent,
    /// Now: the field was left.
    Now,
    /// Once typing pauses: each keystroke changes it.
    AfterPause,
}

/// What to show at a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VisibleMessage {
    /// What makes the field `aria-invalid`.
    Error(FieldError, Announce),
    /// A warning: it does not block.
    Warning(WarningCode, Announce),
}

impl VisibleMessage {
    /// How the message is announced.
    pub fn announce(self) -> Announce {
        match self {
            Self::Error(_, announce) | Self::Warning(_, announce) => announce,
        }
    }

    /// The error, where the message is one.
    pub fn error(self) -> Option<FieldError> {
        match self {
            Self::Error(error, _) => Some(error),
            Self::Warning(..) => None,
        }
    }
}

/// What leads out of what is shown at a field, by one press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldAction {
    /// To take this value, which the field's rule takes. Taking it is an edit.
    Use(String),
    /// To move the private key that stands there to where it belongs.
    MoveKey,
}

/// The errors that Done found, in the order of the form's fields. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary<F = Field>(Vec<(F, FieldError)>);

impl<F> Summary<F> {
    /// A summary of these errors, or `None` where there are none.
    pub(super) fn of(entries: Vec<(F, FieldError)>) -> Option<Self> {
        (!entries.is_empty()).then_some(Self(entries))
    }

    /// The fields and what is wrong with each.
    pub fn entries(&self) -> &[(F, FieldError)] {
        &self.0
    }
}
