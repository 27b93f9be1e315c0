//! What the program does beside serving, each command as an operator runs it, on both databases.

#[expect(dead_code, reason = "the store's tests use the rest")]
#[path = "../support/database.rs"]
mod database;
#[path = "../support/test_vault.rs"]
mod test_vault;

mod backup;
mod init;
mod program;
mod rewrap;
mod user;
