//! When a field may show what is wrong with it.

use super::message::Announce;

/// How far a field was touched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Touched {
    /// Never edited: silent, wherever the focus goes.
    #[default]
    Untouched,
    /// Being typed, first or again after it was right: silent until it is left.
    Typing,
    /// Left after an edit, or a whole key was given: what is wrong is shown.
    Left,
    /// The field was wrong when last judged and is being edited: shown on every keystroke until it is right.
    Correcting,
    /// Done judged it: shown here, and said by the summary.
    Done,
}

impl Touched {
    /// How to announce what is shown, or `None` while nothing may be.
    pub(super) fn announce(self) -> Option<Announce> {
        match self {
            Self::Untouched | Self::Typing => None,
            Self::Left => Some(Announce::Now),
            Self::Correcting => Some(Announce::AfterPause),
            Self::Done => Some(Announce::Silent),
        }
    }

    /// After an edit. Only what was shown as wrong is judged while it is edited.
    pub(super) fn edited(self, was_right: bool, is_right: bool) -> Self {
        match self {
            Self::Left | Self::Correcting | Self::Done if !was_right && !is_right => Self::Correcting,
            Self::Untouched | Self::Typing | Self::Left | Self::Correcting | Self::Done => Self::Typing,
        }
    }

    /// After the focus left the field.
    pub(super) fn left(self) -> Self {
        match self {
            Self::Typing | Self::Correcting | Self::Left => Self::Left,
            Self::Untouched | Self::Done => self,
        }
    }
}
