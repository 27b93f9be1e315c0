//! Requests as connectors, over a real socket, on both databases, against the Salesforce sandbox.

#[expect(dead_code, reason = "the store's tests use the rest")]
#[path = "../support/database.rs"]
mod database;
mod edited_rows;
mod in_use;
mod salesforce;
#[expect(dead_code, reason = "the API's tests use the rest")]
#[path = "../support/test_server.rs"]
mod test_server;
#[path = "../support/test_vault.rs"]
mod test_vault;

mod admission;
mod arrives;
mod as_meant;
mod as_written;
mod attacks;
mod bodies;
mod changed;
mod changed_in_use;
mod cisco_flow;
mod deactivated;
mod faring;
mod guesses;
mod instance_url;
mod kept_connections;
mod load;
mod nothing_said;
mod refusals;
mod requests;
mod revoked;
mod service_tokens;
mod session_ends;
mod sessions;
mod sites;
mod stored_check;
mod trying;
mod usage;
mod wall_clock;
mod withdrawn;
