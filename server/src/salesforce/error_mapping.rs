//! What Salesforce's refusals mean: its words, as seen with real clients, to our codes.

use contract::api::SalesforceError;
use contract::codes::ProblemCode;
use contract::limits::SALESFORCE_TEXT_CHARS;
use serde::Deserialize;

/// A row of the table: what the words have all of, each at the beginning of a word, and the code.
type Row = (&'static [&'static str], ProblemCode);

/// In order of precedence. The wording varies between releases, so each row asks for as few words as tell it from the
/// others; a blank at the end asks for a whole word.
const TABLE: &[Row] = &[
    // What says whom or what it is about outranks what covers many things.
    (&["ip "], ProblemCode::SalesforceIpRestricted),
    (&["restricted domain"], ProblemCode::SalesforceIpRestricted),
    (&["audience"], ProblemCode::SalesforceAudience),
    (&["aud "], ProblemCode::SalesforceAudience),
    (&["on this domain"], ProblemCode::SalesforceAudience),
    (&["my domain"], ProblemCode::SalesforceAudience),
    (&["install"], ProblemCode::SalesforceAppNotInstalled),
    (&["uninstalled"], ProblemCode::SalesforceAppNotInstalled),
    (&["cross org"], ProblemCode::SalesforceAppNotInstalled),
    (&["app is not available"], ProblemCode::SalesforceAppNotInstalled),
    (&["app", "blocked"], ProblemCode::SalesforceAppBlocked),
    (&["consumer", "blocked"], ProblemCode::SalesforceAppBlocked),
    (&["client", "blocked"], ProblemCode::SalesforceAppBlocked),
    (&["scope"], ProblemCode::SalesforceScopeMissing),
    (&["flow", "disabled"], ProblemCode::SalesforceInvalidClient),
    (&["flow", "not enabled"], ProblemCode::SalesforceInvalidClient),
    (&["client identifier"], ProblemCode::SalesforceClientId),
    (&["client id "], ProblemCode::SalesforceClientId),
    (&["consumer key"], ProblemCode::SalesforceClientId),
    (&["inactive org"], ProblemCode::SalesforceInactiveOrg),
    (&["org", "is locked"], ProblemCode::SalesforceInactiveOrg),
    (&["user is disabled"], ProblemCode::SalesforceInactiveUser),
    (&["app", "disabled"], ProblemCode::SalesforceAppBlocked),
    (&["app", "not enabled"], ProblemCode::SalesforceAppBlocked),
    (&["app", "isnt enabled"], ProblemCode::SalesforceAppBlocked),
    (&["app is not active"], ProblemCode::SalesforceAppBlocked),
    (&["client is disabled"], ProblemCode::SalesforceAppBlocked),
    (&["consumer", "disabled"], ProblemCode::SalesforceAppBlocked),
    // What expired is told apart. "expired authorization code" is what an `exp` outside Salesforce's window gets: yes,
    // this wording.
    (&["expir", "authorization code"], ProblemCode::SalesforceClock),
    (&["expir", "assertion"], ProblemCode::SalesforceClock),
    (&["expir", "jwt"], ProblemCode::SalesforceClock),
    (&["exp "], ProblemCode::SalesforceClock),
    (&["in the future"], ProblemCode::SalesforceClock),
    (&["not yet valid"], ProblemCode::SalesforceClock),
    (&["expir", "password"], ProblemCode::SalesforcePasswordExpired),
    (&["password", "reset"], ProblemCode::SalesforcePasswordExpired),
    (&["password", "change"], ProblemCode::SalesforcePasswordExpired),
    (&["expir", "token"], ProblemCode::SalesforceApprovalExpired),
    (&["expir", "session"], ProblemCode::SalesforceApprovalExpired),
    (&["expir", "approval"], ProblemCode::SalesforceApprovalExpired),
    (&["expir", "authorization"], ProblemCode::SalesforceApprovalExpired),
    (&["no longer valid", "token"], ProblemCode::SalesforceApprovalExpired),
    (&["revoked", "token"], ProblemCode::SalesforceApprovalExpired),
    (&["revoked", "approval"], ProblemCode::SalesforceApprovalExpired),
    (&["revoked", "authorization"], ProblemCode::SalesforceApprovalExpired),
    (&["revoked", "access"], ProblemCode::SalesforceApprovalExpired),
    (&["invalid app access"], ProblemCode::SalesforceNotAdminApproved),
    (&["app access denied"], ProblemCode::SalesforceNotAdminApproved),
    (&["admin approved"], ProblemCode::SalesforceNotAdminApproved),
    (&["access denied"], ProblemCode::SalesforceNotApproved),
    (&["user", "access", "app"], ProblemCode::SalesforceNotAdminApproved),
    (&["user", "allowed", "app"], ProblemCode::SalesforceNotAdminApproved),
    (&["user", "assigned", "app"], ProblemCode::SalesforceNotAdminApproved),
    (&["unauthorized client"], ProblemCode::SalesforceInvalidClient),
    (&["oauth approval error"], ProblemCode::SalesforceNotApproved),
    (&["approved"], ProblemCode::SalesforceNotApproved),
    (&["authorized"], ProblemCode::SalesforceNotApproved),
    (&["consent"], ProblemCode::SalesforceNotApproved),
    (&["grant type"], ProblemCode::SalesforceGrantType),
    (&["assertion type"], ProblemCode::SalesforceGrantType),
    (&["user", "inactive"], ProblemCode::SalesforceInactiveUser),
    (&["user", "active"], ProblemCode::SalesforceInactiveUser),
    (&["user", "deactivated"], ProblemCode::SalesforceInactiveUser),
    (&["user", "frozen"], ProblemCode::SalesforceInactiveUser),
    (&["user", "locked"], ProblemCode::SalesforceInactiveUser),
    (&["user", "suspended"], ProblemCode::SalesforceInactiveUser),
    (&["org", "inactive"], ProblemCode::SalesforceInactiveOrg),
    (&["org", "locked"], ProblemCode::SalesforceInactiveOrg),
    (&["trial", "expir"], ProblemCode::SalesforceInactiveOrg),
    (&["org", "suspended"], ProblemCode::SalesforceInactiveOrg),
    (&["org", "expir"], ProblemCode::SalesforceInactiveOrg),
    (&["rate limit"], ProblemCode::SalesforceLoginRate),
    (&["rate", "exceeded"], ProblemCode::SalesforceLoginRate),
    (&["login", "exceeded"], ProblemCode::SalesforceLoginRate),
    (&["login", "too many"], ProblemCode::SalesforceLoginRate),
    (&["too many requests"], ProblemCode::SalesforceLoginRate),
    (&["unknown user"], ProblemCode::SalesforceUnknownUser),
    (&["user unknown"], ProblemCode::SalesforceUnknownUser),
    (&["no such user"], ProblemCode::SalesforceUnknownUser),
    (&["no user"], ProblemCode::SalesforceUnknownUser),
    (&["invalid user"], ProblemCode::SalesforceUnknownUser),
    (&["invalid subject"], ProblemCode::SalesforceUnknownUser),
    (&["find user"], ProblemCode::SalesforceUnknownUser),
    (&["user", "does not exist"], ProblemCode::SalesforceUnknownUser),
    (&["user", "doesnt exist"], ProblemCode::SalesforceUnknownUser),
    (&["user not found"], ProblemCode::SalesforceUnknownUser),
    (&["app", "not found"], ProblemCode::SalesforceAppNotInstalled),
    (&["user", "not found"], ProblemCode::SalesforceUnknownUser),
    (&["user", "be found"], ProblemCode::SalesforceUnknownUser),
    (&["invalid assertion"], ProblemCode::SalesforceKeyMismatch),
    (&["assertion is invalid"], ProblemCode::SalesforceKeyMismatch),
    (&["invalid jwt"], ProblemCode::SalesforceKeyMismatch),
    (&["signature"], ProblemCode::SalesforceKeyMismatch),
    (&["invalid client"], ProblemCode::SalesforceInvalidClient),
    // What says no more than that it is Salesforce's own trouble.
    (&["retry"], ProblemCode::SalesforceUnavailable),
    (&["try again"], ProblemCode::SalesforceUnavailable),
    (&["temporarily"], ProblemCode::SalesforceUnavailable),
    (&["service unavailable"], ProblemCode::SalesforceUnavailable),
    (&["server unavailable"], ProblemCode::SalesforceUnavailable),
    (&["maintenance"], ProblemCode::SalesforceUnavailable),
    (&["unknown error"], ProblemCode::SalesforceUnavailable),
    (&["unexpected error"], ProblemCode::SalesforceUnavailable),
    (&["internal error"], ProblemCode::SalesforceUnavailable),
    (&["server error"], ProblemCode::SalesforceUnavailable),
];

/// API errors that say "this user, or edition, may not use the API", rather than that the sign-in is no good.
const PERMISSION_MISSING: &[&str] = &["API_DISABLED_FOR_ORG", "API_CURRENTLY_DISABLED"];

/// What a body of words is read from: an OAuth error (RFC 6749, section 5.2), an error of the REST API, or a list of them, of
/// which the first counts.
#[derive(Deserialize)]
#[serde(untagged)]
enum ErrorBody {
    OAuth {
        error: String,
        error_description: Option<String>,
    },
    Api {
        #[serde(rename = "errorCode")]
        code: String,
        message: Option<String>,
    },
    List(Vec<Self>),
}

/// The code for a refusal of the token endpoint. What is not in the table stays [`ProblemCode::SalesforceRefused`].
pub fn of_refusal(words: &SalesforceError) -> ProblemCode {
    let words = plain_words(words);
    let has = |part: &&str| words.contains(&format!(" {part}"));
    TABLE
        .iter()
        .find(|(parts, _)| parts.iter().all(has))
        .map_or(ProblemCode::SalesforceRefused, |&(_, code)| code)
}

/// Error and description in lower case, with one blank around each word: a description may have an error's name in it, and
/// be written as in a URL.
fn plain_words(words: &SalesforceError) -> String {
    let text = format!("{} {}", words.error, words.error_description).to_lowercase().replace(['\'', '’'], "");
    let mut plain = String::from(" ");
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        plain.push_str(word);
        plain.push(' ');
    }
    plain
}

/// The code for a refusal of the access probe, `words` being what Salesforce said.
pub fn of_probe(status: u16, words: &SalesforceError) -> ProblemCode {
    let concurrent = || words.error_description.to_lowercase().contains("concurrent");
    match (status, words.error.as_str()) {
        // So many at once, and not so many a day: that passes.
        (_, "REQUEST_LIMIT_EXCEEDED") if concurrent() => ProblemCode::SalesforceUnavailable,
        (_, "REQUEST_LIMIT_EXCEEDED") => ProblemCode::SalesforceRequestLimit,
        (404 | 410, _) | (_, "UNSUPPORTED_API_VERSION") => ProblemCode::SalesforceApiVersion,
        _ => match of_refusal(words) {
            // What stands in the way of a sign-in may stand in the way of a request that follows.
            code @ (ProblemCode::SalesforceUnavailable
            | ProblemCode::SalesforcePasswordExpired
            | ProblemCode::SalesforceIpRestricted
            | ProblemCode::SalesforceAppBlocked
            | ProblemCode::SalesforceInactiveUser
            | ProblemCode::SalesforceInactiveOrg) => code,
            _ => ProblemCode::SalesforceAccessRefused,
        },
    }
}

/// Whether an API error names a missing permission.
pub fn is_missing_permission(words: &SalesforceError) -> bool {
    PERMISSION_MISSING.contains(&words.error.as_str())
}

/// The words of an error, or nothing where the body is none. Either endpoint may answer as the other does, and gateways
/// in between as they like.
pub fn parse(body: &[u8]) -> Option<SalesforceError> {
    match serde_json::from_slice(body).ok()? {
        ErrorBody::List(list) => list.into_iter().next()?.words(),
        one => one.words(),
    }
}

impl ErrorBody {
    fn words(self) -> Option<SalesforceError> {
        let (error, description) = match self {
            Self::OAuth { error, error_description } => (error, error_description),
            Self::Api { code, message } => (code, message),
            Self::List(_) => return None,
        };
        (!error.is_empty()).then(|| words(&error, &description.unwrap_or_default()))
    }
}

fn words(error: &str, description: &str) -> SalesforceError {
    SalesforceError { error: plain(error), error_description: plain(description) }
}

/// Text that is safe to show: no control or direction-changing characters, and short.
fn plain(text: &str) -> String {
    let harmful = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    text.chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|&c| !harmful(c))
        .take(SALESFORCE_TEXT_CHARS)
        .collect()
}

#[cfg(test)]
mod tests;
