//! What goes with each problem: its HTTP status, and the field that the admin should look at.

use super::{Field, ProblemCode};

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
            | P::Cancelled
            | P::ConnectorDeactivated
            | P::ServiceTokenLimit => 409,
            P::BodyTooLarge => 413,
            P::UnsupportedMediaType => 415,
            P::Invalid
            | P::IdempotencyKeyReused
            | P::RequestMethod
            | P::RequestPath
            | P::RequestHeader
            | P::RequestLimits
            | P::ServiceTokenName
            | P::ServiceTokenExpiry
            | P::ServiceTokenScope
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
            | P::SalesforceIpRestricted
            | P::SalesforceLoginRate
            | P::SalesforceGrantType
            | P::SalesforceInvalidClient
            | P::SalesforceRefused
            | P::SalesforceAccessRefused => 422,
            P::RateLimited => 429,
            P::Internal => 500,
            P::SalesforceUnknownHost
            | P::SalesforceForbiddenAddress
            | P::SalesforceUnreachable
            | P::SalesforceTls
            | P::SalesforceUnexpected
            | P::SalesforceUnavailable
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

    /// The field that the admin should look at, where the problem has one.
    pub const fn field(self) -> Option<Field> {
        use ProblemCode as P;
        match self {
            P::NameTaken => Some(Field::Name),
            P::SalesforceClientId | P::SalesforceInvalidClient => Some(Field::ClientId),
            P::SalesforceKeyMismatch => Some(Field::PrivateKey),
            P::SalesforceNotApproved
            | P::SalesforceNotAdminApproved
            | P::SalesforceUnknownUser
            | P::SalesforceInactiveUser
            | P::SalesforceIpRestricted
            | P::SalesforceAccessRefused => Some(Field::EmailId),
            P::SalesforceAudience
            | P::SalesforceAppNotInstalled
            | P::SalesforceGrantType
            | P::SalesforceUnknownHost
            | P::SalesforceForbiddenAddress
            | P::SalesforceUnreachable
            | P::SalesforceTls
            | P::SalesforceTimedOut
            | P::SalesforceUnexpected => Some(Field::Url),
            P::Invalid
            | P::BodyMalformed
            | P::BodyTooLarge
            | P::UnsupportedMediaType
            | P::NotFound
            | P::MethodNotAllowed
            | P::Forbidden
            | P::CrossSite
            | P::LimitReached
            | P::IdempotencyKeyReused
            | P::IdempotencyKeyMalformed
            | P::RateLimited
            | P::Cancelled
            | P::StorageUnavailable
            | P::ShuttingDown
            | P::Internal
            | P::Unauthenticated
            | P::RequestMethod
            | P::RequestPath
            | P::RequestHeader
            | P::RequestLimits
            | P::AnswerTooLarge
            | P::ConnectorDeactivated
            | P::TryDisabled
            | P::ServiceTokenName
            | P::ServiceTokenExpiry
            | P::ServiceTokenScope
            | P::ServiceTokenLimit
            | P::SalesforceInactiveOrg
            | P::SalesforceClock
            | P::SalesforceLoginRate
            | P::SalesforceRefused
            | P::SalesforceUnavailable
            | P::SalesforcePaused => None,
        }
    }
}
