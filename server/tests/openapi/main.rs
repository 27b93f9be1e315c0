//! The API's description of itself: complete, valid, and true of the server that serves it.

#[expect(dead_code, reason = "other tests use the rest")]
#[path = "../support/database.rs"]
mod database;
#[expect(dead_code, reason = "other tests use the rest")]
#[path = "../runtime/in_use.rs"]
mod in_use;
#[expect(dead_code, reason = "other tests use the rest")]
#[path = "../support/test_server.rs"]
mod test_server;
#[path = "../support/test_vault.rs"]
mod test_vault;

mod complete;
mod foreign;
mod growth;
mod served;
