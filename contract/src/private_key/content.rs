//! What a PEM block holds: its content decides, and its label where the content says nothing.

use zeroize::Zeroizing;

use super::identify::{self, RsaKey};
use super::pem::Block;
use super::repairs::Repairs;
use super::{base64, body};
use crate::codes::{RepairCode, RuleCode};

/// A PEM block whose content was read.
pub(super) struct Content<'a> {
    pub(super) block: Block<'a>,
    /// The body as base64 alone.
    pub(super) base64: Zeroizing<String>,
    /// What was repaired in the body.
    pub(super) repairs: Repairs,
    /// What the body encodes; empty where it is damaged.
    pub(super) der: Zeroizing<Vec<u8>>,
    /// A key that can be used, or what the block is.
    pub(super) found: Result<RsaKey, RuleCode>,
}

/// How the lines between BEGIN and END are read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Lines {
    /// As base64, with what other formats and hands make of it.
    OfBase64,
    /// As columns, one of which is base64: see [`body::column`].
    OfColumns,
}

impl<'a> Content<'a> {
    pub(super) fn of(block: Block<'a>, lines: Lines) -> Self {
        let mut repairs = Repairs::default();
        let mut base64 = match lines {
            Lines::OfBase64 => body::cleaned(block.body, &mut repairs),
            Lines::OfColumns => body::column(block.body),
        };
        let (mut der, mut content) = decoded(&block, &base64);
        if content == Err(RuleCode::KeyCorrupt) {
            for mended in body::mended(&base64).into_iter().flatten() {
                let (der_of_mended, key) = decoded(&block, &mended);
                if key.is_ok() {
                    repairs.add(RepairCode::Escapes);
                    (base64, der, content) = (mended, der_of_mended, key);
                }
            }
        }
        let found = named(&block, content);
        Self { block, base64, repairs, der, found }
    }
}

/// What a whole block's base64 encodes, and what that is.
fn decoded(block: &Block<'_>, base64: &str) -> (Zeroizing<Vec<u8>>, Result<RsaKey, RuleCode>) {
    match base64::decode(base64).filter(|_| block.complete) {
        Some(der) => {
            let content = identify::body(&der);
            (der, content)
        }
        None => (Zeroizing::default(), Err(RuleCode::KeyCorrupt)),
    }
}

/// What is no private key, of whatever kind and in whatever state: the first that a text has names it.
pub(super) const OTHERS: [RuleCode; 4] =
    [RuleCode::KeyIsCertificate, RuleCode::KeyIsRequest, RuleCode::KeyIsPublic, RuleCode::KeyNotPem];

/// Holds what the content is against what the label says.
fn named(block: &Block<'_>, content: Result<RsaKey, RuleCode>) -> Result<RsaKey, RuleCode> {
    let label = block.label.as_str();
    let by_label = match label {
        "PRIVATEKEY" | "RSAPRIVATEKEY" if body::is_encrypted(block.body) => {
            return Err(RuleCode::KeyEncrypted);
        }
        "PRIVATEKEY" | "RSAPRIVATEKEY" => RuleCode::KeyCorrupt,
        "ENCRYPTEDPRIVATEKEY" => RuleCode::KeyEncrypted,
        "ECPRIVATEKEY" => RuleCode::KeyIsEc,
        "DSAPRIVATEKEY" => RuleCode::KeyIsDsa,
        "OPENSSHPRIVATEKEY" => RuleCode::KeyIsOpenssh,
        "CERTIFICATE" | "X509CERTIFICATE" | "TRUSTEDCERTIFICATE" => RuleCode::KeyIsCertificate,
        "CERTIFICATEREQUEST" | "NEWCERTIFICATEREQUEST" => RuleCode::KeyIsRequest,
        _ if label.ends_with("PUBLICKEY") => RuleCode::KeyIsPublic,
        _ => RuleCode::KeyNotPem,
    };
    match content {
        Ok(key) => Ok(key),
        // Parameters, lists and signed data look like public things that they are not.
        Err(RuleCode::KeyCorrupt | RuleCode::KeyNotPem) => Err(by_label),
        Err(code) if by_label == RuleCode::KeyNotPem && OTHERS.contains(&code) => Err(by_label),
        Err(code) => Err(code),
    }
}
