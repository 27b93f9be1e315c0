//! Reading the audit log, newest first.

use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};

use super::error::StoreError;
use super::rows::parsed;
use super::tenant::TenantStore;
use crate::model::{AuditQuery, AuditRecord, Page, PageRequest};

impl TenantStore<'_> {
    /// A page of the tenant's audit log, newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn audit_page(&self, query: &AuditQuery) -> Result<Page<AuditRecord>, StoreError> {
        let Self { store, tenant } = *self;
        let AuditQuery { action, target, user, page: PageRequest { limit, after } } = query;
        let filters = [("action", action), ("target", target), ("user_id", user)];
        let filters = filters.into_iter().filter_map(|(column, asked)| Some((column, asked.as_deref()?)));
        let (columns, values): (Vec<_>, Vec<_>) = filters.unzip();
        store
            .with_timeout(async {
                // Made of names of our own.
                let mut query = sqlx::query(AssertSqlSafe(statement(&columns)))
                    .bind(tenant.as_str())
                    .bind(after.map_or(i64::MAX, |cursor| cursor.created_at))
                    .bind(after.map_or_else(String::new, |cursor| cursor.id.to_string()))
                    .bind(i64::from(*limit) + 1);
                for value in values {
                    query = query.bind(value);
                }
                let rows = query.fetch_all(&store.pools.read).await?;
                let records = rows.iter().map(record).collect::<Result<Vec<_>, _>>()?;
                Ok(Page::of(records, *limit, AuditRecord::cursor))
            })
            .await
    }
}

/// The statement for a page, of rows with certain values in these columns.
fn statement(columns: &[&str]) -> String {
    let mut sql = String::from(
        "SELECT id, created_at, user_id, home_tenant, address, sign_in_method, session_id, action, target, outcome, \
         intent_id, times, last_at, request_id \
         FROM audit WHERE organisation = $1 AND (created_at, id) < ($2, $3)",
    );
    for (number, column) in columns.iter().enumerate() {
        sql += &format!(" AND {column} = ${}", number + 5);
    }
    sql + " ORDER BY created_at DESC, id DESC LIMIT $4"
}

fn record(row: &AnyRow) -> Result<AuditRecord, sqlx::Error> {
    Ok(AuditRecord {
        id: parsed(row, "id")?,
        created_at: row.try_get("created_at")?,
        user: row.try_get("user_id")?,
        home_tenant: row.try_get("home_tenant")?,
        address: row.try_get("address")?,
        sign_in_method: row.try_get("sign_in_method")?,
        session_id: row.try_get("session_id")?,
        action: row.try_get("action")?,
        target: row.try_get("target")?,
        outcome: row.try_get("outcome")?,
        intent_id: row.try_get("intent_id")?,
        times: row.try_get("times")?,
        last_at: row.try_get("last_at")?,
        request_id: row.try_get("request_id")?,
    })
}
