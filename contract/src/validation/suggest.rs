//! What to offer in place of a URL that breaks its rule. It is never used without being accepted by the admin.

use super::salesforce::{behind_address_bar, meant_host, other_side};
use super::text::is_hidden;
use super::url::{audience, operator_authority, site_path, url};
use super::{UrlPolicy, ValidatedUrl};

/// A URL to offer in place of one that breaks its rule, where one can be made of it: with `https://`, without what
/// follows the host, with the My Domain in place of what an address bar shows, with the host of Salesforce's that it
/// misses narrowly. Its host is Salesforce's, or one that the operator allows and that was typed as it is. It passes
/// [`url`].
pub fn suggested_url(typed: &str, policy: &UrlPolicy) -> Option<String> {
    Loose::of(typed).offers(policy).find(|offer| url(offer, policy).is_ok())
}

/// An audience to offer, as [`suggested_url`] does. It passes [`audience`].
pub fn suggested_audience(typed: &str, policy: &UrlPolicy) -> Option<String> {
    Loose::of(typed).offers(policy).find(|offer| matches!(audience(offer, policy), Ok(Some(_))))
}

/// The URL to offer to a user of a sandbox in place of production's, and the other way round.
pub fn suggested_for_user(url: &ValidatedUrl, username: &str) -> Option<String> {
    let sandbox = username.rsplit_once('.').map_or("", |(_, last)| last).to_ascii_lowercase();
    other_side(&url.host, &sandbox).map(|host| format!("https://{host}"))
}

/// Whether what was typed has a host that only address bars show.
pub(super) fn is_of_address_bar(typed: &str) -> bool {
    behind_address_bar(&Loose::of(typed).host).is_some()
}

/// Where a URL is meant to lead, read as generously as possible.
struct Loose {
    /// In lower case.
    host: String,
    port: Option<u16>,
    /// From its first slash on, without one at its end.
    path: String,
}

impl Loose {
    fn of(typed: &str) -> Self {
        let visible: String = typed.chars().filter(|&c| !c.is_whitespace() && !is_hidden(c)).collect();
        let visible = visible.replace('\\', "/");
        let rest = match visible.split_once("//") {
            // "URL: https://…", "view-source:https://…".
            Some((scheme, rest)) if !scheme.contains('.') => rest,
            _ => {
                ["https:", "http:"].iter().find_map(|scheme| visible.strip_prefix(scheme)).unwrap_or(&visible)
            }
        };
        let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let host = authority.rsplit('@').next().unwrap_or_default();
        let (host, port) = host.split_once(':').unwrap_or((host, ""));
        let path = rest.split(['?', '#']).next().unwrap_or_default();
        Self {
            host: host.trim_end_matches(|c: char| !c.is_alphanumeric()).to_ascii_lowercase(),
            port: port.parse().ok(),
            path: site_path(path).trim_end_matches('/').to_owned(),
        }
    }

    /// What may be meant, the likeliest first: each with its path, then without.
    fn offers(&self, policy: &UrlPolicy) -> impl Iterator<Item = String> {
        let own = meant_host(&self.host).map(|host| format!("https://{host}"));
        let allowed = policy.allowed_authorities.iter().filter_map(|entry| operator_authority(entry).ok());
        let allowed = allowed.filter(|a| {
            a.host == self.host && (self.port.is_none() || self.port == Some(a.port_or_default()))
        });
        let origins = own.into_iter().chain(allowed.map(|authority| authority.canonical()));
        origins.flat_map(|origin| [[&origin, self.path.as_str()].concat(), origin])
    }
}
