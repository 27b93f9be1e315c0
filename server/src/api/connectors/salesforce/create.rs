//! `POST /api/v1/connectors/salesforce`: checks a form, then saves it as a connector.

use axum::extract::State;
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use contract::api::{self, CONNECTORS, Connector};
use contract::codes::ProblemCode;
use contract::form::SalesforceForm;

use crate::api::connectors::tagged::Tagged;
use crate::api::document::ADMIN;
use crate::api::document::parameters::IdempotencyKey;
use crate::api::document::problems::{self, problems};
use crate::api::extract::{ManageConnectors, Requires, SecretJson, idempotency_key};
use crate::connectors::ConnectorService;
use crate::error::ApiError;

problems!(
    Problems: problems::ADMIN,
    problems::STORE,
    problems::BODY,
    problems::CHECK,
    problems::salesforce(),
    [
        ProblemCode::IdempotencyKeyMalformed,
        ProblemCode::IdempotencyKeyReused,
        ProblemCode::LimitReached,
        ProblemCode::NameTaken,
        ProblemCode::Canceled,
    ]
);

/// Checks a form, then saves it as a connector
///
/// The server signs in to Salesforce with the form and saves only if that works. The private key is stored sealed, and
/// no answer carries it. A client that goes away cancels the create, unless it is being saved already.
#[utoipa::path(
    post,
    path = api::SALESFORCE,
    operation_id = "createSalesforceConnector",
    tag = ADMIN,
    params(IdempotencyKey),
    request_body = SalesforceForm,
    responses(
        (status = 201, description = "The connector is saved.", body = Connector,
            headers(
                ("Location", description = "The connector's own address."),
                ("ETag", description = "To be sent as `If-Match`."),
            )),
        Problems,
    ),
)]
pub(in crate::api) async fn handler(
    State(connectors): State<ConnectorService>,
    admin: Requires<ManageConnectors>,
    headers: HeaderMap,
    SecretJson(form, _admitted): SecretJson<SalesforceForm>,
) -> Result<impl IntoResponse, ApiError> {
    let key = idempotency_key::from_headers(&headers)?;
    let created = connectors.create(admin.tenant, admin.actor, form, key).await?;
    let location = format!("{CONNECTORS}/{}", created.connector.id);
    Ok((StatusCode::CREATED, [(LOCATION, location)], Tagged::from(created)))
}
