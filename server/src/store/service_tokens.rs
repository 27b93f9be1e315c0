//! Service tokens. Of a token itself only the hash is here.

use contract::service_token::LIVE_MAX;
use sqlx::any::AnyRow;
use sqlx::{Any, Executor, Row as _};

use super::audit::{self, AuditRow};
use super::error::{StoreError, TokenError};
use super::records::{NewServiceToken, StoredToken};
use super::rows::{json, json_text, parsed, unreadable};
use super::tenant::TenantStore;
use crate::model::{Action, Actor, AuditEntry, Outcome, ServiceToken, TenantId, TokenId};

/// What [`service_token`] reads.
macro_rules! token_columns {
    () => {
        "id, organisation, name, prefix, hash, scope, expires_at, revoked_at, last_used_at, created_by, created_at"
    };
}

impl TenantStore<'_> {
    /// Saves a token with its audit row.
    ///
    /// The bound on live tokens keeps a table small; it decides no right, so two creates at the same instant may
    /// pass it by one.
    ///
    /// # Errors
    /// [`TokenError`].
    pub async fn create_service_token(&self, new: NewServiceToken) -> Result<ServiceToken, TokenError> {
        let Self { store, tenant } = *self;
        let now = store.clock.now_ms();
        let id = TokenId::random();
        let saved = store.with_timeout(async {
            let mut transaction = store.pools.begin_write().await?;
            let live: i64 = sqlx::query(
                "SELECT COUNT(*) AS live FROM service_tokens \
                 WHERE organisation = $1 AND revoked_at IS NULL AND expires_at > $2",
            )
            .bind(tenant.as_str())
            .bind(now)
            .fetch_one(&mut *transaction)
            .await?
            .try_get("live")?;
            if live >= i64::from(LIVE_MAX) {
                return Ok(false);
            }
            sqlx::query(
                "INSERT INTO service_tokens \
                 (id, organisation, name, prefix, hash, scope, expires_at, created_by, created_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(id.to_string())
            .bind(tenant.as_str())
            .bind(&new.name)
            .bind(&new.prefix)
            .bind(new.hash.to_vec())
            .bind(json_text(&new.scope)?)
            .bind(new.expires_at)
            .bind(&new.actor.user)
            .bind(now)
            .execute(&mut *transaction)
            .await?;
            let entry = entry(&new.actor, Action::CreateServiceToken, id);
            audit::insert(&mut transaction, AuditRow::new(tenant, &entry, now)).await?;
            transaction.commit().await.map(|()| true)
        });
        if !saved.await? {
            return Err(TokenError::LimitReached);
        }
        Ok(ServiceToken {
            id,
            tenant: tenant.clone(),
            name: new.name,
            prefix: new.prefix,
            scope: new.scope,
            expires_at: new.expires_at,
            revoked_at: None,
            last_used_at: None,
            created_by: new.actor.user,
            created_at: now,
        })
    }

    /// The tenant's tokens, newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn service_tokens(&self) -> Result<Vec<ServiceToken>, StoreError> {
        let Self { store, tenant } = *self;
        store
            .with_timeout(async {
                let rows = sqlx::query(concat!(
                    "SELECT ",
                    token_columns!(),
                    " FROM service_tokens WHERE organisation = $1 ORDER BY created_at DESC, id"
                ))
                .bind(tenant.as_str())
                .fetch_all(&store.pools.read)
                .await?;
                rows.iter().map(service_token).collect()
            })
            .await
    }

    /// Revokes a token, with its audit row. False: there is none of this id. One that is revoked already stays so.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn revoke_service_token(&self, id: TokenId, actor: &Actor) -> Result<bool, StoreError> {
        let Self { store, tenant } = *self;
        let now = store.clock.now_ms();
        store
            .with_timeout(async {
                let mut transaction = store.pools.begin_write().await?;
                let found = sqlx::query(
                    "UPDATE service_tokens SET revoked_at = COALESCE(revoked_at, $3) \
                     WHERE organisation = $1 AND id = $2",
                )
                .bind(tenant.as_str())
                .bind(id.to_string())
                .bind(now)
                .execute(&mut *transaction)
                .await?
                .rows_affected()
                    == 1;
                if found {
                    let entry = entry(actor, Action::RevokeServiceToken, id);
                    audit::insert(&mut transaction, AuditRow::new(tenant, &entry, now)).await?;
                }
                transaction.commit().await.map(|()| found)
            })
            .await
    }
}

/// The token with this public part, whosesoever it is.
pub(super) async fn by_prefix(
    database: impl Executor<'_, Database = Any>,
    prefix: &str,
) -> Result<Option<StoredToken>, sqlx::Error> {
    let row = sqlx::query(concat!("SELECT ", token_columns!(), " FROM service_tokens WHERE prefix = $1"))
        .bind(prefix)
        .fetch_optional(database)
        .await?;
    row.as_ref().map(stored_token).transpose()
}

fn entry(actor: &Actor, action: Action, id: TokenId) -> AuditEntry {
    AuditEntry { actor: actor.clone(), action, target: id.to_string(), outcome: Outcome::Succeeded }
}

fn service_token(row: &AnyRow) -> Result<ServiceToken, sqlx::Error> {
    Ok(ServiceToken {
        id: parsed(row, "id")?,
        tenant: TenantId::new(row.try_get::<String, _>("organisation")?),
        name: row.try_get("name")?,
        prefix: row.try_get("prefix")?,
        scope: json(row, "scope")?,
        expires_at: row.try_get("expires_at")?,
        revoked_at: row.try_get("revoked_at")?,
        last_used_at: row.try_get("last_used_at")?,
        created_by: row.try_get("created_by")?,
        created_at: row.try_get("created_at")?,
    })
}

fn stored_token(row: &AnyRow) -> Result<StoredToken, sqlx::Error> {
    let hash: Vec<u8> = row.try_get("hash")?;
    let hash = hash.try_into().map_err(|_| unreadable("a token's hash has 32 bytes"))?;
    Ok(StoredToken { token: service_token(row)?, hash })
}
