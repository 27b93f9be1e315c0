//! Every code that a rule, a warning or an error can carry.
//!
//! A code is what the two sides exchange and what words, tests and documents are keyed by. Each enum has
//! an `ALL`, made by the same macro as the enum itself, so that whoever iterates over the codes misses none.

mod problem;

use serde::{Deserialize, Serialize};

/// Declares an enum of codes with its wire names, `ALL`, `as_str`, `Display` and schema, from one list.
macro_rules! codes {
    (
        $(#[$outer:meta])*
        pub enum $name:ident { $( $(#[doc = $meaning:literal])+ $variant:ident = $wire:literal ),+ $(,)? }
    ) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $( $(#[doc = $meaning])+ #[serde(rename = $wire)] $variant ),+ }

        impl $name {
            /// Every one of them, in the order of declaration.
            pub const ALL: &'static [Self] = &[ $( Self::$variant ),+ ];

            /// The name on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $wire ),+ }
            }

            /// The one with this name on the wire.
            pub fn from_wire(wire: &str) -> Option<Self> {
                match wire { $( $wire => Some(Self::$variant), )+ _ => None }
            }
        }

        #[cfg(feature = "openapi")]
        impl $name {
            /// What it says, in the words of its documentation.
            pub const fn meaning(self) -> &'static str {
                match self { $( Self::$variant => concat!($($meaning),+).trim_ascii() ),+ }
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                let meanings = Self::ALL.iter().map(|code| format!("- `{code}`: {}", code.meaning()));
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .enum_values(Some(Self::ALL.iter().map(|code| code.as_str())))
                    .description(Some(meanings.collect::<Vec<_>>().join("\n")))
                    .into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

codes! {
    /// A field of the Salesforce form, by its JSON name, in the order of the form.
    pub enum Field {
        /// Name.
        Name = "name",
        /// Client ID: Salesforce's Consumer Key.
        ClientId = "clientId",
        /// Email ID: the Salesforce username.
        EmailId = "emailId",
        /// URL: the Salesforce authorization server.
        Url = "url",
        /// Audience, under Advanced.
        Audience = "audience",
        /// Private Key.
        PrivateKey = "privateKey",
    }
}

codes! {
    /// What a rule can find wrong with one field. Blocks saving.
    pub enum RuleCode {
        /// The name is empty after trimming.
        NameEmpty = "name_empty",
        /// The name is longer than [`crate::limits::NAME_CHARS`] characters.
        NameTooLong = "name_too_long",
        /// The name has control characters (a tab, a line break).
        NameControlCharacters = "name_control_characters",
        /// Another connector of the organisation has this name (compared NFKC-casefolded). Found by the server only.
        NameTaken = "name_taken",
        /// No Client ID.
        ClientIdEmpty = "client_id_empty",
        /// The Client ID has whitespace inside.
        ClientIdWhitespace = "client_id_whitespace",
        /// The Client ID has characters outside `[A-Za-z0-9._-]`.
        ClientIdCharacters = "client_id_characters",
        /// The Client ID is longer than [`crate::limits::CLIENT_ID_CHARS`] characters.
        ClientIdTooLong = "client_id_too_long",
        /// No Email ID.
        EmailIdEmpty = "email_id_empty",
        /// The Email ID is not shaped like a Salesforce username.
        EmailIdShape = "email_id_shape",
        /// The Email ID is longer than [`crate::limits::EMAIL_ID_CHARS`] characters.
        EmailIdTooLong = "email_id_too_long",
        /// No URL.
        UrlEmpty = "url_empty",
        /// The URL is longer than [`crate::limits::URL_CHARS`] characters.
        UrlTooLong = "url_too_long",
        /// Not a URL of the strict grammar: illegal characters, an empty or malformed host.
        UrlMalformed = "url_malformed",
        /// The scheme is not `https`, or it is missing.
        UrlNotHttps = "url_not_https",
        /// A user name or password stands before the host.
        UrlUserinfo = "url_userinfo",
        /// The URL has a query.
        UrlQuery = "url_query",
        /// The URL has a fragment.
        UrlFragment = "url_fragment",
        /// A port other than 443.
        UrlPort = "url_port",
        /// The host is an IP address, in whatever spelling.
        UrlIpAddress = "url_ip_address",
        /// The host ends with a dot.
        UrlTrailingDot = "url_trailing_dot",
        /// The URL has a path (a pasted token URL).
        UrlPath = "url_path",
        /// What an address bar shows (`*.lightning.force.com`, `*.my.salesforce-setup.com`); the My Domain host is offered.
        UrlAddressBar = "url_address_bar",
        /// Neither a Salesforce host nor one that the operator allowed.
        UrlNotSalesforce = "url_not_salesforce",
        /// The audience breaks the rule of a URL's grammar (as the `Url…` codes, kept as one: it stands under Advanced).
        AudienceMalformed = "audience_malformed",
        /// The audience's scheme is not `https`.
        AudienceNotHttps = "audience_not_https",
        /// The audience is longer than [`crate::limits::URL_CHARS`] characters.
        AudienceTooLong = "audience_too_long",
        /// The audience has a query, a fragment or userinfo.
        AudienceParts = "audience_parts",
        /// The audience's host is an IP address, ends with a dot, or has a port other than 443.
        AudienceHost = "audience_host",
        /// The audience is neither a Salesforce host nor one that the operator allowed.
        AudienceNotSalesforce = "audience_not_salesforce",
        /// No private key.
        KeyEmpty = "key_empty",
        /// More than [`crate::limits::PRIVATE_KEY_BYTES`] bytes.
        KeyTooLarge = "key_too_large",
        /// Neither PEM nor any other format that is known by name.
        KeyNotPem = "key_not_pem",
        /// A certificate without a key.
        KeyIsCertificate = "key_is_certificate",
        /// A public key.
        KeyIsPublic = "key_is_public",
        /// A certificate signing request.
        KeyIsRequest = "key_is_request",
        /// An encrypted private key.
        KeyEncrypted = "key_encrypted",
        /// An elliptic-curve key.
        KeyIsEc = "key_is_ec",
        /// An Ed25519 (or X25519, Ed448, X448) key.
        KeyIsEd25519 = "key_is_ed25519",
        /// A DSA key, or one of RSA that is for PSS signatures only: neither can sign RS256.
        KeyIsDsa = "key_is_dsa",
        /// A key in OpenSSH's own format.
        KeyIsOpenssh = "key_is_openssh",
        /// RSA with fewer than [`crate::limits::RSA_BITS_MIN`] bits.
        KeyTooWeak = "key_too_weak",
        /// RSA with more than [`crate::limits::RSA_BITS_MAX`] bits.
        KeyTooManyBits = "key_too_many_bits",
        /// More than one private key.
        KeyTwoKeys = "key_two_keys",
        /// A private key that is cut off or damaged.
        KeyCorrupt = "key_corrupt",
        /// A Java keystore (Salesforce's Certificate and Key Management exports one).
        KeyIsJks = "key_is_jks",
        /// A PKCS#12 file.
        KeyIsPkcs12 = "key_is_pkcs12",
    }
}

codes! {
    /// What may be amiss, without blocking.
    pub enum WarningCode {
        /// The Client ID does not look like a Consumer Key.
        ClientIdUnusual = "client_id_unusual",
        /// `login.salesforce.com` for what looks like a sandbox user.
        UrlProductionForSandboxUser = "url_production_for_sandbox_user",
        /// `test.salesforce.com` or a sandbox's My Domain for what looks like a production user.
        UrlSandboxForProductionUser = "url_sandbox_for_production_user",
        /// RSA with more than [`crate::limits::RSA_BITS_USUAL_MAX`] bits.
        KeyLarge = "key_large",
        /// Signed in, but the token's scope has neither `api` nor `full`. Found by the check.
        ScopeWithoutApi = "scope_without_api",
        /// Signed in, but the user lacks "API Enabled" (`API_DISABLED_FOR_ORG` and its kin). Found by the check.
        ApiDisabled = "api_disabled",
    }
}

codes! {
    /// What was repaired in a pasted or picked private key, and is said so.
    pub enum RepairCode {
        /// A byte-order mark was removed.
        ByteOrderMark = "byte_order_mark",
        /// CRLF or CR line ends became LF.
        LineEnds = "line_ends",
        /// A literal `\n` (from a JSON or .env file) became a line break.
        EscapedNewlines = "escaped_newlines",
        /// One line with blanks, or lines of odd lengths, were laid out as PEM again.
        Rewrapped = "rewrapped",
        /// Quotes around were removed.
        Quotes = "quotes",
        /// Blanks around, or at line ends, were removed.
        Blanks = "blanks",
        /// The missing last line break was added.
        LastNewline = "last_newline",
        /// The key was taken out of a PEM that has certificates too.
        CertificateDropped = "certificate_dropped",
    }
}

codes! {
    /// The steps of a check, in their order.
    pub enum Step {
        /// Read the key.
        ReadKey = "read_key",
        /// Reach the authorization server.
        Reach = "reach",
        /// Sign in: the JWT bearer request.
        SignIn = "sign_in",
        /// Check access: a call that needs the `api` scope and the user's rights.
        CheckAccess = "check_access",
    }
}

codes! {
    /// The code of a problem (RFC 9457) that the API answers with.
    pub enum ProblemCode {
        /// Rules were broken: see `violations`.
        Invalid = "invalid",
        /// The body is not the JSON that was asked for.
        BodyMalformed = "body_malformed",
        /// The body is larger than [`crate::limits::BODY_BYTES`] bytes, or for a request to be sent than the operator allows.
        BodyTooLarge = "body_too_large",
        /// The body is not `application/json`.
        UnsupportedMediaType = "unsupported_media_type",
        /// There is nothing at this address, or it is another organisation's.
        NotFound = "not_found",
        /// This address does not take this method.
        MethodNotAllowed = "method_not_allowed",
        /// The role does not allow it.
        Forbidden = "forbidden",
        /// The request came from another site, or for another host.
        CrossSite = "cross_site",
        /// The organisation has all the Salesforce connectors it may have.
        LimitReached = "limit_reached",
        /// The name is taken: `violations` says so at the field too.
        NameTaken = "name_taken",
        /// The `Idempotency-Key` was used before, with another body.
        IdempotencyKeyReused = "idempotency_key_reused",
        /// The `Idempotency-Key` is empty, too long or not plain ASCII.
        IdempotencyKeyMalformed = "idempotency_key_malformed",
        /// Too many requests, checks or logins: `Retry-After` says when.
        RateLimited = "rate_limited",
        /// The admin cancelled the check.
        Cancelled = "cancelled",
        /// The store cannot be written or read at the moment.
        StorageUnavailable = "storage_unavailable",
        /// The server is shutting down.
        ShuttingDown = "shutting_down",
        /// A defect of ours; the request id finds it in the log.
        Internal = "internal",

        /// No service token, or one that is malformed, unknown, expired or revoked: it is not said which.
        Unauthenticated = "unauthenticated",
        /// Another method than those that a connector sends.
        RequestMethod = "request_method",
        /// Not a plain path below `/services/`, or for a trial none of the operator's list.
        RequestPath = "request_path",
        /// A header that is malformed, or the connector's own to set.
        RequestHeader = "request_header",
        /// A timeout or a number of retries outside its range.
        RequestLimits = "request_limits",
        /// Salesforce's answer is larger than the operator allows.
        AnswerTooLarge = "answer_too_large",
        /// The connector is deactivated: nothing is sent as it.
        ConnectorDeactivated = "connector_deactivated",
        /// The operator has not enabled trying requests.
        TryDisabled = "try_disabled",
        /// A service token's name is empty, has control characters or is longer than [`crate::limits::NAME_CHARS`] characters.
        ServiceTokenName = "service_token_name",
        /// A service token's expiry is past, or further off than [`crate::service_token::DAYS_MAX`] days.
        ServiceTokenExpiry = "service_token_expiry",
        /// A service token's scope names no connector, one that does not exist, or too many.
        ServiceTokenScope = "service_token_scope",
        /// The organisation has [`crate::service_token::LIVE_MAX`] service tokens.
        ServiceTokenLimit = "service_token_limit",

        /// Salesforce does not know the Client ID.
        SalesforceClientId = "salesforce_client_id",
        /// The key is not the uploaded certificate's.
        SalesforceKeyMismatch = "salesforce_key_mismatch",
        /// Salesforce refuses the audience: the wrong URL.
        SalesforceAudience = "salesforce_audience",
        /// "user hasn't approved this consumer".
        SalesforceNotApproved = "salesforce_not_approved",
        /// "user is not admin approved to access this app".
        SalesforceNotAdminApproved = "salesforce_not_admin_approved",
        /// No such user.
        SalesforceUnknownUser = "salesforce_unknown_user",
        /// The user is inactive.
        SalesforceInactiveUser = "salesforce_inactive_user",
        /// The organisation is inactive.
        SalesforceInactiveOrg = "salesforce_inactive_org",
        /// "expired authorization code": the clocks differ.
        SalesforceClock = "salesforce_clock",
        /// "External client app is not installed in this org".
        SalesforceAppNotInstalled = "salesforce_app_not_installed",
        /// "ip restricted".
        SalesforceIpRestricted = "salesforce_ip_restricted",
        /// "login rate exceeded", `rate_limit_exceeded`.
        SalesforceLoginRate = "salesforce_login_rate",
        /// "grant type not supported".
        SalesforceGrantType = "salesforce_grant_type",
        /// `invalid_client`.
        SalesforceInvalidClient = "salesforce_invalid_client",
        /// Salesforce refused for a reason that we do not know; its own words are shown.
        SalesforceRefused = "salesforce_refused",
        /// Signed in as asked, but the access probe was refused (not for a missing permission).
        SalesforceAccessRefused = "salesforce_access_refused",

        /// The host has no address (DNS).
        SalesforceUnknownHost = "salesforce_unknown_host",
        /// The host's address is not a public one, or `instance_url` is no Salesforce host.
        SalesforceForbiddenAddress = "salesforce_forbidden_address",
        /// No connection, or it broke.
        SalesforceUnreachable = "salesforce_unreachable",
        /// The TLS certificate does not hold.
        SalesforceTls = "salesforce_tls",
        /// No answer in time.
        SalesforceTimedOut = "salesforce_timed_out",
        /// An answer that is not Salesforce's (HTML, a redirect, too large, other JSON).
        SalesforceUnexpected = "salesforce_unexpected",
        /// Salesforce answered 5xx: maintenance.
        SalesforceUnavailable = "salesforce_unavailable",
        /// This host failed so often for so many that we pause asking it (circuit breaker): `Retry-After` says how long.
        SalesforcePaused = "salesforce_paused",
    }
}
