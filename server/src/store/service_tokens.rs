//! Service tokens. Of a token itself only the hash is here.

use contract::service_token::LIVE_MAX;
use sqlx::any::AnyRow;
use sqlx::{Any, AnyConnection, Executor, Row as _};

use super::audit::{self, AuditRow};
use super::bindings;
use super::error::{StoreError, TokenError};
use super::records::{FoundToken, NewServiceToken, StoredToken};
use super::rows::{json, json_text, parsed, tag, unreadable};
use super::tenant::TenantStore;
use crate::model::{Action, Actor, AuditEntry, Outcome, ServiceToken, TenantId, TokenId};
use crate::vault::Vault;

/// What [`token`] reads, of a table `service_tokens t`.
macro_rules! token_columns {
    () => {
        "t.id AS token_id, t.organisation AS token_tenant, t.name AS token_name, t.prefix, t.hash, t.scope, t.expires_at, \
         t.revoked_at, t.last_used_at, t.created_by, t.created_at AS token_created_at, \
         t.tagged_under AS token_tagged_under, t.tag AS token_tag"
    };
}
pub(super) use token_columns;

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
        let token = ServiceToken {
            id,
            tenant: tenant.clone(),
            name: new.name,
            prefix: new.prefix,
            scope: new.scope,
            expires_at: new.expires_at,
            revoked_at: None,
            last_used_at: None,
            created_by: new.actor.user.clone(),
            created_at: now,
        };
        let saved = store.with_timeout(async {
            let mut transaction = store.begin_sealing().await?;
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
            let scope = json_text(&token.scope)?;
            let tag = store.vault.tag(&bindings::service_token(&token, &scope, &new.hash));
            sqlx::query(
                "INSERT INTO service_tokens \
                 (id, organisation, name, prefix, hash, scope, expires_at, created_by, created_at, tagged_under, tag) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            )
            .bind(id.to_string())
            .bind(tenant.as_str())
            .bind(&token.name)
            .bind(&token.prefix)
            .bind(new.hash.to_vec())
            .bind(scope)
            .bind(token.expires_at)
            .bind(&token.created_by)
            .bind(now)
            .bind(tag.master_key_id)
            .bind(tag.bytes)
            .execute(&mut *transaction)
            .await?;
            let entry = entry(&new.actor, Action::CreateServiceToken, id);
            audit::insert(&mut transaction, AuditRow::new(tenant, &entry, now)).await?;
            transaction.commit().await.map(|()| true)
        });
        if saved.await? { Ok(token) } else { Err(TokenError::LimitReached) }
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
                let mut transaction = store.begin_sealing().await?;
                let row = sqlx::query(concat!(
                    "SELECT ",
                    token_columns!(),
                    " FROM service_tokens t WHERE t.organisation = $1 AND t.id = $2"
                ))
                .bind(tenant.as_str())
                .bind(id.to_string())
                .fetch_optional(&mut *transaction)
                .await?;
                let Some(row) = row else { return Ok(false) };
                // Whatever else the row says, it says from now on that it is revoked.
                let StoredToken { token, hash } = token(&row, &store.vault)?.whatever_it_says();
                let revoked = ServiceToken { revoked_at: token.revoked_at.or(Some(now)), ..token };
                let scope = json_text(&revoked.scope)?;
                let tag = store.vault.tag(&bindings::service_token(&revoked, &scope, &hash));
                sqlx::query(
                    "UPDATE service_tokens SET revoked_at = $3, tagged_under = $4, tag = $5 \
                     WHERE organisation = $1 AND id = $2",
                )
                .bind(tenant.as_str())
                .bind(id.to_string())
                .bind(revoked.revoked_at)
                .bind(tag.master_key_id)
                .bind(tag.bytes)
                .execute(&mut *transaction)
                .await?;
                let entry = entry(actor, Action::RevokeServiceToken, id);
                audit::insert(&mut transaction, AuditRow::new(tenant, &entry, now)).await?;
                transaction.commit().await.map(|()| true)
            })
            .await
    }
}

/// The token with this public part, whosesoever it is.
pub(super) async fn by_prefix(
    database: impl Executor<'_, Database = Any>,
    vault: &Vault,
    prefix: &str,
) -> Result<Option<FoundToken>, sqlx::Error> {
    let row = sqlx::query(concat!("SELECT ", token_columns!(), " FROM service_tokens t WHERE t.prefix = $1"))
        .bind(prefix)
        .fetch_optional(database)
        .await?;
    row.as_ref().map(|row| token(row, vault)).transpose()
}

/// Revokes all tokens of all tenants. One that was tagged is tagged as revoked, so that no edit brings it back.
pub(super) async fn revoke_all(
    transaction: &mut AnyConnection,
    vault: &Vault,
    now: i64,
) -> Result<(), sqlx::Error> {
    let live = concat!("SELECT ", token_columns!(), " FROM service_tokens t WHERE t.revoked_at IS NULL");
    for row in sqlx::query(live).fetch_all(&mut *transaction).await? {
        let was_tagged = tag(&row, "token_tagged_under", "token_tag")?.is_some();
        let StoredToken { token, hash } = stored_token(&row)?;
        let revoked = ServiceToken { revoked_at: Some(now), ..token };
        let context = bindings::service_token(&revoked, &json_text(&revoked.scope)?, &hash);
        let tag = was_tagged.then(|| vault.tag(&context));
        let (tagged_under, bytes) = tag.map(|tag| (tag.master_key_id, tag.bytes)).unzip();
        sqlx::query("UPDATE service_tokens SET revoked_at = $2, tagged_under = $3, tag = $4 WHERE id = $1")
            .bind(revoked.id.to_string())
            .bind(now)
            .bind(tagged_under)
            .bind(bytes)
            .execute(&mut *transaction)
            .await?;
    }
    Ok(())
}

fn entry(actor: &Actor, action: Action, id: TokenId) -> AuditEntry {
    AuditEntry::new(actor.clone(), action, id.to_string(), Outcome::Succeeded)
}

/// A token as it is listed, out of a row of [`token_columns`]. One whose row was changed past the server lets nobody in, and
/// is given as revoked.
pub(super) fn listed_token(row: &AnyRow, vault: &Vault) -> Result<ServiceToken, sqlx::Error> {
    match token(row, vault)? {
        FoundToken::Genuine(StoredToken { token, .. }) => Ok(token),
        FoundToken::Altered(StoredToken { token, .. }) => {
            let revoked_at = token.revoked_at.or(Some(token.created_at));
            Ok(ServiceToken { revoked_at, ..token })
        }
    }
}

/// A token, out of a row of [`token_columns`], and whether it is one of ours.
pub(super) fn token(row: &AnyRow, vault: &Vault) -> Result<FoundToken, sqlx::Error> {
    let stored = stored_token(row)?;
    let StoredToken { token, hash } = &stored;
    let context = bindings::service_token(token, &json_text(&token.scope)?, hash);
    if tag(row, "token_tagged_under", "token_tag")?.is_some_and(|tag| vault.is_tagged(&context, &tag)) {
        return Ok(FoundToken::Genuine(stored));
    }
    tracing::error!(tenant = %token.tenant, token = %token.id, "its row was changed past the server: it lets nobody in");
    Ok(FoundToken::Altered(stored))
}

/// What a row of [`token_columns`] says, be it genuine or not.
pub(super) fn stored_token(row: &AnyRow) -> Result<StoredToken, sqlx::Error> {
    let hash: Vec<u8> = row.try_get("hash")?;
    let hash = hash.try_into().map_err(|_| unreadable("a token's hash has 32 bytes"))?;
    let token = ServiceToken {
        id: parsed(row, "token_id")?,
        tenant: TenantId::new(row.try_get::<String, _>("token_tenant")?),
        name: row.try_get("token_name")?,
        prefix: row.try_get("prefix")?,
        scope: json(row, "scope")?,
        expires_at: row.try_get("expires_at")?,
        revoked_at: row.try_get("revoked_at")?,
        last_used_at: row.try_get("last_used_at")?,
        created_by: row.try_get("created_by")?,
        created_at: row.try_get("token_created_at")?,
    };
    Ok(StoredToken { token, hash })
}
