//! Under which master keys the database may be written to.
//!
//! Whoever seals or tags asks here first, in the same transaction: while anything is stored under a master key that this
//! server does not have, or its own is not the database's, nothing is written.

use std::collections::BTreeSet;

use sqlx::{AnyConnection, AssertSqlSafe, Row as _};

use super::bindings;
use super::pools::Pools;
use crate::vault::{Tag, Vault};

/// Where ids of master keys stand: tables and their columns, each with an index.
const COLUMNS: [(&str, &str); 4] = [
    ("master_keys", "master_key_id"),
    ("private_keys", "master_key_id"),
    ("connectors", "tagged_under"),
    ("service_tokens", "tagged_under"),
];

/// The place of the master key that everything is sealed under.
pub(super) const CURRENT: i32 = 1;
/// The place of the one that a rewrap is about to put in its place.
pub(super) const NEXT: i32 = 2;

/// A master key by which the database may be written to.
pub(super) struct Registered {
    pub(super) id: String,
    pub(super) place: i32,
    marker: Vec<u8>,
}

impl Registered {
    /// Whether it was registered by somebody who has the master key.
    pub(super) fn is_genuine(&self, vault: &Vault) -> bool {
        let tag = Tag { master_key_id: self.id.clone(), bytes: self.marker.clone() };
        vault.is_tagged(&bindings::rows_tagged(), &tag)
    }
}

/// The ids of all master keys that anything is sealed or tagged under. Each costs a look into an index, however many rows
/// there are.
pub(super) async fn ids(connection: &mut AnyConnection) -> Result<BTreeSet<String>, sqlx::Error> {
    let mut ids = BTreeSet::new();
    for (table, column) in COLUMNS {
        let next = format!("SELECT MIN({column}) AS id FROM {table} WHERE {column} > $1");
        let mut after = String::new();
        loop {
            // Made of names of our own.
            let query = sqlx::query(AssertSqlSafe(next.clone())).bind(after);
            let row = query.fetch_one(&mut *connection).await?;
            let Some(id) = row.try_get::<Option<String>, _>("id")? else { break };
            after = id.clone();
            ids.insert(id);
        }
    }
    Ok(ids)
}

/// The registered master keys.
pub(super) async fn registered(connection: &mut AnyConnection) -> Result<Vec<Registered>, sqlx::Error> {
    let query = "SELECT master_key_id, place, rows_tagged FROM master_keys ORDER BY place";
    let rows = sqlx::query(query).fetch_all(connection).await?;
    let registered = rows.iter().map(|row| {
        Ok(Registered {
            id: row.try_get("master_key_id")?,
            place: row.try_get("place")?,
            marker: row.try_get("rows_tagged")?,
        })
    });
    registered.collect()
}

/// Registers the vault's own master key. False where another one has the place: whoever had it first has committed, for the
/// insert waits for it.
pub(super) async fn register(
    transaction: &mut AnyConnection,
    vault: &Vault,
    place: i32,
    now: i64,
) -> Result<bool, sqlx::Error> {
    let tag = vault.tag(&bindings::rows_tagged());
    let inserted = sqlx::query(
        "INSERT INTO master_keys (master_key_id, place, rows_tagged, created_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT DO NOTHING",
    )
    .bind(tag.master_key_id)
    .bind(place)
    .bind(tag.bytes)
    .bind(now)
    .execute(transaction)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// Asks whether this server may seal and tag. What the transaction then writes is committed before the answer can change: a
/// rewrap that ends waits for it.
pub(super) async fn may_seal(
    transaction: &mut AnyConnection,
    pools: &Pools,
    vault: &Vault,
) -> Result<(), sqlx::Error> {
    let query = format!("SELECT master_key_id FROM master_keys{}", pools.and_keep_them);
    // Made of constants of our own.
    let ids: Vec<String> = sqlx::query_scalar(AssertSqlSafe(query)).fetch_all(transaction).await?;
    let refused = |why: String| Err(sqlx::Error::Protocol(why));
    if let Err(other) = vault.check_master_keys(&ids) {
        return refused(format!("nothing is sealed: the database is {other}"));
    }
    if !ids.iter().any(|id| id == vault.sealing_key_id().as_str()) {
        let ids = ids.join(", ");
        return refused(format!("nothing is sealed: the database's master key is {ids} by now"));
    }
    Ok(())
}
