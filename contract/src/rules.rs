//! The rules, once. Each takes what was typed and gives what is to be used, or the one code that says what is wrong.

use crate::codes::{RuleCode, WarningCode};
use crate::form::SalesforceForm;

/// What the rules must know beside the form: it comes from the operator's configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Authorities beside Salesforce's own hosts, as `scheme://host[:port]`. They match exactly as scheme, host
    /// and port; they are the only way to `http` or to a loopback address.
    pub allowed_authorities: Vec<String>,
}

/// An authorization server's URL, or an audience, taken apart by the strict grammar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedUrl {
    /// `https`, or `http` for an authority that the operator allowed.
    pub scheme: &'static str,
    /// The host in lower case.
    pub host: String,
    /// The port, where it is not the scheme's default.
    pub port: Option<u16>,
    /// The path without a trailing slash: empty for a URL, possible for an audience.
    pub path: String,
    /// Whether an authority of the operator's allowed it, rather than the list of Salesforce's hosts.
    pub allowed_by_operator: bool,
}

impl CheckedUrl {
    /// The canonical form: no default port, no trailing slash.
    pub fn canonical(&self) -> String {
        let Self { scheme, host, path, .. } = self;
        match self.port {
            Some(port) => format!("{scheme}://{host}:{port}{path}"),
            None => format!("{scheme}://{host}{path}"),
        }
    }
}

/// Name: trimmed.
///
/// # Errors
/// Empty, too long, or with control characters.
pub fn name(_typed: &str) -> Result<String, RuleCode> {
    Err(RuleCode::NameEmpty)
}

/// Client ID: trimmed.
///
/// # Errors
/// See the codes that begin with `client_id_`.
pub fn client_id(_typed: &str) -> Result<String, RuleCode> {
    Err(RuleCode::ClientIdEmpty)
}

/// Email ID: trimmed.
///
/// # Errors
/// See the codes that begin with `email_id_`.
pub fn email_id(_typed: &str) -> Result<String, RuleCode> {
    Err(RuleCode::EmailIdEmpty)
}

/// URL of the authorization server.
///
/// # Errors
/// See the codes that begin with `url_`.
pub fn url(_typed: &str, _rules: &Rules) -> Result<CheckedUrl, RuleCode> {
    Err(RuleCode::UrlEmpty)
}

/// Audience: `None` when empty, which means the same as the URL.
///
/// # Errors
/// See the codes that begin with `audience_`.
pub fn audience(_typed: &str, _rules: &Rules) -> Result<Option<CheckedUrl>, RuleCode> {
    Err(RuleCode::AudienceMalformed)
}

/// The My Domain URL to offer for what an address bar shows ([`RuleCode::UrlAddressBar`]).
pub fn url_offer(_typed: &str) -> Option<String> {
    None
}

/// Whether a host is a Salesforce sandbox's: `test.salesforce.com` or below `.sandbox.my.salesforce.com`.
pub fn is_sandbox_host(_host: &str) -> bool {
    false
}

/// What may be amiss with a form, without blocking. Fields that break a rule are not warned about.
pub fn warnings(_form: &SalesforceForm) -> Vec<WarningCode> {
    Vec::new()
}
