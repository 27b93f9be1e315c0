//! `POST /api/v1/connectors/salesforce/find-audience`: looks for the URL and audience that let a form in, and saves nothing.

use axum::Json;
use axum::extract::State;
use contract::api::{self, AudienceSearch};
use contract::form::SalesforceForm;

use crate::api::document::ADMIN;
use crate::api::document::problems::{self, problems};
use crate::api::extract::{ManageConnectors, Requires, SecretJson};
use crate::connectors::ConnectorService;
use crate::error::ApiError;

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
pub(in crate::api) async fn handler(
    State(connectors): State<ConnectorService>,
    admin: Requires<ManageConnectors>,
    SecretJson(form, _admitted): SecretJson<SalesforceForm>,
) -> Result<Json<AudienceSearch>, ApiError> {
    connectors.find_audience(admin.tenant, admin.actor, form).await.map(Json)
}
