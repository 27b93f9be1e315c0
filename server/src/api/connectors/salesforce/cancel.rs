//! `DELETE /api/v1/connectors/salesforce/attempts/{key}`: cancels the create or the change that runs under an
//! `Idempotency-Key`, and answers what became of it once it has ended.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use contract::api::{self, CancelResult};
use contract::codes::ProblemCode;

use crate::api::document::ADMIN;
use crate::api::document::parameters::AttemptKey;
use crate::api::document::problems::{self, problems};
use crate::api::extract::{ManageConnectors, Requires, idempotency_key};
use crate::connectors::ConnectorService;
use crate::error::ApiError;

problems!(Problems: problems::ADMIN, problems::STORE, problems::WRITE, [ProblemCode::IdempotencyKeyMalformed]);

/// Cancels the create or the change that runs under an `Idempotency-Key`
///
/// Answers once that has ended. A cancel that comes before what it cancels is remembered for a minute.
#[utoipa::path(
    delete,
    path = api::SALESFORCE_ATTEMPT,
    operation_id = "cancelSalesforceCreate",
    tag = ADMIN,
    params(AttemptKey),
    responses(
        (status = 200, description = "What became of it: the connector where the cancel came too late.", body = CancelResult),
        Problems,
    ),
)]
pub(in crate::api) async fn handler(
    State(connectors): State<ConnectorService>,
    admin: Requires<ManageConnectors>,
    key: Result<Path<String>, PathRejection>,
) -> Result<Json<CancelResult>, ApiError> {
    let key = idempotency_key::from_path(key)?;
    let created = connectors.cancel_create(&admin.tenant, &key).await?;
    Ok(Json(CancelResult { connector: created.map(Into::into) }))
}
