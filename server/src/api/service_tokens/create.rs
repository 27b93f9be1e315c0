//! `POST /api/v1/service-tokens`: makes a service token, and shows it once.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use contract::codes::ProblemCode;
use contract::service_token::{CreatedServiceToken, SERVICE_TOKENS, ServiceTokenForm};

use crate::api::document::ADMIN;
use crate::api::document::problems::{self, problems};
use crate::api::extract::{ManageTokens, Requires, SecretJson};
use crate::error::ApiError;
use crate::identity::ServiceTokens;

problems!(
    Problems: problems::ADMIN,
    problems::STORE, problems::WRITE,
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
    responses((status = 201, description = "The token.", body = CreatedServiceToken), Problems),
)]
pub(in crate::api) async fn handler(
    State(tokens): State<ServiceTokens>,
    admin: Requires<ManageTokens>,
    SecretJson(form, _admitted): SecretJson<ServiceTokenForm>,
) -> Result<(StatusCode, Json<CreatedServiceToken>), ApiError> {
    let created = tokens.create(&admin.tenant, admin.actor, form).await?;
    Ok((StatusCode::CREATED, Json(created.into())))
}
