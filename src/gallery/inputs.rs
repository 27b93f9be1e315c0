//! An input for each rule, warning and repair: what an admin would enter to see it.

use contract::codes::{Field, RepairCode, RuleCode, WarningCode};
use contract::form::FieldSpec;

use super::key;

/// How something gets into a field.
pub(super) enum Input {
    /// A text that is typed or pasted into a field.
    Typed(Field, String),
    /// Picked as private key.
    File(&'static str, Vec<u8>),
    /// Nothing: only the server finds what is wrong.
    Server,
}

fn typed(field: Field, value: &str) -> Input {
    Input::Typed(field, value.to_owned())
}

/// What breaks the rule of a code.
pub(super) fn breaking(code: RuleCode) -> Input {
    use RuleCode as R;
    let field = shown_at(code);
    let value: &str = match code {
        R::NameTaken => return Input::Server,
        R::NameEmpty | R::ClientIdEmpty | R::EmailIdEmpty | R::UrlEmpty | R::KeyEmpty => " ",
        R::NameTooLong => &"n".repeat(past_limit(field)),
        R::NameControlCharacters => "Sales\tEMEA",
        R::NameDirectionMarks => "Sales \u{202a}EMEA\u{202c} (2)",
        R::ClientIdWhitespace => "3MVG9 IHf8",
        R::ClientIdCharacters => "3MVG9/IHf8",
        R::ClientIdTooLong => &"3".repeat(past_limit(field)),
        R::EmailIdShape => "integration",
        R::EmailIdTooLong => &format!("{}@example.com", "n".repeat(past_limit(field))),
        R::UrlTooLong | R::AudienceTooLong => {
            &format!("https://{}.my.salesforce.com", "n".repeat(past_limit(field)))
        }
        R::UrlMalformed | R::AudienceMalformed => "https://",
        R::UrlNotHttps | R::AudienceNotHttps => "http://login.salesforce.com",
        R::UrlUserinfo => "https://admin@login.salesforce.com",
        R::UrlQuery | R::AudienceParts => "https://login.salesforce.com?a=b",
        R::UrlFragment => "https://login.salesforce.com#a",
        R::UrlPort => "https://login.salesforce.com:8443",
        R::UrlIpAddress | R::AudienceHost => "https://192.0.2.1",
        R::UrlTrailingDot => "https://login.salesforce.com.",
        R::UrlPath => "https://login.salesforce.com/services/oauth2/token",
        R::UrlAddressBar => "https://example.lightning.force.com",
        R::UrlNotSalesforce | R::AudienceNotSalesforce => "https://example.com",
        R::PrivateKeyMisplaced => &key::pem(256).replace('\n', ""),
        R::InvisibleCharacter => "integration\u{ad}@example.com",
        R::KeyTooLarge => &"n".repeat(past_limit(field)),
        R::KeyNotPem => "3MVG9",
        R::KeyIsCertificate => &block("CERTIFICATE"),
        R::KeyIsPublic => &block("PUBLIC KEY"),
        R::KeyIsRequest => &block("CERTIFICATE REQUEST"),
        R::KeyEncrypted => &block("ENCRYPTED PRIVATE KEY"),
        R::KeyIsEc => &block("EC PRIVATE KEY"),
        R::KeyIsDsa => &block("DSA PRIVATE KEY"),
        R::KeyIsOpenssh => &block("OPENSSH PRIVATE KEY"),
        // PrivateKeyInfo of an Ed25519 key made of zeros: RFC 8410's layout.
        R::KeyIsEd25519 => &format!(
            "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEI{}\n-----END PRIVATE KEY-----\n",
            "A".repeat(43)
        ),
        R::KeyTooWeak => return Input::File("weak.der", key::der(128)),
        R::KeyTooManyBits => return Input::File("long.der", key::der(1032)),
        R::KeyTwoKeys => &format!("{}{}", key::pem(256), key::pem(512)),
        R::KeyCorrupt => &key::pem(256).replacen('/', "", 4),
        R::KeyIsJks => return Input::File("keystore.jks", vec![0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2]),
        R::KeyIsPkcs12 => return Input::File("key.p12", vec![0x30, 0x05, 0x02, 0x01, 0x03, 0x30, 0x00]),
    };
    typed(field, value)
}

/// What is warned of, or `None` where only a check finds it.
pub(super) fn warned(code: WarningCode) -> Option<Vec<Input>> {
    Some(match code {
        WarningCode::ClientIdUnusual => vec![typed(Field::ClientId, "PlatformCLI")],
        WarningCode::ClientIdShort => vec![typed(Field::ClientId, "3MVG9IHf8")],
        WarningCode::UrlProductionForSandboxUser => {
            vec![typed(Field::EmailId, "integration@example.com.sandbox")]
        }
        WarningCode::UrlSandboxForProductionUser => vec![
            typed(Field::EmailId, "integration@example.com"),
            typed(Field::Url, "https://test.salesforce.com"),
        ],
        WarningCode::KeyLarge => vec![Input::File("key.pem", key::pem(1024).into_bytes())],
        WarningCode::ScopeWithoutApi
        | WarningCode::ApiDisabled
        | WarningCode::ServerClock
        | WarningCode::SameConnection => return None,
    })
}

/// What needs the repair of a code.
pub(super) fn repairable(code: RepairCode) -> Input {
    let pem = key::pem(256);
    let text = match code {
        RepairCode::ByteOrderMark => format!("\u{feff}{pem}"),
        RepairCode::LineEnds => pem.replace('\n', "\r\n"),
        RepairCode::EscapedNewlines => pem.replace('\n', "\\n"),
        RepairCode::Rewrapped => pem.replace('\n', " "),
        RepairCode::Quotes => format!("\"{pem}\""),
        RepairCode::Blanks => pem.replace('\n', "  \n"),
        RepairCode::LastNewline => pem.trim_end().to_owned(),
        RepairCode::CertificateDropped => format!("{}{pem}", block("CERTIFICATE")),
        RepairCode::Escapes => pem.replace('/', "%2F"),
        RepairCode::Joined => pem.lines().map(|line| format!("\"{line}\\n\" +\n")).collect(),
        RepairCode::Base64Decoded => key::base64(pem.as_bytes()),
        RepairCode::Frame => pem.replace("-----", "----"),
        RepairCode::HeadersDropped => pem.replacen('\n', "\nComment: connector\n\n", 1),
        RepairCode::Invisible => pem.replace('/', "/\u{200b}"),
        RepairCode::ExtrasDropped => return Input::File("key.der", key::with_public_key(256)),
    };
    Input::File("key.pem", text.into_bytes())
}

fn block(label: &str) -> String {
    format!("-----BEGIN {label}-----\nMIIBAAEAAQ==\n-----END {label}-----\n")
}

/// One more than the longest value that a field takes.
fn past_limit(field: Field) -> usize {
    FieldSpec::of(field).limit + 1
}

/// The field that a broken rule is shown at. A code that several fields share is shown at one of them.
fn shown_at(code: RuleCode) -> Field {
    code.field().unwrap_or(Field::EmailId)
}

#[cfg(test)]
mod tests {
    use contract::codes::{RepairCode, RuleCode, WarningCode};

    use super::super::form::FormSample;
    use super::shown_at;
    use crate::form::{FieldError, KeyInput, VisibleMessage};

    #[test]
    fn every_rule_is_shown_at_its_field() {
        for &code in RuleCode::ALL {
            let shown =
                FormSample::Rule(code).state().message(shown_at(code)).and_then(VisibleMessage::error);
            assert_eq!(shown, Some(FieldError::Rule(code)));
        }
    }

    #[test]
    fn every_warning_is_shown_at_a_field_or_in_the_confirmation() {
        for &code in WarningCode::ALL {
            let state = FormSample::Warning(code).state();
            let warned = |&field| matches!(state.message(field), Some(VisibleMessage::Warning(found, _)) if found == code);
            let at_field = contract::codes::Field::ALL.iter().any(warned);
            let confirmed = state.saved().is_some_and(|connector| connector.warnings.contains(&code));
            assert!(at_field || confirmed, "{code}");
        }
    }

    #[test]
    fn every_repair_is_said() {
        for &code in RepairCode::ALL {
            let state = FormSample::Repair(code).state();
            let said = matches!(state.key(), KeyInput::Good(key) if key.repairs.contains(&code));
            assert!(said, "{code}: {:?}", state.key());
        }
    }
}
