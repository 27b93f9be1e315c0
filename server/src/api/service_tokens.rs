//! `/api/v1/service-tokens`: a tenant's service tokens, listed, created and revoked.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use contract::codes::ProblemCode;
use contract::service_token::{
    CreatedServiceToken, SERVICE_TOKEN, SERVICE_TOKENS, ServiceTokenForm, ServiceTokenList, ServiceTokenScope,
};

use super::body::SecretJson;
use super::document::ADMIN;
use super::document::parameters::ServiceTokenId;
use super::document::problems::{self, problems};
use super::id::Id;
use crate::error::ApiError;
use crate::principal::{CanManage, Principal};
use crate::request_id::RequestId;
use crate::service_token;
use crate::state::AppState;
use crate::store::{Actor, NewServiceToken};

problems!(ListProblems: problems::ADMIN, problems::STORE);

/// The organization's service tokens
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
) -> Result<Json<ServiceTokenList>, ApiError> {
    let service_tokens = state.flow_requests.usage.service_tokens(&state.store, &principal.tenant).await?;
    Ok(Json(ServiceTokenList { service_tokens }))
}

problems!(
    CreateProblems: problems::ADMIN,
    problems::STORE,
    problems::BODY,
    [
        ProblemCode::ServiceTokenName,
        ProblemCode::ServiceTokenNameEmpty,
        ProblemCode::ServiceTokenExpiry,
        ProblemCode::ServiceTokenScope,
        ProblemCode::ServiceTokenScopeEmpty,
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
    CanManage(principal): CanManage,
    Extension(request_id): Extension<RequestId>,
    SecretJson(form): SecretJson<ServiceTokenForm>,
) -> Result<(StatusCode, Json<CreatedServiceToken>), ApiError> {
    let valid = form.parse(state.clock.now_ms()).map_err(|code| ApiError::new(code, "a rule is broken"))?;
    must_exist(&state, &principal, &valid.scope).await?;
    let new = service_token::generate().map_err(|error| ApiError::new(ProblemCode::Internal, error))?;
    let new_token = NewServiceToken {
        tenant: principal.tenant,
        name: valid.name,
        prefix: new.prefix,
        hash: new.hash,
        scope: valid.scope,
        expires_at: valid.expires_at,
        actor: Actor { user: principal.user, request_id: request_id.to_string() },
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
    CanManage(principal): CanManage,
    Extension(request_id): Extension<RequestId>,
    Id(id): Id,
) -> Result<StatusCode, ApiError> {
    let actor = Actor { user: principal.user, request_id: request_id.to_string() };
    let found = state.store.revoke_service_token(&principal.tenant, id, &actor).await?;
    if found {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ApiError::new(ProblemCode::NotFound, "no such service token"))
    }
}

/// Refuses a scope that names what is no connector of the tenant's.
async fn must_exist(
    state: &AppState,
    principal: &Principal,
    scope: &ServiceTokenScope,
) -> Result<(), ApiError> {
    let ServiceTokenScope::Connectors(ids) = scope else { return Ok(()) };
    let own = state.store.list(&principal.tenant).await?;
    if ids.iter().all(|id| own.iter().any(|connector| connector.id == *id)) {
        Ok(())
    } else {
        Err(ApiError::new(ProblemCode::ServiceTokenScope, "a connector that does not exist"))
    }
}
