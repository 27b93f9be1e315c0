//! `GET /healthz`: 200 while the server lives and its database answers.

use axum::extract::State;

use crate::problem::Failed;
use crate::state::AppState;

pub(super) async fn handler(State(state): State<AppState>) -> Result<&'static str, Failed> {
    state.store.ping().await?;
    Ok("ok\n")
}
