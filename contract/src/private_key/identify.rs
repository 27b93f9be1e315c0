//! Tells from its structure what a DER document is.

use zeroize::Zeroizing;

use super::der::{
    BIT_STRING, CONTEXT_0, INTEGER, NULL, OBJECT_IDENTIFIER, OCTET_STRING, Reader, SEQUENCE, only_sequence,
};
use super::rsa;
use crate::codes::RuleCode;

/// rsaEncryption, 1.2.840.113549.1.1.1 (RFC 8017).
const RSA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01];
/// id-RSASSA-PSS, 1.2.840.113549.1.1.10 (RFC 4055): an RSA key that may not sign as RS256 does.
const RSA_PSS: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A];
/// id-ecPublicKey, 1.2.840.10045.2.1 (RFC 5480).
const EC: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];
/// id-dsa, 1.2.840.10040.4.1 (RFC 3279).
const DSA: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x38, 0x04, 0x01];
/// id-X25519, id-X448, id-Ed25519 and id-Ed448 are 1.3.101.110 to 113 (RFC 8410).
const EDWARDS_AND_MONTGOMERY: &[u8] = &[0x2B, 0x65];

/// The version of a PrivateKeyInfo that has nothing but a key and attributes (RFC 5208).
const VERSION_0: &[u8] = &[INTEGER, 1, 0];

/// How a key in OpenSSH's own format begins.
const OPENSSH: &[u8] = b"openssh-key-v1\0";

/// How Java's keystores begin: JKS, and JCEKS.
const JAVA_KEYSTORES: [&[u8]; 2] = [&[0xFE, 0xED, 0xFE, 0xED], &[0xCE, 0xCE, 0xCE, 0xCE]];

/// An RSA private key whose structure holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RsaKey {
    pub(super) encoding: Encoding,
    /// Size of the modulus in bits.
    pub(super) bits: usize,
}

/// The two ways to write down an RSA private key as DER.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// RSAPrivateKey (RFC 8017 appendix A.1.2), in PEM an `RSA PRIVATE KEY`.
    Pkcs1,
    /// PrivateKeyInfo (RFC 5958), in PEM a `PRIVATE KEY`.
    Pkcs8,
}

impl Encoding {
    /// What stands behind `BEGIN` in PEM.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Pkcs1 => "RSA PRIVATE KEY",
            Self::Pkcs8 => "PRIVATE KEY",
        }
    }
}

/// What a key store is called. Its first bytes tell, whatever its size: it may hold many keys, and the page reads the
/// head of a large file only.
pub(super) fn key_store(head: &[u8]) -> Option<RuleCode> {
    if JAVA_KEYSTORES.iter().any(|magic| head.starts_with(magic)) {
        return Some(RuleCode::KeyIsJks);
    }
    let contents = match *head {
        // BER with lengths to be found out: PKCS#12 files are written like this as well.
        [SEQUENCE, 0x80, ref contents @ ..]
        | [SEQUENCE, 0x81, _, ref contents @ ..]
        | [SEQUENCE, 0x82, _, _, ref contents @ ..]
        | [SEQUENCE, 0x83, _, _, _, ref contents @ ..] => contents,
        _ => return None,
    };
    contents.starts_with(&[INTEGER, 1, 3]).then_some(RuleCode::KeyIsPkcs12)
}

/// What a file without text is; `None` where the bytes look like text.
pub(super) fn binary(bytes: &[u8]) -> Option<Result<RsaKey, RuleCode>> {
    let magic = bytes.starts_with(OPENSSH).then_some(RuleCode::KeyIsOpenssh);
    if let Some(code) = key_store(bytes).or(magic) {
        return Some(Err(code));
    }
    let (contents, is_whole) = match *bytes {
        [SEQUENCE, 0x80, ref contents @ ..] => (contents, false),
        [SEQUENCE, 0x81, _, ref contents @ ..] | [SEQUENCE, 0x82, _, _, ref contents @ ..] => {
            (contents, only_sequence(bytes).is_some())
        }
        [SEQUENCE, _, ref contents @ ..] if only_sequence(bytes).is_some() => (contents, true),
        _ => return None,
    };
    Some(match *contents {
        _ if is_whole => der(bytes),
        [INTEGER, 1, 0 | 1, ..] => Err(RuleCode::KeyCorrupt),
        _ => Err(RuleCode::KeyNotPem),
    })
}

/// What stands in a PEM's body.
pub(super) fn body(bytes: &[u8]) -> Result<RsaKey, RuleCode> {
    match key_store(bytes) {
        Some(code) => Err(code),
        None if bytes.starts_with(OPENSSH) => Err(RuleCode::KeyIsOpenssh),
        None => der(bytes),
    }
}

/// A PrivateKeyInfo that holds more than a key (its public key, attributes), as one of version 0 with the key alone: the
/// server's library takes no other. `None` where there is no more.
pub(super) fn key_alone(info: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let whole = only_sequence(info)?;
    let mut elements = whole.clone();
    let version = elements.read(INTEGER)?;
    elements.read(SEQUENCE)?;
    elements.read(OCTET_STRING)?;
    if version == [0] && elements.is_empty() {
        return None;
    }
    let key = whole.rest().get(VERSION_0.len()..whole.rest().len() - elements.rest().len())?;
    // A usable key needs two bytes for its length.
    let [.., high, low] = (VERSION_0.len() + key.len()).to_be_bytes();
    let parts = [&[SEQUENCE, 0x82, high, low], VERSION_0, key];
    let mut alone = Zeroizing::new(Vec::with_capacity(info.len()));
    parts.iter().for_each(|part| alone.extend_from_slice(part));
    Some(alone)
}

/// What a DER document is: an RSA private key, or the code that names it.
pub(super) fn der(bytes: &[u8]) -> Result<RsaKey, RuleCode> {
    let mut document = only_sequence(bytes).ok_or(RuleCode::KeyCorrupt)?;
    let first = document.element().ok_or(RuleCode::KeyCorrupt)?;
    match (first, document.peek()) {
        ((INTEGER, [3]), Some(SEQUENCE)) => Err(RuleCode::KeyIsPkcs12),
        ((INTEGER, [0 | 1]), Some(SEQUENCE)) => pkcs8(document),
        ((INTEGER, [1]), Some(OCTET_STRING)) => Err(RuleCode::KeyIsEc),
        ((INTEGER, version), Some(INTEGER)) => integers(version, document),
        ((SEQUENCE, _), Some(OCTET_STRING)) => Err(RuleCode::KeyEncrypted),
        ((SEQUENCE, _), Some(BIT_STRING)) => Err(RuleCode::KeyIsPublic),
        ((SEQUENCE, to_be_signed), Some(SEQUENCE)) => Err(signed(to_be_signed)),
        ((OBJECT_IDENTIFIER, _), _) => Err(RuleCode::KeyNotPem),
        _ => Err(RuleCode::KeyCorrupt),
    }
}

/// PrivateKeyInfo behind its version.
fn pkcs8(mut info: Reader<'_>) -> Result<RsaKey, RuleCode> {
    let mut algorithm = Reader::new(info.read(SEQUENCE).ok_or(RuleCode::KeyCorrupt)?);
    match algorithm.read(OBJECT_IDENTIFIER).ok_or(RuleCode::KeyCorrupt)? {
        RSA => {
            let has_null = algorithm.read(NULL) == Some(&[]) && algorithm.is_empty();
            let key = info.read(OCTET_STRING).filter(|_| has_null && has_only_elements(info));
            let mut numbers = key.and_then(only_sequence).ok_or(RuleCode::KeyCorrupt)?;
            match numbers.read(INTEGER) {
                Some([0]) => rsa::read(numbers, Encoding::Pkcs8),
                _ => Err(RuleCode::KeyCorrupt),
            }
        }
        EC => Err(RuleCode::KeyIsEc),
        // Of all codes this one comes closest: like a DSA key it is for one way of signing, which is not Salesforce's,
        // and the way out is the same, a new key and its certificate.
        DSA | RSA_PSS => Err(RuleCode::KeyIsDsa),
        [start @ .., 110..=113] if start == EDWARDS_AND_MONTGOMERY => Err(RuleCode::KeyIsEd25519),
        _ => Err(RuleCode::KeyNotPem),
    }
}

/// A SEQUENCE of INTEGERs only, told apart by their number: nine in RSAPrivateKey, six in OpenSSL's DSA key, two
/// in RSAPublicKey.
fn integers(first: &[u8], rest: Reader<'_>) -> Result<RsaKey, RuleCode> {
    let mut counted = rest.clone();
    let mut number = 1;
    while !counted.is_empty() {
        counted.read(INTEGER).ok_or(RuleCode::KeyCorrupt)?;
        number += 1;
    }
    match (first, number) {
        ([0], 9) => rsa::read(rest, Encoding::Pkcs1),
        ([0], 6) => Err(RuleCode::KeyIsDsa),
        (_, 2) => Err(RuleCode::KeyIsPublic),
        _ => Err(RuleCode::KeyCorrupt),
    }
}

/// A certificate, or a request for one: the second begins with a version and the subject's name, the first with a
/// tagged version, or with a serial number and an algorithm.
fn signed(to_be_signed: &[u8]) -> RuleCode {
    let mut fields = Reader::new(to_be_signed);
    match fields.element() {
        Some((CONTEXT_0, _)) => RuleCode::KeyIsCertificate,
        Some((INTEGER, _)) => match fields.read(SEQUENCE) {
            Some([OBJECT_IDENTIFIER, ..]) => RuleCode::KeyIsCertificate,
            Some(_) => RuleCode::KeyIsRequest,
            None => RuleCode::KeyCorrupt,
        },
        _ => RuleCode::KeyCorrupt,
    }
}

fn has_only_elements(mut rest: Reader<'_>) -> bool {
    while !rest.is_empty() {
        if rest.element().is_none() {
            return false;
        }
    }
    true
}
