//! `GET /api/v1/demo/form`: the form that works with the demo's sandbox, its private key included. Only a demo whose operator
//! names a file of credentials answers it: the key in there was made by the sandbox, and opens nothing else.

use std::path::Path;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use contract::api;
use contract::codes::ProblemCode;
use contract::form::SalesforceForm;

use crate::api::document::ADMIN;
use crate::api::document::problems::{self, problems};
use crate::api::extract::{ManageConnectors, Requires};
use crate::config::Config;
use crate::demo;
use crate::error::ApiError;

problems!(Problems: problems::ADMIN, [ProblemCode::NotFound]);

/// The demo's values
///
/// Everything that the form wants for a connector that works with the demo's sandbox. Only the demo has it: elsewhere there is
/// nothing at this address.
#[utoipa::path(
    get,
    path = api::DEMO_FORM,
    operation_id = "getDemoForm",
    tag = ADMIN,
    responses((status = 200, description = "A form that can be sent.", body = SalesforceForm), Problems),
)]
pub(in crate::api) async fn handler(
    State(config): State<Arc<Config>>,
    _: Requires<ManageConnectors>,
) -> Result<Json<SalesforceForm>, ApiError> {
    let file = config.demo_credentials().map(Path::to_owned);
    let file = file.ok_or_else(|| ApiError::new(ProblemCode::NotFound, "no demo"))?;
    let form = tokio::task::spawn_blocking(move || demo::form(&file)).await;
    let form = form.map_err(|error| ApiError::new(ProblemCode::Internal, error))?;
    form.map(Json).map_err(|error| ApiError::new(ProblemCode::Internal, error))
}
