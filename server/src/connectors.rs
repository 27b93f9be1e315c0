//! Connectors: everything that may happen to one, and what must happen together with it.
//!
//! [`ConnectorService`] owns store, vault, sessions and the audit log for each operation. Who calls it (an endpoint of today, the
//! command line of tomorrow) can leave none of them out.

mod activation;
pub mod attempts;
mod check;
mod conflict;
mod create;
mod delete;
mod find_audience;
mod fingerprint;
pub mod health;
pub mod revocations;
pub mod sessions;
pub mod signing_keys;
mod still_usable;
mod stored_check;
mod update;

use std::collections::HashMap;
use std::sync::Arc;

use contract::api::{HistoryEntry, Unreachable};
use contract::form::{SalesforceForm, ValidForm, is_same_connection};
use contract::usage::ConnectorUsage;

use self::attempts::Attempts;
use self::sessions::{SessionEnds, Sessions};
pub use self::still_usable::StillUsable;
use crate::audit::AuditLog;
use crate::error::ApiError;
use crate::metrics::Metrics;
use crate::model::{Connector, ConnectorId, Page, PageRequest, Settings, TenantId, TokenId};
use crate::salesforce::Salesforce;
use crate::salesforce::elsewhere::LoginServers;
use crate::shutdown::Shutdown;
use crate::store::Store;
use crate::tasks::Tasks;
use crate::usage::Usage;
use crate::vault::Vault;

/// What [`ConnectorService`] owns.
#[derive(Debug)]
pub struct ConnectorParts {
    /// Where connectors are kept.
    pub store: Store,
    /// Notes what is done.
    pub audit: AuditLog,
    /// Seals connectors' keys, and opens them for a login.
    pub vault: Vault,
    /// Signs in to Salesforce, to check a form.
    pub salesforce: Salesforce,
    /// What connectors are signed in with while they are in use.
    pub sessions: Sessions,
    /// How connectors are used.
    pub usage: Usage,
    /// The creates that run.
    pub attempts: Attempts,
    /// What goes on when its client goes away.
    pub tasks: Tasks,
    /// Whether work may begin.
    pub shutdown: Shutdown,
    /// Counts checks and how they ended.
    pub metrics: Metrics,
    /// Where all of Salesforce's orgs sign in.
    pub login_servers: LoginServers,
}

/// A tenant's connectors, and how they were used.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Connectors of all kinds, oldest first.
    pub connectors: Vec<Connector>,
    /// How each was used lately. One that never was is missing.
    pub usage: HashMap<ConnectorId, ConnectorUsage>,
}

/// All that can be done with connectors. Nobody outside reaches what it owns. Cheap to clone: clones share everything.
#[derive(Clone, Debug)]
pub struct ConnectorService {
    parts: Arc<ConnectorParts>,
}

impl ConnectorService {
    /// A service that owns these.
    pub fn new(parts: ConnectorParts) -> Self {
        Self { parts: Arc::new(parts) }
    }

    /// A tenant's connectors, and how they were used lately, up to now.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn overview(&self, tenant: &TenantId) -> Result<Overview, ApiError> {
        let connectors = self.list(tenant).await?;
        let usage = self.parts.usage.of_connectors(&self.parts.store, tenant).await?;
        Ok(Overview { connectors, usage })
    }

    /// A tenant's connectors of all kinds, oldest first.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn list(&self, tenant: &TenantId) -> Result<Vec<Connector>, ApiError> {
        Ok(self.parts.store.for_tenant(tenant).list().await?)
    }

    /// One of a tenant's connectors.
    ///
    /// # Errors
    /// There is none of this id, or the store does not answer.
    pub async fn get(&self, tenant: &TenantId, id: ConnectorId) -> Result<Connector, ApiError> {
        self.parts.store.for_tenant(tenant).get(id).await?.ok_or_else(ApiError::no_connector)
    }

    /// The host of a connector's that cannot be reached at present, as this server finds, if there is one.
    pub fn unreachable(&self, connector: &Connector) -> Option<Unreachable> {
        let Settings::Salesforce(settings) = &connector.settings;
        self.parts.salesforce.unreachable(settings)
    }

    /// How one of a tenant's connectors was used lately, up to now. `None`: not at all.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn usage(
        &self,
        tenant: &TenantId,
        id: ConnectorId,
    ) -> Result<Option<ConnectorUsage>, ApiError> {
        Ok(self.parts.usage.of_connector(&self.parts.store, tenant, id).await?)
    }

    /// A page of what happened to one of a tenant's connectors, newest first.
    ///
    /// # Errors
    /// There is none of this id, or the store does not answer.
    pub async fn history(
        &self,
        tenant: &TenantId,
        id: ConnectorId,
        page: PageRequest,
    ) -> Result<Page<HistoryEntry>, ApiError> {
        self.get(tenant, id).await?;
        Ok(self.parts.store.for_tenant(tenant).history(id, page).await?)
    }

    /// What is asked right before each request as a connector, by a program with this token or by an admin.
    pub fn still_usable(&self, tenant: &TenantId, id: ConnectorId, token: Option<TokenId>) -> StillUsable {
        StillUsable::new(&self.parts.store, tenant, id, token)
    }

    /// Changes a connector and forgets its session, whatever becomes of the change: a store that was lost while it
    /// committed may have kept it. Both happen although the client goes away in between. `None`: the change is none to
    /// sessions, as that of a name.
    ///
    /// Whatever changes or deletes a connector goes through here: requests go on with a session that is kept.
    async fn change<T: Send + 'static, E: Into<ApiError> + Send + 'static>(
        &self,
        tenant: TenantId,
        id: ConnectorId,
        ends: Option<SessionEnds>,
        work: impl Future<Output = Result<T, E>> + Send + 'static,
    ) -> Result<T, ApiError> {
        let sessions = self.parts.sessions.clone();
        let changed = self.parts.tasks.run(|_| async move {
            // Forgotten at the end, even where the work panics.
            let _forgotten = ends.map(|ends| sessions.forgotten(tenant, id, ends));
            work.await.map_err(Into::into)
        });
        changed.await
    }

    /// The form, where its rules hold.
    fn parse(&self, form: &SalesforceForm) -> Result<ValidForm, ApiError> {
        let parsed = form.parse(&self.parts.salesforce.policy);
        parsed.map_err(|refused| ApiError::invalid(refused.violations, refused.warnings))
    }

    /// The name of the first of a tenant's connectors, but for one, that signs in as a form does, under another name.
    async fn same_as(
        &self,
        tenant: &TenantId,
        form: &ValidForm,
        but: Option<ConnectorId>,
    ) -> Result<Option<String>, ApiError> {
        let saved = self.list(tenant).await?;
        let same = saved.into_iter().filter(|one| Some(one.id) != but).find(|one| {
            let Settings::Salesforce(settings) = &one.settings;
            let subject = &settings.subject;
            is_same_connection(form, &one.name, &subject.client_id, &subject.user, &subject.url.to_string())
        });
        Ok(same.map(|same| same.name))
    }
}
