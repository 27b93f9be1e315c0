//! `GET /api/v1/service-tokens`: a tenant's service tokens.

use axum::Json;
use axum::extract::State;
use contract::codes::ProblemCode;
use contract::service_token::{ENDED_PAGE, SERVICE_TOKENS, ServiceTokenPage};

use crate::api::document::ADMIN;
use crate::api::document::parameters::EndedPage;
use crate::api::document::problems::{self, problems};
use crate::api::extract::{QueryParameters, Requires, ViewConnectors};
use crate::error::ApiError;
use crate::identity::ServiceTokens;
use crate::model::Page;

problems!(Problems: problems::ADMIN, problems::STORE, [ProblemCode::NotFound]);

/// The organization's service tokens
///
/// Newest first. Those that were revoked or have expired come a page at a time; all others come with the first page, which
/// has them all where a client asks for none in particular and there are few.
#[utoipa::path(
    get,
    path = SERVICE_TOKENS,
    operation_id = "listServiceTokens",
    tag = ADMIN,
    params(EndedPage),
    responses((status = 200, description = "Without what makes them tokens.", body = ServiceTokenPage), Problems),
)]
pub(in crate::api) async fn handler(
    State(tokens): State<ServiceTokens>,
    admin: Requires<ViewConnectors>,
    mut parameters: QueryParameters,
) -> Result<Json<ServiceTokenPage>, ApiError> {
    let page = parameters.page(ENDED_PAGE, ENDED_PAGE)?;
    let Page { items, next } = tokens.list(&admin.tenant, page).await?;
    let service_tokens = items.into_iter().map(Into::into).collect();
    Ok(Json(ServiceTokenPage { service_tokens, next: next.map(|cursor| cursor.to_string()) }))
}
