//! Whether a connector is there already, under another name.

use super::ValidForm;
use crate::api::{Connector, Kind};
use crate::codes::Field;

/// The fields by which [`same_connection`] tells connectors from one another.
pub const SAME_CONNECTION: [Field; 3] = [Field::ClientId, Field::EmailId, Field::Url];

/// The first of the saved Salesforce connectors that signs in as the form does, with the same Client ID, Email ID and URL,
/// under another name.
pub fn same_connection<'a>(form: &ValidForm, saved: &'a [Connector]) -> Option<&'a Connector> {
    saved.iter().find(|one| {
        one.kind == Kind::Salesforce
            && is_same_connection(form, &one.name, &one.client_id, &one.email_id, &one.url)
    })
}

/// Whether a saved Salesforce connector of this name signs in as the form does, under another name. `url` is canonical.
pub fn is_same_connection(form: &ValidForm, name: &str, client_id: &str, email_id: &str, url: &str) -> bool {
    name != form.name
        && client_id == form.client_id
        // Salesforce's usernames are the same in any case.
        && email_id.eq_ignore_ascii_case(&form.email_id)
        && url == form.url.canonical()
}
