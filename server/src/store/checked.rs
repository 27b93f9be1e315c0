//! What checks of connectors found out, and how flows fare with them.
//!
//! What is learned of a connector is kept only as long as it is what it was when it was asked: see [`Seen`].

use contract::api::{ConnectorState, HistoryEvent};
use sqlx::AnyConnection;

use super::activation;
use super::audit::{self, AuditRow};
use super::error::StoreError;
use super::history;
use super::queries::one;
use super::rows::json_text;
use super::tenant::TenantStore;
use crate::model::{
    Action, AuditEntry, CheckPassed, Connector, ConnectorId, HistoryNote, Outcome, Refusal, Seen, TenantId,
};

/// What became of something that was learned of a connector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Learned<T> {
    /// It was kept.
    Kept(T),
    /// Nothing was kept: the connector is another than when it was asked.
    Outdated,
    /// There is no such connector.
    Gone,
}

impl TenantStore<'_> {
    /// Keeps what a check that succeeded found out, with its rows in history and audit log. Where it was made for that, the
    /// connector is put back into use.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn check_passed(
        &self,
        id: ConnectorId,
        seen: Seen,
        passed: &CheckPassed,
    ) -> Result<Learned<Connector>, StoreError> {
        let Self { store, tenant } = *self;
        let now = store.clock.now_ms();
        let event = if passed.reactivates { HistoryEvent::Reactivated } else { HistoryEvent::Checked };
        let note = HistoryNote {
            duration_ms: Some(passed.duration_ms),
            ..HistoryNote::new(event, Some(passed.actor.user.clone()))
        };
        store
            .with_timeout(async {
                // A state is tagged.
                let mut transaction = match passed.reactivates {
                    true => store.begin_sealing().await?,
                    false => store.pools.begin_write().await?,
                };
                match history::lock_as_seen(&mut transaction, &store.pools, tenant, id, seen).await? {
                    Learned::Kept(()) => {}
                    Learned::Outdated => return Ok(Learned::Outdated),
                    Learned::Gone => return Ok(Learned::Gone),
                }
                update(&mut transaction, tenant, id, passed, now).await?;
                if passed.reactivates {
                    let state = ConnectorState::Connected;
                    activation::set(&mut transaction, &store.vault, tenant, id, state, Some(now)).await?;
                }
                delete_failure(&mut transaction, id, None).await?;
                history::insert(&mut transaction, tenant, id, &note, now).await?;
                let connector = one(&mut *transaction, &store.vault, tenant, id).await?;
                audit::insert(&mut transaction, AuditRow::new(tenant, &entry(id, passed), now)).await?;
                transaction.commit().await?;
                Ok(connector.map_or(Learned::Gone, Learned::Kept))
            })
            .await
    }

    /// Notes that a check was refused. Where that is for reasons of the connector, it is failing from now on, unless it is already.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn check_refused(
        &self,
        id: ConnectorId,
        seen: Seen,
        user: String,
        refusal: Refusal,
        duration_ms: i64,
    ) -> Result<Learned<()>, StoreError> {
        let Self { store, tenant } = *self;
        let now = store.clock.now_ms();
        let note = HistoryNote {
            refusal: Some(refusal.clone()),
            duration_ms: Some(duration_ms),
            ..HistoryNote::new(HistoryEvent::Checked, Some(user))
        };
        store
            .with_timeout(async {
                let mut transaction = store.pools.begin_write().await?;
                match history::lock_as_seen(&mut transaction, &store.pools, tenant, id, seen).await? {
                    Learned::Kept(()) => {}
                    Learned::Outdated => return Ok(Learned::Outdated),
                    Learned::Gone => return Ok(Learned::Gone),
                }
                if refusal.code.is_of_connector()
                    && !insert_failure(&mut transaction, id, now, &refusal).await?
                {
                    update_failure(&mut transaction, id, &refusal).await?;
                }
                history::insert(&mut transaction, tenant, id, &note, now).await?;
                transaction.commit().await?;
                Ok(Learned::Kept(()))
            })
            .await
    }

    /// Notes that Salesforce refuses a connector to flows, unless that is known. Kept: whether it was not.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn began_to_fail(
        &self,
        id: ConnectorId,
        seen: Seen,
        since: i64,
        refusal: &Refusal,
    ) -> Result<Learned<bool>, StoreError> {
        let Self { store, tenant } = *self;
        let now = store.clock.now_ms();
        let note =
            HistoryNote { refusal: Some(refusal.clone()), ..HistoryNote::new(HistoryEvent::Failing, None) };
        store
            .with_timeout(async {
                let mut transaction = store.pools.begin_write().await?;
                match history::lock_as_seen(&mut transaction, &store.pools, tenant, id, seen).await? {
                    Learned::Kept(()) => {}
                    Learned::Outdated => return Ok(Learned::Outdated),
                    Learned::Gone => return Ok(Learned::Gone),
                }
                if !insert_failure(&mut transaction, id, since, refusal).await? {
                    return Ok(Learned::Kept(false));
                }
                history::insert(&mut transaction, tenant, id, &note, now).await?;
                transaction.commit().await?;
                Ok(Learned::Kept(true))
            })
            .await
    }

    /// Notes that a connector which failed since then works again. True: it is news.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn recovered(&self, id: ConnectorId, since: i64) -> Result<bool, StoreError> {
        let Self { store, tenant } = *self;
        let now = store.clock.now_ms();
        store
            .with_timeout(async {
                let mut transaction = store.pools.begin_write().await?;
                let is_there = history::lock(&mut transaction, &store.pools, tenant, id).await?.is_some();
                if !is_there || !delete_failure(&mut transaction, id, Some(since)).await? {
                    return Ok(false);
                }
                let note = HistoryNote::new(HistoryEvent::Recovered, None);
                history::insert(&mut transaction, tenant, id, &note, now).await?;
                transaction.commit().await?;
                Ok(true)
            })
            .await
    }
}

async fn update(
    transaction: &mut AnyConnection,
    tenant: &TenantId,
    id: ConnectorId,
    passed: &CheckPassed,
    now: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE connectors SET warnings = $3, checked_at = $4 WHERE organisation = $1 AND id = $2")
        .bind(tenant.as_str())
        .bind(id.to_string())
        .bind(json_text(&passed.warnings)?)
        .bind(now)
        .execute(&mut *transaction)
        .await?;
    sqlx::query(
        "UPDATE salesforce_connectors \
         SET salesforce_org_id = $2, salesforce_user_id = $3, instance_url = $4, scopes = $5 WHERE connector_id = $1",
    )
    .bind(id.to_string())
    .bind(&passed.org_id)
    .bind(&passed.user_id)
    .bind(passed.instance_url.to_string())
    .bind(json_text(&passed.scopes)?)
    .execute(&mut *transaction)
    .await?;
    sqlx::query(
        "UPDATE private_keys SET public_key_sha256 = $3 \
         WHERE organisation = $1 AND key_id = (SELECT key_id FROM connectors WHERE organisation = $1 AND id = $2) \
           AND public_key_sha256 IS NULL",
    )
    .bind(tenant.as_str())
    .bind(id.to_string())
    .bind(&passed.public_key_sha256)
    .execute(transaction)
    .await
    .map(drop)
}

/// False: why it fails is noted already.
async fn insert_failure(
    transaction: &mut AnyConnection,
    id: ConnectorId,
    since: i64,
    refusal: &Refusal,
) -> Result<bool, sqlx::Error> {
    let inserted = failure(
        "INSERT INTO connector_failures (connector_id, code, step, error, error_description, since) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (connector_id) DO NOTHING",
        id,
        refusal,
    );
    inserted.bind(since).execute(transaction).await.map(|done| done.rows_affected() == 1)
}

async fn update_failure(
    transaction: &mut AnyConnection,
    id: ConnectorId,
    refusal: &Refusal,
) -> Result<(), sqlx::Error> {
    let update = "UPDATE connector_failures SET code = $2, step = $3, error = $4, error_description = $5 \
                  WHERE connector_id = $1";
    failure(update, id, refusal).execute(transaction).await.map(drop)
}

/// A statement about why a connector fails.
fn failure<'q>(
    sql: &'static str,
    id: ConnectorId,
    refusal: &'q Refusal,
) -> sqlx::query::Query<'q, sqlx::Any, sqlx::any::AnyArguments> {
    let words = refusal.salesforce.as_ref();
    sqlx::query(sql)
        .bind(id.to_string())
        .bind(refusal.code.as_str())
        .bind(refusal.step.map(|step| step.as_str()))
        .bind(words.map(|words| words.error.as_str()))
        .bind(words.map(|words| words.error_description.as_str()))
}

/// Forgets why a connector fails, where it does so since then. True where it did.
async fn delete_failure(
    transaction: &mut AnyConnection,
    id: ConnectorId,
    since: Option<i64>,
) -> Result<bool, sqlx::Error> {
    let query = match since {
        None => sqlx::query("DELETE FROM connector_failures WHERE connector_id = $1").bind(id.to_string()),
        Some(since) => sqlx::query("DELETE FROM connector_failures WHERE connector_id = $1 AND since = $2")
            .bind(id.to_string())
            .bind(since),
    };
    query.execute(transaction).await.map(|done| done.rows_affected() == 1)
}

fn entry(id: ConnectorId, passed: &CheckPassed) -> AuditEntry {
    let action = if passed.reactivates { Action::Reactivate } else { Action::CheckConnector };
    AuditEntry {
        intent: Some(passed.intent),
        ..AuditEntry::new(passed.actor.clone(), action, id.to_string(), Outcome::Succeeded)
    }
}
