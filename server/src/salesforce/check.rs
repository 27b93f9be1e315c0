//! The check: signs in to Salesforce with a form's content and proves that the API may be used. It saves nothing.

use contract::api::Violation;
use contract::codes::{Field, ProblemCode, RuleCode, Step, WarningCode};
use contract::form::ValidForm;
use contract::validation::{CanonicalUrl, ValidatedUrl};
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;

use super::Salesforce;
use super::assertion::SigningKey;
use super::calls::{Calls, is_worth_telling};
use super::error::{Result, UpstreamError};
use super::error_mapping;
use super::progress::Progress;
use super::revoke::IssuedTokens;
use super::sign_in::LoginBudget;
use super::token_response::TokenResponse;
use crate::metrics::{Call, LimitKind, Purpose};
use crate::model::{JwtSubject, TenantId};

/// The access probe: it needs the `api` scope and the user's rights. `/services/data` alone needs no token.
pub const PROBE_PATH: &str = "/services/data/v62.0/";

/// What a check that succeeded found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The id of the Salesforce org that let the form in.
    pub org_id: String,
    /// The id of the Salesforce user who signed in.
    pub user_id: String,
    /// Where requests go, as Salesforce said and the rules hold.
    pub instance_url: CanonicalUrl,
    /// What the token may be used for, as Salesforce said. Empty where it did not say.
    pub scopes: Vec<String>,
    /// What may be amiss, the form's own warnings included.
    pub warnings: Vec<WarningCode>,
    /// Seconds by which our clock is ahead of Salesforce's, where that is worth telling.
    pub clock_offset: Option<i32>,
}

/// A check, with its one login, that was taken from what its tenant may make. Whoever has it may ask Salesforce.
#[derive(Debug)]
#[must_use]
pub struct CheckPermit {
    /// Whose it is.
    pub(super) tenant: TenantId,
}

impl Salesforce {
    /// Takes a check, and a login of the form's user, from what a tenant has left: it is done before Salesforce is asked,
    /// and before anything is noted of that.
    ///
    /// # Errors
    /// Nothing is left of the one or the other.
    pub fn acquire_check(&self, tenant: &TenantId, form: &ValidForm) -> Result<CheckPermit> {
        // None of its steps has begun: the first is where it fails.
        let progress = Progress::new(|_| ());
        let calls = Calls::new(self, tenant, Purpose::Check, &progress, Instant::now());
        let acquired = self.budgets.try_acquire(tenant, &form.email_id, self.clock.monotonic());
        let permit = || CheckPermit { tenant: tenant.clone() };
        acquired.map(|()| permit()).map_err(|spent| calls.exhausted(LimitKind::Check, spent))
    }

    /// Checks a form for the permit's tenant, telling `progress` of each step, until `cancel` says otherwise. The token that it is given, if
    /// any, is noted in `issued`, whatever becomes of the check: nobody uses it again.
    ///
    /// # Errors
    /// The [`UpstreamError`] says what happened, at which step.
    pub async fn check(
        &self,
        permit: CheckPermit,
        form: &ValidForm,
        progress: &Progress,
        cancel: &CancellationToken,
        issued: &IssuedTokens,
    ) -> Result<Found> {
        let deadline = Instant::now() + self.budget;
        let calls = Calls::new(self, &permit.tenant, Purpose::Check, progress, deadline).noting(issued);
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(calls.failure(ProblemCode::Canceled, "canceled")),
            outcome = calls.check(form) => outcome,
        }
    }
}

impl Calls<'_> {
    async fn check(&self, form: &ValidForm) -> Result<Found> {
        let key = self.begin(form).await?;
        let signed_in = self.sign_in(&JwtSubject::from(form), &key, LoginBudget::Drawn).await?;
        drop(key);
        self.progress.enter(Step::CheckAccess);
        let (instance, response) = (signed_in.instance, signed_in.response);
        let missing = self.probe(&instance, &response).await?;
        let clock_offset = self.clock_offset().filter(is_worth_telling);
        let clock = clock_offset.map(|_| WarningCode::ServerClock);
        Ok(Found {
            org_id: response.salesforce_org_id,
            user_id: response.salesforce_user_id,
            instance_url: CanonicalUrl::from(&instance),
            scopes: response.scopes,
            warnings: form.warnings.iter().copied().chain(missing).chain(clock).collect(),
            clock_offset,
        })
    }

    /// Reads the key, of a check that was counted: a large one takes a core as long as many logins do.
    pub(super) async fn begin(&self, form: &ValidForm) -> Result<SigningKey> {
        self.progress.enter(Step::ReadKey);
        let importing = self.salesforce.import(form.private_key.clone());
        let key = timeout_at(self.deadline, importing).await.map_err(|_| self.busy())?;
        key.map_err(|error| UpstreamError {
            violation: Some(Violation { field: Field::PrivateKey, code: RuleCode::KeyCorrupt }),
            ..self.failure(ProblemCode::Invalid, error)
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
}
