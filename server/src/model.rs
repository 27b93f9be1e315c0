//! What the server speaks of: tenants, connectors, who did what. Here are types alone: no database, no HTTP, no Salesforce.

mod audit;
mod connector;
mod ids;
mod name_key;
mod service_token;

pub use audit::{Action, Actor, AuditEntry, Outcome};
pub use connector::{Connector, JwtSubject, SalesforceSettings, Settings};
pub use ids::{ConnectorId, KeyId, RequestId, TenantId, TokenId};
pub use name_key::{NameKey, is_ignorable};
pub use service_token::ServiceToken;
