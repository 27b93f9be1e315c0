//! Who is asking.

use std::fmt;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use contract::codes::ProblemCode;

use crate::error::ApiError;
use crate::state::AppState;

/// What a user may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Sees connectors, and manages them.
    Administrator,
    /// Sees connectors.
    ReadOnlyAdministrator,
}

impl Role {
    /// Whether this role may create connectors, and check what would become one.
    pub const fn can_manage(self) -> bool {
        matches!(self, Self::Administrator)
    }
}

/// The one who is asking. Every query is scoped by the tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The tenant's id.
    pub tenant: String,
    /// The user's id.
    pub user: String,
    /// The user's role.
    pub role: Role,
}

/// Tells who is asking.
pub trait Authentication: fmt::Debug + Send + Sync + 'static {
    /// The one who sent this request, or nobody that is known.
    fn principal(&self, parts: &Parts) -> Option<Principal>;
}

/// The demo's sign-in: everybody is the same administrator. For loopback only.
#[derive(Clone, Copy, Debug)]
pub struct Demo;

impl Authentication for Demo {
    fn principal(&self, _: &Parts) -> Option<Principal> {
        Some(Principal {
            tenant: "demo".to_owned(),
            user: "admin@demo".to_owned(),
            role: Role::Administrator,
        })
    }
}

impl FromRequestParts<AppState> for Principal {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let authentication: &Arc<dyn Authentication> = &state.authentication;
        authentication
            .principal(parts)
            .ok_or_else(|| ApiError::new(ProblemCode::Forbidden, "nobody that is known"))
    }
}

/// A principal who may manage connectors and service tokens. As an extractor it refuses everybody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CanManage(pub Principal);

impl FromRequestParts<AppState> for CanManage {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let principal = Principal::from_request_parts(parts, state).await?;
        if principal.role.can_manage() {
            Ok(Self(principal))
        } else {
            Err(ApiError::new(
                ProblemCode::Forbidden,
                format!("the role {:?} may not manage", principal.role),
            ))
        }
    }
}
