//! `/api/v1/service-tokens`: an organisation's service tokens, listed, created and revoked.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use contract::codes::ProblemCode;
use contract::rules;
use contract::service_token::{
    CONNECTORS_MAX, CreatedServiceToken, DAYS_MAX, SERVICE_TOKEN, SERVICE_TOKENS, ServiceTokenForm,
    ServiceTokenList, ServiceTokenScope,
};

use super::body::SecretJson;
use super::document::ADMIN;
use super::document::parameters::ServiceTokenId;
use super::document::problems::{self, problems};
use super::id::Id;
use crate::principal::{Manager, Principal};
use crate::problem::Failed;
use crate::request_id::RequestId;
use crate::service_token;
use crate::state::AppState;
use crate::store::{Author, NewServiceToken};

/// A day, in milliseconds.
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

problems!(ListProblems: problems::ADMIN, problems::STORE);

/// The organisation's service tokens
#[utoipa::path(
    get,
    path = SERVICE_TOKENS,
    operation_id = "listServiceTokens",
    tag = ADMIN,
    responses((status = 200, description = "All of them, without what makes them tokens.", body = ServiceTokenList), ListProblems),
)]
pub(super) async fn list(
    State(state): State<AppState>,
    principal: Principal,
) -> Result<Json<ServiceTokenList>, Failed> {
    let service_tokens = state.store.service_tokens(&principal.organisation).await?;
    Ok(Json(ServiceTokenList { service_tokens }))
}

problems!(
    CreateProblems: problems::ADMIN,
    problems::STORE,
    problems::BODY,
    [
        ProblemCode::ServiceTokenName,
        ProblemCode::ServiceTokenExpiry,
        ProblemCode::ServiceTokenScope,
        ProblemCode::ServiceTokenLimit,
    ]
);

/// Creates a service token
///
/// The answer is the one time that the token is shown: it is stored hashed.
#[utoipa::path(
    post,
    path = SERVICE_TOKENS,
    operation_id = "createServiceToken",
    tag = ADMIN,
    request_body = ServiceTokenForm,
    responses((status = 201, description = "The token.", body = CreatedServiceToken), CreateProblems),
)]
pub(super) async fn create(
    State(state): State<AppState>,
    Manager(principal): Manager,
    Extension(request_id): Extension<RequestId>,
    SecretJson(form): SecretJson<ServiceTokenForm>,
) -> Result<(StatusCode, Json<CreatedServiceToken>), Failed> {
    let name = rules::name(&form.name).map_err(|code| Failed::new(ProblemCode::ServiceTokenName, code))?;
    let now_ms = state.clock.now_ms();
    if form.expires_at <= now_ms || form.expires_at > now_ms + DAYS_MAX * DAY_MS {
        return Err(Failed::new(ProblemCode::ServiceTokenExpiry, "past, or too far off"));
    }
    let scope = known_scope(&state, &principal, form.scope).await?;
    let new = service_token::generate().map_err(|error| Failed::new(ProblemCode::Internal, error))?;
    let new_token = NewServiceToken {
        organisation: principal.organisation,
        name,
        prefix: new.prefix,
        hash: new.hash,
        scope,
        expires_at: form.expires_at,
        author: Author { user: principal.user, request_id: request_id.to_string() },
    };
    let service_token = state.store.create_service_token(&new_token).await?;
    let created = CreatedServiceToken { service_token, token: new.token };
    Ok((StatusCode::CREATED, Json(created)))
}

problems!(RevokeProblems: problems::ADMIN, problems::STORE, [ProblemCode::NotFound]);

/// Revokes a service token
///
/// It stays in the list. Revoking it again changes nothing.
#[utoipa::path(
    delete,
    path = SERVICE_TOKEN,
    operation_id = "revokeServiceToken",
    tag = ADMIN,
    params(ServiceTokenId),
    responses((status = 204, description = "It no longer lets anybody in."), RevokeProblems),
)]
pub(super) async fn revoke(
    State(state): State<AppState>,
    Manager(principal): Manager,
    Extension(request_id): Extension<RequestId>,
    Id(id): Id,
) -> Result<StatusCode, Failed> {
    let author = Author { user: principal.user, request_id: request_id.to_string() };
    let found = state.store.revoke_service_token(&principal.organisation, id, &author).await?;
    if found {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Failed::new(ProblemCode::NotFound, "no such service token"))
    }
}

/// A scope whose connectors are the organisation's own, each once.
async fn known_scope(
    state: &AppState,
    principal: &Principal,
    scope: ServiceTokenScope,
) -> Result<ServiceTokenScope, Failed> {
    let ServiceTokenScope::Connectors(mut ids) = scope else { return Ok(scope) };
    let wrong = |why: &str| Failed::new(ProblemCode::ServiceTokenScope, why);
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() || ids.len() > CONNECTORS_MAX {
        return Err(wrong("no connector, or too many"));
    }
    let own = state.store.list(&principal.organisation).await?;
    if ids.iter().any(|id| !own.iter().any(|connector| connector.id == *id)) {
        return Err(wrong("a connector that does not exist"));
    }
    Ok(ServiceTokenScope::Connectors(ids))
}
