//! The check: signs in to Salesforce with a form's content and proves that the API may be used. It saves nothing.

mod steps;

use std::sync::Arc;
use std::time::Duration;

use contract::api::CheckResult;
use contract::codes::{ProblemCode, WarningCode};
use contract::rules::{CheckedUrl, Rules};
use contract::secret::SecretText;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

use super::apart::Apart;
use super::assertion::{KeyError, SigningKey};
use super::breaker::{BreakerLimits, Health};
use super::budget::{Budgets, Rates};
use super::client::{CallError, Caps, Client};
use super::failure::Failure;
use super::progress::Progress;
use super::resolver::Lookup;
use super::turns::Turns;
use crate::clock::Clock;
use crate::metrics::{Metrics, Purpose};
use steps::Check;

/// Where the token is asked for.
pub const TOKEN_PATH: &str = "/services/oauth2/token";
/// The access probe: it needs the `api` scope and the user's rights. `/services/data` alone needs no token.
pub const PROBE_PATH: &str = "/services/data/v62.0/";

/// How long a connection waits for its next use: a login's probe, which mostly goes to the same host, follows at
/// once and saves the handshakes.
const CONNECTION_IDLE: Duration = Duration::from_secs(5);

/// What checks are held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckLimits {
    /// For all steps of a check together.
    pub budget: Duration,
    /// For each request.
    pub caps: Caps,
    /// How often an organisation may check.
    pub rates: Rates,
    /// Requests that run at one host at a time.
    pub host_concurrency: usize,
    /// When a host is left alone.
    pub breaker: BreakerLimits,
}

/// Who signs in, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// `iss`.
    pub client_id: String,
    /// `sub`.
    pub user: String,
    /// Where to sign in.
    pub url: CheckedUrl,
    /// `aud`, where it is not the URL.
    pub audience: Option<CheckedUrl>,
}

/// A form that passed the rules, ready to be checked.
#[derive(Clone, Debug)]
pub struct Input {
    /// Who signs in, and where.
    pub subject: Subject,
    /// The repaired PEM.
    pub private_key: SecretText,
    /// What the rules warned of.
    pub warnings: Vec<WarningCode>,
}

/// A session for requests.
#[derive(Debug)]
pub struct SignedIn {
    /// The bearer token.
    pub token: SecretText,
    /// Where requests go: the answer's `instance_url`, held against the rules.
    pub instance: CheckedUrl,
}

/// How a check ended.
pub type Outcome = Result<CheckResult, Failure>;

/// Checks forms against Salesforce.
#[derive(Clone, Debug)]
pub struct Salesforce {
    client: Client,
    budgets: Arc<Budgets>,
    pub(super) turns: Turns,
    apart: Apart,
    /// What URLs are held against.
    pub rules: Rules,
    budget: Duration,
    clock: Clock,
    metrics: Metrics,
}

impl Salesforce {
    /// Ready to check, within `limits`.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(
        limits: &CheckLimits,
        rules: Rules,
        lookup: Arc<dyn Lookup>,
        clock: Clock,
        metrics: Metrics,
    ) -> Result<Self, reqwest::Error> {
        Ok(Self {
            client: Client::new(lookup, limits.caps, CONNECTION_IDLE)?,
            budgets: Arc::new(Budgets::new(limits.rates)),
            turns: Turns::new(limits.host_concurrency, limits.breaker, clock.clone(), metrics.clone()),
            apart: Apart::new(),
            rules,
            budget: limits.budget,
            clock,
            metrics,
        })
    }

    /// Imports a repaired PEM.
    ///
    /// # Errors
    /// As [`SigningKey::import`].
    pub async fn import(&self, pem: SecretText) -> Result<SigningKey, KeyError> {
        if SigningKey::is_small_pem(&pem) {
            SigningKey::import(&pem)
        } else {
            self.apart.run(move || SigningKey::import(&pem)).await
        }
    }

    async fn assertion(
        &self,
        key: &SigningKey,
        subject: &Subject,
        audience: String,
        now: i64,
    ) -> Result<Zeroizing<String>, KeyError> {
        if key.is_small() {
            return key.assertion(&subject.client_id, &subject.user, &audience, now);
        }
        let (key, client_id, user) = (key.clone(), subject.client_id.clone(), subject.user.clone());
        self.apart.run(move || key.assertion(&client_id, &user, &audience, now)).await
    }

    /// Signs in once, for a connector that is used. It draws on the user's budget of logins, not on that of checks.
    ///
    /// # Errors
    /// The [`Failure`] says what happened, at which step.
    pub async fn sign_in(
        &self,
        organisation: &str,
        subject: &Subject,
        key: &SigningKey,
    ) -> Result<SignedIn, Failure> {
        let progress = Progress::new(|step| tracing::debug!(%step, "signing in"));
        let check = Check {
            salesforce: self,
            organisation,
            purpose: Purpose::Runtime,
            progress: &progress,
            deadline: Instant::now() + self.budget,
        };
        let session = check.sign_in(subject, key).await?;
        let instance = check.instance(&session)?;
        Ok(SignedIn { token: session.token, instance })
    }

    /// Checks a form for `organisation`, telling `progress` of each step, until `cancel` says otherwise.
    ///
    /// # Errors
    /// The [`Failure`] says what happened, at which step.
    pub async fn check(
        &self,
        organisation: &str,
        input: &Input,
        progress: &Progress,
        cancel: &CancellationToken,
    ) -> Outcome {
        let deadline = Instant::now() + self.budget;
        let check = Check { salesforce: self, organisation, purpose: Purpose::Check, progress, deadline };
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(check.failure(ProblemCode::Cancelled, "cancelled")),
            outcome = check.run(input) => outcome,
        }
    }
}

/// What the breaker hears. A name that does not resolve, or may not, says nothing about the host.
pub(super) fn health(status: Result<u16, &CallError>) -> Option<Health> {
    match status {
        Ok(500..) => Some(Health::Failing),
        Err(CallError::Unreachable(_) | CallError::Tls(_) | CallError::TimedOut(_)) => Some(Health::Failing),
        Err(CallError::UnknownHost(_) | CallError::ForbiddenAddress(_)) => None,
        Ok(_) | Err(CallError::Unexpected(_)) => Some(Health::Well),
    }
}

/// The code for a call that got no answer.
pub(super) fn code(error: &CallError) -> ProblemCode {
    match error {
        CallError::UnknownHost(_) => ProblemCode::SalesforceUnknownHost,
        CallError::ForbiddenAddress(_) => ProblemCode::SalesforceForbiddenAddress,
        CallError::Unreachable(_) => ProblemCode::SalesforceUnreachable,
        CallError::Tls(_) => ProblemCode::SalesforceTls,
        CallError::TimedOut(_) => ProblemCode::SalesforceTimedOut,
        CallError::Unexpected(_) => ProblemCode::SalesforceUnexpected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A refusal says that the host works: counted as a failure, it would let those who type wrong keys close Salesforce
    /// to everybody else.
    #[test]
    fn the_breaker_hears_of_no_refusal() {
        for status in 100..500 {
            assert_eq!(health(Ok(status)), Some(Health::Well), "{status}");
        }
        for status in 500..600 {
            assert_eq!(health(Ok(status)), Some(Health::Failing), "{status}");
        }
        for (error, heard) in [
            (CallError::Unreachable as fn(String) -> CallError, Some(Health::Failing)),
            (CallError::Tls, Some(Health::Failing)),
            (CallError::TimedOut, Some(Health::Failing)),
            (CallError::Unexpected, Some(Health::Well)),
            (CallError::UnknownHost, None),
            (CallError::ForbiddenAddress, None),
        ] {
            let error = error(String::new());
            assert_eq!(health(Err(&error)), heard, "{error:?}");
        }
    }
}
