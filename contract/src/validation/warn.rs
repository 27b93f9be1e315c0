//! What may be amiss with a form, without blocking.

use super::ValidatedUrl;
use super::salesforce::{is_production_host, is_sandbox_host};
use crate::codes::WarningCode;
use crate::limits::{CONSUMER_KEY_CHARS, RSA_BITS_USUAL_MAX};
use crate::private_key::PrivateKey;

/// How Salesforce's Consumer Keys begin.
const CONSUMER_KEY_PREFIX: &str = "3MVG9";

/// What sandboxes are usually called, also with a number (`uat2`).
const SANDBOX_NAMES: [&str; 18] = [
    "dev",
    "devpro",
    "developer",
    "full",
    "fullcopy",
    "int",
    "partial",
    "preprod",
    "qa",
    "sandbox",
    "sbx",
    "sit",
    "stage",
    "staging",
    "stg",
    "test",
    "training",
    "uat",
];

/// Those of [`SANDBOX_NAMES`] that are top-level domains of three letters and more as well: `user@eu.acme.dev` may
/// be anyone.
const ALSO_TOP_LEVEL_DOMAINS: [&str; 3] = ["dev", "int", "training"];

/// What follows a domain in usernames of production, where the plain one is taken: also with a number.
const PRODUCTION_NAMES: [&str; 7] = ["crm", "live", "prd", "prod", "production", "salesforce", "sfdc"];

/// Top-level domains under which organizations have their names, or a country's second level (`com.au`).
const ORGANIZATION_DOMAINS: [&str; 10] =
    ["biz", "co", "com", "edu", "gov", "info", "io", "mil", "net", "org"];

/// Warns of a Client ID that does not look like a Consumer Key, or like a part of one.
pub fn warn_of_client_id(id: &str) -> Option<WarningCode> {
    if is_consumer_key(id) {
        None
    } else if id.starts_with(CONSUMER_KEY_PREFIX) {
        Some(WarningCode::ClientIdShort)
    } else {
        Some(WarningCode::ClientIdUnusual)
    }
}

/// Warns of a URL that is a sandbox's where the user looks like production's, or the other way round. An operator's
/// authority may be either's.
pub fn warn_of_url(url: &ValidatedUrl, username: &str) -> Option<WarningCode> {
    if url.allowed_by_operator {
        return None;
    }
    match UserOf::guess(username) {
        UserOf::Sandbox if is_production_host(&url.host) => Some(WarningCode::UrlProductionForSandboxUser),
        UserOf::Production if is_sandbox_host(&url.host) => Some(WarningCode::UrlSandboxForProductionUser),
        _ => None,
    }
}

/// Warns of a key that is larger than those of Salesforce's own certificates.
pub fn warn_of_key(key: &PrivateKey) -> Option<WarningCode> {
    (key.bits > RSA_BITS_USUAL_MAX).then_some(WarningCode::KeyLarge)
}

fn is_consumer_key(id: &str) -> bool {
    id.starts_with(CONSUMER_KEY_PREFIX) && id.len() >= CONSUMER_KEY_CHARS
}

/// What a username tells about its organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum UserOf {
    Sandbox,
    Production,
    Unknown,
}

impl UserOf {
    /// Guesses by Salesforce's habit of appending the sandbox's name to the usernames that it copies
    /// (`user@acme.com` becomes `user@acme.com.uat`).
    ///
    /// A sandbox's user: at least three labels, the last one being either a usual name of sandboxes, or a word
    /// right behind `com`, `org` and the like, where no real domain goes on, that does not say production. Names that are
    /// top-level domains too (`dev`) count behind such a domain only, and two letters are a country (`com.qa` is Qatar's).
    /// A production user: the domain ends as organizations' domains do, and no part of the username is called as
    /// sandboxes are. All else stays unknown, since a wrong warning is worse than none.
    fn guess(username: &str) -> Self {
        let username = username.to_ascii_lowercase();
        let domain = username.split_once('@').map_or("", |(_, domain)| domain);
        let mut labels = domain.rsplit('.');
        let (last, before, third) = (labels.next().unwrap_or(""), labels.next().unwrap_or(""), labels.next());
        let ends_as_domains_do = last.len() <= 2 || ORGANIZATION_DOMAINS.contains(&last);
        let behind_a_domain =
            ORGANIZATION_DOMAINS.contains(&before) && !PRODUCTION_NAMES.contains(&without_number(last));
        let named = is_sandbox_name(last) && !ALSO_TOP_LEVEL_DOMAINS.contains(&last);
        if third.is_some() && !ends_as_domains_do && (named || behind_a_domain) {
            Self::Sandbox
        } else if username.split(|c: char| !c.is_ascii_alphanumeric()).any(is_sandbox_name) {
            Self::Unknown
        } else if ends_as_domains_do {
            Self::Production
        } else {
            Self::Unknown
        }
    }
}

fn is_sandbox_name(word: &str) -> bool {
    SANDBOX_NAMES.contains(&without_number(word))
}

fn without_number(word: &str) -> &str {
    word.trim_end_matches(|c: char| c.is_ascii_digit())
}
