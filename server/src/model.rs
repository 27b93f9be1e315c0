//! What the server speaks of: tenants, connectors, who did what. Here are types alone: no database, no HTTP, no Salesforce.

mod audit;
mod audit_record;
mod check;
mod client_address;
mod connector;
mod history;
mod ids;
mod loopback;
mod name_key;
mod page;
mod service_token;
mod unchanged;

pub use audit::{Action, Actor, AuditEntry, AuditId, Folded, Outcome, SignInMethod};
pub use audit_record::{AuditQuery, AuditRecord};
pub use check::{CheckPassed, Seen};
pub use client_address::ClientAddress;
pub use connector::{Connector, JwtSubject, LastChange, SalesforceSettings, Settings};
pub use history::{HistoryNote, Refusal};
pub use ids::{ConnectorId, KeyId, RequestId, TenantId, TokenId};
pub use loopback::is_loopback;
pub use name_key::{NameKey, is_ignorable};
pub use page::{Cursor, InvalidCursor, Page, PageRequest};
pub use service_token::ServiceToken;
pub use unchanged::Unchanged;
