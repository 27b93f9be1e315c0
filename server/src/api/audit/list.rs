//! `GET /api/v1/audit`: who did what in an organization.

use axum::Json;
use axum::extract::State;
use contract::audit::{AUDIT, AuditPage, PAGE, PAGE_MAX};
use contract::codes::ProblemCode;

use crate::api::document::ADMIN;
use crate::api::document::parameters::{AuditFilters, PageParameters};
use crate::api::document::problems::{self, problems};
use crate::api::extract::{QueryParameters, Requires, ViewAudit};
use crate::audit::AuditLog;
use crate::error::ApiError;
use crate::model::{AuditQuery, Page};

problems!(Problems: problems::ADMIN, problems::STORE, [ProblemCode::NotFound]);

/// The organization's audit log
///
/// Newest first, a page at a time.
#[utoipa::path(
    get,
    path = AUDIT,
    operation_id = "listAudit",
    tag = ADMIN,
    params(PageParameters, AuditFilters),
    responses((status = 200, description = "A part of it.", body = AuditPage), Problems),
)]
pub(in crate::api) async fn handler(
    State(audit): State<AuditLog>,
    admin: Requires<ViewAudit>,
    mut parameters: QueryParameters,
) -> Result<Json<AuditPage>, ApiError> {
    let query = AuditQuery {
        page: parameters.page(PAGE, PAGE_MAX)?,
        action: parameters.take("action")?,
        target: parameters.take("target")?,
        user: parameters.take("user")?,
    };
    parameters.must_be_empty()?;
    let Page { items, next } = audit.page(&admin.tenant, &query).await?;
    let entries = items.into_iter().map(Into::into).collect();
    Ok(Json(AuditPage { entries, next: next.map(|cursor| cursor.to_string()) }))
}
