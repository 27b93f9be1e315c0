//! Service tokens. Of a token itself only the hash is here.

use contract::service_token::{LIVE_MAX, ServiceToken, ServiceTokenScope};
use sqlx::any::AnyRow;
use sqlx::{FromRow, Row as _};
use uuid::Uuid;

use super::error::{StoreError, TokenError};
use super::model::{Action, Actor, AuditEntry, NewServiceToken, Outcome, TokenRecord};
use super::rows::unreadable;
use super::{Store, audit};

/// The columns of a [`TokenRow`].
macro_rules! token_columns {
    () => {
        "id, organisation, name, prefix, hash, scope, expires_at, revoked_at, last_used_at, created_by, created_at"
    };
}

struct TokenRow {
    id: String,
    tenant: String,
    name: String,
    prefix: String,
    hash: Vec<u8>,
    scope: String,
    expires_at: i64,
    revoked_at: Option<i64>,
    last_used_at: Option<i64>,
    created_by: String,
    created_at: i64,
}

impl FromRow<'_, AnyRow> for TokenRow {
    fn from_row(row: &AnyRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            tenant: row.try_get("organisation")?,
            name: row.try_get("name")?,
            prefix: row.try_get("prefix")?,
            hash: row.try_get("hash")?,
            scope: row.try_get("scope")?,
            expires_at: row.try_get("expires_at")?,
            revoked_at: row.try_get("revoked_at")?,
            last_used_at: row.try_get("last_used_at")?,
            created_by: row.try_get("created_by")?,
            created_at: row.try_get("created_at")?,
        })
    }
}

impl Store {
    /// Saves a token with its audit row.
    ///
    /// The bound on live tokens keeps a table small; it decides no right, so two creates at the same instant may
    /// pass it by one.
    ///
    /// # Errors
    /// [`TokenError`].
    pub async fn create_service_token(&self, new: &NewServiceToken) -> Result<ServiceToken, TokenError> {
        let now = self.clock.now_ms();
        let id = Uuid::new_v4();
        let saved = self.with_timeout(async {
            let mut transaction = self.pools.begin_write().await?;
            let live: i64 = sqlx::query(
                "SELECT COUNT(*) AS live FROM service_tokens \
                 WHERE organisation = $1 AND revoked_at IS NULL AND expires_at > $2",
            )
            .bind(&new.tenant)
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
            .bind(&new.tenant)
            .bind(&new.name)
            .bind(&new.prefix)
            .bind(new.hash.to_vec())
            .bind(scope_text(&new.scope)?)
            .bind(new.expires_at)
            .bind(&new.actor.user)
            .bind(now)
            .execute(&mut *transaction)
            .await?;
            let entry = entry(&new.tenant, &new.actor, Action::CreateServiceToken, id);
            audit::insert(&mut transaction, &entry, now).await?;
            transaction.commit().await.map(|()| true)
        });
        if !saved.await? {
            return Err(TokenError::LimitReached);
        }
        Ok(ServiceToken {
            id: id.to_string(),
            name: new.name.clone(),
            prefix: new.prefix.clone(),
            scope: new.scope.clone(),
            expires_at: new.expires_at,
            revoked_at: None,
            last_used_at: None,
            created_by: new.actor.user.clone(),
            created_at: now,
        })
    }

    /// A tenant's tokens, newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn service_tokens(&self, tenant: &str) -> Result<Vec<ServiceToken>, StoreError> {
        self.with_timeout(async {
            let rows: Vec<TokenRow> = sqlx::query_as(concat!(
                "SELECT ",
                token_columns!(),
                " FROM service_tokens WHERE organisation = $1 ORDER BY created_at DESC, id"
            ))
            .bind(tenant)
            .fetch_all(&self.pools.read)
            .await?;
            rows.into_iter().map(|row| TokenRecord::try_from(row).map(|record| record.token)).collect()
        })
        .await
    }

    /// The token with this public part, of whatever tenant: whoever holds the rest of it acts for that one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn service_token_by_prefix(&self, prefix: &str) -> Result<Option<TokenRecord>, StoreError> {
        self.with_timeout(async {
            let row: Option<TokenRow> = sqlx::query_as(concat!(
                "SELECT ",
                token_columns!(),
                " FROM service_tokens WHERE prefix = $1"
            ))
            .bind(prefix)
            .fetch_optional(&self.pools.read)
            .await?;
            row.map(TokenRecord::try_from).transpose()
        })
        .await
    }

    /// Revokes a token, with its audit row. False: there is none of this id. One that is revoked already stays so.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn revoke_service_token(
        &self,
        tenant: &str,
        id: Uuid,
        actor: &Actor,
    ) -> Result<bool, StoreError> {
        let now = self.clock.now_ms();
        self.with_timeout(async {
            let mut transaction = self.pools.begin_write().await?;
            let found = sqlx::query(
                "UPDATE service_tokens SET revoked_at = COALESCE(revoked_at, $3) \
                 WHERE organisation = $1 AND id = $2",
            )
            .bind(tenant)
            .bind(id.to_string())
            .bind(now)
            .execute(&mut *transaction)
            .await?
            .rows_affected()
                == 1;
            if found {
                let entry = entry(tenant, actor, Action::RevokeServiceToken, id);
                audit::insert(&mut transaction, &entry, now).await?;
            }
            transaction.commit().await.map(|()| found)
        })
        .await
    }
}

fn entry(tenant: &str, actor: &Actor, action: Action, id: Uuid) -> AuditEntry {
    AuditEntry {
        tenant: tenant.to_owned(),
        actor: actor.clone(),
        action,
        target: id.to_string(),
        outcome: Outcome::Succeeded,
    }
}

fn scope_text(scope: &ServiceTokenScope) -> Result<String, sqlx::Error> {
    serde_json::to_string(scope).map_err(|error| sqlx::Error::Encode(error.into()))
}

impl TryFrom<TokenRow> for TokenRecord {
    type Error = sqlx::Error;

    fn try_from(row: TokenRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            tenant: row.tenant,
            hash: row.hash.try_into().map_err(|_| unreadable("a token's hash has 32 bytes"))?,
            token: ServiceToken {
                scope: serde_json::from_str(&row.scope).map_err(unreadable)?,
                id: row.id,
                name: row.name,
                prefix: row.prefix,
                expires_at: row.expires_at,
                revoked_at: row.revoked_at,
                last_used_at: row.last_used_at,
                created_by: row.created_by,
                created_at: row.created_at,
            },
        })
    }
}
