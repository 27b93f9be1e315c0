//! `PATCH /api/v1/connectors/{id}`: changes a connector.

use axum::extract::State;
use axum::http::HeaderMap;
use contract::api::{self, Connector, ConnectorPatch};
use contract::codes::ProblemCode;

use super::tagged::Tagged;
use crate::api::document::ADMIN;
use crate::api::document::parameters::{self, IdempotencyKey};
use crate::api::document::problems::{self, problems};
use crate::api::extract::{Id, IfMatch, ManageConnectors, Requires, SecretJson, idempotency_key};
use crate::connectors::ConnectorService;
use crate::error::ApiError;
use crate::model::ConnectorId;

problems!(
    Problems: problems::ADMIN,
    problems::STORE,
    problems::BODY,
    problems::CHECK,
    problems::PRECONDITION,
    problems::salesforce(),
    [
        ProblemCode::NotFound,
        ProblemCode::IdempotencyKeyMalformed,
        ProblemCode::IdempotencyKeyReused,
        ProblemCode::NameTaken,
        ProblemCode::Canceled,
        ProblemCode::PrivateKeyNeeded,
        ProblemCode::ConnectorNotes,
        ProblemCode::ConnectorContact,
    ]
);

/// Changes a connector
///
/// A member that is missing stays as it is. Another URL, audience, Client ID or Email ID asks for the private key again; with
/// those, or with another key, the server signs in to Salesforce first and saves only if that works. The connector goes on
/// as it was meanwhile, and no request as it fails for the change. Where nothing is different, nothing is done. A client
/// that goes away cancels the change, unless it is being saved already.
#[utoipa::path(
    patch,
    path = api::CONNECTOR,
    operation_id = "updateConnector",
    tag = ADMIN,
    params(parameters::ConnectorId, parameters::IfMatch, IdempotencyKey),
    request_body = ConnectorPatch,
    responses(
        (status = 200, description = "The connector as it is now.", body = Connector,
            headers(("ETag", description = "To be sent as `If-Match`."))),
        Problems,
    ),
)]
pub(in crate::api) async fn handler(
    State(connectors): State<ConnectorService>,
    admin: Requires<ManageConnectors>,
    Id(id): Id<ConnectorId>,
    IfMatch(seen): IfMatch,
    headers: HeaderMap,
    SecretJson(patch, _admitted): SecretJson<ConnectorPatch>,
) -> Result<Tagged, ApiError> {
    let key = idempotency_key::from_headers(&headers)?;
    let changed = connectors.update(admin.tenant, admin.actor, id, seen, patch, key).await?;
    let unreachable = connectors.unreachable(&changed.connector);
    Ok(Tagged(Connector { unreachable, ..changed.into() }))
}
