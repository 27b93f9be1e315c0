//! Creating a connector: rules → room and name → Salesforce → seal → save.
//!
//! A cancel, or a client that goes away, ends it without a trace until the save begins; from then on it is saved wholly.

use contract::api::Kind;
use contract::codes::{ProblemCode, WarningCode};
use contract::form::{SalesforceForm, ValidForm};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;
use uuid::Uuid;

use super::attempts::{CreatedConnector, Ended};
use super::fingerprint::fingerprint;
use super::{ConnectorService, signing_keys};
use crate::error::ApiError;
use crate::metrics::Checked;
use crate::model::{
    Action, Actor, AuditId, JwtSubject, KeyId, NameKey, SalesforceSettings, Settings, TenantId,
};
use crate::salesforce::check::{CheckPermit, Found};
use crate::store::{Idempotency, IdempotentResult, NewConnector, Saved};

impl ConnectorService {
    /// Checks a form, then saves it as a connector. A repeat under the same `Idempotency-Key` gives the first one's result;
    /// while the first one runs, it waits for it.
    ///
    /// # Errors
    /// A rule is broken, there is no room, the name is taken, Salesforce does not let the form in, it was canceled, the
    /// `Idempotency-Key` is another request's, or the store does not answer.
    pub async fn create(
        &self,
        tenant: TenantId,
        actor: Actor,
        form: SalesforceForm,
        idempotency_key: Option<String>,
    ) -> Ended {
        let valid = self.parse(&form)?;
        drop(form);
        let fingerprint = fingerprint(&valid);
        // Without a key the attempt runs under one that nobody else can name.
        let name = idempotency_key.clone().unwrap_or_else(|| Uuid::new_v4().to_string());
        let create = Create {
            service: self.clone(),
            tenant: tenant.clone(),
            actor,
            form: valid,
            idempotency: idempotency_key.map(|key| Idempotency { key, fingerprint }),
        };
        self.parts.attempts.run(&tenant, &name, fingerprint, |cancel| create.run(cancel)).await
    }

    /// Cancels the create that runs under an `Idempotency-Key`, and tells what became of it once it has ended: the
    /// connector, where the cancel came too late. One that has yet to begin is canceled when it does.
    ///
    /// # Errors
    /// Whether it was saved is open, since the store does not answer.
    pub async fn cancel_create(
        &self,
        tenant: &TenantId,
        key: &str,
    ) -> Result<Option<CreatedConnector>, ApiError> {
        match self.parts.attempts.cancel(tenant, key).await {
            Some(Ok(created)) => Ok(Some(created)),
            // Where the store was lost during the commit, whether it was saved is open.
            Some(Err(error)) if error.code.may_have_saved() => Err(error),
            Some(Err(_)) => Ok(None),
            // It ended before, or has yet to begin.
            None => {
                let first = self.parts.store.for_tenant(tenant).remembered_create(key).await;
                // Only one that has yet to begin is to be canceled: a repeat tells what was saved.
                if !matches!(first, Ok(None)) {
                    self.parts.attempts.forget_cancel(tenant, key);
                }
                Ok(first?.map(|connector| CreatedConnector { connector, same_as: None }))
            }
        }
    }
}

/// Whether a create saved what it gives, and noted that with it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum New {
    Yes,
    /// Another one was first, under the same `Idempotency-Key`.
    No,
}

/// One create on its way.
struct Create {
    service: ConnectorService,
    tenant: TenantId,
    actor: Actor,
    form: ValidForm,
    idempotency: Option<Idempotency>,
}

impl Create {
    async fn run(self, cancel: CancellationToken) -> Ended {
        if let Some(first) = self.replayed().await? {
            return Ok(first);
        }
        let started = Instant::now();
        let ended = self.noted(&cancel).await;
        let outcome = ended.as_ref().map(|_| Checked::Saved).map_err(|error| error.code);
        self.service.parts.metrics.check(outcome, started.elapsed());
        ended
    }

    /// Creates it, and notes before Salesforce is asked that this will be done, and then how it ended.
    async fn noted(&self, cancel: &CancellationToken) -> Ended {
        let Self { service, tenant, actor, form, .. } = self;
        let (audit, host) = (&service.parts.audit, &form.url.host);
        let permit = match self.may_ask().await {
            Ok(permit) => permit,
            Err(refusal) => return Err(audit.refused(tenant, actor, Action::Create, host, refusal).await),
        };
        let intent = audit.begin(tenant, actor, Action::Create, host).await?;
        match self.check_and_save(permit, intent.id, cancel).await {
            // It was noted with the save.
            Ok((created, New::Yes)) => Ok(created),
            Ok((created, New::No)) => audit.end(&intent, Ok(created)).await,
            Err(error) => audit.end(&intent, Err(error)).await,
        }
    }

    /// The first result of a request that is repeated.
    async fn replayed(&self) -> Result<Option<CreatedConnector>, ApiError> {
        let Some(request) = &self.idempotency else { return Ok(None) };
        let store = self.service.parts.store.for_tenant(&self.tenant);
        let Some(first) = store.idempotent_result(request).await? else { return Ok(None) };
        let IdempotentResult { connector, same_request: true } = first else {
            return Err(ApiError::new(
                ProblemCode::IdempotencyKeyReused,
                "the key was used for another request",
            ));
        };
        let same_as = match connector.warnings.contains(&WarningCode::SameConnection) {
            true => self.service.same_as(&self.tenant, &self.form, None).await?,
            false => None,
        };
        Ok(Some(CreatedConnector { connector, same_as }))
    }

    /// Whether Salesforce may be asked at all: what is refused here has done nothing.
    async fn may_ask(&self) -> Result<CheckPermit, ApiError> {
        let Self { service, tenant, form, .. } = self;
        service.parts.shutdown.may_begin()?;
        self.availability().await?;
        Ok(service.parts.salesforce.acquire_check(tenant, form)?)
    }

    async fn check_and_save(
        &self,
        permit: CheckPermit,
        intent: AuditId,
        cancel: &CancellationToken,
    ) -> Result<(CreatedConnector, New), ApiError> {
        let Self { service, tenant, form, .. } = self;
        let mut found = service.ask_salesforce(permit, form, cancel).await?;
        let same_as = service.warn_of_same(tenant, form, None, &mut found).await?;
        let new = self.sealed(found, intent)?;
        // The last moment for a cancel: what follows is not interrupted.
        if cancel.is_cancelled() {
            return Err(ApiError::new(ProblemCode::Canceled, "canceled after the check"));
        }
        let saving = async { service.parts.store.for_tenant(tenant).create(new).await };
        let saved = saving.instrument(tracing::debug_span!("save")).await?;
        let is_new = if matches!(saved, Saved::Created(_)) { New::Yes } else { New::No };
        Ok((CreatedConnector { connector: saved.into_connector(), same_as }, is_new))
    }

    /// Asked before Salesforce is; the save decides again.
    async fn availability(&self) -> Result<(), ApiError> {
        let name = NameKey::of(&self.form.name);
        let store = self.service.parts.store.for_tenant(&self.tenant);
        let available = store.availability(Kind::Salesforce, &name).await?;
        if available.name_taken {
            return Err(ApiError::name_taken());
        }
        if available.used >= Kind::Salesforce.limit() {
            return Err(ApiError::new(ProblemCode::LimitReached, "the limit is reached"));
        }
        Ok(())
    }

    fn sealed(&self, found: Found, intent: AuditId) -> Result<NewConnector, ApiError> {
        let key_id = KeyId::random();
        let subject = JwtSubject::from(&self.form);
        let key = &self.form.private_key;
        Ok(NewConnector {
            name: self.form.name.clone(),
            sealed_key: signing_keys::seal(&self.service.parts.vault, &self.tenant, key_id, &subject, key)?,
            public_key_sha256: key.public_key_sha256(),
            settings: Settings::Salesforce(SalesforceSettings {
                subject,
                org_id: found.org_id,
                user_id: found.user_id,
                instance_url: found.instance_url,
                scopes: found.scopes,
                extra_fields: self.form.settings(),
            }),
            warnings: found.warnings,
            key_id,
            actor: self.actor.clone(),
            intent: Some(intent),
            idempotency: self.idempotency.clone(),
        })
    }
}
