//! The store, on SQLite and on PostgreSQL alike.

#[path = "../support/database.rs"]
mod database;
#[path = "../support/sample.rs"]
mod sample;
#[path = "../support/test_vault.rs"]
mod test_vault;

mod creating;
mod database_tls;
mod destroyed;
mod history;
mod killed;
mod master_keys;
mod repeated;
mod rewrapped;
mod schema;
mod secrecy;
mod tagged;
mod tenancy;
mod unavailable;
