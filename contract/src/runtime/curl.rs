//! A request to the runtime API as a line for a terminal.

use super::{RuntimeRequest, requests};

/// The `curl` command that sends `request` as the connector through the runtime API of the server at `origin`.
///
/// The token is not in it: the shell puts what the variable `CONNECTORS_TOKEN` holds in its place, so that the line can
/// be shown, copied and kept. For a POSIX shell.
///
/// # Errors
/// The request cannot be written as JSON. It is made of texts and numbers, so it can.
pub fn curl(origin: &str, connector: &str, request: &RuntimeRequest) -> Result<String, serde_json::Error> {
    let url = quoted(&[origin, &requests(connector)].concat());
    // Not `--data`, for which a text that begins with `@` is a file's name.
    let body = quoted(&serde_json::to_string(request)?);
    let authorization = "-H \"Authorization: Bearer $CONNECTORS_TOKEN\"";
    let content_type = "-H 'Content-Type: application/json'";
    Ok(["curl ", &url, " \\\n  ", authorization, " \\\n  ", content_type, " \\\n  --data-raw ", &body]
        .concat())
}

/// One word for a POSIX shell, whatever is in it: between single quotes nothing is special but their end.
fn quoted(text: &str) -> String {
    ["'", &text.replace('\'', r"'\''"), "'"].concat()
}
