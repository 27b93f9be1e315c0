//! Backups: a copy of all rows as they are, sealed and tagged, in a SQLite file of the same schema, whichever database they
//! come from and go to. No master key is in it.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use futures_util::TryStreamExt as _;
use sqlx::any::{AnyRow, AnyTypeInfoKind};
use sqlx::{AnyConnection, AssertSqlSafe, Column as _, Row as _, ValueRef as _};
use tempfile::TempDir;

use super::error::{BackupError, StoreError};
use super::pools::Pools;
use super::records::{Database, StoreOptions};
use super::rows::unreadable;
use super::{LockedStore, master_keys, service_tokens};
use crate::vault::Vault;

/// All tables, each after those that it refers to.
const TABLES: [&str; 10] = [
    "master_keys",
    "private_keys",
    "connectors",
    "salesforce_connectors",
    "connector_usage",
    "connector_failures",
    "connector_history",
    "idempotency",
    "service_tokens",
    "audit",
];

/// What was copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Connectors.
    pub connectors: usize,
    /// Service tokens.
    pub tokens: usize,
    /// Rows of the audit log.
    pub audit: usize,
}

/// A backup that was opened: a copy of its file, brought to today's schema, so that the file itself stays as it is.
#[derive(Debug)]
pub struct Backup {
    pools: Pools,
    /// Removed with it.
    _directory: TempDir,
}

impl LockedStore {
    /// Writes a backup of what is stored at this moment, while servers go on. The file appears under its name once it is
    /// whole; its owner alone may read it.
    ///
    /// # Errors
    /// [`BackupError`]: there is a file of that name already, it cannot be written, or the store does not answer.
    pub async fn back_up(&self, file: &Path) -> Result<Copied, BackupError> {
        if file.exists() {
            return Err(BackupError::Exists(file.to_owned()));
        }
        let directory = match file.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        let io = |source| BackupError::Io { file: file.to_owned(), source };
        let partial = TempDir::with_prefix_in(".backup-", directory).map_err(io)?;
        let path = partial.path().join("backup.sqlite");
        let target = Pools::connect(&Database::Sqlite(path.clone()), &StoreOptions::default()).await?;
        let mut from = self.pools.begin_snapshot().await.map_err(StoreError::from)?;
        let mut to = target.begin_write().await.map_err(StoreError::from)?;
        let copied = copy_all(&mut from, &mut to).await?;
        to.commit().await.map_err(StoreError::from)?;
        // The log is merged into the file.
        target.close().await;
        File::open(&path).and_then(|whole| whole.sync_all()).map_err(io)?;
        // A link, unlike a rename, takes no other file's place.
        fs::hard_link(&path, file).map_err(io)?;
        File::open(directory).and_then(|directory| directory.sync_all()).map_err(io)?;
        Ok(copied)
    }

    /// Puts a backup into this database, which must hold nothing yet, and revokes all its service tokens: those that were
    /// revoked since must not come back to life. All of it or nothing.
    ///
    /// # Errors
    /// [`BackupError`]: something is stored already, the vault lacks a master key of the backup, or a store does not answer.
    pub async fn restore(&self, backup: &Backup, vault: &Vault) -> Result<Copied, BackupError> {
        let mut to = self.pools.begin_write().await.map_err(StoreError::from)?;
        for table in TABLES {
            if count(&mut to, table).await.map_err(StoreError::from)? > 0 {
                return Err(BackupError::NotEmpty(table));
            }
        }
        let mut from = backup.pools.begin_snapshot().await.map_err(StoreError::from)?;
        let ids = master_keys::ids(&mut from).await.map_err(StoreError::from)?;
        vault.check_master_keys(&ids).map_err(BackupError::OtherMasterKey)?;
        let copied = copy_all(&mut from, &mut to).await?;
        let now = self.clock.now_ms();
        service_tokens::revoke_all(&mut to, vault, now).await.map_err(StoreError::from)?;
        to.commit().await.map_err(StoreError::from)?;
        Ok(copied)
    }
}

impl Backup {
    /// Opens a backup, of this version of the server or an earlier one.
    ///
    /// # Errors
    /// [`BackupError`]: it is not there, or no backup.
    pub async fn open(file: &Path) -> Result<Self, BackupError> {
        let io = |source| BackupError::Io { file: file.to_owned(), source };
        let directory = TempDir::with_prefix("connectors-restore-").map_err(io)?;
        let copy: PathBuf = directory.path().join("backup.sqlite");
        fs::copy(file, &copy).map_err(io)?;
        let pools = Pools::connect(&Database::Sqlite(copy), &StoreOptions::default()).await?;
        Ok(Self { pools, _directory: directory })
    }

    /// The ids of all master keys that anything in it is sealed or tagged under.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn master_key_ids(&self) -> Result<BTreeSet<String>, StoreError> {
        let mut connection = self.pools.read.acquire().await?;
        Ok(master_keys::ids(&mut connection).await?)
    }
}

async fn copy_all(from: &mut AnyConnection, to: &mut AnyConnection) -> Result<Copied, BackupError> {
    let mut copied = Copied::default();
    for table in TABLES {
        let rows = copy(from, to, table)
            .await
            .map_err(|error| BackupError::Table { table, source: StoreError::from(error) })?;
        match table {
            "connectors" => copied.connectors = rows,
            "service_tokens" => copied.tokens = rows,
            "audit" => copied.audit = rows,
            _ => {}
        }
    }
    Ok(copied)
}

/// Copies a table, row by row. Gives how many rows it has.
async fn copy(from: &mut AnyConnection, to: &mut AnyConnection, table: &str) -> Result<usize, sqlx::Error> {
    // Made of constants of our own.
    let mut rows = sqlx::query(AssertSqlSafe(format!("SELECT * FROM {table}"))).fetch(from);
    let mut copied = 0;
    while let Some(row) = rows.try_next().await? {
        insert(to, table, &row).await?;
        copied += 1;
    }
    Ok(copied)
}

/// Adds a row as it is to the table of the same name, whose columns are the same.
async fn insert(to: &mut AnyConnection, table: &str, row: &AnyRow) -> Result<(), sqlx::Error> {
    let (mut columns, mut places, mut values) = (Vec::new(), Vec::new(), Vec::new());
    for (index, column) in row.columns().iter().enumerate() {
        columns.push(column.name());
        match value(row, index)? {
            Some(value) => {
                values.push(value);
                places.push(format!("${}", values.len()));
            }
            // A parameter would need a type, which what is not there does not have.
            None => places.push("NULL".to_owned()),
        }
    }
    let (columns, places) = (columns.join(", "), places.join(", "));
    // Made of names of our own schema.
    let sql = AssertSqlSafe(format!("INSERT INTO {table} ({columns}) VALUES ({places})"));
    let query = values.into_iter().fold(sqlx::query(sql), |query, value| match value {
        Value::Number(number) => query.bind(number),
        Value::Text(text) => query.bind(text),
        Value::Bytes(bytes) => query.bind(bytes),
    });
    query.execute(to).await.map(drop)
}

/// What our columns hold.
enum Value {
    Number(i64),
    Text(String),
    Bytes(Vec<u8>),
}

fn value(row: &AnyRow, index: usize) -> Result<Option<Value>, sqlx::Error> {
    let raw = row.try_get_raw(index)?;
    if raw.is_null() {
        return Ok(None);
    }
    let kind = raw.type_info().kind();
    match kind {
        AnyTypeInfoKind::SmallInt | AnyTypeInfoKind::Integer | AnyTypeInfoKind::BigInt => {
            row.try_get(index).map(|number| Some(Value::Number(number)))
        }
        AnyTypeInfoKind::Text => row.try_get(index).map(|text| Some(Value::Text(text))),
        AnyTypeInfoKind::Blob => row.try_get(index).map(|bytes| Some(Value::Bytes(bytes))),
        other => Err(unreadable(format!("a column of {other:?}, which no table of ours has"))),
    }
}

async fn count(connection: &mut AnyConnection, table: &str) -> Result<i64, sqlx::Error> {
    let count = AssertSqlSafe(format!("SELECT COUNT(*) AS rows FROM {table}"));
    sqlx::query(count).fetch_one(connection).await?.try_get("rows")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_table_is_copied() {
        let directory = tempfile::tempdir().expect("a directory");
        let database = Database::Sqlite(directory.path().join("connectors.db"));
        let pools = Pools::connect(&database, &StoreOptions::default()).await.expect("it opens");
        let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_sqlx%' ESCAPE '\\' \
                      AND name NOT LIKE 'sqlite%'";
        let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&pools.read).await.expect("names");
        assert_eq!(tables.iter().map(String::as_str).collect::<BTreeSet<_>>(), BTreeSet::from(TABLES));
    }
}
