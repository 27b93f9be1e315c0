//! The document's own words, and the plain form of those that stand in the code.

use contract::{limits, service_token};
use serde_json::Value;

/// The description of the whole.
pub(super) const INTRODUCTION: &str = "\
Connectors of a contact center: an admin sets them up, flows and scripts send requests as them.

All bodies are JSON with names in camelCase. Requests refuse unknown fields; answers may gain some, so a client skips \
those that it does not know. A list may come to hold connectors of a kind that a client does not know, whose own \
members differ: they are skipped as well. Times are milliseconds since 1970 (UTC).

Every error is a problem (RFC 9457, `application/problem+json`) with a `code`; where a part of the request is at fault, \
`detail` says what is wrong and `pointer` where. A path answers a method that it does \
not take with 405 `method_not_allowed` and the header `Allow`, and what stands nowhere in this document below `/api` \
answers 404 `not_found`. Every answer has an `X-Request-Id`.

A request is for this server's own host, and a write comes from its own page or from no browser at all: any other is \
403 `cross_site`. Where a limit is met, the answer is 429 with `Retry-After`, and with `RateLimit` and \
`RateLimit-Policy` where it is a limit of so many in a time.";

/// The tag of admins' operations.
pub(super) const ADMIN: &str = "\
For the page in an admin's browser, as whoever is signed in there. This version knows the demo's sign-in only: whoever \
is on the server's own machine is the administrator, without any credentials, so no security scheme is named. A role \
that may not manage connectors is refused with 403 `forbidden` where it would write.";

/// The tag of programs' operations.
pub(super) const RUNTIME: &str = "\
For flows, scripts and other programs, with a service token as `Authorization: Bearer`. A token may send so many \
requests a minute, 300 unless the operator says otherwise; each answer tells in `RateLimit` what is left.";

/// The tag of the rest.
pub(super) const SERVER: &str = "About the server itself, for whoever may reach it.";

/// Writes links between items of the code as what they lead to: a constant's value, or an item's name.
pub(super) fn plain(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if name == "description" || name == "summary" => {
                        *text = without_links(text);
                    }
                    member => plain(member),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(plain),
        _ => {}
    }
}

fn without_links(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, link)) = rest.split_once("[`") {
        let Some((item, after)) = link.split_once("`]") else { break };
        plain.push_str(before);
        plain.push_str(&named(item));
        rest = after;
    }
    plain + rest
}

/// What an item of the code is called outside.
fn named(item: &str) -> String {
    let name = item.rsplit("::").next().unwrap_or(item);
    let value = match name {
        "NAME_CHARS" => limits::NAME_CHARS,
        "CLIENT_ID_CHARS" => limits::CLIENT_ID_CHARS,
        "EMAIL_ID_CHARS" => limits::EMAIL_ID_CHARS,
        "URL_CHARS" => limits::URL_CHARS,
        "PRIVATE_KEY_BYTES" => limits::PRIVATE_KEY_BYTES,
        "BODY_BYTES" => limits::BODY_BYTES,
        "RSA_BITS_MIN" => limits::RSA_BITS_MIN,
        "RSA_BITS_USUAL_MAX" => limits::RSA_BITS_USUAL_MAX,
        "RSA_BITS_MAX" => limits::RSA_BITS_MAX,
        "REQUEST_TARGET_BYTES" => limits::REQUEST_TARGET_BYTES,
        "SALESFORCE_TEXT_CHARS" => limits::SALESFORCE_TEXT_CHARS,
        "NOTES_CHARS" => limits::NOTES_CHARS,
        "CONTACT_CHARS" => limits::CONTACT_CHARS,
        "CONNECTORS_MAX" => service_token::CONNECTORS_MAX,
        "LIVE_MAX" => return service_token::LIVE_MAX.to_string(),
        "DAYS_MAX" => return service_token::DAYS_MAX.to_string(),
        "HISTORY_DAYS" => return limits::HISTORY_DAYS.to_string(),
        "USAGE_DAYS" => return limits::USAGE_DAYS.to_string(),
        // A constant that is not listed above stays as it is, which a test finds in the document.
        _ if name.bytes().all(|byte| matches!(byte, b'A'..=b'Z' | b'_')) => return name.to_owned(),
        _ => return format!("`{}`", camel_case(name)),
    };
    value.to_string()
}

/// A field's name on the wire; a type's stays as it is.
fn camel_case(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |name, part| {
        let (initial, rest) = part.split_at(part.len().min(1));
        name + &initial.to_uppercase() + rest
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_become_what_they_lead_to() {
        for (text, plain) in [
            ("no link", "no link"),
            ("at most [`crate::limits::NAME_CHARS`].", "at most 64."),
            (
                "a [`ServiceTokenForm`]: one of [`crate::api::Config::try_paths`]",
                "a `ServiceTokenForm`: one of `tryPaths`",
            ),
            ("at most [`crate::limits::UNKNOWN_CHARS`].", "at most UNKNOWN_CHARS."),
            ("unless [`Self::audience`] says [`otherwise", "unless `audience` says [`otherwise"),
        ] {
            assert_eq!(without_links(text), plain);
        }
    }

    #[test]
    fn no_item_of_the_code_is_named_in_the_document() {
        let document = crate::api::document::document().to_string();
        for trace in ["[`", "crate::", "Self::", "_CHARS", "_DAYS", "_MAX"] {
            assert!(!document.contains(trace), "{trace}");
        }
    }
}
