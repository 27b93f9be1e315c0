//! Who asks, and what they may do: a user who signed in, or a program with a service token.

mod permission;
mod service_tokens;
pub mod token;
mod write_budget;

use std::fmt;

use async_trait::async_trait;
use axum::http::request::Parts;

pub use self::permission::{Permission, Permissions, Role};
pub use self::service_tokens::{CreatedToken, Guesses, ServiceCaller, ServiceTokens};
pub use self::write_budget::WriteBudget;
use crate::error::ApiError;
use crate::model::{SignInMethod, TenantId};

/// A user who signed in. Everything that the user sees or does is of this tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The tenant that the user acts in.
    pub tenant: TenantId,
    /// The tenant that the user belongs to, where that is another one.
    pub home_tenant: Option<TenantId>,
    /// The user's id, as the audit log names it.
    pub user: String,
    /// How the user signed in.
    pub method: SignInMethod,
    /// What tells the user's session from others in the audit log, where there is one. It must let nobody in.
    pub session: Option<String>,
    /// What the user may do.
    pub permissions: Permissions,
}

/// Tells who sent a request.
#[async_trait]
pub trait Authenticator: fmt::Debug + Send + Sync + 'static {
    /// The user who sent this request; `None` where nobody has signed in. What the user may do is another question.
    ///
    /// # Errors
    /// Whether somebody has signed in cannot be found out for now.
    async fn authenticate(&self, request: &Parts) -> Result<Option<Principal>, ApiError>;
}

/// The demo's sign-in: everybody is the same administrator. For loopback only.
#[derive(Clone, Copy, Debug)]
pub struct Demo;

#[async_trait]
impl Authenticator for Demo {
    async fn authenticate(&self, _: &Parts) -> Result<Option<Principal>, ApiError> {
        Ok(Some(Principal {
            tenant: TenantId::new("demo"),
            home_tenant: None,
            user: "admin@demo".to_owned(),
            method: SignInMethod::Demo,
            session: None,
            permissions: Role::Administrator.permissions(),
        }))
    }
}
