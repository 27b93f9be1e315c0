//! The whole database, as text: a row a line.

use std::collections::BTreeSet;

use sqlx::{AnyConnection, AssertSqlSafe, Row as _};

use crate::database::{Backend, TestDatabase};

/// All rows of all tables, each behind its table's name.
pub(super) async fn rows(database: &TestDatabase) -> BTreeSet<String> {
    let mut connection = database.connection().await;
    let tables = match database.backend {
        Backend::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table'",
        Backend::Postgres => {
            "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'"
        }
    };
    let mut all = BTreeSet::new();
    for table in texts(&mut connection, tables).await {
        let row = match database.backend {
            Backend::Sqlite => {
                let columns = format!("SELECT name FROM pragma_table_info('{table}')");
                let columns = texts(&mut connection, &columns).await;
                columns
                    .iter()
                    .map(|name| format!("quote(\"{name}\")"))
                    .collect::<Vec<_>>()
                    .join(" || ' ' || ")
            }
            Backend::Postgres => "row_to_json(t)::text".to_owned(),
        };
        let found = texts(&mut connection, &format!("SELECT {row} FROM \"{table}\" t")).await;
        all.extend(found.into_iter().map(|row| format!("{table}: {row}")));
    }
    all
}

async fn texts(connection: &mut AnyConnection, sql: &str) -> Vec<String> {
    let rows = sqlx::query(AssertSqlSafe(sql.to_owned())).fetch_all(connection).await;
    let rows = rows.unwrap_or_else(|error| panic!("{sql}: {error}"));
    rows.iter().map(|row| row.get::<String, _>(0)).collect()
}
