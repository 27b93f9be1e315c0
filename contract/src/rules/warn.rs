//! What may be amiss with a form, without blocking.

use super::salesforce::{LOGIN, is_sandbox_host};
use super::{Rules, client_id, email_id, url};
use crate::codes::WarningCode;
use crate::form::SalesforceForm;
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

/// Top-level domains under which organisations have their names, or a country's second level (`com.au`).
const ORGANISATION_DOMAINS: [&str; 10] =
    ["biz", "co", "com", "edu", "gov", "info", "io", "mil", "net", "org"];

/// What may be amiss with a form whose private key was read as `key`, without blocking. Fields that break a rule are
/// not warned about.
pub fn warnings(form: &SalesforceForm, key: Option<&PrivateKey>) -> Vec<WarningCode> {
    let mut found = Vec::new();
    if client_id(&form.client_id).is_ok_and(|id| !is_consumer_key(&id)) {
        found.push(WarningCode::ClientIdUnusual);
    }
    // Only Salesforce's own hosts tell a sandbox from production, so the operator's are not needed here.
    if let (Ok(url), Ok(user)) = (url(&form.url, &Rules::default()), email_id(&form.email_id)) {
        match UserOf::guess(&user) {
            UserOf::Sandbox if url.host == LOGIN => found.push(WarningCode::UrlProductionForSandboxUser),
            UserOf::Production if is_sandbox_host(&url.host) => {
                found.push(WarningCode::UrlSandboxForProductionUser)
            }
            _ => {}
        }
    }
    if key.is_some_and(|key| key.bits > RSA_BITS_USUAL_MAX) {
        found.push(WarningCode::KeyLarge);
    }
    found
}

fn is_consumer_key(id: &str) -> bool {
    id.starts_with(CONSUMER_KEY_PREFIX) && id.len() >= CONSUMER_KEY_CHARS
}

/// What a username tells about its organisation.
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
    /// right behind `com`, `org` and the like, where no real domain goes on. Names that are top-level domains too
    /// (`dev`) count behind such a domain only, and two letters are a country (`com.qa` is Qatar's).
    /// A production user: the domain ends as organisations' domains do, and no part of the username is called as
    /// sandboxes are. All else stays unknown, since a wrong warning is worse than none.
    fn guess(username: &str) -> Self {
        let username = username.to_ascii_lowercase();
        let domain = username.split_once('@').map_or("", |(_, domain)| domain);
        let mut labels = domain.rsplit('.');
        let (last, before, third) = (labels.next().unwrap_or(""), labels.next().unwrap_or(""), labels.next());
        let ends_as_domains_do = last.len() <= 2 || ORGANISATION_DOMAINS.contains(&last);
        let behind_a_domain = ORGANISATION_DOMAINS.contains(&before);
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
    SANDBOX_NAMES.contains(&word.trim_end_matches(|c: char| c.is_ascii_digit()))
}
