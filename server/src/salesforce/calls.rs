//! The calls to Salesforce that are made for one tenant until one deadline: what each is held to, and what is said of it
//! when it fails.

use std::sync::OnceLock;

use contract::api::SalesforceError;
use contract::codes::{ProblemCode, Step};
use contract::limits::CLOCK_OFFSET_TOLD;
use contract::secret::SecretText;
use contract::validation::ValidatedUrl;
use tokio::time::Instant;

use super::Salesforce;
use super::error::{Result, UpstreamError, code, of_gate};
use super::error_mapping;
use super::progress::Progress;
use super::revoke::{IssuedToken, IssuedTokens};
use crate::metrics::{Call, LimitKind, Purpose};
use crate::model::TenantId;
use crate::outbound::client::{Answer, CallError};
use crate::outbound::endpoint::Endpoint;
use crate::outbound::host_gate::{CallPermit, health};
use crate::outbound::last_check::LastCheck;
use crate::rate_limit::Exhausted;

/// Calls for one tenant, until one deadline.
pub(super) struct Calls<'a> {
    pub(super) salesforce: &'a Salesforce,
    pub(super) tenant: &'a TenantId,
    pub(super) purpose: Purpose,
    pub(super) progress: &'a Progress,
    pub(super) deadline: Instant,
    /// Whether a login may still be made, where it is for a connector that is used.
    check: Option<LastCheck>,
    /// Where tokens are noted that nobody uses after these calls.
    issued: Option<&'a IssuedTokens>,
    /// Seconds by which our clock is ahead of Salesforce's, once Salesforce has answered.
    clock_offset: OnceLock<i32>,
}

impl<'a> Calls<'a> {
    /// Calls of which none was made yet.
    pub(super) fn new(
        salesforce: &'a Salesforce,
        tenant: &'a TenantId,
        purpose: Purpose,
        progress: &'a Progress,
        deadline: Instant,
    ) -> Self {
        let (check, issued, clock_offset) = (None, None, OnceLock::new());
        Self { salesforce, tenant, purpose, progress, deadline, check, issued, clock_offset }
    }

    /// These calls, each of which is made only if `check` still lets it.
    pub(super) fn checked_by(self, check: LastCheck) -> Self {
        Self { check: Some(check), ..self }
    }

    /// These calls, which note every token that they are given.
    pub(super) fn noting(self, issued: &'a IssuedTokens) -> Self {
        Self { issued: Some(issued), ..self }
    }
}

impl Calls<'_> {
    pub(super) fn note_token(&self, signed_in_at: ValidatedUrl, token: &SecretText) {
        if let Some(issued) = self.issued {
            issued.note(IssuedToken { token: token.clone(), signed_in_at, purpose: self.purpose });
        }
    }

    /// Waits until this tenant may call the host.
    pub(super) async fn permit(&self, endpoint: &Endpoint) -> Result<CallPermit<'_>> {
        let gate = &self.salesforce.gate;
        let permit = gate.acquire(endpoint.authority(), self.tenant, self.deadline).await;
        permit.map_err(|error| of_gate(error, self.progress.step()))
    }

    /// Makes one call, in what is left of the budget.
    pub(super) async fn ask(
        &self,
        kind: Call,
        permit: CallPermit<'_>,
        asking: impl Future<Output = Result<Answer, CallError>>,
    ) -> Result<Answer> {
        let heard = |answer: &Result<Answer, CallError>| health(answer.as_ref().map(|answer| answer.status));
        let asked = Instant::now();
        let asking = async {
            match &self.check {
                Some(check) => check.guard(asking).await,
                None => asking.await,
            }
        };
        let (answer, _permit) = permit.call(asking, heard).await;
        self.salesforce.metrics.salesforce_call(self.purpose, kind, asked.elapsed());
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
    pub(super) fn note_clock(&self, answer: &Answer) {
        if let Some(date) = answer.date {
            self.clock_offset.get_or_init(|| self.salesforce.clock.ahead_of(date));
        }
    }

    pub(super) fn clock_offset(&self) -> Option<i32> {
        self.clock_offset.get().copied()
    }

    pub(super) fn endpoint(&self, base: &ValidatedUrl, path: &str) -> Result<Endpoint> {
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
    pub(super) fn refused(
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

    pub(super) fn not_an_answer(&self, status: u16) -> UpstreamError {
        let code = match (status, self.is_at_instance()) {
            // What stands before Salesforce's servers says so without their words.
            (429, _) => ProblemCode::SalesforceUnavailable,
            (_, true) => ProblemCode::SalesforceInstanceUnexpected,
            (_, false) => ProblemCode::SalesforceUnexpected,
        };
        self.failure(code, format!("HTTP {status} that is not Salesforce's"))
    }

    fn limited(&self, limit: LimitKind, log_detail: impl ToString, retry_after: u32) -> UpstreamError {
        self.salesforce.metrics.limited(limit);
        self.failure(ProblemCode::RateLimited, log_detail).retry_after(retry_after)
    }

    pub(super) fn exhausted(&self, limit: LimitKind, spent: Exhausted) -> UpstreamError {
        self.limited(limit, spent, spent.retry_after).exhausted(spent)
    }

    /// Keys that take long wait for each other.
    pub(super) fn busy(&self) -> UpstreamError {
        self.limited(LimitKind::Key, "no core for the key in time", 1)
    }

    pub(super) fn failure(&self, code: ProblemCode, log_detail: impl ToString) -> UpstreamError {
        let clock = code == ProblemCode::SalesforceClock;
        let clock_offset = self.clock_offset().filter(|offset| clock || is_worth_telling(offset));
        UpstreamError { clock_offset, ..UpstreamError::new(code, self.progress.step(), log_detail) }
    }
}

/// Whether our clock and Salesforce's differ by so much that sign-ins fail, or soon may.
pub(super) fn is_worth_telling(clock_offset: &i32) -> bool {
    clock_offset.unsigned_abs() >= CLOCK_OFFSET_TOLD
}
