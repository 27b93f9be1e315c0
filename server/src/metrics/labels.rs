//! The closed sets that labels' values come from.

use axum::http::Method;

/// Declares an enum whose variants are a label's values.
macro_rules! label {
    ($(#[$outer:meta])* $name:ident { $( $(#[$inner:meta])* $variant:ident = $value:literal ),+ $(,)? }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $( $(#[$inner])* $variant ),+ }

        impl $name {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[ $( Self::$variant ),+ ];

            /// The label's value.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $value ),+ }
            }
        }
    };
}

label! {
    /// How a check ends well.
    Checked {
        /// Nothing was to be saved.
        Only = "checked",
        /// The connector was saved.
        Saved = "saved",
    }
}

label! {
    /// What Salesforce is asked for.
    Purpose {
        /// A form is checked.
        Check = "check",
        /// A connector is used.
        Runtime = "runtime",
    }
}

label! {
    /// A call to Salesforce.
    Call {
        /// For a token.
        Token = "token",
        /// Whether the token may use the API.
        Probe = "probe",
        /// A request as a connector.
        Request = "request",
        /// The end of a session that nobody uses any more.
        Revoke = "revoke",
    }
}

label! {
    /// How the end of a session went that nobody uses any more.
    Revocation {
        /// Salesforce ended it.
        Succeeded = "succeeded",
        /// Salesforce knew no such session, or would not.
        Refused = "refused",
        /// No answer in time.
        Unanswered = "unanswered",
    }
}

label! {
    /// What became of a host.
    Outage {
        /// It cannot be reached any more.
        Began = "began",
        /// It answers again.
        Ended = "ended",
    }
}

label! {
    /// What was found when a connector's session was asked for.
    SessionLookup {
        /// A session.
        Hit = "hit",
        /// None: a login is made, or waited for.
        Miss = "miss",
        /// A login that failed so recently that none is made yet.
        Paused = "paused",
    }
}

label! {
    /// Who sends a request as a connector.
    Caller {
        /// A program with a service token.
        ServiceToken = "service_token",
        /// An admin who tries one.
        Try = "try",
    }
}

label! {
    /// A budget that can be used up.
    LimitKind {
        /// A tenant's checks, and the sign-ins that they take.
        Check = "check",
        /// A Salesforce user's sign-ins, for connectors in use.
        SignIn = "sign_in",
        /// A tenant's share of the requests that run at one host.
        Host = "host",
        /// The cores that large keys are read and used on.
        Key = "key",
        /// A service token's requests.
        ServiceToken = "service_token",
        /// Tokens from one address that let nobody in.
        UnknownToken = "unknown_token",
        /// An admin's tries.
        Try = "try",
        /// Requests with a body that are under way.
        RequestsUnderWay = "requests_under_way",
        /// Bytes of the bodies of requests.
        BodyBytes = "body_bytes",
        /// Connections in all.
        Connections = "connections",
        /// Connections from one address.
        ConnectionsOfAnAddress = "connections_of_an_address",
        /// An admin's changes.
        Write = "write",
    }
}

/// Methods that are told apart.
pub(super) const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// The value for all other methods: HTTP lets clients invent some.
pub(super) const OTHER_METHOD: &str = "_OTHER";

/// A method as a label.
pub fn method(method: &Method) -> &'static str {
    METHODS.into_iter().find(|known| *known == method.as_str()).unwrap_or(OTHER_METHOD)
}

/// A status of Salesforce's as a label.
pub(super) const fn class(status: u16) -> &'static str {
    match status {
        100..=199 => "1xx",
        200..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        500..=599 => "5xx",
        _ => "other",
    }
}
