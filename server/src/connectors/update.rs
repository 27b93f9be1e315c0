//! Changing a connector: rules → what differs → Salesforce, where it signs in with something else → seal → save.
//!
//! While Salesforce is asked, the connector goes on as it was. A cancel, or a client that goes away, leaves it so until the
//! save begins; from then on it is changed wholly.

use contract::api;
use contract::api::{ConnectorField, ConnectorPatch};
use contract::codes::ProblemCode;
use contract::form::{JudgedPatch, RefusedPatch, ValidForm, ValidPatch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;
use uuid::Uuid;

use super::attempts::{CreatedConnector, Ended};
use super::fingerprint::change_fingerprint;
use super::sessions::SessionEnds;
use super::{ConnectorService, signing_keys};
use crate::error::{ApiError, Culprit};
use crate::metrics::Checked;
use crate::model::{
    Action, Actor, AuditId, Connector, ConnectorId, JwtSubject, KeyId, NameKey, SalesforceSettings, Settings,
    TenantId, Unchanged,
};
use crate::salesforce::check::{CheckPermit, Found};
use crate::store::{ConnectorChange, Idempotency, IdempotentResult, NewCredentials, Updated};

impl ConnectorService {
    /// Changes a connector. What it signs in with is checked first, and saved only if Salesforce lets it in. A repeat under
    /// the same `Idempotency-Key` gives the connector that the first one changed; while the first one runs, it waits for it.
    ///
    /// # Errors
    /// A rule is broken, the private key is needed, there is none of this id, it has changed since it was seen, the name is
    /// taken, Salesforce does not let it in, it was canceled, the `Idempotency-Key` is another request's, or the store does
    /// not answer.
    pub async fn update(
        &self,
        tenant: TenantId,
        actor: Actor,
        id: ConnectorId,
        seen: Unchanged,
        patch: ConnectorPatch,
        idempotency_key: Option<String>,
    ) -> Ended {
        // Nobody is told of another tenant's, whatever the patch says.
        self.get(&tenant, id).await?;
        let judged = patch.judge(&self.parts.salesforce.policy).map_err(refusal)?;
        drop(patch);
        let fingerprint = change_fingerprint(id, &judged);
        // Without a key the attempt runs under one that nobody else can name.
        let name = idempotency_key.clone().unwrap_or_else(|| Uuid::new_v4().to_string());
        let update = Update {
            service: self.clone(),
            tenant: tenant.clone(),
            actor,
            id,
            seen,
            patch: judged,
            idempotency: idempotency_key.map(|key| Idempotency { key, fingerprint }),
        };
        self.parts.attempts.run(&tenant, &name, fingerprint, |cancel| update.run(cancel)).await
    }
}

/// One change on its way.
struct Update {
    service: ConnectorService,
    tenant: TenantId,
    actor: Actor,
    id: ConnectorId,
    seen: Unchanged,
    patch: JudgedPatch,
    idempotency: Option<Idempotency>,
}

impl Update {
    async fn run(self, cancel: CancellationToken) -> Ended {
        if let Some(first) = self.replayed().await? {
            return Ok(first);
        }
        let Self { service, tenant, id, seen, .. } = &self;
        let saved = service.get(tenant, *id).await?;
        if !seen.holds(&saved) {
            return Err(service.conflict(tenant, seen, saved).await?);
        }
        let policy = &service.parts.salesforce.policy;
        let mut valid = self.patch.against(&api::Connector::from(saved.clone()), policy).map_err(refusal)?;
        if valid.changed.is_empty() {
            return Ok(CreatedConnector { connector: saved, same_as: None });
        }
        match valid.form.take() {
            Some(form) => {
                let started = Instant::now();
                let ended = self.checked(&saved, valid, &form, &cancel).await;
                let outcome = ended.as_ref().map(|_| Checked::Saved).map_err(|error| error.code);
                self.service.parts.metrics.check(outcome, started.elapsed());
                ended
            }
            None => {
                let saved = self.save(&saved, valid, None, None).await;
                let (connector, _) = match saved {
                    Err(error) if error.code == ProblemCode::NameTaken => {
                        return Err(self.refused(error).await);
                    }
                    saved => saved?,
                };
                Ok(CreatedConnector { connector, same_as: None })
            }
        }
    }

    /// What an earlier request under the same key changed.
    async fn replayed(&self) -> Result<Option<CreatedConnector>, ApiError> {
        let Some(request) = &self.idempotency else { return Ok(None) };
        let store = self.service.parts.store.for_tenant(&self.tenant);
        match store.idempotent_result(request).await? {
            None => Ok(None),
            Some(IdempotentResult { connector, same_request: true }) => {
                Ok(Some(CreatedConnector { connector, same_as: None }))
            }
            Some(_) => {
                let why = "the key was used for another request";
                Err(ApiError::new(ProblemCode::IdempotencyKeyReused, why))
            }
        }
    }

    /// Checks with Salesforce and saves, and notes before that this will be done, and then how it ended.
    async fn checked(
        &self,
        saved: &Connector,
        valid: ValidPatch,
        form: &ValidForm,
        cancel: &CancellationToken,
    ) -> Ended {
        let Self { service, tenant, actor, id, .. } = self;
        let audit = &service.parts.audit;
        let permit = match self.may_ask(&valid, form).await {
            Ok(permit) => permit,
            Err(refusal) => return Err(self.refused(refusal).await),
        };
        let intent = audit.begin(tenant, actor, Action::Update, &id.to_string()).await?;
        match self.check_and_save(saved, valid, form, permit, intent.id, cancel).await {
            // It was noted with the save.
            Ok((created, true)) => Ok(created),
            Ok((created, false)) => audit.end(&intent, Ok(created)).await,
            Err(error) => audit.end(&intent, Err(error)).await,
        }
    }

    async fn refused(&self, refusal: ApiError) -> ApiError {
        let Self { service, tenant, actor, id, .. } = self;
        service.parts.audit.refused(tenant, actor, Action::Update, &id.to_string(), refusal).await
    }

    /// Whether Salesforce may be asked at all: what is refused here has done nothing.
    async fn may_ask(&self, valid: &ValidPatch, form: &ValidForm) -> Result<CheckPermit, ApiError> {
        let Self { service, tenant, id, .. } = self;
        service.parts.shutdown.may_begin()?;
        if let Some(name) = valid.name.as_deref().map(NameKey::of) {
            // The save decides again.
            let all = service.list(tenant).await?;
            if all.iter().any(|one| one.id != *id && NameKey::of(&one.name) == name) {
                return Err(ApiError::name_taken());
            }
        }
        Ok(service.parts.salesforce.acquire_check(tenant, form)?)
    }

    async fn check_and_save(
        &self,
        saved: &Connector,
        valid: ValidPatch,
        form: &ValidForm,
        permit: CheckPermit,
        intent: AuditId,
        cancel: &CancellationToken,
    ) -> Result<(CreatedConnector, bool), ApiError> {
        let Self { service, tenant, id, .. } = self;
        let mut found = service.ask_salesforce(permit, form, cancel).await?;
        let same_as = service.warn_of_same(tenant, form, Some(*id), &mut found).await?;
        let credentials = self.sealed(form, found)?;
        // The last moment for a cancel: what follows is not interrupted.
        if cancel.is_cancelled() {
            return Err(ApiError::new(ProblemCode::Canceled, "canceled after the check"));
        }
        let saving = self.save(saved, valid, Some(credentials), Some(intent));
        let (connector, is_new) = saving.instrument(tracing::debug_span!("save")).await?;
        Ok((CreatedConnector { connector, same_as }, is_new))
    }

    fn sealed(&self, form: &ValidForm, found: Found) -> Result<NewCredentials, ApiError> {
        let (key_id, subject) = (KeyId::random(), JwtSubject::from(form));
        let vault = &self.service.parts.vault;
        let key = &form.private_key;
        Ok(NewCredentials {
            sealed_key: signing_keys::seal(vault, &self.tenant, key_id, &subject, key)?,
            public_key_sha256: key.public_key_sha256(),
            settings: Settings::Salesforce(SalesforceSettings {
                subject,
                org_id: found.org_id,
                user_id: found.user_id,
                instance_url: found.instance_url,
                scopes: found.scopes,
                extra_fields: form.settings(),
            }),
            warnings: found.warnings,
            key_id,
        })
    }

    /// Saves it, unless somebody else has changed the connector since. False beside it: an earlier request did.
    async fn save(
        &self,
        saved: &Connector,
        valid: ValidPatch,
        credentials: Option<NewCredentials>,
        intent: Option<AuditId>,
    ) -> Result<(Connector, bool), ApiError> {
        let Self { service, tenant, actor, id, seen, idempotency, .. } = self;
        let id = *id;
        let ends = credentials.as_ref().map(|_| SessionEnds::OnceUnused);
        let change = ConnectorChange {
            revision: saved.revision,
            fields: valid.changed,
            name: valid.name,
            notes: valid.notes,
            contact: valid.contact,
            credentials,
            actor: actor.clone(),
            intent,
            idempotency: idempotency.clone(),
        };
        let (store, of) = (service.parts.store.clone(), tenant.clone());
        let work = async move { store.for_tenant(&of).update(id, change).await };
        match service.change(tenant.clone(), id, ends, work).await? {
            Updated::Changed(connector) => Ok((connector, true)),
            Updated::Replayed(connector) => Ok((connector, false)),
            Updated::Gone => Err(ApiError::no_connector()),
            Updated::Conflict => {
                let current = service.get(tenant, id).await?;
                // Whoever would have any state takes what was read for the last one that was seen.
                let seen = match seen {
                    Unchanged::Whatever => &Unchanged::Since(vec![saved.revision]),
                    since @ Unchanged::Since(_) => since,
                };
                Err(service.conflict(tenant, seen, current).await?)
            }
        }
    }
}

fn refusal(refused: RefusedPatch) -> ApiError {
    let at = |code: ProblemCode, field: ConnectorField, why: &str| {
        ApiError::because(code, Culprit::new(why, &[field.as_str()]))
    };
    match refused {
        RefusedPatch::Invalid(refused) => ApiError::invalid(refused.violations, refused.warnings),
        RefusedPatch::Notes => at(
            ProblemCode::ConnectorNotes,
            ConnectorField::Notes,
            "the notes are too long, or have a control character or a private key in them",
        ),
        RefusedPatch::Contact => at(
            ProblemCode::ConnectorContact,
            ConnectorField::Contact,
            "the name is too long, or has a control character or a private key in it",
        ),
        RefusedPatch::KeyNeeded => at(
            ProblemCode::PrivateKeyNeeded,
            ConnectorField::PrivateKey,
            "the stored key is not used for another destination or user",
        ),
    }
}
