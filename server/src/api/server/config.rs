//! `GET /api/v1/config`: what the app must know at start.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use contract::api;

use crate::api::document::ADMIN;
use crate::api::document::problems::{self, problems};
use crate::api::extract::SignedIn;
use crate::config::Config;

problems!(Problems: problems::ADMIN);

/// What the page must know at start
#[utoipa::path(
    get,
    path = api::CONFIG,
    operation_id = "getConfig",
    tag = ADMIN,
    responses((status = 200, description = "The configuration, as far as it is the page's.", body = api::Config), Problems),
)]
pub(in crate::api) async fn handler(
    State(config): State<Arc<Config>>,
    SignedIn(principal): SignedIn,
) -> Json<api::Config> {
    Json(config.for_app(principal.permissions))
}
