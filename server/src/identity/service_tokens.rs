//! Service tokens: made, listed, revoked, and known again when a program shows one.

mod guesses;

use contract::codes::ProblemCode;
use contract::secret::SecretText;
use contract::service_token::{ServiceTokenForm, ServiceTokenScope};

pub use self::guesses::Guesses;
use super::token;
use crate::clock::Clock;
use crate::error::ApiError;
use crate::metrics::{LimitKind, Metrics};
use crate::model::{Actor, ConnectorId, Page, PageRequest, ServiceToken, TenantId, TokenId};
use crate::rate_limit::quota::{Allowance, Quota};
use crate::store::{FoundToken, NewServiceToken, Store};
use crate::usage::Usage;

/// A program that showed a token: what the token is good for.
#[derive(Clone, Debug)]
pub struct ServiceCaller {
    /// The tenant that it acts for.
    pub tenant: TenantId,
    /// The token's public id.
    pub token: TokenId,
    scope: ServiceTokenScope,
}

impl ServiceCaller {
    /// Whether it may use this connector of its tenant.
    pub fn may_use(&self, connector: ConnectorId) -> bool {
        self.scope.covers(&connector.to_string())
    }
}

/// A token that was just made.
#[derive(Clone, Debug)]
pub struct CreatedToken {
    /// What may be seen of it from now on.
    pub stored: ServiceToken,
    /// The token, to be shown once.
    pub token: SecretText,
}

/// All that can be done with service tokens. Cheap to clone: clones share everything.
#[derive(Clone, Debug)]
pub struct ServiceTokens {
    store: Store,
    usage: Usage,
    quota: Quota<TokenId>,
    guesses: Guesses,
    clock: Clock,
    metrics: Metrics,
}

impl ServiceTokens {
    /// Tokens that are kept in `store`, each of which may be used as often as `quota` says, and looked for as `guesses` says.
    pub const fn new(
        store: Store,
        usage: Usage,
        quota: Quota<TokenId>,
        guesses: Guesses,
        clock: Clock,
        metrics: Metrics,
    ) -> Self {
        Self { store, usage, quota, guesses, clock, metrics }
    }

    /// A tenant's tokens, newest first, with their last use up to now. Of those that have ended it is a page; all others come
    /// with the first one.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn list(&self, tenant: &TenantId, page: PageRequest) -> Result<Page<ServiceToken>, ApiError> {
        Ok(self.usage.service_tokens(&self.store, tenant, page).await?)
    }

    /// Makes a token.
    ///
    /// # Errors
    /// A rule is broken, the scope names what is no connector of the tenant's, there is no room, or the store does not
    /// answer.
    pub async fn create(
        &self,
        tenant: &TenantId,
        actor: Actor,
        form: ServiceTokenForm,
    ) -> Result<CreatedToken, ApiError> {
        let valid =
            form.parse(self.clock.now_ms()).map_err(|code| ApiError::new(code, "a rule is broken"))?;
        self.must_exist(tenant, &valid.scope).await?;
        let new = token::generate().map_err(|error| ApiError::new(ProblemCode::Internal, error))?;
        let new_token = NewServiceToken {
            name: valid.name,
            prefix: new.prefix,
            hash: new.hash,
            scope: valid.scope,
            expires_at: valid.expires_at,
            actor,
        };
        let stored = self.store.for_tenant(tenant).create_service_token(new_token).await?;
        Ok(CreatedToken { stored, token: new.token })
    }

    /// Revokes a token: it stays in the list, and lets nobody in. Revoking it again changes nothing.
    ///
    /// # Errors
    /// There is none of this id, or the store does not answer.
    pub async fn revoke(&self, tenant: &TenantId, actor: &Actor, id: TokenId) -> Result<(), ApiError> {
        if self.store.for_tenant(tenant).revoke_service_token(id, actor).await? {
            Ok(())
        } else {
            Err(ApiError::new(ProblemCode::NotFound, "no such service token"))
        }
    }

    /// Who shows this token.
    ///
    /// # Errors
    /// [`ProblemCode::Unauthenticated`], whatever is wrong with it; or the store does not answer.
    pub async fn authenticate(&self, shown: &str) -> Result<ServiceCaller, ApiError> {
        let nobody = |why: &str| ApiError::new(ProblemCode::Unauthenticated, why);
        let prefix = token::prefix_of(shown).ok_or_else(|| nobody("a malformed token"))?;
        let found = self.store.for_all_tenants().service_token_by_prefix(prefix).await?;
        let found = match found {
            Some(FoundToken::Genuine(found)) => found,
            Some(FoundToken::Altered(_)) => return Err(nobody("a token whose row was changed")),
            None => return Err(nobody("an unknown token")),
        };
        if !token::is_stored(shown, &found.hash) {
            return Err(nobody("a token with a wrong secret"));
        }
        let found = found.token;
        if !found.is_live(self.clock.now_ms()) {
            return Err(nobody("a token that was revoked, or has expired"));
        }
        Ok(ServiceCaller { tenant: found.tenant, token: found.id, scope: found.scope })
    }

    /// Takes one request from what a token has left, and notes its use.
    ///
    /// # Errors
    /// None is left; it says when there is one.
    pub fn try_acquire(&self, caller: &ServiceCaller) -> Result<Allowance, Allowance> {
        let allowance = self.quota.try_acquire(caller.token, self.clock.monotonic());
        match allowance {
            Ok(_) => self.usage.token_used(caller.token, self.clock.now_ms()),
            Err(_) => self.metrics.limited(LimitKind::ServiceToken),
        }
        allowance
    }

    /// Refuses a scope that names what is no connector of the tenant's.
    async fn must_exist(&self, tenant: &TenantId, scope: &ServiceTokenScope) -> Result<(), ApiError> {
        let ServiceTokenScope::Connectors(ids) = scope else { return Ok(()) };
        let own = self.store.for_tenant(tenant).list().await?;
        if ids.iter().all(|id| own.iter().any(|connector| connector.id.to_string() == *id)) {
            Ok(())
        } else {
            Err(ApiError::new(ProblemCode::ServiceTokenScope, "a connector that does not exist"))
        }
    }
}
