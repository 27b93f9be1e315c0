//! What happened to connectors, each with its time. Equal neighbors are one row, with their number.

use contract::api::{ConnectorField, HistoryEntry, HistoryEvent};
use contract::codes::ProblemCode;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row as _};
use uuid::Uuid;

use super::checked::Learned;
use super::error::StoreError;
use super::pools::Pools;
use super::rows::{json, json_text, parsed, salesforce_words};
use super::tenant::TenantStore;
use crate::model::{ConnectorId, Cursor, HistoryNote, Page, PageRequest, Refusal, Seen, TenantId};

const COLUMNS: &str = "id, event, user_id, code, step, error, error_description, duration_ms, fields, times, \
                       created_at, last_at";

impl TenantStore<'_> {
    /// A page of what happened to a connector, newest first. A connector that does not exist has none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn history(
        &self,
        connector: ConnectorId,
        page: PageRequest,
    ) -> Result<Page<HistoryEntry>, StoreError> {
        let Self { store, tenant } = *self;
        let PageRequest { limit, after } = page;
        store
            .with_timeout(async {
                let rows = sqlx::query(AssertSqlSafe(format!(
                    "SELECT {COLUMNS} FROM connector_history \
                     WHERE organisation = $1 AND connector_id = $2 AND (created_at, id) < ($3, $4) \
                     ORDER BY created_at DESC, id DESC LIMIT $5"
                )))
                .bind(tenant.as_str())
                .bind(connector.to_string())
                .bind(after.map_or(i64::MAX, |cursor| cursor.created_at))
                .bind(after.map_or_else(String::new, |cursor| cursor.id.to_string()))
                .bind(i64::from(limit) + 1)
                .fetch_all(&store.pools.read)
                .await?;
                let rows = rows.iter().map(|row| Ok((cursor(row)?, entry(row)?)));
                let Page { items, next } =
                    Page::of(rows.collect::<Result<Vec<_>, sqlx::Error>>()?, limit, |(cursor, _)| *cursor);
                Ok(Page { items: items.into_iter().filter_map(|(_, entry)| entry).collect(), next })
            })
            .await
    }

    /// Notes what happened to a connector and changed nothing of it. False: there is none of this id.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn note_history(&self, id: ConnectorId, note: &HistoryNote) -> Result<bool, StoreError> {
        let Self { store, tenant } = *self;
        let now = store.clock.now_ms();
        store
            .with_timeout(async {
                let mut transaction = store.pools.begin_write().await?;
                if lock(&mut transaction, &store.pools, tenant, id).await?.is_none() {
                    return Ok(false);
                }
                insert(&mut transaction, tenant, id, note, now).await?;
                transaction.commit().await?;
                Ok(true)
            })
            .await
    }
}

/// Has all others who change a connector, or note something of it, wait until the transaction ends, and gives the connector's
/// revision. `None`: there is none of this id.
///
/// Comes first in a transaction that ends with [`insert`], so that no two wait for each other and each sees its neighbor.
pub(super) async fn lock(
    transaction: &mut AnyConnection,
    pools: &Pools,
    tenant: &TenantId,
    id: ConnectorId,
) -> Result<Option<i64>, sqlx::Error> {
    let locked = locked_row(transaction, pools, tenant, id).await?;
    locked.map(|row| row.try_get("revision")).transpose()
}

/// [`lock`] for what was learned of a connector when it was as it was seen. It is kept where it still is.
pub(super) async fn lock_as_seen(
    transaction: &mut AnyConnection,
    pools: &Pools,
    tenant: &TenantId,
    id: ConnectorId,
    seen: Seen,
) -> Result<Learned<()>, sqlx::Error> {
    let Some(row) = locked_row(transaction, pools, tenant, id).await? else { return Ok(Learned::Gone) };
    let now = Seen { revision: row.try_get("revision")?, state_since: row.try_get("state_since")? };
    Ok(if now == seen { Learned::Kept(()) } else { Learned::Outdated })
}

async fn locked_row(
    transaction: &mut AnyConnection,
    pools: &Pools,
    tenant: &TenantId,
    id: ConnectorId,
) -> Result<Option<AnyRow>, sqlx::Error> {
    // Made of texts of our own.
    sqlx::query(AssertSqlSafe(format!(
        "SELECT revision, COALESCE(state_since, created_at) AS state_since FROM connectors \
         WHERE organisation = $1 AND id = $2{}",
        pools.and_lock_them
    )))
    .bind(tenant.as_str())
    .bind(id.to_string())
    .fetch_optional(transaction)
    .await
}

/// Notes what happened to a connector that [`lock`] has locked: one more time of the last row, where that says the same.
pub(super) async fn insert(
    transaction: &mut AnyConnection,
    tenant: &TenantId,
    id: ConnectorId,
    note: &HistoryNote,
    now: i64,
) -> Result<(), sqlx::Error> {
    let last = sqlx::query(AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM connector_history WHERE organisation = $1 AND connector_id = $2 \
         ORDER BY created_at DESC, id DESC LIMIT 1"
    )))
    .bind(tenant.as_str())
    .bind(id.to_string())
    .fetch_optional(&mut *transaction)
    .await?;
    let last = last.as_ref().map(entry).transpose()?.flatten();
    let Some(last) = last.filter(|last| is_same(last, note)) else {
        return insert_row(transaction, tenant, id, note, now).await;
    };
    sqlx::query(
        "UPDATE connector_history SET times = times + 1, last_at = $2, duration_ms = $3, revision = $4 WHERE id = $1",
    )
    .bind(&last.id)
    // A clock that was set back ends nothing before it began.
    .bind(now.max(last.last_at))
    .bind(note.duration_ms)
    .bind(note.revision)
    .execute(transaction)
    .await
    .map(drop)
}

async fn insert_row(
    transaction: &mut AnyConnection,
    tenant: &TenantId,
    id: ConnectorId,
    note: &HistoryNote,
    now: i64,
) -> Result<(), sqlx::Error> {
    let HistoryNote { event, user, refusal, duration_ms, fields, revision } = note;
    let refusal = refusal.as_ref();
    let words = refusal.and_then(|refusal| refusal.salesforce.as_ref());
    sqlx::query(
        "INSERT INTO connector_history \
         (id, organisation, connector_id, event, user_id, code, step, error, error_description, duration_ms, fields, \
          revision, times, created_at, last_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, $13, $13)",
    )
    // Ids grow with time: those of one millisecond stay in their order.
    .bind(Uuid::now_v7().to_string())
    .bind(tenant.as_str())
    .bind(id.to_string())
    .bind(event.as_str())
    .bind(user.as_deref())
    .bind(refusal.map(|refusal| refusal.code.as_str()))
    .bind(refusal.and_then(|refusal| refusal.step).map(|step| step.as_str()))
    .bind(words.map(|words| words.error.as_str()))
    .bind(words.map(|words| words.error_description.as_str()))
    .bind(*duration_ms)
    .bind(json_text(fields)?)
    .bind(*revision)
    .bind(now)
    .execute(transaction)
    .await
    .map(drop)
}

/// Whether what is noted now is what the last row says, apart from when it was and how long it took.
fn is_same(last: &HistoryEntry, note: &HistoryNote) -> bool {
    let refusal =
        last.code.map(|code| Refusal { code, step: last.step, salesforce: last.salesforce.clone() });
    last.event == note.event
        && last.user == note.user
        && refusal == note.refusal
        && last.fields == note.fields
}

fn cursor(row: &AnyRow) -> Result<Cursor, sqlx::Error> {
    Ok(Cursor { created_at: row.try_get("created_at")?, id: parsed(row, "id")? })
}

/// A row as it is told. `None`: something that only a newer server knows.
fn entry(row: &AnyRow) -> Result<Option<HistoryEntry>, sqlx::Error> {
    let Ok(event) = parsed::<HistoryEvent>(row, "event") else { return Ok(None) };
    let code: Option<String> = row.try_get("code")?;
    let step: Option<String> = row.try_get("step")?;
    let fields: Vec<String> = json(row, "fields")?;
    Ok(Some(HistoryEntry {
        id: row.try_get("id")?,
        event,
        created_at: row.try_get("created_at")?,
        times: row.try_get("times")?,
        last_at: row.try_get("last_at")?,
        user: row.try_get("user_id")?,
        // A newer server may know more codes, steps and fields than this one.
        code: code.map(|code| code.parse().unwrap_or(ProblemCode::SalesforceRefused)),
        step: step.and_then(|step| step.parse().ok()),
        salesforce: salesforce_words(row, "error", "error_description")?,
        duration_ms: row.try_get("duration_ms")?,
        fields: fields.iter().filter_map(|field| field.parse::<ConnectorField>().ok()).collect(),
    }))
}
