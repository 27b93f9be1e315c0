//! What the form is doing.

use contract::api::Connector;

use super::Failure;

/// What the form is doing, for the view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase<'a> {
    /// Being filled in.
    Editing,
    /// The server is checking: fields are read-only.
    Checking,
    /// The admin cancelled, and the server has not said yet what became of it.
    Cancelling,
    /// The last Done failed; the form can be edited.
    Rejected(&'a Failure),
    /// Saved. Nothing that was typed is left.
    Saved(&'a Connector),
    /// Closed. Nothing that was typed is left.
    Closed,
}

/// A [`Phase`] without what goes with it: something to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// [`Phase::Editing`].
    Editing,
    /// [`Phase::Checking`].
    Checking,
    /// [`Phase::Cancelling`].
    Cancelling,
    /// [`Phase::Rejected`].
    Rejected,
    /// [`Phase::Saved`].
    Saved,
    /// [`Phase::Closed`].
    Closed,
}

impl Phase<'_> {
    /// Which one it is.
    pub fn stage(self) -> Stage {
        match self {
            Self::Editing => Stage::Editing,
            Self::Checking => Stage::Checking,
            Self::Cancelling => Stage::Cancelling,
            Self::Rejected(_) => Stage::Rejected,
            Self::Saved(_) => Stage::Saved,
            Self::Closed => Stage::Closed,
        }
    }
}
