//! What operators see: whether the server is ready, its metrics, its traces and its log.

#[expect(dead_code, reason = "the store's tests use the rest")]
#[path = "../support/database.rs"]
mod database;
#[expect(dead_code, reason = "the runtime API's tests use the rest")]
#[path = "../runtime/in_use.rs"]
mod in_use;
#[expect(dead_code, reason = "the API's tests use the rest")]
#[path = "../support/test_server.rs"]
mod test_server;
#[path = "../support/test_vault.rs"]
mod test_vault;
#[cfg(target_os = "linux")]
#[expect(dead_code, reason = "the search for tokens uses the rest")]
#[path = "../support/traces.rs"]
mod traces;

mod collector;
mod connections;
mod exposition;
// It reads `/proc`.
#[cfg(target_os = "linux")]
mod memory;
mod metrics;
// It is loaded by `LD_PRELOAD`, and reads `/proc`.
#[cfg(target_os = "linux")]
mod power_cut;
mod program;
mod ready;
mod telemetry;
mod who_asked;
