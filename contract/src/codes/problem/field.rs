//! Which field a problem leads to.

use super::ProblemCode;
use crate::codes::Field;

impl ProblemCode {
    /// The field that the admin should look at, where the problem has one.
    pub const fn field(self) -> Option<Field> {
        use ProblemCode as P;
        match self {
            P::NameTaken => Some(Field::Name),
            P::SalesforceClientId
            | P::SalesforceInvalidClient
            | P::SalesforceAppBlocked
            | P::SalesforceScopeMissing => Some(Field::ClientId),
            P::SalesforceKeyMismatch | P::PrivateKeyNeeded => Some(Field::PrivateKey),
            P::SalesforceNotApproved
            | P::SalesforceNotAdminApproved
            | P::SalesforceUnknownUser
            | P::SalesforceInactiveUser
            | P::SalesforcePasswordExpired
            | P::SalesforceApprovalExpired
            | P::SalesforceIpRestricted
            | P::SalesforceAccessRefused => Some(Field::EmailId),
            P::SalesforceAudience
            | P::SalesforceAppNotInstalled
            | P::SalesforceGrantType
            | P::SalesforceUnknownHost
            | P::SalesforceForbiddenAddress
            | P::SalesforceUnreachable
            | P::SalesforceTls
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
            | P::Canceled
            | P::StorageUnavailable
            | P::ShuttingDown
            | P::Internal
            | P::Unauthenticated
            | P::RequestMethod
            | P::RequestPath
            | P::RequestHeader
            | P::RequestBody
            | P::RequestLimits
            | P::AnswerTooLarge
            | P::PreconditionRequired
            | P::ConnectorChanged
            | P::ConnectorNotes
            | P::ConnectorContact
            | P::ConnectorActive
            | P::ConnectorDeactivated
            | P::TryDisabled
            | P::ServiceTokenName
            | P::ServiceTokenNameEmpty
            | P::ServiceTokenExpiry
            | P::ServiceTokenScope
            | P::ServiceTokenScopeEmpty
            | P::ServiceTokenLimit
            | P::SalesforceInactiveOrg
            | P::SalesforceClock
            | P::SalesforceLoginRate
            | P::SalesforceRefused
            | P::SalesforceRequestLimit
            | P::SalesforceApiVersion
            // It was reached, and is slow.
            | P::SalesforceTimedOut
            | P::SalesforceUnavailable
            | P::SalesforceAnswerIncomplete
            | P::SalesforceInstanceAddress
            | P::SalesforceInstanceUnreachable
            | P::SalesforceInstanceUnexpected
            | P::SalesforcePaused => None,
        }
    }
}
