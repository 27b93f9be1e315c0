//! The audit log: who did what, how it ended. Rows are only ever added.

use sqlx::AnyConnection;
use uuid::Uuid;

use super::model::AuditEntry;
use super::rows::{action_text, outcome_text};

pub(super) async fn insert(
    transaction: &mut AnyConnection,
    entry: &AuditEntry,
    now: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO audit (id, organisation, user_id, action, target, outcome, request_id, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(Uuid::new_v4().to_string())
    .bind(&entry.organisation)
    .bind(&entry.author.user)
    .bind(action_text(entry.action))
    .bind(&entry.target)
    .bind(outcome_text(entry.outcome))
    .bind(&entry.author.request_id)
    .bind(now)
    .execute(transaction)
    .await
    .map(drop)
}
