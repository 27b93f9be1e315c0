//! How often a tenant may ask Salesforce: a budget of checks, and one of logins per Salesforce user.
//!
//! Salesforce cuts a user off at 3,600 logins an hour, flows included: nobody here may use that up by checking.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// So many times in any span of this length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many times.
    pub times: usize,
    /// In how long.
    pub per: Duration,
}

/// A rate by the name that callers are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What is counted, as a word in lower case.
    pub name: &'static str,
    /// How many of it.
    pub rate: Rate,
}

/// The budgets of each tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates {
    /// Checks of a tenant.
    pub checks: Rate,
    /// Logins of a tenant as one Salesforce user.
    pub logins: Rate,
}

/// A budget is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the budget is used up for {retry_after} s")]
pub struct Exhausted {
    /// Which one.
    pub limit: Limit,
    /// Seconds until there is some again; at least 1.
    pub retry_after: u32,
}

/// Counts against the budgets.
#[derive(Debug)]
pub struct Budgets {
    rates: Rates,
    spent: Mutex<Spent>,
}

#[derive(Debug, Default)]
struct Spent {
    checks: HashMap<String, VecDeque<i64>>,
    logins: HashMap<(String, String), VecDeque<i64>>,
    next_sweep_ms: i64,
}

impl Budgets {
    /// Budgets that nobody has taken from yet.
    pub fn new(rates: Rates) -> Self {
        Self { rates, spent: Mutex::default() }
    }

    /// Takes one check and one login of `user` (a Salesforce username, compared without case), or neither.
    ///
    /// # Errors
    /// When either budget is used up.
    pub fn try_acquire(&self, tenant: &str, user: &str, now_ms: i64) -> Result<(), Exhausted> {
        let (checks, logins) = (self.checks(), self.logins());
        let mut spent = self.swept(now_ms);
        let login = (tenant.to_owned(), user.to_lowercase());
        room(spent.checks.get(tenant), checks, now_ms)?;
        room(spent.logins.get(&login), logins, now_ms)?;
        note(spent.checks.entry(tenant.to_owned()).or_default(), checks.rate, now_ms);
        note(spent.logins.entry(login).or_default(), logins.rate, now_ms);
        Ok(())
    }

    /// Takes one login of `user` for a connector that is used.
    ///
    /// # Errors
    /// When the budget is used up.
    pub fn try_acquire_login(&self, tenant: &str, user: &str, now_ms: i64) -> Result<(), Exhausted> {
        let logins = self.logins();
        let mut spent = self.swept(now_ms);
        let login = (tenant.to_owned(), user.to_lowercase());
        room(spent.logins.get(&login), logins, now_ms)?;
        note(spent.logins.entry(login).or_default(), logins.rate, now_ms);
        Ok(())
    }

    fn checks(&self) -> Limit {
        Limit { name: "checks", rate: self.rates.checks }
    }

    fn logins(&self) -> Limit {
        Limit { name: "logins", rate: self.rates.logins }
    }

    fn swept(&self, now_ms: i64) -> MutexGuard<'_, Spent> {
        let Rates { checks, logins } = self.rates;
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        if now_ms >= spent.next_sweep_ms {
            forget_idle(&mut spent.checks, checks, now_ms);
            forget_idle(&mut spent.logins, logins, now_ms);
            spent.next_sweep_ms = now_ms + millis(checks.per);
        }
        spent
    }
}

/// A span in milliseconds.
pub(crate) fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

/// Whether one more fits: the oldest of the last `times` must be out of the span.
pub(crate) fn room(times: Option<&VecDeque<i64>>, limit: Limit, now_ms: i64) -> Result<(), Exhausted> {
    let rate = limit.rate;
    let taken = times.filter(|times| times.len() >= rate.times);
    let Some(free_at) =
        taken.and_then(|times| times.get(times.len() - rate.times)).map(|at| at + millis(rate.per))
    else {
        return Ok(());
    };
    if free_at <= now_ms {
        return Ok(());
    }
    let seconds = (free_at - now_ms + 999) / 1000;
    Err(Exhausted { limit, retry_after: u32::try_from(seconds).unwrap_or(u32::MAX) })
}

/// Notes one more, and forgets those that are out of the span.
pub(crate) fn note(times: &mut VecDeque<i64>, rate: Rate, now_ms: i64) {
    while times.front().is_some_and(|at| at + millis(rate.per) <= now_ms) {
        times.pop_front();
    }
    times.push_back(now_ms);
}

/// Forgets those who spent nothing for a whole span.
pub(crate) fn forget_idle<K: Eq + Hash>(spent: &mut HashMap<K, VecDeque<i64>>, rate: Rate, now_ms: i64) {
    spent.retain(|_, times| times.back().is_some_and(|last| last + millis(rate.per) > now_ms));
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;

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
            assert_eq!(budgets.try_acquire("a", &format!("user{check}"), check * 1000), Ok(()));
        }
        assert_eq!(refused(budgets.try_acquire("a", "user", 6_000)), Err(("checks", 54)));
        assert_eq!(refused(budgets.try_acquire("a", "user", MINUTE - 1)), Err(("checks", 1)));
        assert_eq!(budgets.try_acquire("b", "user", 6_000), Ok(()), "another tenant has its own");
        assert_eq!(budgets.try_acquire("a", "user", MINUTE), Ok(()));
    }

    #[test]
    fn the_sixty_first_login_of_a_user_in_an_hour_waits() {
        let budgets = budgets();
        for login in 0..60 {
            assert_eq!(budgets.try_acquire("a", "Ann@acme.com", login * 20_000), Ok(()), "{login}");
        }
        let at = 60 * 20_000;
        assert_eq!(refused(budgets.try_acquire("a", "ann@ACME.com", at)), Err(("logins", 2400)));
        assert_eq!(budgets.try_acquire("a", "bob@acme.com", at), Ok(()), "another user has its own");
        assert_eq!(budgets.try_acquire("b", "ann@acme.com", at), Ok(()), "another tenant has its own");
        assert_eq!(budgets.try_acquire("a", "ann@acme.com", 60 * MINUTE), Ok(()));
    }

    #[test]
    fn connectors_in_use_and_checks_share_the_logins_only() {
        let budgets = budgets();
        for login in 0..60 {
            assert_eq!(budgets.try_acquire_login("a", "Ann@acme.com", 0), Ok(()), "{login}");
        }
        assert!(budgets.try_acquire_login("a", "ann@acme.com", 1).is_err());
        assert!(budgets.try_acquire("a", "ann@acme.com", 1).is_err(), "the user's logins are spent");
        assert_eq!(budgets.try_acquire("a", "bob@acme.com", 1), Ok(()), "the checks are not");
    }

    #[test]
    fn a_refused_request_costs_nothing() {
        let budgets = budgets();
        for _ in 0..6 {
            budgets.try_acquire("a", "user", 0).expect("room");
        }
        for _ in 0..100 {
            assert!(budgets.try_acquire("a", "user", 1).is_err());
        }
        assert_eq!(budgets.try_acquire("a", "user", MINUTE), Ok(()));
    }

    #[test]
    fn those_who_are_gone_are_forgotten() {
        let budgets = budgets();
        for tenant in 0..1000 {
            budgets.try_acquire(&format!("tenant {tenant}"), "user", 0).expect("room");
        }
        budgets.try_acquire("last", "user", 61 * MINUTE).expect("room");
        let spent = budgets.spent.lock().expect("not poisoned");
        assert_eq!((spent.checks.len(), spent.logins.len()), (1, 1));
    }
}
