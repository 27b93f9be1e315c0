//! What Salesforce's refusals mean: its words, as seen with real clients, to our codes.

use contract::api::SalesforceError;
use contract::codes::ProblemCode;
use contract::limits::SALESFORCE_TEXT_CHARS;
use serde::Deserialize;

/// A row of the table: the `error` (any, when empty), parts that the description has all of, and the code.
type Row = (&'static str, &'static [&'static str], ProblemCode);

/// In order of precedence; compared in lower case. The wording varies between releases, so each row asks for
/// as few words as tell it from the others.
const TABLE: &[Row] = &[
    // What the description says outranks the errors that cover many things.
    ("", &["not installed"], ProblemCode::SalesforceAppNotInstalled),
    ("", &["isn't installed"], ProblemCode::SalesforceAppNotInstalled),
    ("", &["must be installed"], ProblemCode::SalesforceAppNotInstalled),
    ("", &["cross-org"], ProblemCode::SalesforceAppNotInstalled),
    ("", &["app", "blocked"], ProblemCode::SalesforceAppBlocked),
    ("", &["consumer", "blocked"], ProblemCode::SalesforceAppBlocked),
    ("", &["scope", "required"], ProblemCode::SalesforceScopeMissing),
    ("", &["no valid scope"], ProblemCode::SalesforceScopeMissing),
    ("", &["client identifier invalid"], ProblemCode::SalesforceClientId),
    ("app_not_found", &[], ProblemCode::SalesforceAppNotInstalled),
    ("oauth_ec_app_not_found", &[], ProblemCode::SalesforceAppNotInstalled),
    ("oauth_app_blocked", &[], ProblemCode::SalesforceAppBlocked),
    ("invalid_scope", &[], ProblemCode::SalesforceScopeMissing),
    ("insufficient_scope", &[], ProblemCode::SalesforceScopeMissing),
    ("invalid_client_id", &[], ProblemCode::SalesforceClientId),
    ("invalid_app_access", &[], ProblemCode::SalesforceNotAdminApproved),
    ("oauth_app_access_denied", &[], ProblemCode::SalesforceNotAdminApproved),
    ("", &["not admin approved"], ProblemCode::SalesforceNotAdminApproved),
    ("oauth_approval_error_generic", &[], ProblemCode::SalesforceNotApproved),
    ("access_denied", &[], ProblemCode::SalesforceNotApproved),
    ("", &["approved this consumer"], ProblemCode::SalesforceNotApproved),
    ("inactive_user", &[], ProblemCode::SalesforceInactiveUser),
    ("inactive_org", &[], ProblemCode::SalesforceInactiveOrg),
    ("password_expired", &[], ProblemCode::SalesforcePasswordExpired),
    ("rate_limit_exceeded", &[], ProblemCode::SalesforceLoginRate),
    ("unsupported_grant_type", &[], ProblemCode::SalesforceGrantType),
    ("invalid_client", &[], ProblemCode::SalesforceInvalidClient),
    ("invalid_client_credentials", &[], ProblemCode::SalesforceInvalidClient),
    ("unauthorized_client", &[], ProblemCode::SalesforceInvalidClient),
    ("unknown_error", &[], ProblemCode::SalesforceUnavailable),
    ("server_error", &[], ProblemCode::SalesforceUnavailable),
    ("temporarily_unavailable", &[], ProblemCode::SalesforceUnavailable),
    ("", &["retry your request"], ProblemCode::SalesforceUnavailable),
    ("", &["try again later"], ProblemCode::SalesforceUnavailable),
    ("", &["please retry"], ProblemCode::SalesforceUnavailable),
    ("", &["audience"], ProblemCode::SalesforceAudience),
    ("", &["ip restricted"], ProblemCode::SalesforceIpRestricted),
    ("", &["rate", "exceeded"], ProblemCode::SalesforceLoginRate),
    ("", &["logins", "exceeded"], ProblemCode::SalesforceLoginRate),
    ("", &["grant type not supported"], ProblemCode::SalesforceGrantType),
    ("", &["inactive user"], ProblemCode::SalesforceInactiveUser),
    ("", &["user is inactive"], ProblemCode::SalesforceInactiveUser),
    ("", &["user is frozen"], ProblemCode::SalesforceInactiveUser),
    ("", &["user is locked"], ProblemCode::SalesforceInactiveUser),
    ("", &["inactive org"], ProblemCode::SalesforceInactiveOrg),
    ("", &["organization is locked"], ProblemCode::SalesforceInactiveOrg),
    // What expired is told apart. "expired authorization code" is what an `exp` outside Salesforce's window gets: yes,
    // this wording.
    ("", &["expired", "authorization code"], ProblemCode::SalesforceClock),
    ("", &["expired", "assertion"], ProblemCode::SalesforceClock),
    ("", &["expired", "jwt"], ProblemCode::SalesforceClock),
    ("", &["expired", "password"], ProblemCode::SalesforcePasswordExpired),
    ("", &["password", "reset"], ProblemCode::SalesforcePasswordExpired),
    ("", &["password", "change"], ProblemCode::SalesforcePasswordExpired),
    ("", &["expired", "token"], ProblemCode::SalesforceApprovalExpired),
    ("", &["expired", "session"], ProblemCode::SalesforceApprovalExpired),
    ("", &["expired", "approval"], ProblemCode::SalesforceApprovalExpired),
    ("", &["revoked", "token"], ProblemCode::SalesforceApprovalExpired),
    ("", &["revoked", "approval"], ProblemCode::SalesforceApprovalExpired),
    ("invalid_grant", &["invalid assertion"], ProblemCode::SalesforceKeyMismatch),
    ("invalid_grant", &["unknown user"], ProblemCode::SalesforceUnknownUser),
    ("invalid_grant", &["no such user"], ProblemCode::SalesforceUnknownUser),
    ("invalid_grant", &["user not found"], ProblemCode::SalesforceUnknownUser),
    ("invalid_grant", &["user does not exist"], ProblemCode::SalesforceUnknownUser),
    ("invalid_grant", &["user doesn't exist"], ProblemCode::SalesforceUnknownUser),
    ("invalid_grant", &["invalid user"], ProblemCode::SalesforceUnknownUser),
    ("invalid_grant", &["cannot find user"], ProblemCode::SalesforceUnknownUser),
    ("", &["app not found"], ProblemCode::SalesforceAppNotInstalled),
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
        .find(|(of, parts, _)| {
            (of.is_empty() || *of == error) && parts.iter().all(|part| description.contains(part))
        })
        .map_or(ProblemCode::SalesforceRefused, |&(_, _, code)| code)
}

/// The code for a refusal of the access probe, `words` being what Salesforce said.
pub fn of_probe(status: u16, words: &SalesforceError) -> ProblemCode {
    let concurrent = || words.error_description.to_lowercase().contains("concurrent");
    match (status, words.error.as_str()) {
        // So many at once, and not so many a day: that passes.
        (_, "REQUEST_LIMIT_EXCEEDED") if concurrent() => ProblemCode::SalesforceUnavailable,
        (_, "REQUEST_LIMIT_EXCEEDED") => ProblemCode::SalesforceRequestLimit,
        (_, "SERVER_UNAVAILABLE") => ProblemCode::SalesforceUnavailable,
        (_, "INVALID_OPERATION_WITH_EXPIRED_PASSWORD") => ProblemCode::SalesforcePasswordExpired,
        (404 | 410, _) | (_, "UNSUPPORTED_API_VERSION") => ProblemCode::SalesforceApiVersion,
        _ => ProblemCode::SalesforceAccessRefused,
    }
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
