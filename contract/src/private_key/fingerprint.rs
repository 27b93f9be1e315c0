//! The fingerprint of a key's public half, by which a key and the certificate made from it are told to belong together.

use base16ct::lower::encode_string;
use sha2::{Digest as _, Sha256};

use super::der::{self, INTEGER, OCTET_STRING, SEQUENCE};
use super::identify::Encoding;

/// `AlgorithmIdentifier` of an RSA key: the OID `rsaEncryption`, and NULL (RFC 3279, section 2.3.1).
const RSA_ENCRYPTION: [u8; 15] =
    [0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00];

/// The SHA-256 of a private key's `SubjectPublicKeyInfo`, in lower-case hexadecimal. `None` where the DER is no RSA key.
pub(super) fn of_public_key(encoding: Encoding, der: &[u8]) -> Option<String> {
    let mut key = der::only_sequence(der)?;
    if encoding == Encoding::Pkcs8 {
        key.read(INTEGER)?;
        key.read(SEQUENCE)?;
        key = der::only_sequence(key.read(OCTET_STRING)?)?;
    }
    key.read(INTEGER)?;
    let (modulus, exponent) = (key.positive()?, key.positive()?);
    let numbers = [integer(modulus), integer(exponent)].concat();
    // A BIT STRING begins with how many of its last bits count for nothing.
    let bits = [&[0], element(0x30, &numbers).as_slice()].concat();
    let info = [RSA_ENCRYPTION.as_slice(), &element(0x03, &bits)].concat();
    Some(encode_string(&Sha256::digest(element(0x30, &info))))
}

/// A positive INTEGER: one whose first bit is set gets a zero byte before it, or it would be negative.
fn integer(magnitude: &[u8]) -> Vec<u8> {
    let sign: &[u8] = if magnitude.first().is_some_and(|&first| first >= 0x80) { &[0] } else { &[] };
    element(INTEGER, &[sign, magnitude].concat())
}

/// An element of DER with its shortest length, of at most 64 KiB.
fn element(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = contents.len();
    let [.., high, low] = length.to_be_bytes();
    let head: &[u8] = match length {
        0..=0x7F => &[tag, low],
        0x80..=0xFF => &[tag, 0x81, low],
        _ => &[tag, 0x82, high, low],
    };
    [head, contents].concat()
}
