//! How many changes one admin may make in a time.

use contract::codes::ProblemCode;

use super::Principal;
use crate::clock::Clock;
use crate::error::ApiError;
use crate::metrics::{LimitKind, Metrics};
use crate::model::TenantId;
use crate::rate_limit::Rate;
use crate::rate_limit::quota::Quota;

/// What each admin may still change: every request that is not only to read draws on it, whatever comes of it. What asks
/// Salesforce has budgets of its own beside it. Cheap to clone: clones share what was spent.
#[derive(Clone, Debug)]
pub struct WriteBudget {
    quota: Quota<(TenantId, String)>,
    clock: Clock,
    metrics: Metrics,
}

impl WriteBudget {
    /// So many changes of each user of each tenant.
    pub fn new(rate: Rate, clock: Clock, metrics: Metrics) -> Self {
        Self { quota: Quota::named("writes", rate), clock, metrics }
    }

    /// Takes one change from what a user has left.
    ///
    /// # Errors
    /// [`ProblemCode::RateLimited`]: none is left; it says when there is one.
    pub fn try_acquire(&self, principal: &Principal) -> Result<(), ApiError> {
        let user = (principal.tenant.clone(), principal.user.clone());
        let acquired = self.quota.try_acquire(user, self.clock.monotonic());
        acquired.map(drop).map_err(|allowance| {
            self.metrics.limited(LimitKind::Write);
            ApiError {
                retry_after: Some(allowance.reset),
                limit: Some(Box::new(allowance.limit)),
                ..ApiError::new(ProblemCode::RateLimited, "too many changes")
            }
        })
    }
}
