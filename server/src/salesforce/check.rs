//! The check: signs in to Salesforce with a form's content and proves that the API may be used. It saves nothing.

mod search;
mod steps;

use std::sync::Arc;
use std::time::Duration;

use contract::api::CheckResult;
use contract::codes::ProblemCode;
use contract::form::ValidForm;
use contract::private_key::PrivateKey;
use contract::secret::SecretText;
use contract::validation::{UrlPolicy, ValidatedUrl};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

use super::assertion::{KeyError, SigningKey};
use super::breaker::{BreakerLimits, Health};
use super::budget::{Budgets, Rates};
use super::client::{CallError, Client, ClientLimits};
use super::crypto_pool::CryptoPool;
use super::error::UpstreamError;
use super::host_gate::HostGate;
use super::progress::Progress;
use super::resolver::DnsResolver;
use crate::clock::Clock;
use crate::metrics::{Metrics, Purpose};
pub use search::Try;
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
    pub client_limits: ClientLimits,
    /// How often a tenant may check.
    pub rates: Rates,
    /// Requests that run at one host at a time.
    pub host_concurrency: usize,
    /// When a host is left alone.
    pub breaker: BreakerLimits,
}

/// Whom an assertion is for, and where to sign in with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JwtSubject {
    /// `iss`.
    pub client_id: String,
    /// `sub`.
    pub user: String,
    /// Where to sign in.
    pub url: ValidatedUrl,
    /// `aud`, where it is not the URL.
    pub audience: Option<ValidatedUrl>,
}

impl JwtSubject {
    /// Whom a form's key signs in.
    fn of(form: &ValidForm) -> Self {
        Self {
            client_id: form.client_id.clone(),
            user: form.email_id.clone(),
            url: form.url.clone(),
            audience: form.audience.clone(),
        }
    }
}

/// What a sign-in gives: a token, and where it may be used.
#[derive(Debug)]
pub struct AccessToken {
    /// The bearer token.
    pub token: SecretText,
    /// Where requests go: the answer's `instance_url`, held against the rules.
    pub instance: ValidatedUrl,
}

/// How a check ended.
pub type Outcome = Result<CheckResult, UpstreamError>;

/// Checks forms against Salesforce.
#[derive(Clone, Debug)]
pub struct Salesforce {
    client: Client,
    budgets: Arc<Budgets>,
    pub(super) gate: HostGate,
    crypto_pool: CryptoPool,
    /// What URLs are held against.
    pub policy: UrlPolicy,
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
        policy: UrlPolicy,
        dns: Arc<dyn DnsResolver>,
        clock: Clock,
        metrics: Metrics,
    ) -> Result<Self, reqwest::Error> {
        Ok(Self {
            client: Client::new(dns, limits.client_limits, CONNECTION_IDLE)?,
            budgets: Arc::new(Budgets::new(limits.rates)),
            gate: HostGate::new(limits.host_concurrency, limits.breaker, clock.clone(), metrics.clone()),
            crypto_pool: CryptoPool::new(),
            policy,
            budget: limits.budget,
            clock,
            metrics,
        })
    }

    /// Imports a key, apart from the threads that serve sockets where it is a large one.
    ///
    /// # Errors
    /// As [`SigningKey::import`].
    pub async fn import(&self, key: PrivateKey) -> Result<SigningKey, KeyError> {
        if SigningKey::is_small_key(&key) {
            SigningKey::import(&key)
        } else {
            self.crypto_pool.run(move || SigningKey::import(&key)).await
        }
    }

    async fn assertion(
        &self,
        key: &SigningKey,
        subject: &JwtSubject,
        audience: String,
        now: i64,
    ) -> Result<Zeroizing<String>, KeyError> {
        if key.is_small() {
            return key.assertion(&subject.client_id, &subject.user, &audience, now);
        }
        let (key, client_id, user) = (key.clone(), subject.client_id.clone(), subject.user.clone());
        self.crypto_pool.run(move || key.assertion(&client_id, &user, &audience, now)).await
    }

    /// Signs in once, for a connector that is used. It draws on the user's budget of logins, not on that of checks.
    ///
    /// # Errors
    /// The [`UpstreamError`] says what happened, at which step.
    pub async fn sign_in(
        &self,
        tenant: &str,
        subject: &JwtSubject,
        key: &SigningKey,
    ) -> Result<AccessToken, UpstreamError> {
        let progress = Progress::new(|step| tracing::debug!(%step, "signing in"));
        let deadline = Instant::now() + self.budget;
        let check = Check::new(self, tenant, Purpose::Runtime, &progress, deadline);
        let response = check.sign_in(subject, key).await?;
        let instance = check.instance(&response)?;
        Ok(AccessToken { token: response.token, instance })
    }

    /// Checks a form for `tenant`, telling `progress` of each step, until `cancel` says otherwise.
    ///
    /// # Errors
    /// The [`UpstreamError`] says what happened, at which step.
    pub async fn check(
        &self,
        tenant: &str,
        form: &ValidForm,
        progress: &Progress,
        cancel: &CancellationToken,
    ) -> Outcome {
        let deadline = Instant::now() + self.budget;
        let check = Check::new(self, tenant, Purpose::Check, progress, deadline);
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(check.failure(ProblemCode::Canceled, "canceled")),
            outcome = check.run(form) => outcome,
        }
    }
}

/// What the breaker hears. A name that does not resolve, or may not, says nothing about the host.
pub(super) fn health(status: Result<u16, &CallError>) -> Option<Health> {
    match status {
        Ok(500..) => Some(Health::Failing),
        Err(
            CallError::Unreachable(_) | CallError::Closed(_) | CallError::Tls(_) | CallError::TimedOut(_),
        ) => Some(Health::Failing),
        Err(CallError::UnknownHost(_) | CallError::ForbiddenAddress(_)) => None,
        Ok(_) | Err(CallError::Unexpected(_)) => Some(Health::Healthy),
    }
}

/// The code for a call that got no answer.
pub(super) fn code(error: &CallError) -> ProblemCode {
    match error {
        CallError::UnknownHost(_) => ProblemCode::SalesforceUnknownHost,
        CallError::ForbiddenAddress(_) => ProblemCode::SalesforceForbiddenAddress,
        CallError::Unreachable(_) | CallError::Closed(_) => ProblemCode::SalesforceUnreachable,
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
            assert_eq!(health(Ok(status)), Some(Health::Healthy), "{status}");
        }
        for status in 500..600 {
            assert_eq!(health(Ok(status)), Some(Health::Failing), "{status}");
        }
        for (error, heard) in [
            (CallError::Unreachable as fn(String) -> CallError, Some(Health::Failing)),
            (CallError::Tls, Some(Health::Failing)),
            (CallError::TimedOut, Some(Health::Failing)),
            (CallError::Unexpected, Some(Health::Healthy)),
            (CallError::UnknownHost, None),
            (CallError::ForbiddenAddress, None),
        ] {
            let error = error(String::new());
            assert_eq!(health(Err(&error)), heard, "{error:?}");
        }
    }
}
