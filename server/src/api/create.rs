//! `POST /api/v1/connectors/salesforce`: checks a form, then saves it as a connector.
//!
//! Rules → room and name → Salesforce → seal → save. A cancel, or a client that goes away, ends it without a trace
//! until the save begins; from then on it is saved wholly.

use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::{Extension, Json};
use contract::api::{self, CONNECTORS, CheckResult, Connector, Kind};
use contract::codes::{ProblemCode, WarningCode};
use contract::form::{SalesforceForm, ValidForm};
use contract::limits::SALESFORCE_CONNECTORS;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;
use uuid::Uuid;

use super::attempts::Ended;
use super::body::SecretJson;
use super::document::ADMIN;
use super::document::parameters::IdempotencyKey;
use super::document::problems::{self, problems};
use super::form::{bound_subject, fingerprint, parse, same_as, warn_of_same};
use super::idempotency;
use crate::error::ApiError;
use crate::metrics::Checked;
use crate::name_key::NameKey;
use crate::principal::{CanManage, Principal};
use crate::request_id::RequestId;
use crate::salesforce::progress::Progress;
use crate::state::AppState;
use crate::store::{Action, Actor, AuditEntry, Fingerprint, Idempotency, NewConnector, Outcome};
use crate::vault::Binding;

problems!(
    Problems: problems::ADMIN,
    problems::STORE,
    problems::BODY,
    problems::CHECK,
    problems::salesforce(),
    [
        ProblemCode::IdempotencyKeyMalformed,
        ProblemCode::IdempotencyKeyReused,
        ProblemCode::LimitReached,
        ProblemCode::NameTaken,
        ProblemCode::Canceled,
    ]
);

/// Checks a form, then saves it as a connector
///
/// The server signs in to Salesforce with the form and saves only if that works. The private key is stored sealed, and
/// no answer carries it. A client that goes away cancels the create, unless it is being saved already.
#[utoipa::path(
    post,
    path = api::SALESFORCE,
    operation_id = "createSalesforceConnector",
    tag = ADMIN,
    params(IdempotencyKey),
    request_body = SalesforceForm,
    responses(
        (status = 201, description = "The connector is saved.", body = Connector,
            headers(("Location", description = "The connector's own address."))),
        Problems,
    ),
)]
pub(super) async fn handler(
    State(state): State<AppState>,
    CanManage(principal): CanManage,
    Extension(request_id): Extension<RequestId>,
    headers: HeaderMap,
    SecretJson(form): SecretJson<SalesforceForm>,
) -> Result<impl IntoResponse, ApiError> {
    let key = idempotency::from_headers(&headers)?;
    let valid = parse(&form, &state.salesforce.policy)?;
    drop(form);
    let fingerprint = fingerprint(&valid);
    // Without a key the attempt runs under one that nobody else can name.
    let name = key.clone().unwrap_or_else(|| Uuid::new_v4().to_string());
    let tenant = principal.tenant.clone();
    let attempts = state.attempts.clone();
    let create = Create {
        state,
        actor: Actor { user: principal.user.clone(), request_id: request_id.to_string() },
        principal,
        form: valid,
        idempotency: key.map(|key| Idempotency { key, fingerprint }),
    };
    let connector = attempts.run(&tenant, &name, fingerprint, |cancel| create.run(cancel)).await?;
    let location = format!("{CONNECTORS}/{}", connector.id);
    Ok((StatusCode::CREATED, [(LOCATION, location)], Json(connector)))
}

/// One create on its way.
struct Create {
    state: AppState,
    principal: Principal,
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
        let ended = self.check_and_save(&cancel).await;
        let outcome = ended.as_ref().map(|_| Checked::Saved).map_err(|error| error.code);
        self.state.metrics.check(outcome, started.elapsed());
        if let Err(error) = &ended {
            self.audit_failure(error.code).await;
        }
        ended
    }

    /// The first result of a request that is repeated.
    async fn replayed(&self) -> Result<Option<Connector>, ApiError> {
        let Some(Idempotency { key, fingerprint }) = &self.idempotency else { return Ok(None) };
        let tenant = &self.principal.tenant;
        let Some(first) = self.state.store.idempotent_result(tenant, key).await? else { return Ok(None) };
        same_request(first.fingerprint, *fingerprint)?;
        let same_as = match first.connector.warnings.contains(&WarningCode::SameConnection) {
            true => same_as(&self.state, tenant, &self.form).await?,
            false => None,
        };
        Ok(Some(Connector { same_as, ..first.connector }))
    }

    async fn check_and_save(&self, cancel: &CancellationToken) -> Ended {
        if self.state.shutdown.is_cancelled() {
            return Err(ApiError::new(ProblemCode::ShuttingDown, "shutting down"));
        }
        self.availability().await?;
        let progress = Progress::new(|step| tracing::debug!(%step, "checking"));
        let tenant = &self.principal.tenant;
        let mut found = self.state.salesforce.check(tenant, &self.form, &progress, cancel).await?;
        warn_of_same(&self.state, tenant, &self.form, &mut found).await?;
        let same_as = found.same_as.take();
        let new = self.sealed(found)?;
        // The last moment for a cancel: what follows is not interrupted.
        if cancel.is_cancelled() {
            return Err(ApiError::new(ProblemCode::Canceled, "canceled after the check"));
        }
        let saved = self.state.store.create(new).instrument(tracing::debug_span!("save")).await?;
        Ok(Connector { same_as, ..saved.into_connector() })
    }

    /// Asked before Salesforce is; the save decides again.
    async fn availability(&self) -> Result<(), ApiError> {
        let name = NameKey::of(&self.form.name);
        let tenant = &self.principal.tenant;
        let available = self.state.store.availability(tenant, Kind::Salesforce, &name).await?;
        if available.name_taken {
            return Err(ApiError::name_taken());
        }
        if available.used >= SALESFORCE_CONNECTORS {
            return Err(ApiError::new(ProblemCode::LimitReached, "the limit is reached"));
        }
        Ok(())
    }

    fn sealed(&self, found: CheckResult) -> Result<NewConnector, ApiError> {
        let key_id = Uuid::new_v4();
        let subject = bound_subject(&self.form);
        let tenant = self.principal.tenant.clone();
        let binding = Binding { tenant: tenant.clone(), key_id, subject: Some(subject.clone()) };
        let private_key = self.form.private_key.pem();
        Ok(NewConnector {
            sealed_key: self.state.vault.seal(&binding, private_key.expose().as_bytes())?,
            tenant,
            name: self.form.name.clone(),
            subject,
            settings: self.form.settings(),
            salesforce_org_id: found.salesforce_org_id,
            salesforce_user_id: found.salesforce_user_id,
            instance_url: found.instance_url,
            warnings: found.warnings,
            key_id,
            actor: self.actor.clone(),
            idempotency: self.idempotency.clone(),
        })
    }

    /// A create that failed is noted as well; one that succeeded was noted with the save.
    async fn audit_failure(&self, code: ProblemCode) {
        let entry = AuditEntry {
            tenant: self.principal.tenant.clone(),
            actor: self.actor.clone(),
            action: Action::Create,
            target: self.form.url.host.clone(),
            outcome: Outcome::Failed(code),
        };
        self.state.store.audit_failure(&entry).await;
    }
}

fn same_request(first: Fingerprint, now: Fingerprint) -> Result<(), ApiError> {
    if first == now {
        Ok(())
    } else {
        Err(ApiError::new(ProblemCode::IdempotencyKeyReused, "the key was used for another request"))
    }
}
