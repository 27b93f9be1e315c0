//! `POST /api/v1/connectors/salesforce/check`: checks a whole form and saves nothing. It never uses a stored key.
//!
//! Whether the name is free, and room left, is for the create to say: a form can also be that of a connector which is
//! there already.

use axum::extract::State;
use axum::{Extension, Json};
use contract::api::{self, CheckResult};
use contract::codes::ProblemCode;
use contract::form::{SalesforceForm, ValidForm};
use tokio::time::Instant;

use super::body::SecretJson;
use super::document::ADMIN;
use super::document::problems::{self, problems};
use super::form::{parse, warn_of_same};
use crate::error::ApiError;
use crate::metrics::Checked;
use crate::principal::{CanManage, Principal};
use crate::request_id::RequestId;
use crate::salesforce::check::Outcome;
use crate::salesforce::progress::Progress;
use crate::state::AppState;
use crate::store::{self, Action, Actor, AuditEntry};

problems!(
    Problems: problems::ADMIN,
    problems::STORE,
    problems::BODY,
    problems::CHECK,
    problems::salesforce()
);

/// Checks a form and saves nothing
#[utoipa::path(
    post,
    path = api::SALESFORCE_CHECK,
    operation_id = "checkSalesforceForm",
    tag = ADMIN,
    request_body = SalesforceForm,
    responses((status = 200, description = "Salesforce let it in.", body = CheckResult), Problems),
)]
pub(super) async fn handler(
    State(state): State<AppState>,
    CanManage(principal): CanManage,
    Extension(request_id): Extension<RequestId>,
    SecretJson(form): SecretJson<SalesforceForm>,
) -> Result<Json<CheckResult>, ApiError> {
    let valid = parse(&form, &state.salesforce.policy)?;
    drop(form);
    if state.shutdown.is_cancelled() {
        return Err(ApiError::new(ProblemCode::ShuttingDown, "shutting down"));
    }
    let attempts = state.attempts.clone();
    // A task of its own: a client that goes away ends the check, but not the note that it was made.
    let found = attempts.alone(|cancel| async move {
        let progress = Progress::new(|step| tracing::debug!(%step, "checking"));
        let started = Instant::now();
        let outcome = state.salesforce.check(&principal.tenant, &valid, &progress, &cancel).await;
        let ended = outcome.as_ref().map(|_| Checked::Only).map_err(|failure| failure.code);
        state.metrics.check(ended, started.elapsed());
        let tenant = principal.tenant.clone();
        let entry = entry(principal, request_id, &valid, &outcome);
        match outcome {
            Ok(mut found) => {
                state.store.audit(&entry).await?;
                warn_of_same(&state, &tenant, &valid, &mut found).await?;
                Ok(found)
            }
            Err(failure) => {
                state.store.audit_failure(&entry).await;
                Err(failure.into())
            }
        }
    });
    found.await.map(Json)
}

fn entry(principal: Principal, request_id: RequestId, form: &ValidForm, outcome: &Outcome) -> AuditEntry {
    AuditEntry {
        tenant: principal.tenant,
        actor: Actor { user: principal.user, request_id: request_id.to_string() },
        action: Action::Check,
        target: form.url.host.clone(),
        outcome: match outcome {
            Ok(_) => store::Outcome::Succeeded,
            Err(failure) => store::Outcome::Failed(failure.code),
        },
    }
}
