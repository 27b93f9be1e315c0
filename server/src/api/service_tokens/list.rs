//! `GET /api/v1/service-tokens`: a tenant's service tokens.

use axum::Json;
use axum::extract::State;
use contract::service_token::{SERVICE_TOKENS, ServiceTokenList};

use crate::api::document::ADMIN;
use crate::api::document::problems::{self, problems};
use crate::api::extract::{Requires, ViewConnectors};
use crate::error::ApiError;
use crate::identity::ServiceTokens;

problems!(Problems: problems::ADMIN, problems::STORE);

/// The organization's service tokens
#[utoipa::path(
    get,
    path = SERVICE_TOKENS,
    operation_id = "listServiceTokens",
    tag = ADMIN,
    responses((status = 200, description = "All of them, without what makes them tokens.", body = ServiceTokenList), Problems),
)]
pub(in crate::api) async fn handler(
    State(tokens): State<ServiceTokens>,
    admin: Requires<ViewConnectors>,
) -> Result<Json<ServiceTokenList>, ApiError> {
    let tokens = tokens.list(&admin.tenant).await?;
    Ok(Json(ServiceTokenList { service_tokens: tokens.into_iter().map(Into::into).collect() }))
}
