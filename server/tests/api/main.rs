//! The whole server over a real socket, on both databases, against the Salesforce sandbox.

#[expect(dead_code, reason = "the store's tests use the rest")]
#[path = "../support/database.rs"]
mod database;
#[path = "../support/test_server.rs"]
mod test_server;
#[path = "../support/test_vault.rs"]
mod test_vault;

mod answers;
mod attempts;
mod audit;
mod audit_list;
mod budget;
mod changing;
mod changing_meanwhile;
mod clock;
mod codes;
mod corpus;
mod deleting;
mod demo_form;
mod failures;
mod find_audience;
mod isolation;
mod leaving;
mod limits;
mod misplaced;
mod permissions;
mod refusals;
mod requests;
mod retention;
mod same_connection;
mod setting_up;
mod site;
mod ssrf;
mod tenancy;
mod token_list;
