//! The search for the URL and audience that let a form in: a few sign-ins, one after the other, within one check's time.

use contract::codes::ProblemCode;
use contract::form::ValidForm;
use contract::validation::{CanonicalUrl, ValidatedUrl};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::Salesforce;
use super::assertion::SigningKey;
use super::calls::Calls;
use super::check::CheckPermit;
use super::elsewhere::{Address, LoginServers, elsewhere};
use super::error::Result;
use super::progress::Progress;
use super::revoke::IssuedTokens;
use super::sign_in::LoginBudget;
use crate::metrics::Purpose;
use crate::model::JwtSubject;

/// One sign-in of a search, and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TriedLogin {
    /// Where it was tried.
    pub address: Address,
    /// Whether Salesforce let the form in.
    pub ended: Result<()>,
}

impl Salesforce {
    /// Signs in with a form at other addresses than its own, until one lets it in, `cancel` says otherwise, or there is
    /// none left. The search counts as one check, and each sign-in as a login. Nothing is kept of a session: its token
    /// is noted in `issued`.
    ///
    /// # Errors
    /// When nothing could be tried at all.
    pub async fn search(
        &self,
        permit: CheckPermit,
        form: &ValidForm,
        servers: &LoginServers,
        learned: &[ValidatedUrl],
        cancel: &CancellationToken,
        issued: &IssuedTokens,
    ) -> Result<Vec<TriedLogin>> {
        let (tenant, deadline) = (&permit.tenant, Instant::now() + self.budget);
        let addresses = elsewhere(servers, &self.policy, &form.url, form.audience.as_ref(), learned);
        let mut tries = Vec::with_capacity(addresses.len());
        let progress = Progress::new(|step| tracing::debug!(%step, "looking for the audience"));
        let key = Calls::new(self, tenant, Purpose::Check, &progress, deadline).begin(form).await?;
        let mut left = addresses.len();
        for address in addresses {
            let progress = Progress::new(|step| tracing::debug!(%step, "looking for the audience"));
            // A server that does not answer takes its share only.
            let now = Instant::now();
            let share = deadline.saturating_duration_since(now) / u32::try_from(left).unwrap_or(1).max(1);
            let calls = Calls::new(self, tenant, Purpose::Check, &progress, now + share).noting(issued);
            // The first one was counted with the search.
            let budget = if tries.is_empty() { LoginBudget::Drawn } else { LoginBudget::Due };
            let ended = tokio::select! {
                biased;
                () = cancel.cancelled() => Err(calls.failure(ProblemCode::Canceled, "canceled")),
                ended = calls.try_at(&address, form, &key, budget) => ended,
            };
            let over = is_over(&ended);
            tries.push(TriedLogin { address, ended });
            if over {
                break;
            }
            left -= 1;
        }
        Ok(tries)
    }
}

impl Calls<'_> {
    async fn try_at(
        &self,
        address: &Address,
        form: &ValidForm,
        key: &SigningKey,
        budget: LoginBudget,
    ) -> Result<()> {
        let subject = JwtSubject {
            url: CanonicalUrl::from(&address.url),
            audience: Some(CanonicalUrl::from(&address.audience)),
            ..JwtSubject::from(form)
        };
        self.token(&subject, key, budget).await.map(drop)
    }
}

/// Whether another address would change nothing, or must not be asked any more.
fn is_over(ended: &Result<()>) -> bool {
    ended.as_ref().map_or_else(
        |failure| {
            matches!(
                failure.code,
                ProblemCode::Canceled
                    | ProblemCode::RateLimited
                    | ProblemCode::SalesforceLoginRate
                    | ProblemCode::SalesforceClock
            )
        },
        |()| true,
    )
}
