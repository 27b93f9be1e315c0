//! The demo's credentials: the form that works with its sandbox.

use std::path::{Path, PathBuf};

use contract::form::SalesforceForm;
use contract::private_key;
use serde::Deserialize;
use zeroize::Zeroizing;

/// What the connector is called, until the admin says otherwise.
const NAME: &str = "Sandbox";

/// The file, as the demo writes it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Credentials {
    client_id: String,
    email_id: String,
    url: String,
    private_key_file: PathBuf,
}

/// The form whose values a file of credentials has, with the key that it names.
///
/// # Errors
/// What is wrong with either file, and which.
pub fn form(file: &Path) -> Result<SalesforceForm, String> {
    let say = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    let text = std::fs::read(file).map_err(|error| say(&error))?;
    let Credentials { client_id, email_id, url, private_key_file } =
        serde_json::from_slice(&text).map_err(|error| say(&error))?;
    let key = Zeroizing::new(std::fs::read(&private_key_file).map_err(|error| say(&error))?);
    // What is no key is not handed out, whatever file is named.
    let key = private_key::read(&key).map_err(|code| say(&code))?;
    Ok(SalesforceForm {
        name: NAME.to_owned(),
        client_id,
        email_id,
        url,
        private_key: key.pem(),
        ..SalesforceForm::default()
    })
}
