//! `GET /api/v1/demo/form`: the form that works with the demo's sandbox, its private key included. Only a demo whose operator
//! names a file of credentials answers it: the key in there was made by the sandbox, and opens nothing else.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use contract::api;
use contract::codes::ProblemCode;
use contract::form::SalesforceForm;
use contract::private_key;
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::api::document::ADMIN;
use crate::api::document::problems::{self, problems};
use crate::api::extract::{ManageConnectors, Requires};
use crate::config::Config;
use crate::error::ApiError;

/// What the connector is called, until the admin says otherwise.
const NAME: &str = "Sandbox";

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
    let form = tokio::task::spawn_blocking(move || read(&file)).await;
    let form = form.map_err(|error| ApiError::new(ProblemCode::Internal, error))?;
    form.map(Json).map_err(|error| ApiError::new(ProblemCode::Internal, error))
}

/// The file, as the demo writes it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Credentials {
    client_id: String,
    email_id: String,
    url: String,
    private_key_file: PathBuf,
}

/// Reads the file, and the key that it names.
fn read(file: &Path) -> Result<SalesforceForm, String> {
    let say = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    let text = std::fs::read(file).map_err(|error| say(&error))?;
    let Credentials { client_id, email_id, url, private_key_file } =
        serde_json::from_slice(&text).map_err(|error| say(&error))?;
    let key = Zeroizing::new(std::fs::read(&private_key_file).map_err(|error| say(&error))?);
    // What is no key is not handed out, whatever file is named.
    let key = private_key::read(&key).map_err(|code| say(&code))?;
    Ok(SalesforceForm {
        name: NAME.to_owned(),
        client_id,
        email_id,
        url,
        private_key: key.pem(),
        ..SalesforceForm::default()
    })
}
