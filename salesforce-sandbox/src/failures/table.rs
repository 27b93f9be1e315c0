//! The rows. An id never changes: people and tests type it.

use super::Outcome::{Answer, Api, Fault as Does, ForbiddenInstance, Oauth, UnknownHost as NoSuchHost};
use super::Reach::{AnyOtherKey, Audience, ClientId, EmailId, Instance, Url};
use super::{Oddity, Outcome, Place, Reach, Step, UNKNOWN_HOST};
use crate::fault::Fault;
use crate::refusal::{ApiError, OauthError};

/// What a page or a log must neither run nor repeat in full.
const HOSTILE_DESCRIPTION: &str = concat!(
    "<script>alert(document.domain)</script>\u{0}\u{1b}[31m\r\nX-Injected: 1 \u{202e}",
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
);

/// Declares [`Failure`] from one list of rows.
macro_rules! failures {
    ( $( $variant:ident = $id:literal, $step:ident, $reach:expr, $outcome:expr, $what:literal; )+ ) => {
        /// A failure that the sandbox can be driven into.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Failure { $( #[doc = $what] $variant ),+ }

        impl Failure {
            /// Every one of them, in the order of the cheat-sheet.
            pub const ALL: &'static [Self] = &[ $( Self::$variant ),+ ];

            /// Its name, in documents, Client IDs and users.
            pub const fn id(self) -> &'static str {
                match self { $( Self::$variant => $id ),+ }
            }

            /// When it happens.
            pub const fn step(self) -> Step {
                match self { $( Self::$variant => Step::$step ),+ }
            }

            /// How it is reached.
            pub const fn reach(self) -> Reach {
                match self { $( Self::$variant => $reach ),+ }
            }

            /// What a client sees.
            pub const fn outcome(self) -> Outcome {
                match self { $( Self::$variant => $outcome ),+ }
            }

            /// What has happened, in a few words.
            pub const fn what(self) -> &'static str {
                match self { $( Self::$variant => $what ),+ }
            }
        }
    };
}

failures! {
    UnknownClient = "unknown-client", Token, ClientId, Oauth(OauthError::UNKNOWN_CLIENT),
        "No app has this Client ID";
    KeyMismatch = "key-mismatch", Token, ClientId, Oauth(OauthError::INVALID_ASSERTION),
        "The app holds another certificate";
    OtherKey = "other-key", Token, AnyOtherKey, Oauth(OauthError::INVALID_ASSERTION),
        "The key is not the certificate's";
    LoginAudienceOnly = "login-audience-only", Token, ClientId, Oauth(OauthError::AUDIENCE),
        "The app takes login as its only audience, not its own URL";
    AudienceValidationFailed = "audience-validation-failed", Token, ClientId,
        Oauth(OauthError::new("invalid_grant", "Audience validation failed")),
        "Salesforce's other words for a wrong audience";
    WrongAudience = "wrong-audience", Token, Audience("https://test.salesforce.com"),
        Oauth(OauthError::AUDIENCE),
        "The app takes the sandbox's own URL and login as audience, not test";
    NotApproved = "not-approved", Token, ClientId, Oauth(OauthError::NOT_APPROVED),
        "The app is not set to admin-approved users";
    AppNotFound = "app-not-found", Token, ClientId,
        Oauth(OauthError::APP_NOT_FOUND),
        "An External Client App that is not installed in the org";
    AppMustBeInstalled = "app-must-be-installed", Token, ClientId,
        Oauth(OauthError::new("invalid_client", "app must be installed into org")),
        "A Connected App that is not installed in the org";
    AppBlocked = "app-blocked", Token, ClientId,
        Oauth(OauthError::new("OAUTH_APP_BLOCKED", "this app is blocked by admin")),
        "An admin of the org blocked the app";
    ScopeRequired = "scope-required", Token, ClientId,
        Oauth(OauthError::new("invalid_request", "refresh_token scope is required for this flow")),
        "The app lacks the scope refresh_token";
    UnsupportedGrantType = "unsupported-grant-type", Token, ClientId, Oauth(OauthError::GRANT_TYPE),
        "The endpoint does not know the JWT bearer flow";
    InvalidClient = "invalid-client", Token, ClientId,
        Oauth(OauthError::new("invalid_client", "invalid client credentials")),
        "The client's credentials are refused";
    RateLimitExceeded = "rate-limit-exceeded", Token, ClientId,
        Oauth(OauthError::new("rate_limit_exceeded", "number of login requests exceeded")),
        "Too many requests for this app";
    RetryYourRequest = "retry-your-request", Token, ClientId,
        Oauth(OauthError::new("unknown_error", "retry your request")),
        "Salesforce has trouble of its own";
    UnknownError = "unknown-error", Token, ClientId,
        Oauth(OauthError::new("unheard_of", "an error that nobody documented")),
        "An error code that nobody documented";
    HostileDescription = "hostile-description", Token, ClientId,
        Oauth(OauthError::new("invalid_grant", HOSTILE_DESCRIPTION)),
        "Markup, control characters and far too much text in the error's description";
    NotAdminApproved = "not-admin-approved", Token, EmailId, Oauth(OauthError::NOT_ADMIN_APPROVED),
        "The user's profile is not approved for the app";
    UnknownUser = "unknown-user", Token, EmailId, Oauth(OauthError::UNKNOWN_USER), "No such username";
    InactiveUser = "inactive-user", Token, EmailId, Oauth(OauthError::INACTIVE_USER),
        "The user is deactivated";
    PasswordExpired = "password-expired", Token, EmailId,
        Oauth(OauthError::new("invalid_grant", "user password has expired")),
        "The user's password has expired";
    ApprovalExpired = "approval-expired", Token, EmailId,
        Oauth(OauthError::new("invalid_grant", "expired access/refresh token")),
        "The user's approval of the app has expired";
    InactiveOrg = "inactive-org", Token, EmailId,
        Oauth(OauthError::new("inactive_org", "organization is inactive")),
        "The org is locked or closed";
    IpRestricted = "ip-restricted", Token, EmailId, Oauth(OauthError::new("invalid_grant", "ip restricted")),
        "The profile's Login IP Ranges exclude the caller";
    LoginRateExceeded = "login-rate-exceeded", Token, EmailId,
        Oauth(OauthError::new("invalid_grant", "login rate exceeded")),
        "Over 3,600 logins of this user in an hour";
    Clock = "clock", Token, EmailId, Oauth(OauthError::EXPIRED), "The caller's clock is off";
    NoApiScope = "no-api-scope", Token, EmailId, Answer(Oddity::ScopeWithoutApi),
        "The token's scope lacks api and full";
    NoScope = "no-scope", Token, EmailId, Answer(Oddity::NoScope), "The answer has no scope";
    NoId = "no-id", Token, EmailId, Answer(Oddity::NoId), "The answer has no id";
    NoAccessToken = "no-access-token", Token, EmailId, Answer(Oddity::NoAccessToken),
        "The answer has no access_token";
    NoInstanceUrl = "no-instance-url", Token, EmailId, Answer(Oddity::NoInstanceUrl),
        "The answer has no instance_url";
    NotAnObject = "not-an-object", Token, EmailId, Answer(Oddity::NotAnObject), "The answer is a JSON array";
    TruncatedJson = "truncated-json", Token, EmailId, Answer(Oddity::Truncated),
        "The answer is JSON that ends in the middle";
    InstanceMetadata = "instance-metadata", Token, Instance(Place::Fixed("http://169.254.169.254")),
        ForbiddenInstance,
        "instance_url is a cloud's metadata address";
    InstancePrivate = "instance-private", Token, Instance(Place::Fixed("https://10.0.0.1")),
        ForbiddenInstance,
        "instance_url is a private address";
    InstanceLoopback = "instance-loopback", Token, Instance(Place::Fixed("http://127.0.0.1:9")),
        ForbiddenInstance,
        "instance_url is a loopback address";
    InstancePlainHttp = "instance-plain-http", Token, Instance(Place::Fixed("http://login.salesforce.com")),
        ForbiddenInstance,
        "instance_url is Salesforce's, but without TLS";
    InstanceForeign = "instance-foreign", Token,
        Instance(Place::Fixed("https://salesforce.com.evil.example")),
        ForbiddenInstance,
        "instance_url is a host that only looks like Salesforce's";
    InstanceUserinfo = "instance-userinfo", Token,
        Instance(Place::Fixed("https://login.salesforce.com@evil.example")),
        ForbiddenInstance,
        "instance_url hides its host behind user information";
    InstanceNoUrl = "instance-no-url", Token, Instance(Place::Fixed("not a url")), ForbiddenInstance,
        "instance_url is not a URL";
    Html200 = "html-200", Token, Url(Place::Fault(Fault::Html200)), Does(Fault::Html200),
        "An HTML page with 200";
    Html503 = "html-503", Token, Url(Place::Fault(Fault::Html503)), Does(Fault::Html503),
        "An HTML page with 503, as during maintenance";
    Stall = "stall", Token, Url(Place::Fault(Fault::Stall)), Does(Fault::Stall), "Connects, never answers";
    Drip = "drip", Token, Url(Place::Fault(Fault::Drip)), Does(Fault::Drip), "Answers one byte a second";
    Reset = "reset", Token, Url(Place::Fault(Fault::Reset)), Does(Fault::Reset), "Resets the connection";
    Redirect301 = "redirect-301", Token, Url(Place::Fault(Fault::Redirect301)), Does(Fault::Redirect301),
        "Redirects with 301";
    Redirect302 = "redirect-302", Token, Url(Place::Fault(Fault::Redirect302)), Does(Fault::Redirect302),
        "Redirects with 302";
    Redirect303 = "redirect-303", Token, Url(Place::Fault(Fault::Redirect303)), Does(Fault::Redirect303),
        "Redirects with 303";
    Redirect307 = "redirect-307", Token, Url(Place::Fault(Fault::Redirect307)), Does(Fault::Redirect307),
        "Redirects with 307";
    Redirect308 = "redirect-308", Token, Url(Place::Fault(Fault::Redirect308)), Does(Fault::Redirect308),
        "Redirects with 308";
    Huge = "huge", Token, Url(Place::Fault(Fault::Huge)), Does(Fault::Huge), "Answers with 100 MB";
    Refused = "refused", Token, Url(Place::Fault(Fault::Refused)), Does(Fault::Refused),
        "Refuses the connection";
    BadTls = "bad-tls", Token, Url(Place::Fault(Fault::BadTls)), Does(Fault::BadTls),
        "TLS with a self-signed certificate";
    PlainOnHttps = "plain-on-https", Token, Url(Place::Fault(Fault::PlainOnHttps)), Does(Fault::PlainOnHttps),
        "Plain HTTP where the URL says https";
    UnknownHost = "unknown-host", Token, Url(Place::Fixed(UNKNOWN_HOST)), NoSuchHost,
        "A host that no resolver knows";
    ProbeHtml200 = "probe-html-200", Probe, Instance(Place::Fault(Fault::Html200)), Does(Fault::Html200),
        "An HTML page with 200";
    ProbeHtml503 = "probe-html-503", Probe, Instance(Place::Fault(Fault::Html503)), Does(Fault::Html503),
        "An HTML page with 503, as during maintenance";
    ProbeStall = "probe-stall", Probe, Instance(Place::Fault(Fault::Stall)), Does(Fault::Stall),
        "Connects, never answers";
    ProbeDrip = "probe-drip", Probe, Instance(Place::Fault(Fault::Drip)), Does(Fault::Drip),
        "Answers one byte a second";
    ProbeReset = "probe-reset", Probe, Instance(Place::Fault(Fault::Reset)), Does(Fault::Reset),
        "Resets the connection";
    ProbeRedirect301 = "probe-redirect-301", Probe, Instance(Place::Fault(Fault::Redirect301)),
        Does(Fault::Redirect301),
        "Redirects with 301";
    ProbeRedirect302 = "probe-redirect-302", Probe, Instance(Place::Fault(Fault::Redirect302)),
        Does(Fault::Redirect302),
        "Redirects with 302";
    ProbeRedirect303 = "probe-redirect-303", Probe, Instance(Place::Fault(Fault::Redirect303)),
        Does(Fault::Redirect303),
        "Redirects with 303";
    ProbeRedirect307 = "probe-redirect-307", Probe, Instance(Place::Fault(Fault::Redirect307)),
        Does(Fault::Redirect307),
        "Redirects with 307";
    ProbeRedirect308 = "probe-redirect-308", Probe, Instance(Place::Fault(Fault::Redirect308)),
        Does(Fault::Redirect308),
        "Redirects with 308";
    ProbeHuge = "probe-huge", Probe, Instance(Place::Fault(Fault::Huge)), Does(Fault::Huge),
        "Answers with 100 MB";
    ProbeRefused = "probe-refused", Probe, Instance(Place::Fault(Fault::Refused)), Does(Fault::Refused),
        "Refuses the connection";
    ProbeBadTls = "probe-bad-tls", Probe, Instance(Place::Fault(Fault::BadTls)), Does(Fault::BadTls),
        "TLS with a self-signed certificate";
    ProbePlainOnHttps = "probe-plain-on-https", Probe, Instance(Place::Fault(Fault::PlainOnHttps)),
        Does(Fault::PlainOnHttps),
        "Plain HTTP where the URL says https";
    ProbeUnknownHost = "probe-unknown-host", Probe, Instance(Place::Fixed(UNKNOWN_HOST)), NoSuchHost,
        "A host that no resolver knows";
    ApiDisabled = "api-disabled", Probe, EmailId, Api(ApiError::API_DISABLED), "The user lacks API Enabled";
    SessionInvalid = "session-invalid", Probe, EmailId, Api(ApiError::INVALID_SESSION),
        "The token is refused as soon as it is used";
    RequestLimit = "request-limit", Probe, EmailId, Api(ApiError::REQUEST_LIMIT),
        "The org used up its calls of the day";
    ServerUnavailable = "server-unavailable", Probe, EmailId, Api(ApiError::SERVER_UNAVAILABLE),
        "The instance is being serviced";
    ApiNotFound = "api-not-found", Probe, EmailId, Api(ApiError::NOT_FOUND),
        "The instance does not know the API version";
}
