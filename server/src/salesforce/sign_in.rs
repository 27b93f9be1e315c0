//! The one way to sign in: an assertion, one token request, and what came back held against the rules.

use contract::codes::{ProblemCode, Step};
use contract::secret::SecretText;
use contract::validation::ValidatedUrl;
use tokio::time::{Instant, timeout_at};
use zeroize::Zeroizing;

use super::Salesforce;
use super::assertion::{KeyError, SigningKey};
use super::calls::Calls;
use super::error::{Result, UpstreamError};
use super::error_mapping;
use super::instance::instance;
use super::progress::Progress;
use super::token_response::{InvalidTokenResponse, TokenResponse};
use crate::metrics::{Call, LimitKind, Purpose};
use crate::model::{JwtSubject, TenantId};
use crate::outbound::last_check::LastCheck;

/// Where the token is asked for.
const TOKEN_PATH: &str = "/services/oauth2/token";
/// What a token request begins with; the assertion follows.
const GRANT: &str = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";

/// What a sign-in gives: a token, and where it may be used.
#[derive(Debug)]
pub struct AccessToken {
    /// The bearer token, for requests to [`Self::instance`].
    pub token: SecretText,
    /// Where requests go: the answer's `instance_url`, held against the rules.
    pub instance: ValidatedUrl,
}

/// Whether a login has been taken from its user's budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LoginBudget {
    /// The login was taken together with the check that it is a part of.
    Drawn,
    /// The login is taken once the host has a permit: one that never gets there costs nothing.
    Due,
}

/// A sign-in that worked.
pub(super) struct SignedIn {
    /// Where requests go, held against the rules.
    pub(super) instance: ValidatedUrl,
    /// The whole answer.
    pub(super) response: TokenResponse,
}

impl Salesforce {
    /// Signs in once, for a connector that is used, if `check` lets it when it is the login's turn. It draws on the user's
    /// budget of logins, not on that of checks.
    ///
    /// # Errors
    /// The [`UpstreamError`] says what happened, at which step.
    pub async fn sign_in(
        &self,
        tenant: &TenantId,
        subject: &JwtSubject,
        key: &SigningKey,
        check: &LastCheck,
    ) -> Result<AccessToken, UpstreamError> {
        let progress = Progress::new(|step| tracing::debug!(%step, "signing in"));
        let deadline = Instant::now() + self.budget;
        let calls = Calls::new(self, tenant, Purpose::Runtime, &progress, deadline).checked_by(check.clone());
        let SignedIn { instance, response } = calls.sign_in(subject, key, LoginBudget::Due).await?;
        Ok(AccessToken { token: response.token, instance })
    }

    async fn assertion(
        &self,
        key: &SigningKey,
        subject: &JwtSubject,
        now: i64,
    ) -> Result<Zeroizing<String>, KeyError> {
        let audience = subject.aud().to_string();
        if key.is_small() {
            return key.assertion(&subject.client_id, &subject.user, &audience, now);
        }
        let (key, client_id, user) = (key.clone(), subject.client_id.clone(), subject.user.clone());
        self.crypto_pool.run(move || key.assertion(&client_id, &user, &audience, now)).await
    }
}

impl Calls<'_> {
    /// One login: a second one is never made for the same calls by itself.
    pub(super) async fn sign_in(
        &self,
        subject: &JwtSubject,
        key: &SigningKey,
        budget: LoginBudget,
    ) -> Result<SignedIn> {
        let response = self.token(subject, key, budget).await?;
        Ok(SignedIn { instance: self.instance(subject, &response)?, response })
    }

    /// The token alone: Salesforce lets the subject in, whatever it says of where to go on.
    pub(super) async fn token(
        &self,
        subject: &JwtSubject,
        key: &SigningKey,
        budget: LoginBudget,
    ) -> Result<TokenResponse> {
        let response = self.ask_for_token(subject, key, budget).await;
        let ended = response.as_ref().map(drop).map_err(|failure| failure.code);
        self.salesforce.metrics.sign_in(self.purpose, ended);
        response
    }

    async fn ask_for_token(
        &self,
        subject: &JwtSubject,
        key: &SigningKey,
        budget: LoginBudget,
    ) -> Result<TokenResponse> {
        let now = self.salesforce.clock.now_ms().div_euclid(1000);
        let signing = self.salesforce.assertion(key, subject, now);
        let assertion = timeout_at(self.deadline, signing).await.map_err(|_| self.busy())?;
        let assertion = assertion.map_err(|error| self.failure(ProblemCode::Internal, error))?;
        let mut form = Zeroizing::new(Vec::with_capacity(GRANT.len() + assertion.len()));
        form.extend_from_slice(GRANT.as_bytes());
        // Base64url and dots need no escaping in a form.
        form.extend_from_slice(assertion.as_bytes());

        self.progress.enter(Step::Reach);
        let url = self.admitted(subject)?;
        let endpoint = self.endpoint(&url, TOKEN_PATH)?;
        let permit = self.permit(&endpoint).await?;
        if budget == LoginBudget::Due {
            let now = self.salesforce.clock.monotonic();
            let acquired = self.salesforce.budgets.try_acquire_login(self.tenant, &subject.user, now);
            acquired.map_err(|spent| self.exhausted(LimitKind::SignIn, spent))?;
        }
        let progress = self.progress.clone();
        let connected = move || progress.enter(Step::SignIn);
        let asking = self.salesforce.client.post_form(&endpoint, form, connected);
        let answer = self.ask(Call::Token, permit, asking).await?;
        self.progress.enter(Step::SignIn);
        match answer.status {
            200 => {
                let response = TokenResponse::read(&answer.body);
                if let Ok(response) = &response {
                    self.note_clock(&answer);
                    self.note_token(url, &response.token);
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

    /// Where a subject signs in, as long as the operator allows that and its audience.
    fn admitted(&self, subject: &JwtSubject) -> Result<ValidatedUrl> {
        let policy = &self.salesforce.policy;
        subject.url.admit(policy).filter(|_| policy.allows(subject.aud())).ok_or_else(|| {
            let why = "an authority that the operator does not allow";
            self.failure(ProblemCode::SalesforceForbiddenAddress, why)
        })
    }

    /// The answer's `instance_url`, held against the rules and where the sign-in was.
    fn instance(&self, subject: &JwtSubject, response: &TokenResponse) -> Result<ValidatedUrl> {
        let asked = self.admitted(subject)?;
        instance(&response.instance_url, &asked, &self.salesforce.instances).map_err(|code| {
            // The sign-in itself has worked.
            self.progress.enter(Step::CheckAccess);
            self.failure(ProblemCode::SalesforceInstanceAddress, format!("instance_url: {code}"))
        })
    }
}
