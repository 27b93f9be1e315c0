//! What Salesforce's refusals mean: its words, as seen with real clients, to our codes.

use contract::api::SalesforceError;
use contract::codes::ProblemCode;
use contract::limits::SALESFORCE_TEXT_CHARS;
use serde::Deserialize;

/// A row of the table: the `error` (any, when empty), a part of the description (any, when empty), and the code.
type Row = (&'static str, &'static str, ProblemCode);

/// In order of precedence; compared in lower case. The wording varies between releases, so each row asks for
/// as few words as tell it from the others.
const TABLE: &[Row] = &[
    ("invalid_client_id", "", ProblemCode::SalesforceClientId),
    ("invalid_app_access", "", ProblemCode::SalesforceNotAdminApproved),
    ("app_not_found", "", ProblemCode::SalesforceAppNotInstalled),
    ("inactive_user", "", ProblemCode::SalesforceInactiveUser),
    ("inactive_org", "", ProblemCode::SalesforceInactiveOrg),
    ("rate_limit_exceeded", "", ProblemCode::SalesforceLoginRate),
    ("unsupported_grant_type", "", ProblemCode::SalesforceGrantType),
    ("invalid_client", "", ProblemCode::SalesforceInvalidClient),
    ("", "not admin approved", ProblemCode::SalesforceNotAdminApproved),
    ("", "approved this consumer", ProblemCode::SalesforceNotApproved),
    ("", "audience", ProblemCode::SalesforceAudience),
    ("", "client identifier invalid", ProblemCode::SalesforceClientId),
    ("", "not installed in this org", ProblemCode::SalesforceAppNotInstalled),
    ("", "ip restricted", ProblemCode::SalesforceIpRestricted),
    ("", "rate exceeded", ProblemCode::SalesforceLoginRate),
    ("", "grant type not supported", ProblemCode::SalesforceGrantType),
    ("", "inactive user", ProblemCode::SalesforceInactiveUser),
    ("", "user is inactive", ProblemCode::SalesforceInactiveUser),
    ("", "inactive organization", ProblemCode::SalesforceInactiveOrg),
    ("", "inactive org", ProblemCode::SalesforceInactiveOrg),
    // "expired authorization code" is what an `exp` outside Salesforce's window gets. Yes, this wording.
    ("invalid_grant", "expired", ProblemCode::SalesforceClock),
    ("invalid_grant", "invalid assertion", ProblemCode::SalesforceKeyMismatch),
    ("invalid_grant", "unknown user", ProblemCode::SalesforceUnknownUser),
    ("invalid_grant", "no such user", ProblemCode::SalesforceUnknownUser),
    ("invalid_grant", "user not found", ProblemCode::SalesforceUnknownUser),
    ("invalid_grant", "user does not exist", ProblemCode::SalesforceUnknownUser),
    ("invalid_grant", "user doesn't exist", ProblemCode::SalesforceUnknownUser),
    ("invalid_grant", "invalid user", ProblemCode::SalesforceUnknownUser),
    ("invalid_grant", "cannot find user", ProblemCode::SalesforceUnknownUser),
];

/// API errors that say "this user, or edition, may not use the API", rather than that the sign-in is no good.
const PERMISSION_MISSING: &[&str] = &["API_DISABLED_FOR_ORG", "API_CURRENTLY_DISABLED"];

#[derive(Deserialize)]
struct OAuthError {
    error: String,
    #[serde(default)]
    error_description: String,
}

#[derive(Deserialize)]
struct ApiError {
    #[serde(rename = "errorCode")]
    code: String,
    #[serde(default)]
    message: String,
}

/// The code for a refusal of the token endpoint. What is not in the table stays [`ProblemCode::SalesforceRefused`].
pub fn of_refusal(words: &SalesforceError) -> ProblemCode {
    let error = words.error.to_lowercase();
    let description = words.error_description.to_lowercase().replace('’', "'");
    TABLE
        .iter()
        .find(|(of, part, _)| (of.is_empty() || *of == error) && description.contains(part))
        .map_or(ProblemCode::SalesforceRefused, |&(_, _, code)| code)
}

/// Whether an API error names a missing permission.
pub fn is_missing_permission(words: &SalesforceError) -> bool {
    PERMISSION_MISSING.contains(&words.error.as_str())
}

/// The words of an OAuth error (RFC 6749, section 5.2), or nothing where the body is none.
pub fn oauth_error(body: &[u8]) -> Option<SalesforceError> {
    let read: OAuthError = serde_json::from_slice(body).ok()?;
    (!read.error.is_empty()).then(|| words(&read.error, &read.error_description))
}

/// The words of a REST API error: a list, of which the first counts. `userinfo` and some gateways give an OAuth
/// error instead.
pub fn api_error(body: &[u8]) -> Option<SalesforceError> {
    let list: Option<Vec<ApiError>> = serde_json::from_slice(body).ok();
    match list.and_then(|list| list.into_iter().next()) {
        Some(first) => Some(words(&first.code, &first.message)),
        None => oauth_error(body),
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
