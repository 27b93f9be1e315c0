//! Fills a database by SQL: through the API a million connectors would take hours, each with a check.

use sqlx::any::install_default_drivers;
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Executor as _};

use crate::failure::{Failure, Result};

/// Connectors of the tenant that asks.
pub(crate) const OWN: u64 = 5;

/// The one database or the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// The numbers from 0, as a table `n (i)`.
    fn numbers(self, count: u64) -> String {
        match self {
            Self::Sqlite => format!(
                "(WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {count}) \
                 SELECT i FROM n) n"
            ),
            Self::Postgres => format!("generate_series(0::bigint, {count} - 1) n(i)"),
        }
    }

    /// An id that looks random, as real ones do: an index of ids in their order would be too good.
    fn id(self) -> &'static str {
        match self {
            Self::Sqlite => "printf('%08x-0000-4000-8000-%012x', i * 2654435761 % 4294967296, i)",
            Self::Postgres => {
                "lpad(to_hex(i * 2654435761 % 4294967296), 8, '0') || '-0000-4000-8000-' || lpad(to_hex(i), 12, '0')"
            }
        }
    }

    /// In place of a sealed key, which no list reads.
    fn bytes(self) -> &'static str {
        match self {
            Self::Sqlite => "zeroblob(64)",
            Self::Postgres => "decode(repeat('00', 64), 'hex')",
        }
    }

    /// Written quickly: what is lost with the power is filled again.
    fn before(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "PRAGMA busy_timeout = 60000; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; \
                 PRAGMA cache_size = -400000"
            }
            Self::Postgres => "SET synchronous_commit = off",
        }
    }

    /// PostgreSQL learns by itself how large its tables are, but not at once.
    fn after(self) -> &'static str {
        match self {
            Self::Sqlite => "PRAGMA wal_checkpoint(TRUNCATE)",
            Self::Postgres => "VACUUM ANALYZE",
        }
    }
}

/// Fills a database whose tables are there: the demo's tenant has [`OWN`] connectors, the others belong to
/// tenants with as many. Each was used on one day.
pub(crate) async fn fill(dialect: Dialect, url: &str, count: u64) -> Result<()> {
    eprintln!("  filling a database with {count} connectors");
    install_default_drivers();
    let mut connection = AnyConnection::connect(url).await?;
    run(&mut connection, dialect.before()).await?;
    let (numbers, id, bytes) = (dialect.numbers(count), dialect.id(), dialect.bytes());
    let tenant = format!("CASE WHEN i < {OWN} THEN 'demo' ELSE 'org-' || (i / {OWN}) END");
    let tables = [
        format!(
            "INSERT INTO private_keys (key_id, organisation, version, master_key_id, wrapped_data_key, sealed_key, created_at) \
             SELECT {id}, {tenant}, 1, 'bench', {bytes}, {bytes}, i FROM {numbers}"
        ),
        format!(
            "INSERT INTO connectors (id, organisation, kind, slot, name, name_key, state, warnings, key_id, created_at) \
             SELECT {id}, {tenant}, 'salesforce', i % {OWN} + 1, 'Connector ' || i, 'connector ' || i, \
             'connected', '[]', {id}, i FROM {numbers}"
        ),
        format!(
            "INSERT INTO salesforce_connectors (connector_id, client_id, email_id, url, salesforce_org_id, \
             salesforce_user_id, instance_url) \
             SELECT {id}, '3MVG9bench', 'user@acme.example', 'https://login.salesforce.com', '00D5g000004AAAAEA4', \
             '0055g00000BBBBBAA4', 'https://acme.my.salesforce.com' FROM {numbers}"
        ),
        format!(
            "INSERT INTO connector_usage (organisation, connector_id, day, requests, failures, last_used_at) \
             SELECT {tenant}, {id}, 20000, 10, 1, 1728000000000 FROM {numbers}"
        ),
    ];
    for table in &tables {
        run(&mut connection, table).await?;
    }
    run(&mut connection, dialect.after()).await?;
    Ok(connection.close().await?)
}

/// A new database in a cluster; gives its URL.
pub(crate) async fn new_postgres(administrator: &str, name: &str) -> Result<String> {
    drop_postgres(administrator, name).await?;
    let mut connection = AnyConnection::connect(administrator).await?;
    run(&mut connection, &format!("CREATE DATABASE {name}")).await?;
    connection.close().await?;
    let mut url = administrator.trim_end_matches('/').to_owned();
    if url.matches('/').count() != 2 {
        return Err(Failure::Said("PostgreSQL's URL must not name a database".to_owned()));
    }
    url.push('/');
    url.push_str(name);
    Ok(url)
}

/// Drops one, if it is there.
pub(crate) async fn drop_postgres(administrator: &str, name: &str) -> Result<()> {
    install_default_drivers();
    let mut connection = AnyConnection::connect(administrator).await?;
    run(&mut connection, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
    Ok(connection.close().await?)
}

/// Made of constants and numbers of our own.
async fn run(connection: &mut AnyConnection, sql: &str) -> Result<()> {
    Ok(connection.execute(sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))).await.map(drop)?)
}
