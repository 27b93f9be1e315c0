//! What a real Salesforce does in Setup, and what tests ask for: certificates, tokens, counters, the table.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::failures::Failure;
use crate::keys::{Certificate, CertificateError, KeyError};
use crate::sandbox::{Counters, Sandbox};

/// Why a certificate was not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RegistrationError {
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    #[error("no such app")]
    UnknownApp,
    #[error("the apps cannot be saved: {0}")]
    Save(#[from] KeyError),
}

impl IntoResponse for RegistrationError {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Certificate(_) => StatusCode::BAD_REQUEST,
            Self::UnknownApp => StatusCode::NOT_FOUND,
            Self::Save(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (status, Json(json!({ "error": self.to_string() }))).into_response()
    }
}

pub(crate) async fn certificate(
    State(sandbox): State<Arc<Sandbox>>,
    Path(client_id): Path<String>,
    pem: String,
) -> Result<StatusCode, RegistrationError> {
    let certificate = Certificate::from_pem(&pem)?;
    if sandbox.replace_certificate(&client_id, certificate)? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(RegistrationError::UnknownApp)
    }
}

pub(crate) async fn drop_tokens(State(sandbox): State<Arc<Sandbox>>) -> StatusCode {
    sandbox.drop_tokens();
    StatusCode::NO_CONTENT
}

pub(crate) async fn counters(State(sandbox): State<Arc<Sandbox>>) -> Json<Counters> {
    Json(sandbox.counters())
}

pub(crate) async fn redirected(State(sandbox): State<Arc<Sandbox>>) -> StatusCode {
    sandbox.count(|counters| counters.redirects_followed += 1);
    StatusCode::NO_CONTENT
}

pub(crate) async fn failures(State(sandbox): State<Arc<Sandbox>>) -> Json<Value> {
    Json(Failure::ALL.iter().map(|failure| failure.json(&sandbox.addresses)).collect())
}
