//! The problems that the API answers with, each with its HTTP status and the field that the admin should look at.

mod field;

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
        /// There is nothing at this address, or it is another organization's.
        NotFound = "not_found",
        /// The address does not take the method of the request.
        MethodNotAllowed = "method_not_allowed",
        /// The role of the user does not allow what was asked for.
        Forbidden = "forbidden",
        /// The request came from another site, or for another host.
        CrossSite = "cross_site",
        /// The organization has all the connectors of this kind that it may have.
        LimitReached = "limit_reached",
        /// The name is taken: `violations` says so at the field too.
        NameTaken = "name_taken",
        /// The `Idempotency-Key` was used before, with another body.
        IdempotencyKeyReused = "idempotency_key_reused",
        /// The `Idempotency-Key` is empty, too long or not plain ASCII.
        IdempotencyKeyMalformed = "idempotency_key_malformed",
        /// Too many requests, checks or logins: `Retry-After` says when.
        RateLimited = "rate_limited",
        /// The admin canceled the check.
        Canceled = "canceled",
        /// The store cannot be written or read at the moment.
        StorageUnavailable = "storage_unavailable",
        /// The server is shutting down.
        ShuttingDown = "shutting_down",
        /// A defect of ours; the request id finds it in the log.
        Internal = "internal",

        /// Nobody has signed in; or no service token, or one that is malformed, unknown, expired or revoked: it is not said which.
        Unauthenticated = "unauthenticated",
        /// Another method than those that a connector sends.
        RequestMethod = "request_method",
        /// Not a plain path below `/services/`, a query that would change the method, or for a trial none of the operator's list.
        RequestPath = "request_path",
        /// A header that is malformed, or the connector's own to set.
        RequestHeader = "request_header",
        /// The request's body is not written as its `bodyEncoding` says, or its method has none.
        RequestBody = "request_body",
        /// A timeout or a number of retries outside its range.
        RequestLimits = "request_limits",
        /// Salesforce's answer is larger than the operator allows.
        AnswerTooLarge = "answer_too_large",
        /// What is to change or delete a connector must say which state of it was seen: the header `If-Match` is missing.
        PreconditionRequired = "precondition_required",
        /// Somebody else changed the connector meanwhile: see `changes` and `current`.
        ConnectorChanged = "connector_changed",
        /// Another URL, audience, Client ID or user asks for the private key again: the stored one is not used for it.
        PrivateKeyNeeded = "private_key_needed",
        /// The notes are longer than [`crate::limits::NOTES_CHARS`] characters, or have control characters.
        ConnectorNotes = "connector_notes",
        /// The name of the person who is responsible is longer than [`crate::limits::CONTACT_CHARS`] characters, or has
        /// control characters.
        ConnectorContact = "connector_contact",
        /// Only a deactivated connector can be deleted.
        ConnectorActive = "connector_active",
        /// The connector is deactivated: nothing is sent as it.
        ConnectorDeactivated = "connector_deactivated",
        /// The operator has not enabled trying requests.
        TryDisabled = "try_disabled",
        /// A service token's name has control characters or is longer than [`crate::limits::NAME_CHARS`] characters.
        ServiceTokenName = "service_token_name",
        /// A service token has no name.
        ServiceTokenNameEmpty = "service_token_name_empty",
        /// A service token's expiry is past, or further off than [`crate::service_token::DAYS_MAX`] days.
        ServiceTokenExpiry = "service_token_expiry",
        /// A service token's scope names a connector that does not exist, or too many.
        ServiceTokenScope = "service_token_scope",
        /// A service token's scope is that of named connectors, and names none.
        ServiceTokenScopeEmpty = "service_token_scope_empty",
        /// The organization has [`crate::service_token::LIVE_MAX`] service tokens.
        ServiceTokenLimit = "service_token_limit",

        /// Salesforce does not know the Client ID.
        SalesforceClientId = "salesforce_client_id",
        /// The key is not the uploaded certificate's.
        SalesforceKeyMismatch = "salesforce_key_mismatch",
        /// Salesforce refuses the audience: the wrong URL.
        SalesforceAudience = "salesforce_audience",
        /// Salesforce answered "user hasn't approved this consumer".
        SalesforceNotApproved = "salesforce_not_approved",
        /// Salesforce answered "user is not admin approved to access this app".
        SalesforceNotAdminApproved = "salesforce_not_admin_approved",
        /// No such user in the Salesforce org.
        SalesforceUnknownUser = "salesforce_unknown_user",
        /// The user is inactive.
        SalesforceInactiveUser = "salesforce_inactive_user",
        /// Salesforce answered "user password has expired".
        SalesforcePasswordExpired = "salesforce_password_expired",
        /// "expired access/refresh token": the user's approval of the app has expired, or was revoked.
        SalesforceApprovalExpired = "salesforce_approval_expired",
        /// The organization is inactive.
        SalesforceInactiveOrg = "salesforce_inactive_org",
        /// "expired authorization code": the clocks differ.
        SalesforceClock = "salesforce_clock",
        /// "External client app is not installed in this org", "app must be installed into org".
        SalesforceAppNotInstalled = "salesforce_app_not_installed",
        /// `OAUTH_APP_BLOCKED`: an admin of the Salesforce org blocked the app.
        SalesforceAppBlocked = "salesforce_app_blocked",
        /// "refresh_token scope is required": the app lacks a scope, or the user is not pre-authorized.
        SalesforceScopeMissing = "salesforce_scope_missing",
        /// Salesforce answered "ip restricted".
        SalesforceIpRestricted = "salesforce_ip_restricted",
        /// Salesforce answered "login rate exceeded" or `rate_limit_exceeded`.
        SalesforceLoginRate = "salesforce_login_rate",
        /// Salesforce answered "grant type not supported".
        SalesforceGrantType = "salesforce_grant_type",
        /// Salesforce answered `invalid_client`.
        SalesforceInvalidClient = "salesforce_invalid_client",
        /// Salesforce refused for a reason that we do not know; its own words are shown.
        SalesforceRefused = "salesforce_refused",
        /// Signed in as asked, but the access probe was refused (not for a missing permission).
        SalesforceAccessRefused = "salesforce_access_refused",
        /// Signed in, but the Salesforce org has used up its API requests of the day (`REQUEST_LIMIT_EXCEEDED`).
        SalesforceRequestLimit = "salesforce_request_limit",
        /// Signed in, but the org's instance does not know the version of the API that this server uses.
        SalesforceApiVersion = "salesforce_api_version",

        /// The host has no address (DNS).
        SalesforceUnknownHost = "salesforce_unknown_host",
        /// The host's address is not a public one.
        SalesforceForbiddenAddress = "salesforce_forbidden_address",
        /// No connection, or it broke.
        SalesforceUnreachable = "salesforce_unreachable",
        /// The TLS certificate does not hold.
        SalesforceTls = "salesforce_tls",
        /// No answer in time.
        SalesforceTimedOut = "salesforce_timed_out",
        /// An answer that is not Salesforce's (HTML, a redirect, too large, other JSON).
        SalesforceUnexpected = "salesforce_unexpected",
        /// Salesforce answered 5xx, or asks to try again: maintenance, or trouble of its own.
        SalesforceUnavailable = "salesforce_unavailable",
        /// Salesforce let the user in, but its answer lacks the token, or who and where that is for.
        SalesforceAnswerIncomplete = "salesforce_answer_incomplete",
        /// Signed in, but the `instance_url` that Salesforce gave is no Salesforce host, or leads to no public address.
        SalesforceInstanceAddress = "salesforce_instance_address",
        /// Signed in, but the instance that Salesforce gave cannot be reached, or not securely.
        SalesforceInstanceUnreachable = "salesforce_instance_unreachable",
        /// Signed in, but what answers at the instance that Salesforce gave is not Salesforce.
        SalesforceInstanceUnexpected = "salesforce_instance_unexpected",
        /// The host failed so often for so many that we pause asking it (circuit breaker): `Retry-After` says how long.
        SalesforcePaused = "salesforce_paused",
    }
}

impl ProblemCode {
    /// The HTTP status that goes with the code.
    pub const fn status(self) -> u16 {
        use ProblemCode as P;
        match self {
            P::BodyMalformed | P::IdempotencyKeyMalformed => 400,
            P::Unauthenticated => 401,
            P::Forbidden | P::CrossSite | P::TryDisabled => 403,
            P::NotFound => 404,
            P::MethodNotAllowed => 405,
            P::LimitReached
            | P::NameTaken
            | P::Canceled
            | P::ConnectorActive
            | P::ConnectorDeactivated
            | P::ServiceTokenLimit => 409,
            P::ConnectorChanged => 412,
            P::BodyTooLarge => 413,
            P::UnsupportedMediaType => 415,
            P::Invalid
            | P::IdempotencyKeyReused
            | P::RequestMethod
            | P::RequestPath
            | P::RequestHeader
            | P::RequestBody
            | P::RequestLimits
            | P::PrivateKeyNeeded
            | P::ConnectorNotes
            | P::ConnectorContact
            | P::ServiceTokenName
            | P::ServiceTokenNameEmpty
            | P::ServiceTokenExpiry
            | P::ServiceTokenScope
            | P::ServiceTokenScopeEmpty
            | P::SalesforceClientId
            | P::SalesforceKeyMismatch
            | P::SalesforceAudience
            | P::SalesforceNotApproved
            | P::SalesforceNotAdminApproved
            | P::SalesforceUnknownUser
            | P::SalesforceInactiveUser
            | P::SalesforceInactiveOrg
            | P::SalesforceClock
            | P::SalesforceAppNotInstalled
            | P::SalesforceAppBlocked
            | P::SalesforceScopeMissing
            | P::SalesforcePasswordExpired
            | P::SalesforceApprovalExpired
            | P::SalesforceIpRestricted
            | P::SalesforceLoginRate
            | P::SalesforceGrantType
            | P::SalesforceInvalidClient
            | P::SalesforceRefused
            | P::SalesforceAccessRefused
            | P::SalesforceRequestLimit
            | P::SalesforceApiVersion => 422,
            P::PreconditionRequired => 428,
            P::RateLimited => 429,
            P::Internal => 500,
            P::SalesforceUnknownHost
            | P::SalesforceForbiddenAddress
            | P::SalesforceUnreachable
            | P::SalesforceTls
            | P::SalesforceUnexpected
            | P::SalesforceUnavailable
            | P::SalesforceAnswerIncomplete
            | P::SalesforceInstanceAddress
            | P::SalesforceInstanceUnreachable
            | P::SalesforceInstanceUnexpected
            | P::AnswerTooLarge => 502,
            P::StorageUnavailable | P::ShuttingDown | P::SalesforcePaused => 503,
            P::SalesforceTimedOut => 504,
        }
    }

    /// Whether a create that ended so may have been saved all the same: the server lost sight of it during the commit.
    /// With every other code nothing was saved.
    pub const fn may_have_saved(self) -> bool {
        matches!(self, Self::StorageUnavailable | Self::Internal)
    }

    /// Whether Salesforce refused for reasons of the one who signs in: the connector's app, key, user or address, or the org's
    /// rules for them. Whatever is a matter of the host, of a moment or of this server is none of them.
    pub const fn is_of_connector(self) -> bool {
        matches!(
            self,
            Self::SalesforceClientId
                | Self::SalesforceKeyMismatch
                | Self::SalesforceAudience
                | Self::SalesforceNotApproved
                | Self::SalesforceNotAdminApproved
                | Self::SalesforceUnknownUser
                | Self::SalesforceInactiveUser
                | Self::SalesforcePasswordExpired
                | Self::SalesforceApprovalExpired
                | Self::SalesforceInactiveOrg
                | Self::SalesforceAppNotInstalled
                | Self::SalesforceAppBlocked
                | Self::SalesforceScopeMissing
                | Self::SalesforceIpRestricted
                | Self::SalesforceGrantType
                | Self::SalesforceInvalidClient
                | Self::SalesforceRefused
                | Self::SalesforceAccessRefused
                | Self::SalesforceForbiddenAddress
                | Self::SalesforceInstanceAddress
        )
    }

    /// Whether another URL or audience may let in what was refused so: the app is another org's, or known at its own address
    /// only.
    pub const fn may_work_elsewhere(self) -> bool {
        matches!(
            self,
            Self::SalesforceAudience
                | Self::SalesforceClientId
                | Self::SalesforceAppNotInstalled
                | Self::SalesforceNotApproved
                | Self::SalesforceNotAdminApproved
                | Self::SalesforceUnknownUser
        )
    }
}
