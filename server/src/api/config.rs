//! `GET /api/v1/config`: what the app must know at start.

use axum::Json;
use axum::extract::State;
use contract::api::Config;

use crate::principal::Principal;
use crate::state::AppState;

pub(super) async fn handler(State(state): State<AppState>, principal: Principal) -> Json<Config> {
    Json(state.config.for_app(principal.role.may_manage()))
}
