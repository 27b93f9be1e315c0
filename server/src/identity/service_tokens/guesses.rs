//! What tokens that let nobody in may cost: each is looked up in the store, and whoever invents well-formed ones could
//! have it read without end.
//!
//! An address has so many failures in a time; above that, what it shows is refused without a look. A token that was good
//! when it was last looked up draws on nothing, so that programs which share an address with somebody who guesses go on.

use std::collections::HashSet;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::digest::{SHA256, digest};
use contract::codes::ProblemCode;

use super::{ServiceCaller, ServiceTokens};
use crate::clock::Clock;
use crate::error::ApiError;
use crate::identity::token;
use crate::metrics::{LimitKind, Metrics};
use crate::model::ClientAddress;
use crate::rate_limit::{Limit, Rate, Windows};

/// Addresses that are told apart. Above that, those that are new share what one has.
const ADDRESSES: usize = 10_000;
/// Good tokens that are remembered. Above that, all are forgotten, and remembered again as they are shown.
const GOOD: usize = 10_000;

/// Bounds look-ups of tokens. Cheap to clone: clones share what was spent.
#[derive(Clone, Debug)]
pub struct Guesses {
    clock: Clock,
    metrics: Metrics,
    addresses: usize,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Debug)]
struct Seen {
    failures: Windows<Source>,
    /// SHA-256 of each: what the public part alone says, anybody may know.
    good: HashSet<[u8; 32]>,
}

/// Where a token comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Source {
    /// An address, or for IPv6 its /64 network: who has one can use all of its addresses.
    Address(IpAddr),
    /// Whoever there is no room to tell apart, or whose address is not known.
    Others,
}

/// A token that may be looked up.
#[derive(Clone, Copy)]
struct LookUp {
    hash: [u8; 32],
    source: Source,
}

impl Guesses {
    /// Each address has so many failures.
    pub fn new(rate: Rate, clock: Clock, metrics: Metrics) -> Self {
        let failures = Windows::new(Limit { name: "guesses", rate });
        let seen = Seen { failures, good: HashSet::new() };
        Self { clock, metrics, addresses: ADDRESSES, seen: Arc::new(Mutex::new(seen)) }
    }

    /// Whether a token may be looked up. Those that are looked up at the same time are as many as there are connections: to
    /// count them as failures until they end would refuse a good token whose first requests come all at once.
    fn begin(&self, shown: &str, from: Option<ClientAddress>) -> Result<LookUp, ApiError> {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest(&SHA256, shown.as_bytes()).as_ref());
        let now = self.clock.monotonic();
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let source = from.map_or(Source::Others, |ClientAddress(address)| Source::Address(network(address)));
        let is_told_apart = seen.failures.contains(&source) || seen.failures.len() < self.addresses;
        let source = if is_told_apart { source } else { Source::Others };
        let spent = seen.failures.room(&source, now).err();
        if let Some(spent) = spent.filter(|_| !seen.good.contains(&hash)) {
            self.metrics.limited(LimitKind::UnknownToken);
            let refusal = ApiError::new(ProblemCode::RateLimited, "too many tokens that let nobody in");
            return Err(ApiError { retry_after: Some(spent.retry_after), ..refusal });
        }
        Ok(LookUp { hash, source })
    }

    /// Notes what became of it. A token that was good is so no longer where it lets nobody in.
    fn end(&self, look_up: LookUp, found: &Result<ServiceCaller, ApiError>) {
        let LookUp { hash, source } = look_up;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        match found {
            Ok(_) => {
                if seen.good.len() >= GOOD {
                    seen.good.clear();
                }
                seen.good.insert(hash);
            }
            Err(error) if error.code == ProblemCode::Unauthenticated => {
                seen.good.remove(&hash);
                seen.failures.note(source, self.clock.monotonic());
            }
            // Whether it is good was not found out.
            Err(_) => {}
        }
    }
}

impl ServiceTokens {
    /// Who shows this token, from this address.
    ///
    /// # Errors
    /// [`ProblemCode::RateLimited`] where too many came from there that let nobody in, and as [`Self::authenticate`].
    pub async fn authenticate_from(
        &self,
        shown: &str,
        from: Option<ClientAddress>,
    ) -> Result<ServiceCaller, ApiError> {
        if token::prefix_of(shown).is_none() {
            // It is refused for its looks.
            return self.authenticate(shown).await;
        }
        let look_up = self.guesses.begin(shown, from)?;
        let found = self.authenticate(shown).await;
        self.guesses.end(look_up, &found);
        found
    }
}

/// The address, or the /64 network that it is of.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use contract::service_token::ServiceTokenScope;

    use super::*;
    use crate::model::{TenantId, TokenId};

    fn guesses() -> Guesses {
        let clock = Clock::set_at(0);
        let metrics = Metrics::new(&clock);
        Guesses {
            addresses: 3,
            ..Guesses::new(Rate { times: 2, per: Duration::from_secs(60) }, clock, metrics)
        }
    }

    fn from(address: &str) -> Option<ClientAddress> {
        Some(ClientAddress(address.parse().expect("an address")))
    }

    fn good() -> Result<ServiceCaller, ApiError> {
        let (tenant, token) = (TenantId::new("a"), TokenId::random());
        Ok(ServiceCaller { tenant, token, scope: ServiceTokenScope::All })
    }

    fn fails(guesses: &Guesses, shown: &str, from: Option<ClientAddress>) -> bool {
        let look_up = guesses.begin(shown, from);
        let may = look_up.is_ok();
        if let Ok(look_up) = look_up {
            guesses.end(look_up, &Err(ApiError::new(ProblemCode::Unauthenticated, "unknown")));
        }
        may
    }

    #[test]
    fn an_address_has_so_many_failures_a_minute() {
        let guesses = guesses();
        assert!(fails(&guesses, "x", from("192.0.2.1")) && fails(&guesses, "y", from("192.0.2.1")));
        assert!(!fails(&guesses, "z", from("192.0.2.1")));
        assert!(!fails(&guesses, "z", from("::ffff:192.0.2.1")), "written otherwise");
        assert!(fails(&guesses, "z", from("2001:db8::1")) && fails(&guesses, "z", from("2001:db8::2")));
        assert!(!fails(&guesses, "z", from("2001:db8::3")), "one network");
        guesses.clock.advance(Duration::from_secs(60));
        assert!(fails(&guesses, "z", from("192.0.2.1")));
    }

    #[test]
    fn only_what_let_nobody_in_counts() {
        let guesses = guesses();
        let here = from("192.0.2.1");
        let at_once: Vec<_> = (0..100).map(|_| guesses.begin("good", here).expect("room")).collect();
        for look_up in at_once {
            guesses.end(look_up, &good());
            guesses.end(look_up, &Err(ApiError::storage_unavailable("gone")));
        }
        assert!(fails(&guesses, "x", here) && fails(&guesses, "y", here) && !fails(&guesses, "z", here));
    }

    #[test]
    fn a_good_token_goes_on_until_it_is_good_no_longer() {
        let guesses = guesses();
        let here = from("192.0.2.1");
        let look_up = guesses.begin("good", here).expect("room");
        guesses.end(look_up, &good());
        assert!(fails(&guesses, "x", here) && fails(&guesses, "y", here) && !fails(&guesses, "z", here));
        for found in [good(), Err(ApiError::storage_unavailable("gone")), good()] {
            let look_up = guesses.begin("good", here).expect("it was good");
            guesses.end(look_up, &found);
        }
        assert!(fails(&guesses, "good", here), "the look that finds it revoked");
        assert!(!fails(&guesses, "good", here), "which is the last");
    }

    #[test]
    fn no_more_addresses_are_remembered_than_there_is_room_for() {
        let guesses = guesses();
        for number in 0..100 {
            fails(&guesses, "x", from(&format!("192.0.2.{number}")));
        }
        let seen = guesses.seen.lock().expect("not poisoned");
        assert!(seen.failures.len() <= 4, "three, and all others");
    }
}
