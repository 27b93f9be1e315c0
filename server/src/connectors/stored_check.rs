//! Checking a connector that is there already, with what is stored of it: by itself, and before it is put back into use.

use contract::api::ConnectorState;
use contract::codes::ProblemCode;
use contract::form::ValidForm;
use contract::validation::CanonicalUrl;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::sessions::SessionEnds;
use super::{ConnectorService, signing_keys};
use crate::audit::Intent;
use crate::clock::millis;
use crate::error::ApiError;
use crate::metrics::Checked;
use crate::model::{Action, Actor, CheckPassed, Connector, ConnectorId, JwtSubject, Refusal, Seen, TenantId};
use crate::salesforce::check::Found;
use crate::store::Learned;

impl ConnectorService {
    /// Signs in with what is stored of a connector, as a check of a form does, and keeps what that finds out. It ends when its
    /// client goes away. A deactivated connector stays so.
    ///
    /// # Errors
    /// There is none of this id, the budget is used up, it cannot be noted, Salesforce does not let the connector in, or an
    /// admin changed it meanwhile.
    pub async fn check_stored(
        &self,
        tenant: TenantId,
        actor: Actor,
        id: ConnectorId,
    ) -> Result<Connector, ApiError> {
        self.stored_check(tenant, actor, id, Purpose::Check).await
    }

    /// Puts a connector back into use, if a check lets it. One that is in use is given as it is: nobody is asked, and nothing
    /// noted.
    ///
    /// # Errors
    /// As [`Self::check_stored`]; the connector then stays deactivated.
    pub async fn reactivate(
        &self,
        tenant: TenantId,
        actor: Actor,
        id: ConnectorId,
    ) -> Result<Connector, ApiError> {
        self.stored_check(tenant, actor, id, Purpose::Reactivate).await
    }

    async fn stored_check(
        &self,
        tenant: TenantId,
        actor: Actor,
        id: ConnectorId,
        purpose: Purpose,
    ) -> Result<Connector, ApiError> {
        self.parts.shutdown.may_begin()?;
        let connector = self.get(&tenant, id).await?;
        if purpose == Purpose::Reactivate && connector.state == ConnectorState::Connected {
            return Ok(connector);
        }
        let check = StoredCheck { service: self.clone(), tenant, actor, connector, purpose };
        self.parts.tasks.run(|cancel| check.run(cancel)).await
    }
}

/// What a connector is checked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    Check,
    Reactivate,
}

/// One such check on its way.
struct StoredCheck {
    service: ConnectorService,
    tenant: TenantId,
    actor: Actor,
    /// As it was when the check began.
    connector: Connector,
    purpose: Purpose,
}

impl StoredCheck {
    async fn run(self, cancel: CancellationToken) -> Result<Connector, ApiError> {
        let started = Instant::now();
        let ended = self.noted(&cancel, started).await;
        let outcome = ended.as_ref().map(|_| Checked::Only).map_err(|error| error.code);
        self.service.parts.metrics.check(outcome, started.elapsed());
        ended
    }

    /// Checks it, and notes before Salesforce is asked that this will be done, and then how it ended.
    async fn noted(&self, cancel: &CancellationToken, started: Instant) -> Result<Connector, ApiError> {
        let Self { service, tenant, actor, connector, purpose } = self;
        let (action, target) = (purpose.action(), connector.id.to_string());
        let audit = &service.parts.audit;
        let form = match self.form().await {
            Ok(form) => form,
            Err(refusal) => {
                self.note_refusal(&refusal, started).await;
                return Err(audit.refused(tenant, actor, action, &target, refusal).await);
            }
        };
        // What the budget refuses says nothing of the connector: its history has none of it.
        let permit = match service.parts.salesforce.acquire_check(tenant, &form) {
            Ok(permit) => permit,
            Err(spent) => return Err(audit.refused(tenant, actor, action, &target, spent.into()).await),
        };
        let intent = audit.begin(tenant, actor, action, &target).await?;
        let checked = async {
            let mut found = service.ask_salesforce(permit, &form, cancel).await?;
            service.warn_of_same(tenant, &form, Some(connector.id), &mut found).await?;
            Ok(found)
        };
        let kept = match checked.await {
            Ok(found) => self.keep(&intent, &form, found, started).await,
            Err(error) => {
                self.note_refusal(&error, started).await;
                Err(error)
            }
        };
        match kept {
            // It was noted with what was kept.
            Ok(connector) => Ok(connector),
            Err(error) => audit.end(&intent, Err(error)).await,
        }
    }

    /// The connector as a form that holds to the rules: its fields did when it was saved.
    async fn form(&self) -> Result<ValidForm, ApiError> {
        let (tenant, connector) = (&self.tenant, &self.connector);
        let parts = &self.service.parts;
        let (key, subject) = signing_keys::read(&parts.store, &parts.vault, tenant, connector.id).await?;
        let policy = &parts.salesforce.policy;
        let admit = |url: &CanonicalUrl| {
            url.admit(policy).ok_or_else(|| {
                let why = "an authority that the operator does not allow any more";
                ApiError::new(ProblemCode::SalesforceForbiddenAddress, why)
            })
        };
        let JwtSubject { client_id, user, url, audience } = subject;
        let mut form = ValidForm {
            name: connector.name.clone(),
            client_id,
            email_id: user,
            url: admit(&url)?,
            audience: audience.as_ref().map(admit).transpose()?,
            private_key: key,
            warnings: Vec::new(),
        };
        form.warnings = form.find_warnings();
        Ok(form)
    }

    /// Keeps what was found, unless the connector is another by now.
    async fn keep(
        &self,
        intent: &Intent,
        form: &ValidForm,
        found: Found,
        started: Instant,
    ) -> Result<Connector, ApiError> {
        let Self { service, tenant, actor, connector, purpose } = self;
        let (store, of, id, seen) =
            (service.parts.store.clone(), tenant.clone(), connector.id, Seen::from(connector));
        let passed = CheckPassed {
            org_id: found.org_id,
            user_id: found.user_id,
            instance_url: found.instance_url,
            scopes: found.scopes,
            warnings: found.warnings,
            public_key_sha256: form.private_key.public_key_sha256(),
            duration_ms: millis(started.elapsed()),
            actor: actor.clone(),
            intent: intent.id,
            reactivates: *purpose == Purpose::Reactivate,
        };
        let keep = async move { store.for_tenant(&of).check_passed(id, seen, &passed).await };
        let kept = match purpose {
            Purpose::Check => keep.await?,
            Purpose::Reactivate => {
                service.change(tenant.clone(), id, Some(SessionEnds::AtOnce), keep).await?
            }
        };
        match kept {
            Learned::Kept(connector) => {
                service.parts.sessions.let_in(tenant, id);
                Ok(connector)
            }
            Learned::Outdated => {
                Err(ApiError::new(ProblemCode::ConnectorChanged, "it was changed while it was checked"))
            }
            Learned::Gone => Err(ApiError::no_connector()),
        }
    }

    /// Notes in the connector's history why it was not let in. Who asked is told that either way.
    async fn note_refusal(&self, refusal: &ApiError, started: Instant) {
        let Self { service, tenant, actor, connector, .. } = self;
        // Nothing came of a check whose client has gone.
        if refusal.code == ProblemCode::Canceled {
            return;
        }
        let duration_ms = millis(started.elapsed());
        let (store, seen) = (service.parts.store.for_tenant(tenant), Seen::from(connector));
        let noted =
            store.check_refused(connector.id, seen, actor.user.clone(), Refusal::from(refusal), duration_ms);
        if let Err(error) = noted.await {
            tracing::error!(%error, connector = %connector.id, code = %refusal.code, "missing in its history");
        }
    }
}

impl Purpose {
    const fn action(self) -> Action {
        match self {
            Self::Check => Action::CheckConnector,
            Self::Reactivate => Action::Reactivate,
        }
    }
}

impl From<&ApiError> for Refusal {
    fn from(error: &ApiError) -> Self {
        Self { code: error.code, step: error.step, salesforce: error.salesforce.as_deref().cloned() }
    }
}
