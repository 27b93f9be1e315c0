//! Checking a whole form, without saving anything. A stored key is never used.
//!
//! Whether the name is free, and room left, is for the create to say: a form can also be that of a connector which is
//! there already.

use contract::api::CheckResult;
use contract::codes::WarningCode;
use contract::form::{SalesforceForm, ValidForm};
use tokio::time::Instant;

use super::ConnectorService;
use crate::error::ApiError;
use crate::metrics::Checked;
use crate::model::{Action, Actor, TenantId};
use crate::salesforce::progress::Progress;
use tokio_util::sync::CancellationToken;

impl ConnectorService {
    /// Signs in to Salesforce with a form, and notes that this was done, also where the client goes away meanwhile.
    ///
    /// # Errors
    /// A rule is broken, Salesforce does not let the form in, or it cannot be noted that it did.
    pub async fn check(
        &self,
        tenant: TenantId,
        actor: Actor,
        form: SalesforceForm,
    ) -> Result<CheckResult, ApiError> {
        let valid = self.parse(&form)?;
        drop(form);
        self.shutdown.may_begin()?;
        let this = self.clone();
        let checked = self.tasks.run(|cancel| async move {
            let started = Instant::now();
            let checked = this.ask_salesforce(&tenant, &valid, &cancel).await;
            this.metrics
                .check(checked.as_ref().map(|_| Checked::Only).map_err(|e| e.code), started.elapsed());
            let checked = this.audit(&tenant, &actor, (Action::Check, &valid.url.host), checked).await;
            this.warn_of_same(&tenant, &valid, checked?).await
        });
        checked.await
    }

    /// What Salesforce says of a form.
    pub(super) async fn ask_salesforce(
        &self,
        tenant: &TenantId,
        form: &ValidForm,
        cancel: &CancellationToken,
    ) -> Result<CheckResult, ApiError> {
        let progress = Progress::new(|step| tracing::debug!(%step, "checking"));
        Ok(self.salesforce.check(tenant, form, &progress, cancel).await?)
    }

    /// The same, and that the tenant has the same connection under another name.
    pub(super) async fn warn_of_same(
        &self,
        tenant: &TenantId,
        form: &ValidForm,
        mut found: CheckResult,
    ) -> Result<CheckResult, ApiError> {
        found.same_as = self.same_as(tenant, form).await?;
        found.warnings.extend(found.same_as.as_ref().map(|_| WarningCode::SameConnection));
        Ok(found)
    }
}
