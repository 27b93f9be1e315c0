//! `POST /api/v1/connectors/salesforce/check`: checks a whole form and saves nothing. It never uses a stored key.

use axum::extract::State;
use axum::{Extension, Json};
use contract::api::CheckResult;
use contract::codes::ProblemCode;
use contract::form::SalesforceForm;

use super::body::SecretJson;
use super::form::Accepted;
use crate::principal::{Manager, Principal};
use crate::problem::Failed;
use crate::request_id::RequestId;
use crate::salesforce::check::Outcome;
use crate::salesforce::progress::Progress;
use crate::state::AppState;
use crate::store::{self, Action, AuditEntry, Author};

pub(super) async fn handler(
    State(state): State<AppState>,
    Manager(principal): Manager,
    Extension(request_id): Extension<RequestId>,
    SecretJson(form): SecretJson<SalesforceForm>,
) -> Result<Json<CheckResult>, Failed> {
    let accepted = Accepted::from_form(&form, &state.config.rules())?;
    drop(form);
    if state.shutdown.is_cancelled() {
        return Err(Failed::new(ProblemCode::ShuttingDown, "shutting down"));
    }
    let attempts = state.attempts.clone();
    // A task of its own: a client that goes away ends the check, but not the note that it was made.
    let found = attempts.alone(|cancel| async move {
        let progress = Progress::new(|step| tracing::debug!(%step, "checking"));
        let outcome =
            state.salesforce.check(&principal.organisation, &accepted.input, &progress, &cancel).await;
        state.store.audit(&entry(principal, request_id, &accepted, &outcome)).await?;
        Ok(outcome?)
    });
    found.await.map(Json)
}

fn entry(principal: Principal, request_id: RequestId, accepted: &Accepted, outcome: &Outcome) -> AuditEntry {
    AuditEntry {
        organisation: principal.organisation,
        author: Author { user: principal.user, request_id: request_id.to_string() },
        action: Action::Check,
        target: accepted.input.url.host.clone(),
        outcome: match outcome {
            Ok(_) => store::Outcome::Succeeded,
            Err(failure) => store::Outcome::Failed(failure.code),
        },
    }
}
