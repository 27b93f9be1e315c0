//! Whether a connector is there already, under another name.

use super::ValidForm;
use crate::api::Connector;
use crate::codes::Field;

/// The fields by which [`same_connection`] tells connectors from one another.
pub const SAME_CONNECTION: [Field; 3] = [Field::ClientId, Field::EmailId, Field::Url];

/// The first of the saved connectors that signs in as the form does, with the same Client ID, Email ID and URL, under another
/// name.
pub fn same_connection<'a>(form: &ValidForm, saved: &'a [Connector]) -> Option<&'a Connector> {
    let url = form.url.canonical();
    saved.iter().find(|one| {
        one.name != form.name
            && one.client_id == form.client_id
            // Salesforce's usernames are the same in any case.
            && one.email_id.eq_ignore_ascii_case(&form.email_id)
            && one.url == url
    })
}
