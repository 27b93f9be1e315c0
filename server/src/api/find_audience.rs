//! `POST /api/v1/connectors/salesforce/find-audience`: looks for the URL and audience that let a form in, and saves nothing.

use axum::extract::State;
use axum::{Extension, Json};
use contract::api::{self, AudienceSearch, TriedAddress};
use contract::codes::ProblemCode;
use contract::form::{SalesforceForm, ValidForm};
use contract::validation::{self, ValidatedUrl};
use tokio_util::sync::CancellationToken;

use super::body::SecretJson;
use super::document::ADMIN;
use super::document::problems::{self, problems};
use super::form::parse;
use crate::error::ApiError;
use crate::principal::{CanManage, Principal};
use crate::request_id::RequestId;
use crate::salesforce::check::Try;
use crate::salesforce::elsewhere::Address;
use crate::state::AppState;
use crate::store::{Action, Actor, AuditEntry, Outcome};

problems!(Problems: problems::ADMIN, problems::STORE, problems::BODY, problems::CHECK);

/// Looks for the URL and audience that let a form in
///
/// Signs in at `login.salesforce.com`, at `test.salesforce.com` and at the org's own address where that is known: at most
/// three times, within the time of one check. Each sign-in is audited. Nothing is saved.
#[utoipa::path(
    post,
    path = api::SALESFORCE_FIND_AUDIENCE,
    operation_id = "findSalesforceAudience",
    tag = ADMIN,
    request_body = SalesforceForm,
    responses((status = 200, description = "What was tried, and what works.", body = AudienceSearch), Problems),
)]
pub(super) async fn handler(
    State(state): State<AppState>,
    CanManage(principal): CanManage,
    Extension(request_id): Extension<RequestId>,
    SecretJson(form): SecretJson<SalesforceForm>,
) -> Result<Json<AudienceSearch>, ApiError> {
    let valid = parse(&form, &state.salesforce.policy)?;
    drop(form);
    if state.shutdown.is_cancelled() {
        return Err(ApiError::new(ProblemCode::ShuttingDown, "shutting down"));
    }
    let attempts = state.attempts.clone();
    // A task of its own: a client that goes away ends the search, but not the notes of what was tried.
    let found = attempts.alone(|cancel| search(state, principal, request_id, valid, cancel));
    found.await.map(Json)
}

async fn search(
    state: AppState,
    principal: Principal,
    request_id: RequestId,
    form: ValidForm,
    cancel: CancellationToken,
) -> Result<AudienceSearch, ApiError> {
    let learned = learned(&state, &principal.tenant, &form).await?;
    let servers = &state.config.login_servers;
    let tries = state.salesforce.search(&principal.tenant, &form, servers, &learned, &cancel).await?;
    for one in &tries {
        let entry = entry(&principal, &request_id, one);
        match one.ended {
            Ok(()) => state.store.audit(&entry).await?,
            Err(_) => state.store.audit_failure(&entry).await,
        }
    }
    Ok(AudienceSearch { tried: tries.into_iter().map(tried).collect() })
}

/// Addresses of the org that Salesforce gave when a connector of the same app or the same user was set up.
async fn learned(state: &AppState, tenant: &str, form: &ValidForm) -> Result<Vec<ValidatedUrl>, ApiError> {
    let connectors = state.store.list(tenant).await?.into_iter();
    let kin = connectors.filter(|connector| {
        connector.client_id == form.client_id || connector.email_id.eq_ignore_ascii_case(&form.email_id)
    });
    let policy = &state.salesforce.policy;
    Ok(kin.filter_map(|connector| validation::url(&connector.instance_url, policy).ok()).collect())
}

fn entry(principal: &Principal, request_id: &RequestId, one: &Try) -> AuditEntry {
    AuditEntry {
        tenant: principal.tenant.clone(),
        actor: Actor { user: principal.user.clone(), request_id: request_id.to_string() },
        action: Action::FindAudience,
        target: one.address.url.host.clone(),
        outcome: match &one.ended {
            Ok(()) => Outcome::Succeeded,
            Err(failure) => Outcome::Failed(failure.code),
        },
    }
}

fn tried(Try { address: Address { url, audience }, ended }: Try) -> TriedAddress {
    let (code, salesforce) = match ended {
        Ok(()) => (None, None),
        Err(failure) => (Some(failure.code), failure.salesforce.map(|words| *words)),
    };
    let url_alone = audience == url;
    let (url, audience) = (url.canonical(), audience.canonical());
    TriedAddress { url, audience: (!url_alone).then_some(audience), code, salesforce }
}
