//! Lists of service tokens: live ones are few, and those that have ended come a page at a time.

use sqlx::Row as _;

use super::error::StoreError;
use super::rows::parsed;
use super::service_tokens::{listed_token, token_columns};
use super::tenant::TenantStore;
use crate::model::{Cursor, Page, PageRequest, ServiceToken};

impl TenantStore<'_> {
    /// The tenant's tokens that are neither revoked nor expired, newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn live_service_tokens(&self) -> Result<Vec<ServiceToken>, StoreError> {
        let Self { store, tenant } = *self;
        let now = store.clock.now_ms();
        store
            .with_timeout(async {
                let rows = sqlx::query(concat!(
                    "SELECT ",
                    token_columns!(),
                    " FROM service_tokens t WHERE t.organisation = $1 AND t.revoked_at IS NULL AND t.expires_at > $2 \
                     ORDER BY t.created_at DESC, t.id DESC"
                ))
                .bind(tenant.as_str())
                .bind(now)
                .fetch_all(&store.pools.read)
                .await?;
                rows.iter().map(|row| listed_token(row, &store.vault)).collect()
            })
            .await
    }

    /// A page of the tenant's tokens that were revoked or have expired, newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn ended_service_tokens(&self, page: PageRequest) -> Result<Page<ServiceToken>, StoreError> {
        let Self { store, tenant } = *self;
        let PageRequest { limit, after } = page;
        let now = store.clock.now_ms();
        store
            .with_timeout(async {
                let rows = sqlx::query(concat!(
                    "SELECT ",
                    token_columns!(),
                    " FROM service_tokens t \
                     WHERE t.organisation = $1 AND (t.revoked_at IS NOT NULL OR t.expires_at <= $2) \
                     AND (t.created_at, t.id) < ($3, $4) ORDER BY t.created_at DESC, t.id DESC LIMIT $5"
                ))
                .bind(tenant.as_str())
                .bind(now)
                .bind(after.map_or(i64::MAX, |cursor| cursor.created_at))
                .bind(after.map_or_else(String::new, |cursor| cursor.id.to_string()))
                .bind(i64::from(limit) + 1)
                .fetch_all(&store.pools.read)
                .await?;
                let cursors = rows.iter().map(|row| {
                    Ok(Cursor { created_at: row.try_get("token_created_at")?, id: parsed(row, "token_id")? })
                });
                let cursors = cursors.collect::<Result<Vec<Cursor>, sqlx::Error>>()?;
                let tokens =
                    rows.iter().map(|row| listed_token(row, &store.vault)).collect::<Result<Vec<_>, _>>()?;
                let found = tokens.into_iter().zip(cursors).collect();
                let Page { items, next } = Page::of(found, limit, |(_, cursor)| *cursor);
                Ok(Page { items: items.into_iter().map(|(token, _)| token).collect(), next })
            })
            .await
    }
}
