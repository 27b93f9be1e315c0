//! The schema, as the steps by which it came about. Steps are only added: sqlx refuses a database that one of them was
//! applied to in other words, and what was saved must stay usable (`server/tests/saved`).
//!
//! Written out, and rows read by hand beside it, since sqlx's macros compile SQLite, both drivers and a runtime once more,
//! for the compiler itself: a sixth of what the server's first build costs.

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// One step: its number, its name, and its SQL in a file of `server/migrations`.
macro_rules! step {
    ($database:literal, $number:literal, $name:literal) => {
        (
            $number,
            $name,
            include_str!(concat!("../../migrations/", $database, "/000", $number, "_", $name, ".sql")),
        )
    };
}

const SQLITE: [(i64, &str, &str); 7] = [
    step!("sqlite", 1, "connectors"),
    step!("sqlite", 2, "runtime"),
    step!("sqlite", 3, "settings"),
    step!("sqlite", 4, "kinds"),
    step!("sqlite", 5, "master_keys"),
    step!("sqlite", 6, "audit"),
    step!("sqlite", 7, "connector_page"),
];
const POSTGRES: [(i64, &str, &str); 7] = [
    step!("postgres", 1, "connectors"),
    step!("postgres", 2, "runtime"),
    step!("postgres", 3, "settings"),
    step!("postgres", 4, "kinds"),
    step!("postgres", 5, "master_keys"),
    step!("postgres", 6, "audit"),
    step!("postgres", 7, "connector_page"),
];

/// The steps for SQLite.
pub(super) fn sqlite() -> Migrator {
    migrator(&SQLITE)
}

/// The steps for PostgreSQL.
pub(super) fn postgres() -> Migrator {
    migrator(&POSTGRES)
}

fn migrator(steps: &'static [(i64, &str, &str)]) -> Migrator {
    let migration = |&(number, name, sql): &(i64, &'static str, &'static str)| {
        Migration::new(number, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator::with_migrations(steps.iter().map(migration).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::{POSTGRES, SQLITE};

    #[test]
    fn every_file_is_a_step() {
        for (database, steps) in [("sqlite", &SQLITE), ("postgres", &POSTGRES)] {
            let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(database);
            let files: BTreeSet<String> = fs::read_dir(directory)
                .expect("migrations")
                .map(|entry| entry.expect("a file").file_name().into_string().expect("text"))
                .collect();
            let named = steps.iter().map(|(number, name, _)| format!("{number:04}_{name}.sql"));
            assert_eq!(files, named.collect(), "{database}");
        }
    }
}
