//! `GET /api/v1/connectors/{id}`: one connector. Another organisation's is not found, as a missing one is.

use axum::Json;
use axum::extract::{Path, State};
use contract::api::Connector;
use contract::codes::ProblemCode;
use uuid::Uuid;

use crate::principal::Principal;
use crate::problem::Failed;
use crate::state::AppState;

pub(super) async fn handler(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<String>,
) -> Result<Json<Connector>, Failed> {
    let not_found = || Failed::new(ProblemCode::NotFound, "no such connector");
    let id = Uuid::try_parse(&id).map_err(|_| not_found())?;
    let connector = state.store.get(&principal.organisation, id).await?;
    connector.map(Json).ok_or_else(not_found)
}
