mod other_words;

use super::*;

fn meaning(error: &str, description: &str) -> ProblemCode {
    of_refusal(&words(error, description))
}

#[test]
fn the_words_that_real_clients_saw() {
    use ProblemCode as P;
    for (error, description, code) in [
        ("invalid_client_id", "client identifier invalid", P::SalesforceClientId),
        ("invalid_grant", "invalid assertion", P::SalesforceKeyMismatch),
        ("invalid_grant", "audience is invalid", P::SalesforceAudience),
        ("invalid_grant", "Audience validation failed", P::SalesforceAudience),
        ("invalid_grant", "user hasn't approved this consumer", P::SalesforceNotApproved),
        ("invalid_grant", "user hasn’t approved this consumer", P::SalesforceNotApproved),
        (
            "invalid_app_access",
            "user is not admin approved to access this app",
            P::SalesforceNotAdminApproved,
        ),
        ("invalid_grant", "user is not admin approved to access this app", P::SalesforceNotAdminApproved),
        ("invalid_grant", "unknown user", P::SalesforceUnknownUser),
        ("invalid_grant", "User not found", P::SalesforceUnknownUser),
        ("invalid_grant", "expired authorization code", P::SalesforceClock),
        ("app_not_found", "External client app is not installed in this org", P::SalesforceAppNotInstalled),
        ("invalid_grant", "ip restricted", P::SalesforceIpRestricted),
        ("invalid_grant", "login rate exceeded", P::SalesforceLoginRate),
        ("rate_limit_exceeded", "", P::SalesforceLoginRate),
        ("unsupported_grant_type", "grant type not supported", P::SalesforceGrantType),
        ("inactive_user", "user is inactive", P::SalesforceInactiveUser),
        ("inactive_org", "org is inactive", P::SalesforceInactiveOrg),
        ("invalid_client", "invalid client credentials", P::SalesforceInvalidClient),
        ("INVALID_GRANT", "IP RESTRICTED", P::SalesforceIpRestricted),
        ("invalid_grant", "authentication failure", P::SalesforceRefused),
        ("something_new", "whatever", P::SalesforceRefused),
    ] {
        assert_eq!(meaning(error, description), code, "{error}: {description}");
    }
}

/// What the field reports, and its kin: each with what is made of it.
#[test]
fn what_the_field_reports_is_read_rightly() {
    use ProblemCode as P;
    for (error, description, code) in [
        // The app is not installed where it is asked for.
        ("invalid_client", "app must be installed into org", P::SalesforceAppNotInstalled),
        ("invalid_client", "The app isn't installed in this org", P::SalesforceAppNotInstalled),
        (
            "invalid_client",
            "Cross-org OAuth flows are not supported for this external client app",
            P::SalesforceAppNotInstalled,
        ),
        ("OAUTH_EC_APP_NOT_FOUND", "", P::SalesforceAppNotInstalled),
        (
            "OAUTH_EC_APP_NOT_FOUND",
            "External client app is not installed in this org",
            P::SalesforceAppNotInstalled,
        ),
        ("invalid_client", "invalid client credentials", P::SalesforceInvalidClient),
        ("invalid_client_credentials", "client secret invalid", P::SalesforceInvalidClient),
        ("unauthorized_client", "the client may not use this grant type", P::SalesforceInvalidClient),
        // What expired is not always our assertion.
        ("invalid_grant", "expired access/refresh token", P::SalesforceApprovalExpired),
        ("invalid_grant", "expired refresh token", P::SalesforceApprovalExpired),
        ("invalid_grant", "session expired or invalid", P::SalesforceApprovalExpired),
        ("invalid_grant", "The user's approval has expired", P::SalesforceApprovalExpired),
        ("invalid_grant", "user password has expired", P::SalesforcePasswordExpired),
        ("invalid_grant", "Password expired", P::SalesforcePasswordExpired),
        ("password_expired", "the password must be changed", P::SalesforcePasswordExpired),
        ("invalid_grant", "the certificate has expired", P::SalesforceRefused),
        ("invalid_grant", "expired authorization code", P::SalesforceClock),
        ("invalid_grant", "Assertion expired", P::SalesforceClock),
        ("invalid_grant", "the JWT has expired", P::SalesforceClock),
        // Salesforce's own trouble.
        ("unknown_error", "retry your request", P::SalesforceUnavailable),
        ("unknown_error", "", P::SalesforceUnavailable),
        ("server_error", "", P::SalesforceUnavailable),
        ("temporarily_unavailable", "the server is busy", P::SalesforceUnavailable),
        ("invalid_request", "Please try again later", P::SalesforceUnavailable),
        // An admin blocked the app, or never let the user use it.
        ("OAUTH_APP_BLOCKED", "this app is blocked by admin", P::SalesforceAppBlocked),
        ("invalid_grant", "app blocked", P::SalesforceAppBlocked),
        ("access_denied", "This application has been blocked by your administrator", P::SalesforceAppBlocked),
        ("OAUTH_APP_ACCESS_DENIED", "", P::SalesforceNotAdminApproved),
        (
            "OAUTH_APPROVAL_ERROR_GENERIC",
            "An unexpected error has occurred during authentication. Please try again.",
            P::SalesforceNotApproved,
        ),
        ("access_denied", "end-user denied authorization", P::SalesforceNotApproved),
        // The app's scopes.
        ("invalid_request", "refresh_token scope is required for this flow", P::SalesforceScopeMissing),
        ("invalid_grant", "refresh_token scope is required", P::SalesforceScopeMissing),
        ("invalid_scope", "the requested scope is not allowed", P::SalesforceScopeMissing),
        ("insufficient_scope", "", P::SalesforceScopeMissing),
        // The user.
        ("invalid_grant", "inactive user", P::SalesforceInactiveUser),
        ("invalid_grant", "user is frozen", P::SalesforceInactiveUser),
        ("invalid_grant", "inactive organization", P::SalesforceInactiveOrg),
        // Their kin.
        ("invalid_client", "client identifier invalid", P::SalesforceClientId),
        ("invalid_grant", "app not found", P::SalesforceAppNotInstalled),
        ("invalid_grant", "The consumer is blocked", P::SalesforceAppBlocked),
        ("invalid_grant", "your IP address is blocked: ip restricted", P::SalesforceIpRestricted),
        ("invalid_grant", "user must reset password", P::SalesforcePasswordExpired),
        ("invalid_grant", "Password change required", P::SalesforcePasswordExpired),
        ("invalid_grant", "token has been revoked", P::SalesforceApprovalExpired),
        ("invalid_grant", "the user's approval was revoked", P::SalesforceApprovalExpired),
        ("invalid_grant", "user is locked out", P::SalesforceInactiveUser),
        ("invalid_grant", "organization is locked, closed, or suspended", P::SalesforceInactiveOrg),
        ("invalid_grant", "Login rate limit exceeded", P::SalesforceLoginRate),
        ("invalid_grant", "number of logins exceeded", P::SalesforceLoginRate),
        ("invalid_request", "no valid scopes defined", P::SalesforceScopeMissing),
        ("unheard_of", "please retry", P::SalesforceUnavailable),
        // Nobody knows.
        ("invalid_request", "HTTPS required", P::SalesforceRefused),
        ("invalid_grant", "authentication failure", P::SalesforceRefused),
        ("invalid_grant", "invalid authorization code", P::SalesforceRefused),
    ] {
        assert_eq!(meaning(error, description), code, "{error}: {description}");
    }
}

#[test]
fn what_the_probe_is_refused_with_is_read_rightly() {
    use ProblemCode as P;
    for (status, error, message, code) in [
        (403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", P::SalesforceRequestLimit),
        (
            403,
            "REQUEST_LIMIT_EXCEEDED",
            "ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
            P::SalesforceUnavailable,
        ),
        (404, "NOT_FOUND", "The requested resource does not exist", P::SalesforceApiVersion),
        (410, "GONE", "The REST API version you requested is retired", P::SalesforceApiVersion),
        (400, "UNSUPPORTED_API_VERSION", "", P::SalesforceApiVersion),
        (403, "INVALID_OPERATION_WITH_EXPIRED_PASSWORD", "", P::SalesforcePasswordExpired),
        (400, "SERVER_UNAVAILABLE", "", P::SalesforceUnavailable),
        (401, "INVALID_SESSION_ID", "Session expired or invalid", P::SalesforceAccessRefused),
        (403, "FORBIDDEN", "", P::SalesforceAccessRefused),
        (403, "FORBIDDEN", "this app is blocked by admin", P::SalesforceAppBlocked),
        (403, "ORG_LOCKED", "", P::SalesforceInactiveOrg),
        (403, "TRIAL_EXPIRED", "", P::SalesforceInactiveOrg),
        (403, "FORBIDDEN", "user is inactive", P::SalesforceInactiveUser),
        (403, "FORBIDDEN", "login from this IP address is not allowed", P::SalesforceIpRestricted),
        (403, "FORBIDDEN", "You do not have access to this resource", P::SalesforceAccessRefused),
        (403, "INSUFFICIENT_ACCESS", "access token expired", P::SalesforceAccessRefused),
    ] {
        assert_eq!(of_probe(status, &words(error, message)), code, "{status} {error}: {message}");
    }
}

#[test]
fn every_row_can_be_reached() {
    for &(parts, code) in TABLE {
        assert_eq!(meaning("", &parts.join(" ")), code, "{parts:?}");
    }
}

#[test]
fn what_is_passed_on_is_short_plain_text() {
    let long = format!("a\u{202e}b\r\n\u{0}c{}", "x".repeat(1000));
    let passed = words("e\u{7}", &long);
    assert_eq!(passed.error, "e");
    assert!(passed.error_description.starts_with("ab  cx"), "{}", passed.error_description);
    assert_eq!(passed.error_description.chars().count(), SALESFORCE_TEXT_CHARS);
}

#[test]
fn a_body_that_is_no_error_gives_no_words() {
    for body in ["", "<html>", "[]", "{}", r#"{"error":""}"#, r#"{"error":5}"#, "null"] {
        assert_eq!(parse(body.as_bytes()), None, "{body}");
    }
    let listed = parse(br#"[{"errorCode":"API_DISABLED_FOR_ORG","message":"The REST API is not enabled"}]"#);
    assert!(is_missing_permission(&listed.expect("words")));
}
