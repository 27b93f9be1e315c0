//! The rules, once. Each takes what was typed and gives what is to be used, or the one code that says what is wrong.
//!
//! Where several things are wrong with a field, each function's documentation states which is said first: the
//! one that helps most, or the one that makes the others moot.

mod host;
mod misplaced;
mod near_miss;
mod notes;
mod salesforce;
mod suggest;
mod text;
mod url;
mod warn;

pub use self::misplaced::{Printable, misplaced_key, no_private_key};
pub use self::notes::{contact, notes};
pub use self::salesforce::is_sandbox_host;
pub use self::suggest::{suggested_audience, suggested_for_user, suggested_url};
pub use self::text::*;
pub use self::url::{CanonicalUrl, ValidatedUrl, audience, instance_url, operator_authority, url};
pub use self::warn::{warn_of_client_id, warn_of_key, warn_of_url};

/// Which URLs the operator allows beside Salesforce's own: what the rules must know beside a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UrlPolicy {
    /// Authorities beside Salesforce's own hosts, as `scheme://host[:port]`. They match exactly as scheme, host
    /// and port; they are the only way to `http` or to a loopback address. An entry that
    /// [`operator_authority`] refuses matches nothing.
    pub allowed_authorities: Vec<String>,
}
