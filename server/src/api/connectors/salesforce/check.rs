//! `POST /api/v1/connectors/salesforce/check`: checks a whole form and saves nothing.

use axum::Json;
use axum::extract::State;
use contract::api::{self, CheckResult};
use contract::form::SalesforceForm;

use crate::api::document::ADMIN;
use crate::api::document::problems::{self, problems};
use crate::api::extract::{ManageConnectors, Requires, SecretJson};
use crate::connectors::ConnectorService;
use crate::error::ApiError;

problems!(
    Problems: problems::ADMIN,
    problems::STORE,
    problems::BODY,
    problems::CHECK,
    problems::salesforce()
);

/// Checks a form and saves nothing
#[utoipa::path(
    post,
    path = api::SALESFORCE_CHECK,
    operation_id = "checkSalesforceForm",
    tag = ADMIN,
    request_body = SalesforceForm,
    responses((status = 200, description = "Salesforce let it in.", body = CheckResult), Problems),
)]
pub(in crate::api) async fn handler(
    State(connectors): State<ConnectorService>,
    admin: Requires<ManageConnectors>,
    SecretJson(form, _admitted): SecretJson<SalesforceForm>,
) -> Result<Json<CheckResult>, ApiError> {
    connectors.check(admin.tenant, admin.actor, form).await.map(Json)
}
