//! The audit log as it is read.

use uuid::Uuid;

use super::{Cursor, PageRequest};

/// A row of the audit log, in the words that it was written with: also those of another version of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRecord {
    /// The row's id.
    pub id: Uuid,
    /// When it was written, in milliseconds since 1970.
    pub created_at: i64,
    /// The user who did it.
    pub user: String,
    /// The tenant that the user belongs to, where that is another one.
    pub home_tenant: Option<String>,
    /// Where the request came from.
    pub address: Option<String>,
    /// How the user had signed in.
    pub sign_in_method: Option<String>,
    /// The user's session.
    pub session_id: Option<String>,
    /// What was done.
    pub action: String,
    /// What it was done to.
    pub target: String,
    /// How it ended, or that it began.
    pub outcome: String,
    /// The row that said that it began.
    pub intent_id: Option<String>,
    /// How many actions the row stands for, where that is more than one action of its own.
    pub times: Option<i64>,
    /// When the last of them was, in milliseconds since 1970.
    pub last_at: Option<i64>,
    /// The request that did it.
    pub request_id: String,
}

impl AuditRecord {
    /// Where a page that ends with it ends.
    pub const fn cursor(&self) -> Cursor {
        Cursor { created_at: self.created_at, id: self.id }
    }
}

/// What is asked for of an audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditQuery {
    /// Of this action alone.
    pub action: Option<String>,
    /// Of this target alone.
    pub target: Option<String>,
    /// Of this user alone.
    pub user: Option<String>,
    /// Which part of them, newest first.
    pub page: PageRequest,
}
