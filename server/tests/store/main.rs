//! The store, on SQLite and on PostgreSQL alike.

#[path = "../support/database.rs"]
mod database;
#[path = "../support/sample.rs"]
mod sample;

mod creating;
mod killed;
mod repeated;
mod schema;
mod secrecy;
mod tenancy;
mod unavailable;
