//! The check: signs in to Salesforce with a form's content and proves that the API may be used. It saves nothing.

use std::sync::Arc;
use std::time::Duration;

use contract::api::{CheckResult, Violation};
use contract::codes::{Field, ProblemCode, RuleCode, Step, WarningCode};
use contract::rules::{self, CheckedUrl, Rules};
use contract::secret::SecretText;
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

use super::apart::Apart;
use super::assertion::{KeyError, SigningKey};
use super::breaker::{BreakerLimits, Breakers, Health};
use super::budget::{Budgets, Rates};
use super::client::{Answer, CallError, Caps, Client};
use super::failure::Failure;
use super::fair::Hosts;
use super::identity::Session;
use super::meaning;
use super::progress::Progress;
use super::resolver::Lookup;
use super::url::Endpoint;
use crate::clock::Clock;
use crate::metrics::{Call, Limit, Metrics, Purpose};

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
    hosts: Hosts,
    pub(super) breakers: Breakers,
    apart: Apart,
    /// What URLs are held against.
    pub rules: Rules,
    budget: Duration,
    pub(super) clock: Clock,
    pub(super) metrics: Metrics,
}

/// One check on its way.
struct Check<'a> {
    salesforce: &'a Salesforce,
    organisation: &'a str,
    purpose: Purpose,
    progress: &'a Progress,
    deadline: Instant,
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
            hosts: Hosts::new(limits.host_concurrency),
            breakers: Breakers::new(limits.breaker, metrics.clone()),
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
        let now_ms = self.clock.now_ms();
        self.budgets
            .draw_login(organisation, &subject.user, now_ms)
            .map_err(|spent| check.limited(Limit::SignIn, spent, spent.retry_after).exhausted(spent))?;
        let session = check.sign_in(subject, key, now_ms.div_euclid(1000)).await?;
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

impl Check<'_> {
    async fn run(&self, input: &Input) -> Outcome {
        self.progress.enter(Step::ReadKey);
        let key = self.salesforce.import(input.private_key.clone()).await.map_err(|error| Failure {
            violation: Some(Violation { field: Field::PrivateKey, code: RuleCode::KeyCorrupt }),
            ..self.failure(ProblemCode::Invalid, error)
        })?;
        let now_ms = self.salesforce.clock.now_ms();
        self.salesforce
            .budgets
            .draw(self.organisation, &input.subject.user, now_ms)
            .map_err(|spent| self.limited(Limit::Check, spent, spent.retry_after).exhausted(spent))?;
        let session = self.sign_in(&input.subject, &key, now_ms.div_euclid(1000)).await?;
        drop(key);
        self.progress.enter(Step::CheckAccess);
        let instance = self.instance(&session)?;
        let missing = self.probe(&instance, &session).await?;
        Ok(CheckResult {
            organisation_id: session.organisation_id,
            user_id: session.user_id,
            username: input.subject.user.clone(),
            instance_url: instance.canonical(),
            warnings: input.warnings.iter().copied().chain(missing).collect(),
        })
    }

    /// One login, and never a second one for the same check.
    async fn sign_in(&self, subject: &Subject, key: &SigningKey, now: i64) -> Result<Session, Failure> {
        let session = self.ask_for_token(subject, key, now).await;
        let ended = session.as_ref().map(drop).map_err(|failure| failure.code);
        self.salesforce.metrics.sign_in(self.purpose, ended);
        session
    }

    async fn ask_for_token(&self, subject: &Subject, key: &SigningKey, now: i64) -> Result<Session, Failure> {
        let audience = subject.audience.as_ref().unwrap_or(&subject.url).canonical();
        let assertion = self
            .salesforce
            .assertion(key, subject, audience, now)
            .await
            .map_err(|error| self.failure(ProblemCode::Internal, error))?;
        let grant = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
        let mut form = Zeroizing::new(Vec::with_capacity(grant.len() + assertion.len()));
        form.extend_from_slice(grant.as_bytes());
        // Base64url and dots need no escaping in a form.
        form.extend_from_slice(assertion.as_bytes());

        self.progress.enter(Step::Reach);
        let endpoint = self.endpoint(&subject.url, TOKEN_PATH)?;
        let call = self.salesforce.client.post_form(&endpoint, form, self.progress);
        let answer = self.ask(Call::Token, &endpoint, call).await?;
        self.progress.enter(Step::SignIn);
        match answer.status {
            200 => Session::read(&answer.body)
                .ok_or_else(|| self.failure(ProblemCode::SalesforceUnexpected, "200 without a token answer")),
            400..500 => {
                Err(self.refused(meaning::oauth_error(&answer.body), meaning::of_refusal, answer.status))
            }
            status => Err(self.not_an_answer(status)),
        }
    }

    /// The answer's `instance_url`, which is as untrusted as what an admin types.
    fn instance(&self, session: &Session) -> Result<CheckedUrl, Failure> {
        rules::url(&session.instance_url, &self.salesforce.rules).map_err(|code| {
            self.failure(ProblemCode::SalesforceForbiddenAddress, format!("instance_url: {code}"))
        })
    }

    /// Asks for something that needs the token; the answer names the permission that is missing, if one is.
    async fn probe(&self, instance: &CheckedUrl, session: &Session) -> Result<Option<WarningCode>, Failure> {
        let endpoint = self.endpoint(instance, PROBE_PATH)?;
        let call = self.salesforce.client.get_with_token(&endpoint, session.token.expose());
        let answer = self.ask(Call::Probe, &endpoint, call).await?;
        let scope_lacks_api = (!session.may_use_api).then_some(WarningCode::ScopeWithoutApi);
        match answer.status {
            200 => serde_json::from_slice::<serde_json::Map<_, _>>(&answer.body)
                .map(|_: serde_json::Map<String, serde_json::Value>| scope_lacks_api)
                .map_err(|_| {
                    self.failure(ProblemCode::SalesforceUnexpected, "200 without a list of resources")
                }),
            400..500 => {
                let words = meaning::api_error(&answer.body);
                if words.as_ref().is_some_and(meaning::is_missing_permission) {
                    return Ok(Some(WarningCode::ApiDisabled));
                }
                // A token whose scope lacks the API is refused here for that very reason.
                if words.is_some() && scope_lacks_api.is_some() {
                    return Ok(scope_lacks_api);
                }
                Err(self.refused(words, |_| ProblemCode::SalesforceAccessRefused, answer.status))
            }
            status => Err(self.not_an_answer(status)),
        }
    }

    /// Makes one call: when it is this organisation's turn at the host, if the host's breaker lets it, in what
    /// is left of the budget.
    async fn ask(
        &self,
        kind: Call,
        endpoint: &Endpoint,
        call: impl Future<Output = Result<Answer, CallError>>,
    ) -> Result<Answer, Failure> {
        let Self { salesforce, organisation, purpose, deadline, .. } = *self;
        let host = endpoint.authority();
        let _place = timeout_at(deadline, salesforce.hosts.place(host, organisation))
            .await
            .map_err(|_| self.limited(Limit::Host, "no place at the host in time", 1))?;
        let admission = salesforce.breakers.admit(host, salesforce.clock.now_ms()).map_err(|open| {
            self.failure(ProblemCode::SalesforcePaused, open).retry_after(open.retry_after)
        })?;
        let asked = Instant::now();
        let answer = timeout_at(deadline, call)
            .await
            .unwrap_or_else(|_| Err(CallError::TimedOut("the check's budget is spent".to_owned())));
        salesforce.metrics.salesforce_call(purpose, kind, asked.elapsed());
        if let Some(health) = health(answer.as_ref().map(|answer| answer.status)) {
            admission.report(organisation, health, salesforce.clock.now_ms());
        }
        let answer = answer.map_err(|error| self.failure(code(&error), error))?;
        if answer.status >= 500 {
            let words = meaning::api_error(&answer.body);
            let failure = self.failure(ProblemCode::SalesforceUnavailable, format!("HTTP {}", answer.status));
            return Err(failure.in_salesforces_words(words));
        }
        Ok(answer)
    }

    fn endpoint(&self, base: &CheckedUrl, path: &str) -> Result<Endpoint, Failure> {
        Endpoint::new(base, path)
            .map_err(|error| self.failure(ProblemCode::SalesforceForbiddenAddress, error))
    }

    /// A refusal in Salesforce's words, or something that is none.
    fn refused(
        &self,
        words: Option<contract::api::SalesforceError>,
        code: impl Fn(&contract::api::SalesforceError) -> ProblemCode,
        status: u16,
    ) -> Failure {
        match words {
            Some(words) => {
                self.failure(code(&words), format!("HTTP {status}")).in_salesforces_words(Some(words))
            }
            None => self.not_an_answer(status),
        }
    }

    fn not_an_answer(&self, status: u16) -> Failure {
        self.failure(ProblemCode::SalesforceUnexpected, format!("HTTP {status} that is not Salesforce's"))
    }

    fn limited(&self, limit: Limit, inside: impl ToString, retry_after: u32) -> Failure {
        self.salesforce.metrics.limited(limit);
        self.failure(ProblemCode::RateLimited, inside).retry_after(retry_after)
    }

    fn failure(&self, code: ProblemCode, inside: impl ToString) -> Failure {
        Failure::new(code, self.progress.step(), inside)
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
