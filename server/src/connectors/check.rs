//! Checking a whole form, without saving anything. A stored key is never used.
//!
//! Whether the name is free, and room left, is for the create to say: a form can also be that of a connector which is
//! there already.

use contract::api::CheckResult;
use contract::codes::WarningCode;
use contract::form::{SalesforceForm, ValidForm};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::ConnectorService;
use crate::audit::Intent;
use crate::error::ApiError;
use crate::metrics::Checked;
use crate::model::{Action, Actor, ConnectorId, TenantId};
use crate::salesforce::check::{CheckPermit, Found};
use crate::salesforce::progress::Progress;
use crate::salesforce::revoke::IssuedTokens;

impl ConnectorService {
    /// Signs in to Salesforce with a form, and notes before that this will be done, and then how it ended, also where the
    /// client goes away meanwhile.
    ///
    /// # Errors
    /// A rule is broken, the budget is used up, it cannot be noted, or Salesforce does not let the form in.
    pub async fn check(
        &self,
        tenant: TenantId,
        actor: Actor,
        form: SalesforceForm,
    ) -> Result<CheckResult, ApiError> {
        let valid = self.parse(&form)?;
        drop(form);
        self.parts.shutdown.may_begin()?;
        let this = self.clone();
        let checked = self.parts.tasks.run(|cancel| async move {
            let started = Instant::now();
            let checked = this.noted_check(&tenant, &actor, &valid, &cancel).await;
            let ended = checked.as_ref().map(|_| Checked::Only).map_err(|error| error.code);
            this.parts.metrics.check(ended, started.elapsed());
            let mut found = checked?;
            let same_as = this.warn_of_same(&tenant, &valid, None, &mut found).await?;
            Ok(result(&valid, found, same_as))
        });
        checked.await
    }

    async fn noted_check(
        &self,
        tenant: &TenantId,
        actor: &Actor,
        form: &ValidForm,
        cancel: &CancellationToken,
    ) -> Result<Found, ApiError> {
        let (permit, intent) = self.permitted(tenant, actor, Action::Check, form).await?;
        let checked = self.ask_salesforce(permit, form, cancel).await;
        self.parts.audit.end(&intent, checked).await
    }

    /// Takes a check from what the tenant has left, then notes that Salesforce will be asked.
    ///
    /// # Errors
    /// Nothing is left, which is noted as a refusal, or it cannot be noted.
    pub(super) async fn permitted(
        &self,
        tenant: &TenantId,
        actor: &Actor,
        action: Action,
        form: &ValidForm,
    ) -> Result<(CheckPermit, Intent), ApiError> {
        let (audit, host) = (&self.parts.audit, &form.url.host);
        match self.parts.salesforce.acquire_check(tenant, form) {
            Ok(permit) => Ok((permit, audit.begin(tenant, actor, action, host).await?)),
            Err(spent) => Err(audit.refused(tenant, actor, action, host, spent.into()).await),
        }
    }

    /// What Salesforce says of a form.
    pub(super) async fn ask_salesforce(
        &self,
        permit: CheckPermit,
        form: &ValidForm,
        cancel: &CancellationToken,
    ) -> Result<Found, ApiError> {
        let progress = Progress::new(|step| tracing::debug!(%step, "checking"));
        let issued = IssuedTokens::default();
        let found = self.parts.salesforce.check(permit, form, &progress, cancel, &issued).await;
        self.parts.sessions.revoke(issued);
        Ok(found?)
    }

    /// The name of the tenant's connector, but for one, that signs in as a form does, which what was found is then warned of.
    pub(super) async fn warn_of_same(
        &self,
        tenant: &TenantId,
        form: &ValidForm,
        but: Option<ConnectorId>,
        found: &mut Found,
    ) -> Result<Option<String>, ApiError> {
        let same_as = self.same_as(tenant, form, but).await?;
        found.warnings.extend(same_as.as_ref().map(|_| WarningCode::SameConnection));
        Ok(same_as)
    }
}

fn result(form: &ValidForm, found: Found, same_as: Option<String>) -> CheckResult {
    CheckResult {
        salesforce_org_id: found.org_id,
        salesforce_user_id: found.user_id,
        username: form.email_id.clone(),
        instance_url: found.instance_url.to_string(),
        warnings: found.warnings,
        clock_offset: found.clock_offset,
        same_as,
    }
}
