//! `GET /healthz`: 200 while the server lives. That its database is away is no reason to start it anew: `/readyz` tells.

use contract::api;

use crate::api::document::SERVER;
use crate::api::document::problems::problems;

problems!(Problems);

/// Whether the server lives
///
/// That its database is away is no reason to start it anew: `/readyz` tells.
#[utoipa::path(
    get,
    path = api::HEALTH,
    operation_id = "getHealth",
    tag = SERVER,
    responses((status = 200, description = "It does.", body = str, content_type = "text/plain"), Problems),
)]
pub(in crate::api) async fn handler() -> &'static str {
    "ok\n"
}
