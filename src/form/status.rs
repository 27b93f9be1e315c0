//! What a form is doing.

/// What a form is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The form is being filled in.
    Editing,
    /// The server is checking what was entered: fields are read-only.
    Checking,
    /// The admin canceled, and the server has not said yet what became of the check.
    Canceling,
    /// The last submit failed, and the form can be edited.
    Rejected,
    /// The last submit failed, and the server is trying what was entered elsewhere: fields are read-only.
    Searching,
    /// What was entered is saved, and no longer held.
    Saved,
    /// The form was closed, and what was entered is no longer held.
    Closed,
}

/// Whether a form may be left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeaveGuard {
    /// Nothing would be lost.
    Free,
    /// What was typed would be lost: ask first.
    Unsaved,
    /// The server is checking: ask first, then cancel it.
    Submitting,
    /// What was saved is shown this one time, and was not copied: ask first.
    Uncopied,
}
