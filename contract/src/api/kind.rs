//! Kinds of connectors, how many there may be of each, and how a connector stands.

use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::limits::SALESFORCE_CONNECTORS;

codes! {
    /// What a connector connects to, and how it signs in.
    pub enum Kind {
        /// Salesforce, by the OAuth 2.0 JWT bearer flow.
        Salesforce = "salesforce",
    }
}

impl Kind {
    /// How many connectors of the kind an organization may have. Those of other kinds do not count.
    pub const fn limit(self) -> u8 {
        match self {
            Self::Salesforce => SALESFORCE_CONNECTORS,
        }
    }
}

codes! {
    /// Whether a connector can be used.
    pub enum ConnectorState {
        /// Requests can be sent as the connector: its last check signed in.
        Connected = "connected",
        /// An admin deactivated the connector: its place and its key are kept, and no request is sent as the connector.
        Deactivated = "deactivated",
    }
}

/// How many connectors of each kind an organization may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// Most Salesforce connectors.
    pub salesforce: u8,
}

impl Limits {
    /// How many connectors of a kind there may be, as the server says.
    pub const fn of(&self, kind: Kind) -> u8 {
        match kind {
            Kind::Salesforce => self.salesforce,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { salesforce: Kind::Salesforce.limit() }
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Limits};

    /// A kind's member of [`Limits`] is named as the kind is.
    #[test]
    fn every_kind_has_a_limit_of_its_own() {
        let told = serde_json::to_value(Limits::default()).expect("JSON");
        assert_eq!(told.as_object().expect("an object").len(), Kind::ALL.len());
        for &kind in Kind::ALL {
            assert_eq!(told[kind.as_str()], kind.limit());
            assert_eq!(Limits::default().of(kind), kind.limit());
        }
    }
}
