//! How often an organisation may ask Salesforce: a budget of checks, and one of logins per Salesforce user.
//!
//! Salesforce cuts a user off at 3,600 logins an hour, flows included: nobody here may use that up by checking.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// So many times in any span of this length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many times.
    pub times: usize,
    /// In how long.
    pub per: Duration,
}

/// The budgets of each organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates {
    /// Checks of an organisation.
    pub checks: Rate,
    /// Logins of an organisation as one Salesforce user.
    pub logins: Rate,
}

/// A budget is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the budget is used up for {retry_after} s")]
pub struct Exhausted {
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
    /// Budgets that nobody has drawn on yet.
    pub fn new(rates: Rates) -> Self {
        Self { rates, spent: Mutex::default() }
    }

    /// Draws one check and one login of `user` (a Salesforce username, compared without case), or neither.
    ///
    /// # Errors
    /// When either budget is used up.
    pub fn draw(&self, organisation: &str, user: &str, now_ms: i64) -> Result<(), Exhausted> {
        let Rates { checks, logins } = self.rates;
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        if now_ms >= spent.next_sweep_ms {
            forget_idle(&mut spent.checks, checks, now_ms);
            forget_idle(&mut spent.logins, logins, now_ms);
            spent.next_sweep_ms = now_ms + millis(checks.per);
        }
        let login = (organisation.to_owned(), user.to_lowercase());
        room(spent.checks.get(organisation), checks, now_ms)?;
        room(spent.logins.get(&login), logins, now_ms)?;
        note(spent.checks.entry(organisation.to_owned()).or_default(), checks, now_ms);
        note(spent.logins.entry(login).or_default(), logins, now_ms);
        Ok(())
    }
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

/// Whether one more fits: the oldest of the last `times` must be out of the span.
fn room(times: Option<&VecDeque<i64>>, rate: Rate, now_ms: i64) -> Result<(), Exhausted> {
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
    Err(Exhausted { retry_after: u32::try_from(seconds).unwrap_or(u32::MAX) })
}

fn note(times: &mut VecDeque<i64>, rate: Rate, now_ms: i64) {
    if times.len() >= rate.times {
        times.pop_front();
    }
    times.push_back(now_ms);
}

fn forget_idle<K: Eq + Hash>(spent: &mut HashMap<K, VecDeque<i64>>, rate: Rate, now_ms: i64) {
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

    #[test]
    fn the_seventh_check_in_a_minute_waits_for_the_first_to_age() {
        let budgets = budgets();
        for check in 0..6 {
            assert_eq!(budgets.draw("a", &format!("user{check}"), check * 1000), Ok(()));
        }
        assert_eq!(budgets.draw("a", "user", 6_000), Err(Exhausted { retry_after: 54 }));
        assert_eq!(budgets.draw("a", "user", MINUTE - 1), Err(Exhausted { retry_after: 1 }));
        assert_eq!(budgets.draw("b", "user", 6_000), Ok(()), "another organisation has its own");
        assert_eq!(budgets.draw("a", "user", MINUTE), Ok(()));
    }

    #[test]
    fn the_sixty_first_login_of_a_user_in_an_hour_waits() {
        let budgets = budgets();
        for login in 0..60 {
            assert_eq!(budgets.draw("a", "Ann@acme.com", login * 20_000), Ok(()), "{login}");
        }
        let at = 60 * 20_000;
        assert_eq!(budgets.draw("a", "ann@ACME.com", at), Err(Exhausted { retry_after: 2400 }));
        assert_eq!(budgets.draw("a", "bob@acme.com", at), Ok(()), "another user has its own");
        assert_eq!(budgets.draw("b", "ann@acme.com", at), Ok(()), "another organisation has its own");
        assert_eq!(budgets.draw("a", "ann@acme.com", 60 * MINUTE), Ok(()));
    }

    #[test]
    fn a_refused_draw_costs_nothing() {
        let budgets = budgets();
        for _ in 0..6 {
            budgets.draw("a", "user", 0).expect("room");
        }
        for _ in 0..100 {
            assert!(budgets.draw("a", "user", 1).is_err());
        }
        assert_eq!(budgets.draw("a", "user", MINUTE), Ok(()));
    }

    #[test]
    fn those_who_are_gone_are_forgotten() {
        let budgets = budgets();
        for organisation in 0..1000 {
            budgets.draw(&format!("organisation {organisation}"), "user", 0).expect("room");
        }
        budgets.draw("last", "user", 61 * MINUTE).expect("room");
        let spent = budgets.spent.lock().expect("not poisoned");
        assert_eq!((spent.checks.len(), spent.logins.len()), (1, 1));
    }
}
