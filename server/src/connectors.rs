//! Connectors: everything that may happen to one, and what must happen together with it.
//!
//! [`ConnectorService`] owns store, vault, sessions and audit for each operation. Who calls it (an endpoint of today, the
//! command line of tomorrow) can leave none of them out.

pub mod attempts;
mod check;
mod create;
mod find_audience;
mod fingerprint;
pub mod sessions;
pub mod signing_keys;
mod state;

use std::collections::HashMap;

use contract::form::{SalesforceForm, ValidForm, is_same_connection};
use contract::usage::ConnectorUsage;

use self::attempts::Attempts;
use self::sessions::Sessions;
use crate::error::ApiError;
use crate::metrics::Metrics;
use crate::model::{Action, Actor, AuditEntry, Connector, ConnectorId, Outcome, Settings, TenantId};
use crate::salesforce::Salesforce;
pub use crate::salesforce::elsewhere::Address;
use crate::salesforce::elsewhere::LoginServers;
pub use crate::salesforce::search::Try;
use crate::shutdown::Shutdown;
use crate::store::Store;
use crate::tasks::Tasks;
use crate::usage::Usage;
use crate::vault::Vault;

/// All that can be done with connectors. Cheap to clone: clones share everything.
#[derive(Clone, Debug)]
pub struct ConnectorService {
    /// Where connectors are kept.
    pub store: Store,
    /// Seals connectors' keys, and opens them for a login.
    pub vault: Vault,
    /// Signs in to Salesforce, to check a form.
    pub salesforce: Salesforce,
    /// What they are signed in with while they are in use.
    pub sessions: Sessions,
    /// How they are used.
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

impl ConnectorService {
    /// A tenant's connectors of all kinds, oldest first, and how they were used lately.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn list(
        &self,
        tenant: &TenantId,
    ) -> Result<(Vec<Connector>, HashMap<ConnectorId, ConnectorUsage>), ApiError> {
        let connectors = self.store.for_tenant(tenant).list().await?;
        let usage = self.usage.of_connectors(&self.store, tenant).await?;
        Ok((connectors, usage))
    }

    /// One of a tenant's connectors.
    ///
    /// # Errors
    /// There is none of this id, or the store does not answer.
    pub async fn get(&self, tenant: &TenantId, id: ConnectorId) -> Result<Connector, ApiError> {
        self.store.for_tenant(tenant).get(id).await?.ok_or_else(ApiError::no_connector)
    }

    /// The form, where its rules hold.
    fn parse(&self, form: &SalesforceForm) -> Result<ValidForm, ApiError> {
        let parsed = form.parse(&self.salesforce.policy);
        parsed.map_err(|refused| ApiError::invalid(refused.violations, refused.warnings))
    }

    /// The name of the first of a tenant's connectors that signs in as a form does, under another name.
    async fn same_as(&self, tenant: &TenantId, form: &ValidForm) -> Result<Option<String>, ApiError> {
        let saved = self.store.for_tenant(tenant).list().await?;
        let same = saved.into_iter().find(|one| {
            let Settings::Salesforce(settings) = &one.settings;
            let subject = &settings.subject;
            is_same_connection(form, &one.name, &subject.client_id, &subject.user, &subject.url.canonical())
        });
        Ok(same.map(|same| same.name))
    }

    /// Notes how an action ended. What succeeded is told only once that is written; what failed is told either way.
    ///
    /// # Errors
    /// What it ended with, or that its success cannot be noted.
    pub async fn audit<T>(
        &self,
        tenant: &TenantId,
        actor: &Actor,
        (action, target): (Action, &str),
        ended: Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let outcome = Outcome::of(&ended, |error| error.code);
        let entry = AuditEntry { actor: actor.clone(), action, target: target.to_owned(), outcome };
        let store = self.store.for_tenant(tenant);
        match &ended {
            Ok(_) => store.audit(&entry).await?,
            Err(_) => store.audit_failure(&entry).await,
        }
        ended
    }
}
