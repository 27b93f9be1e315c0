//! What a search for the URL and audience that let a form in answers.

use serde::{Deserialize, Serialize};

use super::SalesforceError;
use crate::codes::ProblemCode;

/// What a search for the URL and audience that let a form in found out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct AudienceSearch {
    /// What was tried, in this order: the form's own address is not among it. Where the last one has no code, it works.
    pub tried: Vec<TriedAddress>,
}

/// Where signing in was tried, as a form has it, and why it did not work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct TriedAddress {
    /// URL of the authorization server in canonical form.
    pub url: String,
    /// Audience in canonical form, where it is not the URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    /// Why the address did not work. Missing where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<ProblemCode>,
    /// Salesforce's own words, where Salesforce refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salesforce: Option<SalesforceError>,
}

impl AudienceSearch {
    /// What works, where something does.
    pub fn found(&self) -> Option<&TriedAddress> {
        self.tried.last().filter(|tried| tried.code.is_none())
    }
}
