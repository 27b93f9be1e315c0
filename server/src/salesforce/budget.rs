//! How often a tenant may ask Salesforce: a budget of checks, and one of logins per Salesforce user.
//!
//! Salesforce cuts a user off at 3,600 logins an hour, flows included: nobody here may use that up by checking.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::clock::MonotonicMs;
use crate::model::TenantId;
use crate::rate_limit::{Exhausted, Limit, Rate, Windows};

/// The budgets of each tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates {
    /// Checks of a tenant.
    pub checks: Rate,
    /// Logins of a tenant as one Salesforce user.
    pub logins: Rate,
}

/// Counts against the budgets.
#[derive(Debug)]
pub struct Budgets(Mutex<Spent>);

#[derive(Debug)]
struct Spent {
    checks: Windows<TenantId>,
    /// By tenant and Salesforce username in lower case.
    logins: Windows<(TenantId, String)>,
}

impl Budgets {
    /// Budgets that nobody has taken from yet.
    pub fn new(rates: Rates) -> Self {
        Self(Mutex::new(Spent {
            checks: Windows::new(Limit { name: "checks", rate: rates.checks }),
            logins: Windows::new(Limit { name: "logins", rate: rates.logins }),
        }))
    }

    /// Takes one check and one login of `user` (a Salesforce username, compared without case), or neither.
    ///
    /// # Errors
    /// When either budget is used up.
    pub fn try_acquire(&self, tenant: &TenantId, user: &str, now: MonotonicMs) -> Result<(), Exhausted> {
        let mut spent = self.spent();
        let login = (tenant.clone(), user.to_lowercase());
        spent.checks.room(tenant, now)?;
        spent.logins.room(&login, now)?;
        spent.checks.note(tenant.clone(), now);
        spent.logins.note(login, now);
        Ok(())
    }

    /// Takes one login of `user` for a connector that is used.
    ///
    /// # Errors
    /// When the budget is used up.
    pub fn try_acquire_login(
        &self,
        tenant: &TenantId,
        user: &str,
        now: MonotonicMs,
    ) -> Result<(), Exhausted> {
        let mut spent = self.spent();
        let login = (tenant.clone(), user.to_lowercase());
        spent.logins.room(&login, now)?;
        spent.logins.note(login, now);
        Ok(())
    }

    fn spent(&self) -> MutexGuard<'_, Spent> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn tenant(id: &str) -> TenantId {
        TenantId::new(id)
    }

    const MINUTE: i64 = 60_000;

    fn at(ms: i64) -> MonotonicMs {
        MonotonicMs::from_ms(ms)
    }

    fn budgets() -> Budgets {
        Budgets::new(Rates {
            checks: Rate { times: 6, per: Duration::from_secs(60) },
            logins: Rate { times: 60, per: Duration::from_secs(3600) },
        })
    }

    /// What a refusal says: which budget, and when there is some again.
    fn refused(acquired: Result<(), Exhausted>) -> Result<(), (&'static str, u32)> {
        acquired.map_err(|spent| (spent.limit.name, spent.retry_after))
    }

    #[test]
    fn the_seventh_check_in_a_minute_waits_for_the_first_to_age() {
        let budgets = budgets();
        for check in 0..6 {
            assert_eq!(budgets.try_acquire(&tenant("a"), &format!("user{check}"), at(check * 1000)), Ok(()));
        }
        assert_eq!(refused(budgets.try_acquire(&tenant("a"), "user", at(6_000))), Err(("checks", 54)));
        assert_eq!(refused(budgets.try_acquire(&tenant("a"), "user", at(MINUTE - 1))), Err(("checks", 1)));
        assert_eq!(
            budgets.try_acquire(&tenant("b"), "user", at(6_000)),
            Ok(()),
            "another tenant has its own"
        );
        assert_eq!(budgets.try_acquire(&tenant("a"), "user", at(MINUTE)), Ok(()));
    }

    #[test]
    fn the_sixty_first_login_of_a_user_in_an_hour_waits() {
        let budgets = budgets();
        for login in 0..60 {
            assert_eq!(
                budgets.try_acquire(&tenant("a"), "Ann@acme.com", at(login * 20_000)),
                Ok(()),
                "{login}"
            );
        }
        let now = 60 * 20_000;
        assert_eq!(
            refused(budgets.try_acquire(&tenant("a"), "ann@ACME.com", at(now))),
            Err(("logins", 2400))
        );
        assert_eq!(
            budgets.try_acquire(&tenant("a"), "bob@acme.com", at(now)),
            Ok(()),
            "another user has its own"
        );
        assert_eq!(
            budgets.try_acquire(&tenant("b"), "ann@acme.com", at(now)),
            Ok(()),
            "another tenant has its own"
        );
        assert_eq!(budgets.try_acquire(&tenant("a"), "ann@acme.com", at(60 * MINUTE)), Ok(()));
    }

    #[test]
    fn connectors_in_use_and_checks_share_the_logins_only() {
        let budgets = budgets();
        for login in 0..60 {
            assert_eq!(budgets.try_acquire_login(&tenant("a"), "Ann@acme.com", at(0)), Ok(()), "{login}");
        }
        assert!(budgets.try_acquire_login(&tenant("a"), "ann@acme.com", at(1)).is_err());
        assert!(
            budgets.try_acquire(&tenant("a"), "ann@acme.com", at(1)).is_err(),
            "the user's logins are spent"
        );
        assert_eq!(budgets.try_acquire(&tenant("a"), "bob@acme.com", at(1)), Ok(()), "the checks are not");
    }

    #[test]
    fn a_refused_request_costs_nothing() {
        let budgets = budgets();
        for _ in 0..6 {
            budgets.try_acquire(&tenant("a"), "user", at(0)).expect("room");
        }
        for _ in 0..100 {
            assert!(budgets.try_acquire(&tenant("a"), "user", at(1)).is_err());
        }
        assert_eq!(budgets.try_acquire(&tenant("a"), "user", at(MINUTE)), Ok(()));
    }

    #[test]
    fn those_who_are_gone_are_forgotten() {
        let budgets = budgets();
        for number in 0..1000 {
            budgets.try_acquire(&tenant(&format!("tenant {number}")), "user", at(0)).expect("room");
        }
        budgets.try_acquire(&tenant("last"), "user", at(61 * MINUTE)).expect("room");
        let spent = budgets.0.lock().expect("not poisoned");
        assert_eq!((spent.checks.len(), spent.logins.len()), (1, 1));
    }
}
