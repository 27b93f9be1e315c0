//! `DELETE /api/v1/service-tokens/{id}`: a service token lets nobody in any more.

use axum::extract::State;
use axum::http::StatusCode;
use contract::codes::ProblemCode;
use contract::service_token::SERVICE_TOKEN;

use crate::api::document::ADMIN;
use crate::api::document::parameters::ServiceTokenId;
use crate::api::document::problems::{self, problems};
use crate::api::extract::{Id, ManageTokens, Requires};
use crate::error::ApiError;
use crate::identity::ServiceTokens;
use crate::model::TokenId;

problems!(Problems: problems::ADMIN, problems::STORE, problems::WRITE, [ProblemCode::NotFound]);

/// Revokes a service token
///
/// It stays in the list. Revoking it again changes nothing.
#[utoipa::path(
    delete,
    path = SERVICE_TOKEN,
    operation_id = "revokeServiceToken",
    tag = ADMIN,
    params(ServiceTokenId),
    responses((status = 204, description = "It no longer lets anybody in."), Problems),
)]
pub(in crate::api) async fn handler(
    State(tokens): State<ServiceTokens>,
    admin: Requires<ManageTokens>,
    Id(id): Id<TokenId>,
) -> Result<StatusCode, ApiError> {
    tokens.revoke(&admin.tenant, &admin.actor, id).await.map(|()| StatusCode::NO_CONTENT)
}
