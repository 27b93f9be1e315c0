//! What to offer in place of a URL that breaks its rule. It is never used without being accepted by the admin.

use super::salesforce::{behind_address_bar, meant_host, other_side};
use super::text::is_hidden;
use super::url::{audience, operator_authority, site_path, url};
use super::{UrlPolicy, ValidatedUrl};
use crate::blank::is_blank;

/// A URL to offer in place of one that breaks its rule, where one can be made of it: with `https://`, without what
/// follows the host, with the My Domain in place of what an address bar shows, with the host of Salesforce's that it
/// misses narrowly. Its host is Salesforce's, or one that the operator allows and that was typed as it is. It passes
/// [`url`].
pub fn suggested_url(typed: &str, policy: &UrlPolicy) -> Option<String> {
    offer(typed, policy, |offer, policy| url(offer, policy).is_ok())
}

/// An audience to offer, as [`suggested_url`] does. It passes [`audience`].
pub fn suggested_audience(typed: &str, policy: &UrlPolicy) -> Option<String> {
    offer(typed, policy, |offer, policy| matches!(audience(offer, policy), Ok(Some(_))))
}

/// What is offered for the first part that leads anywhere: a word among others, or a URL in another one. Else for all of it,
/// in which a blank may be a slip.
fn offer(typed: &str, policy: &UrlPolicy, passes: fn(&str, &UrlPolicy) -> bool) -> Option<String> {
    let decoded = typed.replace("%3A%2F%2F", "://");
    // A word that begins with a dot goes on with the one before.
    let words = decoded.split_whitespace().filter(|word| !word.starts_with('.'));
    let parts = words.flat_map(|word| word.split("//"));
    parts.chain([typed]).find_map(|part| Loose::of(part).offer(policy, passes))
}

/// The URL to offer to a user of a sandbox in place of production's, and the other way round.
pub fn suggested_for_user(url: &ValidatedUrl, username: &str) -> Option<String> {
    let sandbox = username.rsplit_once('.').map_or("", |(_, last)| last).to_ascii_lowercase();
    other_side(&url.host, &sandbox).map(|host| ["https://", &*host].concat())
}

/// Whether what was typed has a host that only address bars show.
pub(super) fn is_of_address_bar(typed: &str) -> bool {
    behind_address_bar(&Loose::of(typed).host).is_some()
}

/// Where a URL is meant to lead, read as generously as possible.
struct Loose {
    /// The host, in lower case.
    host: String,
    /// The port with its colon; empty for https' own, or where there is none.
    port: String,
    /// From its first slash on, without one at its end.
    path: String,
}

impl Loose {
    fn of(typed: &str) -> Self {
        let mut visible = String::with_capacity(typed.len());
        for c in typed.chars().filter(|&c| !is_blank(c) && !is_hidden(c)) {
            match c {
                // What word processors make of hyphens, and input methods of dots.
                '\u{2013}' | '\u{2014}' => visible.push_str("--"),
                '\u{2010}' | '\u{2011}' => visible.push('-'),
                '\u{3002}' | '\u{FF0E}' => visible.push('.'),
                c => visible.push(c),
            }
        }
        let slashes = visible.as_bytes().windows(2).position(|pair| pair == b"//");
        let scheme = slashes.and_then(|at| visible.split_at_checked(at));
        let rest = match scheme {
            // "URL: https://…", "view-source:https://…".
            Some((scheme, rest)) if !scheme.contains('.') => rest,
            _ => {
                ["https:", "http:"].iter().find_map(|scheme| visible.strip_prefix(scheme)).unwrap_or(&visible)
            }
        };
        let rest = rest.trim_start_matches(is_no_host);
        let (authority, rest) = rest.split_at(rest.find(ends_authority).unwrap_or(rest.len()));
        let host = authority.rsplit('@').next().unwrap_or_default();
        let (host, port) = host.split_at(host.find(':').unwrap_or(host.len()));
        let path = rest.split(['?', '#']).next().unwrap_or_default();
        Self {
            host: host.trim_end_matches(is_no_host).to_ascii_lowercase(),
            port: port.strip_suffix(":443").unwrap_or(port).to_owned(),
            path: site_path(path).trim_end_matches('/').to_owned(),
        }
    }

    /// What is meant: the likeliest that passes a rule, with its path or else without.
    fn offer(&self, policy: &UrlPolicy, passes: fn(&str, &UrlPolicy) -> bool) -> Option<String> {
        let meant = meant_host(&self.host).or_else(|| meant_host(self.host.strip_prefix("www.")?));
        let own = meant.map(|host| ["https://", &*host].concat());
        let allowed = policy.allowed_authorities.iter().filter_map(|entry| {
            let allowed = operator_authority(entry).ok().filter(|allowed| allowed.host == self.host)?;
            Some(allowed.canonical()).filter(|origin| origin.ends_with(&self.port))
        });
        // What an address bar shows behind the host is a page.
        let path = if behind_address_bar(&self.host).is_some() { "" } else { self.path.as_str() };
        for origin in own.into_iter().chain(allowed) {
            for path in [path, ""] {
                let offer = [&origin, path].concat();
                if passes(&offer, policy) {
                    return Some(offer);
                }
            }
        }
        None
    }
}

/// What neither a host has nor what may stand beside it, nor what may be a slip in it.
fn ends_authority(c: char) -> bool {
    is_no_host(c) && !matches!(c, '.' | '-' | ':' | '@' | ',' | '_')
}

/// What stands around a host: brackets, quotes, dots. Letters beyond ASCII may be slips.
fn is_no_host(c: char) -> bool {
    c.is_ascii() && !c.is_ascii_alphanumeric()
}
