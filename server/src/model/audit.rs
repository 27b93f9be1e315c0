//! Who did what, and how it ended: what the audit log tells.

use contract::codes::ProblemCode;

/// Who did something, and in which request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The id of the user who asked for it.
    pub user: String,
    /// The request's id, as the answer and the log have it.
    pub request_id: String,
}

/// Declares an enum by the words that stand for it in the audit log.
macro_rules! action {
    ($(#[$outer:meta])* pub enum $name:ident { $( $(#[$inner:meta])* $variant:ident = $stored:literal ),+ $(,)? }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $( $(#[$inner])* $variant ),+ }

        impl $name {
            /// The word in the audit log.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $stored ),+ }
            }
        }
    };
}

action! {
    /// What was done.
    pub enum Action {
        /// A form was checked, without saving.
        Check = "check",
        /// A form was tried at another address than its own.
        FindAudience = "find_audience",
        /// A connector was to be created.
        Create = "create",
        /// A connector was deactivated.
        Deactivate = "deactivate",
        /// A connector was reactivated.
        Reactivate = "reactivate",
        /// A request was tried on a connector.
        Try = "try",
        /// A service token was created.
        CreateServiceToken = "create_service_token",
        /// A service token was revoked.
        RevokeServiceToken = "revoke_service_token",
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

    /// How a result ended, by the code of its error.
    pub fn of<T, E>(ended: &Result<T, E>, code: impl FnOnce(&E) -> ProblemCode) -> Self {
        ended.as_ref().err().map_or(Self::Succeeded, |error| Self::Failed(code(error)))
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
