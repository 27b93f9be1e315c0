//! Salesforce's own hosts: which are authorization servers, and which only stand in address bars.

use super::host::is_domain;
use crate::blank::trimmed;

/// Where My Domain hosts stand: the world's, and China's.
const MY_DOMAIN_SUFFIXES: [&str; 2] = [".my.salesforce.com", ".my.sfcrmproducts.cn"];

/// Below these stand the same names as below `.my.salesforce.com`, but for people: Lightning and Setup.
const ADDRESS_BAR_SUFFIXES: [&str; 2] = [".lightning.force.com", ".my.salesforce-setup.com"];

/// The production authorization server of all organizations.
pub(super) const LOGIN: &str = "login.salesforce.com";

/// The authorization server of all sandboxes.
const TEST: &str = "test.salesforce.com";

/// Whether a host (in lower case) is one of Salesforce's authorization servers.
pub(super) fn is_salesforce_host(host: &str) -> bool {
    host == LOGIN || host == TEST || MY_DOMAIN_SUFFIXES.iter().any(|suffix| host.ends_with(suffix))
}

/// Whether a host (in lower case) is a Salesforce sandbox's: `test.salesforce.com`, or below `sandbox` in a My
/// Domain (`acme--uat.sandbox.my.salesforce.com`).
pub fn is_sandbox_host(host: &str) -> bool {
    let my_domain = MY_DOMAIN_SUFFIXES.iter().find_map(|suffix| host.strip_suffix(suffix));
    host == TEST || my_domain.is_some_and(|name| name.ends_with(".sandbox"))
}

/// The My Domain URL to offer for what an address bar shows ([`crate::codes::RuleCode::UrlAddressBar`]).
///
/// An address bar is copied with its path, and some browsers copy it without the scheme, so only the host counts.
/// What is offered is made of the name alone and passes [`super::url`].
pub fn suggested_url(typed: &str) -> Option<String> {
    let typed = trimmed(typed).to_ascii_lowercase();
    let authority =
        ["https://", "http://"].iter().find_map(|scheme| typed.strip_prefix(scheme)).unwrap_or(&typed);
    let authority = authority.split(['/', '?', '#', '\\']).next()?;
    let host = authority.strip_suffix(":443").unwrap_or(authority);
    let name = ADDRESS_BAR_SUFFIXES.iter().find_map(|suffix| host.strip_suffix(suffix))?;
    let offered = format!("{name}{}", MY_DOMAIN_SUFFIXES[0]);
    is_domain(&offered).then(|| format!("https://{offered}"))
}
