//! The sandbox over HTTP on loopback.

#[path = "sandbox/support.rs"]
mod support;

#[path = "sandbox/api.rs"]
mod api;
#[path = "sandbox/control.rs"]
mod control;
#[path = "sandbox/failures.rs"]
mod failures;
#[path = "sandbox/process.rs"]
mod process;
#[path = "sandbox/revoke.rs"]
mod revoke;
#[path = "sandbox/servers.rs"]
mod servers;
#[path = "sandbox/token.rs"]
mod token;
