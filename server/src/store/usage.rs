//! How often connectors and tokens are used: added up in memory, written a batch at a time.

use std::collections::{BTreeMap, HashMap};

use contract::limits::USAGE_DAYS;
use contract::usage::{ConnectorUsage, DayUsage};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use super::error::StoreError;
use super::rows::{parsed, unreadable};
use super::tenant::TenantStore;
use crate::model::{ConnectorId, TenantId, TokenId};

/// A day's length, in milliseconds.
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// Days that a card shows.
const DAYS_SHOWN: i64 = 7;
/// Days that are kept: a quarter of a year, for whoever looks into the database.
const DAYS_KEPT: i64 = 92;

/// What is counted for one connector on one day.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UsageKey {
    /// The tenant.
    pub tenant: TenantId,
    /// The connector's id.
    pub connector: ConnectorId,
    /// Days since 1970 (UTC).
    pub day: i64,
}

impl UsageKey {
    /// The day of `now_ms` (milliseconds since 1970).
    pub fn at(tenant: &TenantId, connector: ConnectorId, now_ms: i64) -> Self {
        let day = now_ms.div_euclid(DAY_MS);
        Self { tenant: tenant.clone(), connector, day }
    }
}

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Requests.
    pub requests: u64,
    /// Those of them that got no answer.
    pub failures: u64,
    /// The last of them, in milliseconds since 1970.
    pub last_used_at: i64,
}

impl Counted {
    /// Adds what was counted elsewhere.
    pub fn add(&mut self, other: Self) {
        self.requests += other.requests;
        self.failures += other.failures;
        self.last_used_at = self.last_used_at.max(other.last_used_at);
    }
}

/// What has not been written yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UsageBatch {
    /// Connectors. In order, so that no two writers wait for each other on PostgreSQL.
    pub connectors: BTreeMap<UsageKey, Counted>,
    /// When each token, by its id, was last used.
    pub tokens: BTreeMap<TokenId, i64>,
}

impl UsageBatch {
    /// Takes out a part of at most so many connectors and tokens; `None` where nothing is left.
    pub fn part(&mut self, at_most: usize) -> Option<Self> {
        let part = Self {
            connectors: std::iter::from_fn(|| self.connectors.pop_first()).take(at_most).collect(),
            tokens: std::iter::from_fn(|| self.tokens.pop_first()).take(at_most).collect(),
        };
        (part != Self::default()).then_some(part)
    }

    /// Adds what was counted of a tenant's connectors to what is stored of them, as if it had been written.
    pub fn add_to(&self, tenant: &TenantId, stored: &mut HashMap<ConnectorId, ConnectorUsage>) {
        for (key, counted) in self.connectors.iter().filter(|(key, _)| key.tenant == *tenant) {
            let usage = stored.entry(key.connector).or_default();
            add_day(usage, key.day * DAY_MS, *counted);
            if let Some(&DayUsage { day: newest, .. }) = usage.days.first() {
                usage.days.retain(|one| one.day > newest - DAYS_SHOWN * DAY_MS);
            }
        }
    }

    /// Adds what was counted of one of a tenant's connectors to what is stored of it.
    pub fn add_to_one(&self, tenant: &TenantId, connector: ConnectorId, stored: &mut Option<ConnectorUsage>) {
        let is_its = |key: &UsageKey| key.connector == connector && key.tenant == *tenant;
        for (key, counted) in self.connectors.iter().filter(|(key, _)| is_its(key)) {
            add_day(stored.get_or_insert_default(), key.day * DAY_MS, *counted);
        }
    }
}

/// Adds what was counted on a day, which begins then.
fn add_day(usage: &mut ConnectorUsage, day: i64, counted: Counted) {
    let Counted { requests, failures, last_used_at } = counted;
    usage.last_used_at = usage.last_used_at.max(last_used_at);
    let at = usage.days.partition_point(|one| one.day > day);
    match usage.days.get_mut(at).filter(|one| one.day == day) {
        Some(known) => {
            known.requests += requests;
            known.failures += failures;
        }
        None => usage.days.insert(at, DayUsage { day, requests, failures }),
    }
}

impl TenantStore<'_> {
    /// How one of the tenant's connectors was used in the last [`USAGE_DAYS`] days, and when last. `None`: it was not, for as
    /// long as that is kept.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn usage_of(&self, connector: ConnectorId) -> Result<Option<ConnectorUsage>, StoreError> {
        let Self { store, tenant } = *self;
        let told_after = store.clock.now_ms().div_euclid(DAY_MS) - USAGE_DAYS;
        store
            .with_timeout(async {
                let rows = sqlx::query(
                    "SELECT day, requests, failures, last_used_at FROM connector_usage \
                     WHERE organisation = $1 AND connector_id = $2 ORDER BY day DESC",
                )
                .bind(tenant.as_str())
                .bind(connector.to_string())
                .fetch_all(&store.pools.read)
                .await?;
                let mut usage: Option<ConnectorUsage> = None;
                for row in &rows {
                    let usage = usage.get_or_insert_default();
                    usage.last_used_at = usage.last_used_at.max(row.try_get("last_used_at")?);
                    if row.try_get::<i64, _>("day")? > told_after {
                        usage.days.push(day(row)?);
                    }
                }
                Ok(usage)
            })
            .await
    }

    /// How the tenant's connectors were used lately, by id.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn usage(&self) -> Result<HashMap<ConnectorId, ConnectorUsage>, StoreError> {
        let Self { store, tenant } = *self;
        store
            .with_timeout(async {
                let rows = sqlx::query(
                    "SELECT u.connector_id, u.day, u.requests, u.failures, u.last_used_at \
                     FROM (SELECT connector_id AS id, MAX(day) AS day FROM connector_usage \
                           WHERE organisation = $1 GROUP BY connector_id) l \
                     JOIN connector_usage u \
                       ON u.organisation = $1 AND u.connector_id = l.id AND u.day > l.day - $2 \
                     ORDER BY u.day DESC",
                )
                .bind(tenant.as_str())
                .bind(DAYS_SHOWN)
                .fetch_all(&store.pools.read)
                .await?;
                let mut found: HashMap<ConnectorId, ConnectorUsage> = HashMap::new();
                for row in &rows {
                    let usage = found.entry(parsed(row, "connector_id")?).or_default();
                    usage.last_used_at = usage.last_used_at.max(row.try_get("last_used_at")?);
                    usage.days.push(day(row)?);
                }
                Ok(found)
            })
            .await
    }
}

fn day(row: &AnyRow) -> Result<DayUsage, sqlx::Error> {
    Ok(DayUsage {
        day: row.try_get::<i64, _>("day")? * DAY_MS,
        requests: count(row.try_get("requests")?)?,
        failures: count(row.try_get("failures")?)?,
    })
}

fn count(stored: i64) -> Result<u64, sqlx::Error> {
    u64::try_from(stored).map_err(unreadable)
}

/// Adds a batch to what is stored. Connectors that are gone are passed over.
pub(super) async fn add_batch(
    transaction: &mut AnyConnection,
    batch: &UsageBatch,
) -> Result<(), sqlx::Error> {
    for (key, counted) in &batch.connectors {
        add(transaction, key, *counted).await?;
    }
    for (id, last_used_at) in &batch.tokens {
        sqlx::query(
            "UPDATE service_tokens SET last_used_at = $2 \
             WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2)",
        )
        .bind(id.to_string())
        .bind(*last_used_at)
        .execute(&mut *transaction)
        .await?;
    }
    Ok(())
}

async fn add(transaction: &mut AnyConnection, key: &UsageKey, counted: Counted) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM connector_usage WHERE organisation = $1 AND connector_id = $2 AND day <= $3")
        .bind(key.tenant.as_str())
        .bind(key.connector.to_string())
        .bind(key.day - DAYS_KEPT)
        .execute(&mut *transaction)
        .await?;
    // From the connector itself: one that is gone adds no row, and breaks no foreign key.
    sqlx::query(
        "INSERT INTO connector_usage (organisation, connector_id, day, requests, failures, last_used_at) \
         SELECT c.organisation, c.id, CAST($3 AS BIGINT), CAST($4 AS BIGINT), CAST($5 AS BIGINT), CAST($6 AS BIGINT) \
         FROM connectors c WHERE c.organisation = $1 AND c.id = $2 \
         ON CONFLICT (organisation, connector_id, day) DO UPDATE SET \
           requests = connector_usage.requests + excluded.requests, \
           failures = connector_usage.failures + excluded.failures, \
           last_used_at = CASE WHEN excluded.last_used_at > connector_usage.last_used_at \
                               THEN excluded.last_used_at ELSE connector_usage.last_used_at END",
    )
    .bind(key.tenant.as_str())
    .bind(key.connector.to_string())
    .bind(key.day)
    .bind(i64::try_from(counted.requests).unwrap_or(i64::MAX))
    .bind(i64::try_from(counted.failures).unwrap_or(i64::MAX))
    .bind(counted.last_used_at)
    .execute(transaction)
    .await
    .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A connector's days as they are told: the day's number, its requests and its failures.
    fn told(stored: &[(i64, u64)], pending: &[(i64, u64)]) -> (Vec<(i64, u64, u64)>, i64) {
        let days =
            stored.iter().map(|&(day, requests)| DayUsage { day: day * DAY_MS, requests, failures: 1 });
        let usage = ConnectorUsage { last_used_at: 5, days: days.collect() };
        let connector = ConnectorId::random();
        let mut known = HashMap::new();
        if !stored.is_empty() {
            known.insert(connector, usage);
        }
        let key = |tenant: &str, day: i64| UsageKey::at(&TenantId::new(tenant), connector, day * DAY_MS);
        let counted = |requests| Counted { requests, failures: 0, last_used_at: 9 };
        let mut batch = UsageBatch::default();
        for &(day, requests) in pending {
            batch.connectors.insert(key("org-a", day), counted(requests));
            batch.connectors.insert(key("org-b", day), counted(1_000));
        }
        batch.add_to(&TenantId::new("org-a"), &mut known);
        let usage = known.remove(&connector).unwrap_or_default();
        let days = usage.days.iter().map(|day| (day.day / DAY_MS, day.requests, day.failures));
        (days.collect(), usage.last_used_at)
    }

    #[test]
    fn what_is_not_written_yet_is_told_as_if_it_were() {
        assert_eq!(told(&[], &[(40, 2)]), (vec![(40, 2, 0)], 9), "a first use");
        assert_eq!(told(&[(40, 3)], &[(40, 2)]), (vec![(40, 5, 1)], 9), "the same day");
        assert_eq!(told(&[(40, 3)], &[(41, 2)]), (vec![(41, 2, 0), (40, 3, 1)], 9), "the next day");
        assert_eq!(
            told(&[(42, 3), (40, 1)], &[(41, 2)]).0,
            [(42, 3, 1), (41, 2, 0), (40, 1, 1)],
            "in between"
        );
        assert_eq!(told(&[(42, 3), (36, 1)], &[(43, 2)]).0, [(43, 2, 0), (42, 3, 1)], "a week is told");
        assert_eq!(told(&[(42, 3)], &[]), (vec![(42, 3, 1)], 5), "nothing new");
    }
}
