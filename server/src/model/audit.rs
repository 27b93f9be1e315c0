//! Who did what, and how it ended: what the audit log tells.

use contract::codes::ProblemCode;

use super::RequestId;

/// Who did something, and in which request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The id of the user who asked for it.
    pub user: String,
    /// The request's id, as the answer and the log have it.
    pub request_id: RequestId,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// A form was checked, without saving.
    Check,
    /// A form was tried at another address than its own.
    FindAudience,
    /// A connector was to be created.
    Create,
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
            Self::FindAudience => "find_audience",
            Self::Create => "create",
            Self::Deactivate => "deactivate",
            Self::Reactivate => "reactivate",
            Self::Try => "try",
            Self::CreateServiceToken => "create_service_token",
            Self::RevokeServiceToken => "revoke_service_token",
        }
    }
}

/// How an action ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// As asked.
    Succeeded,
    /// With this problem.
    Failed(ProblemCode),
}

impl Outcome {
    /// The word in the audit log: `succeeded`, or the problem's code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Failed(code) => code.as_str(),
        }
    }
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
}
