//! Whether an answer says that a session has ended. Salesforce's APIs say so in different ways, and customers' Apex code
//! may answer alike for reasons of its own, which no new login would mend.

use axum::http::HeaderMap;
use axum::http::header::LOCATION;
use contract::validation::ValidatedUrl;
use serde::Deserialize;
use url::Url;

use super::send::Outgoing;

/// What an answer says of the session that it was asked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionEnd {
    /// Nothing.
    No,
    /// The session may have ended. Whether a new one fares better shows.
    Perhaps,
    /// The session has ended.
    Yes,
}

/// Codes by which Salesforce says that a token, or the host that it is shown to, is no longer the right one. Bulk API 1.0
/// has one of its own.
const CODES: [&str; 5] =
    ["INVALID_SESSION_ID", "INVALID_AUTH_HEADER", "INVALID_JWT_FORMAT", "URL_NOT_RESET", "InvalidSessionId"];

/// What codes begin with that say what is wrong with a token.
const OF_TOKENS: &str = "INVALID_JWT";

/// Where codes stand in XML: REST, Bulk API 1.0, SOAP.
const ELEMENTS: [&str; 3] = ["errorCode", "exceptionCode", "faultcode"];

/// Reads an answer's head and the beginning of its body: JSON, XML, or none at all where that was asked for.
pub fn session_end(
    instance: &ValidatedUrl,
    request: &Outgoing,
    status: u16,
    headers: &HeaderMap,
    body: &[u8],
) -> SessionEnd {
    let is_apex = request.path.to_ascii_lowercase().starts_with("/services/apexrest/");
    match status {
        401 => {
            let said = |code: &&str| body.windows(code.len()).any(|part| part == code.as_bytes());
            let of_token = || error_code(body).is_some_and(|code| code.starts_with(OF_TOKENS));
            if !is_apex || body.is_empty() || CODES.iter().any(said) || of_token() {
                SessionEnd::Yes
            } else {
                SessionEnd::No
            }
        }
        // The old host's answer once My Domain has another name. Apex code redirects for reasons of its own, after its work
        // is done: what must not be done twice is repeated only where nothing but the host is another.
        301 | 302 | 307 | 308 => match redirect(instance, headers) {
            Some(target) if !is_apex || request.method.is_idempotent() || target.path() == request.path => {
                SessionEnd::Perhaps
            }
            _ => SessionEnd::No,
        },
        // SOAP answers every fault with 500.
        400 | 403 | 500 if error_code(body).is_some_and(|code| CODES.contains(&&*code)) => {
            SessionEnd::Perhaps
        }
        _ => SessionEnd::No,
    }
}

/// Where an answer redirects to, if that is another host than the one that was asked.
fn redirect(instance: &ValidatedUrl, headers: &HeaderMap) -> Option<Url> {
    let host = |url: &Url| (url.host_str().map(str::to_owned), url.port_or_known_default());
    let asked = Url::parse(&instance.canonical()).ok()?;
    let target = asked.join(headers.get(LOCATION)?.to_str().ok()?).ok()?;
    (host(&target) != host(&asked)).then_some(target)
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Errors {
    List(Vec<Error>),
    One(Error),
}

#[derive(Deserialize)]
struct Error {
    #[serde(alias = "errorCode", alias = "exceptionCode")]
    code: String,
}

/// The code of an error of Salesforce's APIs. A message may quote anything, so it is not looked at.
fn error_code(body: &[u8]) -> Option<String> {
    match serde_json::from_slice(body) {
        Ok(Errors::List(list)) => return list.into_iter().next().map(|error| error.code),
        Ok(Errors::One(error)) => return Some(error.code),
        Err(_) => {}
    }
    let text = std::str::from_utf8(body).ok()?;
    let code = ELEMENTS.iter().find_map(|name| content(text, name))?;
    // SOAP's have the prefix of a namespace.
    Some(code.rsplit(':').next()?.trim().to_owned())
}

/// What stands in the first element of this name, whatever its namespace's prefix and its attributes are.
fn content<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    xml.split('<').skip(1).zip(xml.split('<').skip(2)).find_map(|(element, next)| {
        let (tag, content) = element.split_once('>')?;
        let tag = tag.split_ascii_whitespace().next()?;
        let (_, local) = tag.split_once(':').unwrap_or(("", tag));
        (local == name && !tag.starts_with('/') && next.starts_with('/')).then_some(content)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_from_where_it_stands() {
        for (body, code) in [
            (r#"[{"message":"x","errorCode":"A"}]"#, Some("A")),
            (r#"{"exceptionCode":"A","exceptionMessage":"x"}"#, Some("A")),
            ("<?xml version=\"1.0\"?>\n<error><exceptionCode>A</exceptionCode></error>", Some("A")),
            ("<Errors><Error><errorCode>A</errorCode></Error></Errors>", Some("A")),
            ("<Fault><faultcode>sf:A</faultcode></Fault>", Some("A")),
            ("<e:error xmlns:e=\"x\"><e:exceptionCode>A</e:exceptionCode></e:error>", Some("A")),
            ("<faultcode xmlns:n=\"x\">n:A</faultcode>", Some("A")),
            ("<faultcode\n  a='b' >\n A\n</faultcode>", Some("A")),
            ("<faultcode>B</faultcode><sf:exceptionCode>A</sf:exceptionCode>", Some("A")),
            ("</faultcode>A</faultcode>", None),
            ("<a:b faultcode>A</faultcode>", None),
            ("<faultcodes>A</faultcodes>", None),
            ("<faultcode/>A", None),
            ("<faultcode>A", None),
            (r#"[{"message":"\"errorCode\":\"A\""}]"#, None),
            (r#"{"error":"A"}"#, None),
            ("[]", None),
            ("A", None),
            ("", None),
        ] {
            assert_eq!(error_code(body.as_bytes()).as_deref(), code, "{body}");
        }
    }
}
