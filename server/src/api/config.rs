//! `GET /api/v1/config`: what the app must know at start.

use axum::Json;
use axum::extract::State;
use contract::api::{self, Config};

use super::document::ADMIN;
use super::document::problems::{self, problems};

use crate::principal::Principal;
use crate::state::AppState;

problems!(Problems: problems::ADMIN);

/// What the page must know at start
#[utoipa::path(
    get,
    path = api::CONFIG,
    operation_id = "getConfig",
    tag = ADMIN,
    responses((status = 200, description = "The configuration, as far as it is the page's.", body = Config), Problems),
)]
pub(super) async fn handler(State(state): State<AppState>, principal: Principal) -> Json<Config> {
    Json(state.config.for_app(principal.role.can_manage()))
}
