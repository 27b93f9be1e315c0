//! Lets requests in before their bodies are read: so many at a time, with so many bytes, of one service token, of one
//! tenant, and in all. Who comes above that is refused at once; nobody waits here.

mod held_body;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::response::Response;
use contract::codes::ProblemCode;

use self::held_body::HeldBody;
use crate::error::{ApiError, Culprit};
use crate::metrics::{LimitKind, Metrics};
use crate::model::{TenantId, TokenId};

/// Seconds after which it is worth trying again: most requests take less.
const RETRY_AFTER: u32 = 1;

/// How much may be under way at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Requests with a body.
    pub requests: usize,
    /// Bytes of their bodies, held or announced.
    pub bytes: usize,
}

/// What requests with a body are held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AdmissionLimits {
    /// All of them.
    pub in_all: Bounds,
    /// Those of one tenant.
    pub of_a_tenant: Bounds,
    /// Those of one service token.
    pub of_a_token: Bounds,
}

impl Default for AdmissionLimits {
    /// Production's.
    fn default() -> Self {
        let mebibytes = |count: usize| count << 20;
        Self {
            in_all: Bounds { requests: 1024, bytes: mebibytes(128) },
            of_a_tenant: Bounds { requests: 512, bytes: mebibytes(16) },
            of_a_token: Bounds { requests: 256, bytes: mebibytes(8) },
        }
    }
}

/// Whose a request is. Whoever finds it out puts it into the request's extensions: no body is read before.
#[derive(Clone, Debug)]
pub struct Asker {
    /// The tenant.
    pub tenant: TenantId,
    /// The service token; `None` where a user has signed in.
    pub token: Option<TokenId>,
}

/// Who is counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Share {
    All,
    Tenant(TenantId),
    Token(TokenId),
}

/// Lets requests in. Cheap to clone: clones share what is under way.
#[derive(Clone, Debug)]
pub struct Admission(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    limits: AdmissionLimits,
    metrics: Metrics,
    /// Who has nothing under way is not in it.
    under_way: Mutex<HashMap<Share, Bounds>>,
}

/// A request that was let in. It gives back what it took when it is dropped.
#[derive(Debug)]
pub struct Admitted {
    admission: Admission,
    shares: [Option<Share>; 3],
    bytes: usize,
}

impl Admission {
    /// Nothing is under way yet.
    pub fn new(limits: AdmissionLimits, metrics: Metrics) -> Self {
        Self(Arc::new(Inside { limits, metrics, under_way: Mutex::default() }))
    }

    /// Lets a request in whose body will take so many bytes.
    ///
    /// # Errors
    /// [`ProblemCode::RateLimited`]: one of the bounds is reached.
    pub fn admit(&self, asker: &Asker, bytes: usize) -> Result<Admitted, ApiError> {
        let shares =
            [asker.token.map(Share::Token), Some(Share::Tenant(asker.tenant.clone())), Some(Share::All)];
        let mut under_way = self.0.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        for share in shares.iter().flatten() {
            let has = under_way.get(share).copied().unwrap_or_default();
            let bounds = self.bounds(share);
            if has.requests >= bounds.requests {
                return Err(self.refusal(share, LimitKind::RequestsUnderWay));
            }
            if has.bytes.saturating_add(bytes) > bounds.bytes {
                return Err(self.refusal(share, LimitKind::BodyBytes));
            }
        }
        for share in shares.iter().flatten() {
            let has = under_way.entry(share.clone()).or_default();
            has.requests += 1;
            has.bytes += bytes;
        }
        self.measure(&under_way);
        Ok(Admitted { admission: self.clone(), shares, bytes })
    }

    /// What is under way in all.
    pub fn under_way(&self) -> Bounds {
        let under_way = self.0.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        under_way.get(&Share::All).copied().unwrap_or_default()
    }

    fn bounds(&self, share: &Share) -> Bounds {
        let AdmissionLimits { in_all, of_a_tenant, of_a_token } = self.0.limits;
        match share {
            Share::All => in_all,
            Share::Tenant(_) => of_a_tenant,
            Share::Token(_) => of_a_token,
        }
    }

    fn refusal(&self, share: &Share, limit: LimitKind) -> ApiError {
        self.0.metrics.limited(limit);
        let whose = match share {
            Share::All => "this server",
            Share::Tenant(_) => "the organization",
            Share::Token(_) => "the service token",
        };
        let many = match limit {
            LimitKind::BodyBytes => "bytes of bodies",
            _ => "requests",
        };
        let detail =
            format!("{whose} has as many {many} under way as it may: send it again when one has ended");
        ApiError {
            retry_after: Some(RETRY_AFTER),
            ..ApiError::because(ProblemCode::RateLimited, Culprit::new(detail, &[]))
        }
    }

    fn measure(&self, under_way: &HashMap<Share, Bounds>) {
        let Bounds { requests, bytes } = under_way.get(&Share::All).copied().unwrap_or_default();
        self.0.metrics.under_way(requests, bytes);
    }
}

impl Admitted {
    /// Gives back what the body takes less than was announced, or takes no longer.
    pub fn hold_no_more_than(&mut self, bytes: usize) {
        let given_back = self.bytes.saturating_sub(bytes);
        self.give_back(Bounds { requests: 0, bytes: given_back });
        self.bytes -= given_back;
    }

    /// The request is under way until its answer has been sent, or nobody wants it any more. Its own body is gone.
    pub fn until_the_end_of(mut self, answer: Response) -> Response {
        self.hold_no_more_than(0);
        answer.map(|body| Body::new(HeldBody::new(body, self)))
    }

    fn give_back(&self, given: Bounds) {
        let mut under_way = self.admission.0.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        for share in self.shares.iter().flatten() {
            let Some(has) = under_way.get_mut(share) else { continue };
            has.requests -= given.requests;
            has.bytes -= given.bytes;
            if has.requests == 0 {
                under_way.remove(share);
            }
        }
        self.admission.measure(&under_way);
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        self.give_back(Bounds { requests: 1, bytes: self.bytes });
    }
}

impl Default for Bounds {
    /// Nothing.
    fn default() -> Self {
        Self { requests: 0, bytes: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    fn admission() -> Admission {
        let bounds = |requests, bytes| Bounds { requests, bytes };
        let limits = AdmissionLimits {
            in_all: bounds(6, 600),
            of_a_tenant: bounds(4, 300),
            of_a_token: bounds(2, 200),
        };
        Admission::new(limits, Metrics::new(&Clock::system()))
    }

    fn of(tenant: &str, token: Option<TokenId>) -> Asker {
        Asker { tenant: TenantId::new(tenant), token }
    }

    #[test]
    fn requests_are_bounded_by_token_tenant_and_in_all() {
        let admission = admission();
        let (one, other) = (of("a", Some(TokenId::random())), of("a", Some(TokenId::random())));
        let admit = |asker: &Asker| admission.admit(asker, 1);
        let of_one = [admit(&one).expect("room"), admit(&one).expect("room")];
        let refused = admit(&one).expect_err("its share");
        assert_eq!((refused.code, refused.retry_after), (ProblemCode::RateLimited, Some(1)));
        let of_other = [admit(&other).expect("room"), admit(&other).expect("room")];
        assert!(admit(&of("a", None)).is_err(), "the tenant's share");
        let elsewhere = [admit(&of("b", None)).expect("room"), admit(&of("c", None)).expect("room")];
        assert!(admit(&of("d", None)).is_err(), "all");
        drop(of_one);
        assert!(admit(&of("d", None)).is_ok());
        drop((of_other, elsewhere));
        assert!(admission.0.under_way.lock().expect("not poisoned").is_empty(), "everything came back");
    }

    #[test]
    fn bytes_are_bounded_and_come_back_early() {
        let admission = admission();
        let asker = of("a", Some(TokenId::random()));
        let mut first = admission.admit(&asker, 150).expect("room");
        assert!(admission.admit(&asker, 51).is_err());
        first.hold_no_more_than(100);
        first.hold_no_more_than(120);
        assert_eq!(admission.under_way(), Bounds { requests: 1, bytes: 100 });
        let second = admission.admit(&asker, 100).expect("up to the very bound");
        assert!(admission.admit(&of("a", None), 101).is_err(), "the tenant's share");
        let answer = first.until_the_end_of(Response::new(Body::from("an answer")));
        assert_eq!(admission.under_way(), Bounds { requests: 2, bytes: 100 }, "until it is read");
        drop((answer, second));
        assert_eq!(admission.under_way(), Bounds::default());
    }
}
