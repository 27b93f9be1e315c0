//! The table of failures: how each is reached, and what happens then.
//!
//! The endpoints act on it, the cheat-sheet at `/` and `/failures.json` show it, and the tests iterate over it.

mod table;

use serde::Serialize;
use serde_json::{Value, json};

use crate::fault::{Addresses, Fault};
use crate::refusal::{ApiError, OauthError};
pub use table::Failure;

/// The host that no resolver knows: `.invalid` is reserved for that (RFC 6761).
pub const UNKNOWN_HOST: &str = "https://sandbox.invalid";

/// The domain of the sandbox's users.
pub const USER_DOMAIN: &str = "sandbox.example";

/// When a failure happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Step {
    /// In place of the answer that holds a token, or in that answer.
    Token,
    /// After a good sign-in, at `instance_url`.
    Probe,
}

/// A place that is not the sandbox's own URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A port on which a fault waits.
    Fault(Fault),
    /// A URL elsewhere.
    Fixed(&'static str),
}

impl Place {
    /// Its URL.
    pub fn url(self, addresses: &Addresses) -> String {
        match self {
            Self::Fault(fault) => addresses.fault_url(fault),
            Self::Fixed(url) => url.to_owned(),
        }
    }
}

/// The one input that differs from the demo's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// A Client ID made from the failure's id: [`Failure::client_id`].
    ClientId,
    /// A user made from the failure's id: [`Failure::email_id`].
    EmailId,
    /// A user, made likewise, whose `instance_url` is elsewhere.
    Instance(Place),
    /// Any RSA key but the demo's.
    AnyOtherKey,
    /// This audience.
    Audience(&'static str),
    /// This URL.
    Url(Place),
}

/// What a client sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An OAuth error from the token endpoint.
    Oauth(OauthError),
    /// An error of the REST API.
    Api(ApiError),
    /// A sign-in with an odd answer.
    Answer(Oddity),
    /// A sign-in whose `instance_url` must not be followed.
    ForbiddenInstance,
    /// What the port at the URL, or at `instance_url`, does.
    Fault(Fault),
    /// The host's name cannot be resolved.
    UnknownHost,
}

/// What is odd about an answer with status 200.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Oddity {
    /// `scope` grants neither `api` nor `full`.
    ScopeWithoutApi,
    /// No `scope`.
    NoScope,
    /// No `id`.
    NoId,
    /// No `access_token`.
    NoAccessToken,
    /// No `instance_url`.
    NoInstanceUrl,
    /// A JSON array.
    NotAnObject,
    /// JSON that ends in the middle.
    Truncated,
}

impl Failure {
    /// The one with this Client ID.
    pub fn by_client_id(client_id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|failure| failure.client_id().as_deref() == Some(client_id))
    }

    /// The one with this user.
    pub fn by_email_id(email_id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|failure| failure.email_id().as_deref() == Some(email_id))
    }

    /// Its Client ID, as long as Salesforce's own (85 characters), where that is how it is reached.
    pub fn client_id(self) -> Option<String> {
        let id = self.id().replace('-', "_");
        (self.reach() == Reach::ClientId).then(|| format!("{:0<85}", format!("3MVG9.sandbox.{id}.")))
    }

    /// Its user, where that is how it is reached.
    pub fn email_id(self) -> Option<String> {
        matches!(self.reach(), Reach::EmailId | Reach::Instance(_))
            .then(|| format!("{}@{USER_DOMAIN}", self.id()))
    }

    /// The field to change and what to put there. The key has no value: any other key will do.
    pub fn input(self, addresses: &Addresses) -> (&'static str, Option<String>) {
        match self.reach() {
            Reach::ClientId => ("clientId", self.client_id()),
            Reach::EmailId | Reach::Instance(_) => ("emailId", self.email_id()),
            Reach::AnyOtherKey => ("privateKey", None),
            Reach::Audience(audience) => ("audience", Some(audience.to_owned())),
            Reach::Url(place) => ("url", Some(place.url(addresses))),
        }
    }

    /// Its row in `/failures.json`.
    pub fn json(self, addresses: &Addresses) -> Value {
        let (field, value) = self.input(addresses);
        let mut row = json!({
            "id": self.id(),
            "step": self.step(),
            "how": { "field": field, "value": value },
            "expected": self.outcome().json(),
            "what": self.what(),
        });
        if let Reach::Instance(place) = self.reach() {
            row["instanceUrl"] = place.url(addresses).into();
        }
        row
    }
}

impl Outcome {
    /// As the cheat-sheet tells it, where the row's own words do not say it all.
    pub fn words(self) -> Option<String> {
        match self {
            Self::Oauth(OauthError { error, description }) => Some(format!("400 {error}: {description}")),
            Self::Api(ApiError { status, code, message }) => Some(format!("{status} {code}: {message}")),
            Self::Answer(_) | Self::ForbiddenInstance | Self::Fault(_) | Self::UnknownHost => None,
        }
    }

    /// As `/failures.json` tells it: `kind`, and `status` where an HTTP answer comes at all.
    pub fn json(self) -> Value {
        match self {
            Self::Oauth(OauthError { error, description }) => {
                json!({ "kind": "oauthError", "status": 400, "error": error, "errorDescription": description })
            }
            Self::Api(ApiError { status, code, message }) => {
                json!({ "kind": "apiError", "status": status, "errorCode": code, "message": message })
            }
            Self::Answer(oddity) => json!({ "kind": "oddAnswer", "status": 200, "oddity": oddity }),
            Self::ForbiddenInstance => json!({ "kind": "forbiddenInstance", "status": 200 }),
            Self::UnknownHost => json!({ "kind": "unknownHost" }),
            Self::Fault(fault) => match fault {
                Fault::Html200 => json!({ "kind": "html", "status": 200 }),
                Fault::Html503 => json!({ "kind": "html", "status": 503 }),
                Fault::Stall => json!({ "kind": "stall" }),
                Fault::Drip => json!({ "kind": "drip", "status": 200 }),
                Fault::Reset => json!({ "kind": "reset" }),
                Fault::Redirect301 => json!({ "kind": "redirect", "status": 301 }),
                Fault::Redirect302 => json!({ "kind": "redirect", "status": 302 }),
                Fault::Redirect303 => json!({ "kind": "redirect", "status": 303 }),
                Fault::Redirect307 => json!({ "kind": "redirect", "status": 307 }),
                Fault::Redirect308 => json!({ "kind": "redirect", "status": 308 }),
                Fault::Huge => json!({ "kind": "huge", "status": 200 }),
                Fault::Refused => json!({ "kind": "connectionRefused" }),
                Fault::BadTls => json!({ "kind": "badTls" }),
                Fault::PlainOnHttps => json!({ "kind": "plainHttpOnHttps" }),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Failure;

    #[test]
    fn every_failure_is_found_by_its_own_input_and_by_no_other() {
        for &failure in Failure::ALL {
            if let Some(client_id) = failure.client_id() {
                assert_eq!(client_id.len(), 85, "{client_id}");
                assert_eq!(Failure::by_client_id(&client_id), Some(failure));
            }
            if let Some(email_id) = failure.email_id() {
                assert!(email_id.len() <= 80, "{email_id}");
                assert_eq!(Failure::by_email_id(&email_id), Some(failure));
            }
        }
    }
}
