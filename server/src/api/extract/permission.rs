//! Who asks, and whether they may: 401 where nobody has signed in, 403 where somebody may not, 429 where somebody changes
//! too much.

use std::marker::PhantomData;
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use contract::codes::ProblemCode;

use crate::admission::Asker;
use crate::error::ApiError;
use crate::identity::{Authenticator, Permission, Principal, WriteBudget};
use crate::model::{Actor, ClientAddress, RequestId, TenantId};
use crate::telemetry::RequestSpan;

/// Whoever has signed in, whatever they may do.
#[derive(Clone, Debug)]
pub(in crate::api) struct SignedIn(pub(in crate::api) Principal);

impl<S> FromRequestParts<S> for SignedIn
where
    S: Send + Sync,
    Arc<dyn Authenticator>: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let authenticator = Arc::<dyn Authenticator>::from_ref(state);
        let nobody = || ApiError::new(ProblemCode::Unauthenticated, "nobody has signed in");
        let principal = authenticator.authenticate(parts).await?.ok_or_else(nobody)?;
        if let Some(span) = parts.extensions.get::<RequestSpan>() {
            span.user(&principal.tenant, &principal.user);
        }
        Ok(Self(principal))
    }
}

/// Whoever has signed in and may do what the endpoint is for. Everybody else is refused, and so is who has made too many
/// changes lately.
#[derive(Clone, Debug)]
pub(in crate::api) struct Requires<P> {
    /// Whose connectors and tokens it is about.
    pub(in crate::api) tenant: TenantId,
    /// Who does it, for the audit log.
    pub(in crate::api) actor: Actor,
    permission: PhantomData<P>,
}

impl<S, P> FromRequestParts<S> for Requires<P>
where
    S: Send + Sync,
    Arc<dyn Authenticator>: FromRef<S>,
    WriteBudget: FromRef<S>,
    P: Required,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let SignedIn(principal) = SignedIn::from_request_parts(parts, state).await?;
        if !principal.permissions.allow(P::PERMISSION) {
            let why = format!("it takes the permission {:?}", P::PERMISSION);
            return Err(ApiError::new(ProblemCode::Forbidden, why));
        }
        if !parts.method.is_safe() {
            WriteBudget::from_ref(state).try_acquire(&principal)?;
        }
        let request_id = parts.extensions.get::<RequestId>().copied();
        let request_id = request_id
            .ok_or_else(|| ApiError::new(ProblemCode::Internal, "a request without an id of ours"))?;
        parts.extensions.insert(Asker { tenant: principal.tenant.clone(), token: None });
        Ok(Self {
            tenant: principal.tenant,
            actor: Actor {
                session: principal.session,
                home_tenant: principal.home_tenant,
                address: parts.extensions.get().map(|&ClientAddress(address)| address),
                ..Actor::new(principal.user, principal.method, request_id)
            },
            permission: PhantomData,
        })
    }
}

/// What an endpoint requires, as a type.
pub(in crate::api) trait Required {
    /// The permission.
    const PERMISSION: Permission;
}

/// Declares a type for a permission.
macro_rules! required {
    ($($name:ident),+ $(,)?) => {
        $(
            #[doc = concat!("Requires [`Permission::", stringify!($name), "`].")]
            #[derive(Clone, Copy, Debug)]
            pub(in crate::api) struct $name;

            impl Required for $name {
                const PERMISSION: Permission = Permission::$name;
            }
        )+
    };
}

required!(ViewConnectors, ManageConnectors, ManageTokens, TryRequests, ViewAudit);
