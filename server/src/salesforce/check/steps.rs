//! One check on its way, step by step; a login for a connector that is used is a part of it.

use std::sync::OnceLock;

use contract::api::{CheckResult, SalesforceError, Violation};
use contract::codes::{Field, ProblemCode, RuleCode, Step, WarningCode};
use contract::form::ValidForm;
use contract::limits::CLOCK_OFFSET_TOLD;
use contract::validation::{self, ValidatedUrl};
use tokio::time::{Instant, timeout_at};
use zeroize::Zeroizing;

use super::{JwtSubject, Outcome, PROBE_PATH, Salesforce, TOKEN_PATH, code, health};
use crate::metrics::{Call, Limit, Purpose};
use crate::salesforce::assertion::SigningKey;
use crate::salesforce::budget::Exhausted;
use crate::salesforce::client::{Answer, CallError};
use crate::salesforce::error::{Result, UpstreamError};
use crate::salesforce::error_mapping;
use crate::salesforce::host_gate::CallPermit;
use crate::salesforce::progress::Progress;
use crate::salesforce::token_response::{InvalidTokenResponse, TokenResponse};
use crate::salesforce::url::Endpoint;

/// One check on its way.
pub(super) struct Check<'a> {
    pub(super) salesforce: &'a Salesforce,
    pub(super) tenant: &'a str,
    pub(super) purpose: Purpose,
    pub(super) progress: &'a Progress,
    pub(super) deadline: Instant,
    /// Seconds by which our clock is ahead of Salesforce's, once Salesforce has answered.
    clock_offset: OnceLock<i32>,
}

impl<'a> Check<'a> {
    /// A check that has not begun.
    pub(super) fn new(
        salesforce: &'a Salesforce,
        tenant: &'a str,
        purpose: Purpose,
        progress: &'a Progress,
        deadline: Instant,
    ) -> Self {
        Self { salesforce, tenant, purpose, progress, deadline, clock_offset: OnceLock::new() }
    }
}

impl Check<'_> {
    /// All steps of a check.
    pub(super) async fn run(&self, form: &ValidForm) -> Outcome {
        let key = self.begin(form).await?;
        let response = self.sign_in(&JwtSubject::of(form), &key).await?;
        drop(key);
        self.progress.enter(Step::CheckAccess);
        let instance = self.instance(&response)?;
        let missing = self.probe(&instance, &response).await?;
        let clock_offset = self.clock_offset().filter(is_worth_telling);
        let clock = clock_offset.map(|_| WarningCode::ServerClock);
        Ok(CheckResult {
            salesforce_org_id: response.salesforce_org_id,
            salesforce_user_id: response.salesforce_user_id,
            username: form.email_id.clone(),
            instance_url: instance.canonical(),
            warnings: form.warnings.iter().copied().chain(missing).chain(clock).collect(),
            clock_offset,
            same_as: None,
        })
    }

    /// Counts a check and its login, then reads the key: a large one takes a core as long as many logins do.
    pub(super) async fn begin(&self, form: &ValidForm) -> Result<SigningKey> {
        self.progress.enter(Step::ReadKey);
        let now_ms = self.salesforce.clock.now_ms();
        let acquired = self.salesforce.budgets.try_acquire(self.tenant, &form.email_id, now_ms);
        acquired.map_err(|spent| self.exhausted(Limit::Check, spent))?;
        let importing = self.salesforce.import(form.private_key.clone());
        let key = timeout_at(self.deadline, importing).await.map_err(|_| self.busy())?;
        key.map_err(|error| UpstreamError {
            violation: Some(Violation { field: Field::PrivateKey, code: RuleCode::KeyCorrupt }),
            ..self.failure(ProblemCode::Invalid, error)
        })
    }

    /// One login, and never a second one for the same check.
    pub(super) async fn sign_in(&self, subject: &JwtSubject, key: &SigningKey) -> Result<TokenResponse> {
        let response = self.ask_for_token(subject, key).await;
        let ended = response.as_ref().map(drop).map_err(|failure| failure.code);
        self.salesforce.metrics.sign_in(self.purpose, ended);
        response
    }

    async fn ask_for_token(&self, subject: &JwtSubject, key: &SigningKey) -> Result<TokenResponse> {
        let audience = subject.audience.as_ref().unwrap_or(&subject.url).canonical();
        let now = self.salesforce.clock.now_ms().div_euclid(1000);
        let signing = self.salesforce.assertion(key, subject, audience, now);
        let assertion = timeout_at(self.deadline, signing).await.map_err(|_| self.busy())?;
        let assertion = assertion.map_err(|error| self.failure(ProblemCode::Internal, error))?;
        let grant = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
        let mut form = Zeroizing::new(Vec::with_capacity(grant.len() + assertion.len()));
        form.extend_from_slice(grant.as_bytes());
        // Base64url and dots need no escaping in a form.
        form.extend_from_slice(assertion.as_bytes());

        self.progress.enter(Step::Reach);
        let endpoint = self.endpoint(&subject.url, TOKEN_PATH)?;
        let permit = self.permit(&endpoint).await?;
        if self.purpose == Purpose::Runtime {
            // Not before it has the permit: a login that never gets one costs nothing. A check has counted its own already.
            let now_ms = self.salesforce.clock.now_ms();
            let acquired = self.salesforce.budgets.try_acquire_login(self.tenant, &subject.user, now_ms);
            acquired.map_err(|spent| self.exhausted(Limit::SignIn, spent))?;
        }
        let asking = self.salesforce.client.post_form(&endpoint, form, self.progress);
        let answer = self.ask(Call::Token, permit, asking).await?;
        self.progress.enter(Step::SignIn);
        match answer.status {
            200 => {
                let response = TokenResponse::read(&answer.body);
                if response.is_ok() {
                    self.note_clock(&answer);
                }
                response.map_err(|error| match error {
                    InvalidTokenResponse::Incomplete => {
                        self.failure(ProblemCode::SalesforceAnswerIncomplete, error)
                    }
                    // Gateways in between may answer with 200 whatever Salesforce said.
                    InvalidTokenResponse::Foreign => self.refused(
                        error_mapping::parse(&answer.body),
                        error_mapping::of_refusal,
                        answer.status,
                    ),
                })
            }
            400..500 => {
                let words = error_mapping::parse(&answer.body);
                if words.is_some() {
                    self.note_clock(&answer);
                }
                Err(self.refused(words, error_mapping::of_refusal, answer.status))
            }
            status => Err(self.not_an_answer(status)),
        }
    }

    /// The answer's `instance_url`, which is as untrusted as what an admin types.
    pub(super) fn instance(&self, response: &TokenResponse) -> Result<ValidatedUrl> {
        validation::instance_url(&response.instance_url, &self.salesforce.policy).map_err(|code| {
            self.failure(ProblemCode::SalesforceInstanceAddress, format!("instance_url: {code}"))
        })
    }

    /// Asks for something that needs the token; the answer names the permission that is missing, if one is.
    async fn probe(&self, instance: &ValidatedUrl, response: &TokenResponse) -> Result<Option<WarningCode>> {
        let endpoint = self.endpoint(instance, PROBE_PATH)?;
        let permit = self.permit(&endpoint).await?;
        let asking = self.salesforce.client.get_with_token(&endpoint, response.token.expose());
        let answer = self.ask(Call::Probe, permit, asking).await?;
        let scope_lacks_api = (!response.may_use_api).then_some(WarningCode::ScopeWithoutApi);
        match answer.status {
            200 => serde_json::from_slice::<serde_json::Map<_, _>>(&answer.body)
                .map(|_: serde_json::Map<String, serde_json::Value>| scope_lacks_api)
                .map_err(|_| {
                    self.failure(ProblemCode::SalesforceInstanceUnexpected, "200 without a list of resources")
                }),
            400..500 => {
                let words = error_mapping::parse(&answer.body);
                if words.as_ref().is_some_and(error_mapping::is_missing_permission) {
                    return Ok(Some(WarningCode::ApiDisabled));
                }
                // A token whose scope lacks the API is refused here for that very reason.
                if words.is_some() && scope_lacks_api.is_some() {
                    return Ok(scope_lacks_api);
                }
                Err(self.refused(words, |words| error_mapping::of_probe(answer.status, words), answer.status))
            }
            status => Err(self.not_an_answer(status)),
        }
    }

    /// Waits until this tenant may call the host.
    async fn permit(&self, endpoint: &Endpoint) -> Result<CallPermit<'_>> {
        let gate = &self.salesforce.gate;
        gate.acquire(endpoint.authority(), self.tenant, self.progress.step(), self.deadline).await
    }

    /// Makes one call, in what is left of the budget.
    async fn ask(
        &self,
        kind: Call,
        permit: CallPermit<'_>,
        asking: impl Future<Output = Result<Answer, CallError>>,
    ) -> Result<Answer> {
        let heard = |answer: &Result<Answer, CallError>| health(answer.as_ref().map(|answer| answer.status));
        let (answer, _permit) = permit.call(kind, self.purpose, asking, heard).await;
        let answer = answer.map_err(|error| self.failure(self.no_answer(kind, &error), error))?;
        if answer.status >= 500 {
            let words = error_mapping::parse(&answer.body);
            let failure = self.failure(ProblemCode::SalesforceUnavailable, format!("HTTP {}", answer.status));
            return Err(failure.in_salesforces_words(words));
        }
        Ok(answer)
    }

    /// The code for a call that got no answer. The instance's address is Salesforce's word, and no field's.
    fn no_answer(&self, kind: Call, error: &CallError) -> ProblemCode {
        match (kind, code(error)) {
            (Call::Probe, ProblemCode::SalesforceForbiddenAddress) => ProblemCode::SalesforceInstanceAddress,
            (Call::Probe, ProblemCode::SalesforceUnexpected) => ProblemCode::SalesforceInstanceUnexpected,
            (
                Call::Probe,
                ProblemCode::SalesforceUnknownHost
                | ProblemCode::SalesforceUnreachable
                | ProblemCode::SalesforceTls,
            ) => ProblemCode::SalesforceInstanceUnreachable,
            (_, code) => code,
        }
    }

    /// Holds our clock against Salesforce's, by an answer that is Salesforce's.
    fn note_clock(&self, answer: &Answer) {
        if let Some(date) = answer.date {
            self.clock_offset.get_or_init(|| self.salesforce.clock.ahead_of(date));
        }
    }

    fn clock_offset(&self) -> Option<i32> {
        self.clock_offset.get().copied()
    }

    fn endpoint(&self, base: &ValidatedUrl, path: &str) -> Result<Endpoint> {
        Endpoint::new(base, path).map_err(|error| {
            let code = if self.is_at_instance() {
                ProblemCode::SalesforceInstanceAddress
            } else {
                ProblemCode::SalesforceForbiddenAddress
            };
            self.failure(code, error)
        })
    }

    /// A refusal in Salesforce's words, or something that is none.
    fn refused(
        &self,
        words: Option<SalesforceError>,
        code: impl Fn(&SalesforceError) -> ProblemCode,
        status: u16,
    ) -> UpstreamError {
        match words {
            Some(words) => {
                self.failure(code(&words), format!("HTTP {status}")).in_salesforces_words(Some(words))
            }
            None => self.not_an_answer(status),
        }
    }

    /// Whether the sign-in has worked, so that the address is Salesforce's word.
    fn is_at_instance(&self) -> bool {
        self.progress.step() == Step::CheckAccess
    }

    fn not_an_answer(&self, status: u16) -> UpstreamError {
        let code = match (status, self.is_at_instance()) {
            // What stands before Salesforce's servers says so without their words.
            (429, _) => ProblemCode::SalesforceUnavailable,
            (_, true) => ProblemCode::SalesforceInstanceUnexpected,
            (_, false) => ProblemCode::SalesforceUnexpected,
        };
        self.failure(code, format!("HTTP {status} that is not Salesforce's"))
    }

    fn limited(&self, limit: Limit, log_detail: impl ToString, retry_after: u32) -> UpstreamError {
        self.salesforce.metrics.limited(limit);
        self.failure(ProblemCode::RateLimited, log_detail).retry_after(retry_after)
    }

    pub(super) fn exhausted(&self, limit: Limit, spent: Exhausted) -> UpstreamError {
        self.limited(limit, spent, spent.retry_after).exhausted(spent)
    }

    /// Keys that take long wait for each other.
    fn busy(&self) -> UpstreamError {
        self.limited(Limit::Key, "no core for the key in time", 1)
    }

    pub(super) fn failure(&self, code: ProblemCode, log_detail: impl ToString) -> UpstreamError {
        let clock = code == ProblemCode::SalesforceClock;
        let clock_offset = self.clock_offset().filter(|offset| clock || is_worth_telling(offset));
        UpstreamError { clock_offset, ..UpstreamError::new(code, self.progress.step(), log_detail) }
    }
}

/// Whether our clock and Salesforce's differ by so much that sign-ins fail, or soon may.
fn is_worth_telling(clock_offset: &i32) -> bool {
    clock_offset.unsigned_abs() >= CLOCK_OFFSET_TOLD
}
