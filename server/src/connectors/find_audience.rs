//! Looking for the URL and audience that let a form in, without saving anything.

use contract::api::{AudienceSearch, TriedAddress};
use contract::form::{SalesforceForm, ValidForm};
use contract::validation::ValidatedUrl;
use tokio_util::sync::CancellationToken;

use super::ConnectorService;
use crate::error::ApiError;
use crate::model::{Action, Actor, Settings, TenantId};
use crate::salesforce::elsewhere::Address;
use crate::salesforce::revoke::IssuedTokens;
use crate::salesforce::search::TriedLogin;

impl ConnectorService {
    /// Signs in with a form at a few other addresses than its own, and notes before that this will be done, and then each
    /// sign-in.
    ///
    /// # Errors
    /// A rule is broken, the budget is used up, nothing could be tried at all, or it cannot be noted.
    pub async fn find_audience(
        &self,
        tenant: TenantId,
        actor: Actor,
        form: SalesforceForm,
    ) -> Result<AudienceSearch, ApiError> {
        let valid = self.parse(&form)?;
        drop(form);
        self.parts.shutdown.may_begin()?;
        let this = self.clone();
        let found =
            self.parts.tasks.run(|cancel| async move { this.search(tenant, actor, valid, cancel).await });
        found.await
    }

    async fn search(
        self,
        tenant: TenantId,
        actor: Actor,
        form: ValidForm,
        cancel: CancellationToken,
    ) -> Result<AudienceSearch, ApiError> {
        let learned = self.learned(&tenant, &form).await?;
        let (permit, intent) = self.permitted(&tenant, &actor, Action::FindAudience, &form).await?;
        let audit = &self.parts.audit;
        let (salesforce, servers) = (&self.parts.salesforce, &self.parts.login_servers);
        let issued = IssuedTokens::default();
        let searched = salesforce.search(permit, &form, servers, &learned, &cancel, &issued).await;
        self.parts.sessions.revoke(issued);
        let tries = match searched {
            Ok(tries) => tries,
            Err(error) => return audit.end(&intent, Err(error.into())).await,
        };
        for TriedLogin { address, ended } in &tries {
            let works = ended.is_ok();
            let ended = ended.clone().map_err(ApiError::from);
            let noted = audit.end_at(&intent, &address.url.host, ended).await;
            // What Salesforce refused is a result of the search. That a success cannot be noted ends it.
            if works {
                noted?;
            }
        }
        Ok(AudienceSearch { tried: tries.into_iter().map(tried).collect() })
    }

    /// Addresses of the org that Salesforce gave when a connector of the same app or the same user was set up.
    async fn learned(&self, tenant: &TenantId, form: &ValidForm) -> Result<Vec<ValidatedUrl>, ApiError> {
        let connectors = self.parts.store.for_tenant(tenant).list().await?.into_iter();
        let settings = connectors.map(|connector| {
            let Settings::Salesforce(settings) = connector.settings;
            settings
        });
        let kin = settings.filter(|settings| {
            settings.subject.client_id == form.client_id
                || settings.subject.user.eq_ignore_ascii_case(&form.email_id)
        });
        let policy = &self.parts.salesforce.policy;
        Ok(kin.filter_map(|settings| settings.instance_url.admit(policy)).collect())
    }
}

fn tried(TriedLogin { address: Address { url, audience }, ended }: TriedLogin) -> TriedAddress {
    let (code, salesforce) = match ended {
        Ok(()) => (None, None),
        Err(failure) => (Some(failure.code), failure.salesforce.map(|words| *words)),
    };
    let url_alone = audience == url;
    let (url, audience) = (url.canonical(), audience.canonical());
    TriedAddress { url, audience: (!url_alone).then_some(audience), code, salesforce }
}
