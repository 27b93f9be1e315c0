//! Who did what, and how it ended: what the audit log tells.

use std::net::IpAddr;

use contract::codes::ProblemCode;
use uuid::Uuid;

use super::{RequestId, TenantId};

/// Who did something, where from, and in which request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The id of the user who asked for it.
    pub user: String,
    /// How the user had signed in.
    pub method: SignInMethod,
    /// What tells the user's session from others, where there is one. It lets nobody in.
    pub session: Option<String>,
    /// The tenant that the user belongs to, where that is another than the one acted in: partners do so.
    pub home_tenant: Option<TenantId>,
    /// Where the request came from, where that is known.
    pub address: Option<IpAddr>,
    /// The request's id, as the answer and the log have it.
    pub request_id: RequestId,
}

impl Actor {
    /// A user of whose session and whereabouts nothing is known, in a request.
    pub const fn new(user: String, method: SignInMethod, request_id: RequestId) -> Self {
        Self { user, method, session: None, home_tenant: None, address: None, request_id }
    }
}

/// How a user signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignInMethod {
    /// Not at all: it is the demo.
    Demo,
    /// By a session of a browser.
    Session,
}

impl SignInMethod {
    /// The word in the audit log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Demo => "demo",
            Self::Session => "session",
        }
    }
}

/// The id of a row of the audit log. Ids grow with time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditId(Uuid);

impl AuditId {
    /// A new one (RFC 9562, version 7): larger than all before. That keeps an index' writes together, and a commit small.
    pub fn next() -> Self {
        Self(Uuid::now_v7())
    }
}

impl std::fmt::Display for AuditId {
    /// As it is stored and as it stands on the wire: with hyphens, in lower case.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// A form was checked, without saving.
    Check,
    /// A connector was checked, with what is stored of it.
    CheckConnector,
    /// A form was tried at another address than its own.
    FindAudience,
    /// A connector was to be created.
    Create,
    /// A connector was to be changed.
    Update,
    /// A connector was deleted.
    Delete,
    /// A connector was deactivated.
    Deactivate,
    /// A connector was reactivated.
    Reactivate,
    /// A request was tried on a connector.
    Try,
    /// A service token was created.
    CreateServiceToken,
    /// A service token was revoked.
    RevokeServiceToken,
}

impl Action {
    /// The word in the audit log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::CheckConnector => "check_connector",
            Self::FindAudience => "find_audience",
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Deactivate => "deactivate",
            Self::Reactivate => "reactivate",
            Self::Try => "try",
            Self::CreateServiceToken => "create_service_token",
            Self::RevokeServiceToken => "revoke_service_token",
        }
    }
}

/// How an action ended, or that it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Not yet: it is about to be done. How it ends is another row, which names this one.
    Started,
    /// As asked.
    Succeeded,
    /// With this problem.
    Failed(ProblemCode),
}

impl Outcome {
    /// The word in the audit log: `started`, `succeeded`, or the problem's code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Succeeded => "succeeded",
            Self::Failed(code) => code.as_str(),
        }
    }
}

/// How much a row stands for, where that is more than one action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Folded {
    /// How many actions.
    pub times: u32,
    /// When the last of them was, in milliseconds since 1970.
    pub last_at: i64,
}

/// A row of the audit log of one tenant. It carries no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Who did it, and in which request.
    pub actor: Actor,
    /// What was done.
    pub action: Action,
    /// What it was done to: a connector's or a service token's id, or the host that a check went to.
    pub target: String,
    /// Whether it succeeded, or with which problem it ended.
    pub outcome: Outcome,
    /// The row that said that this would be done.
    pub intent: Option<AuditId>,
    /// Of a row that stands for several actions: how many.
    pub folded: Option<Folded>,
}

impl AuditEntry {
    /// A row for one action that no row has announced.
    pub const fn new(actor: Actor, action: Action, target: String, outcome: Outcome) -> Self {
        Self { actor, action, target, outcome, intent: None, folded: None }
    }
}
