//! Tells from its structure what a DER document is.

use super::der::{
    BIT_STRING, CONTEXT_0, INTEGER, NULL, OBJECT_IDENTIFIER, OCTET_STRING, Reader, SEQUENCE, only_sequence,
};
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
    if let Some(code) = key_store(bytes) {
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
            let (mut numbers, bits) =
                (key.and_then(only_sequence).ok_or(RuleCode::KeyCorrupt)?, Encoding::Pkcs8);
            match numbers.read(INTEGER) {
                Some([0]) => rsa(numbers, bits),
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
        ([0], 9) => rsa(rest, Encoding::Pkcs1),
        ([0], 6) => Err(RuleCode::KeyIsDsa),
        (_, 2) => Err(RuleCode::KeyIsPublic),
        _ => Err(RuleCode::KeyCorrupt),
    }
}

/// RSAPrivateKey behind its version 0. That the primes make the modulus finds most damage that base64 survives.
fn rsa(mut numbers: Reader<'_>, encoding: Encoding) -> Result<RsaKey, RuleCode> {
    let mut next = || numbers.positive().ok_or(RuleCode::KeyCorrupt);
    let (modulus, public_exponent, _private_exponent) = (next()?, next()?, next()?);
    let (p, q) = (next()?, next()?);
    let [_exponent_p, _exponent_q, _coefficient] = [next()?, next()?, next()?];
    let all_odd =
        [modulus, public_exponent, p, q].iter().all(|number| number.last().is_some_and(|byte| byte & 1 == 1));
    if all_odd && public_exponent != [1] && numbers.is_empty() && is_product(modulus, p, q) {
        Ok(RsaKey { encoding, bits: bits(modulus) })
    } else {
        Err(RuleCode::KeyCorrupt)
    }
}

/// The size of a number without leading zero bytes.
fn bits(number: &[u8]) -> usize {
    let unused = number.first().map_or(0, |byte| byte.leading_zeros() as usize);
    number.len() * 8 - unused
}

/// Whether `p * q == n`, as taught at school with digits of 32 bits: one column of them after the other, so that no
/// product is stored.
fn is_product(n: &[u8], p: &[u8], q: &[u8]) -> bool {
    let digits = |number: &[u8]| number.len().div_ceil(4);
    let columns = digits(p) + digits(q);
    let mut carry = 0;
    for column in 0..columns {
        let in_p = (column + 1).saturating_sub(digits(q))..digits(p).min(column + 1);
        let products = in_p.map(|at| digit(p, at) * digit(q, column - at));
        // The halves are added up apart: whole products would overflow.
        let (low, high) = products.fold((carry, 0), |(low, high), product| {
            (low + (product & u64::from(u32::MAX)), high + (product >> 32))
        });
        if low & u64::from(u32::MAX) != digit(n, column) {
            return false;
        }
        carry = (low >> 32) + high;
    }
    carry == 0 && digits(n) <= columns
}

/// The digit of 32 bits that stands so far from a number's right end.
fn digit(number: &[u8], at: usize) -> u64 {
    let bytes = number.rchunks(4).nth(at).unwrap_or_default();
    bytes.iter().fold(0, |digit, &byte| digit << 8 | u64::from(byte))
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

#[cfg(test)]
mod tests {
    use super::is_product;

    fn bytes(number: u128) -> Vec<u8> {
        number.to_be_bytes().into_iter().skip_while(|&byte| byte == 0).collect()
    }

    #[test]
    fn a_product_is_told_from_all_that_differs_by_one_bit() {
        let factors = [1, 0xFF, 0x100, 0xFFFF_FFFF, 0x1_0000_0000, 0xFF_FFFF_FFFF, u64::MAX / 3, u64::MAX];
        for (p, q) in factors.iter().flat_map(|&p| factors.map(|q| (u128::from(p), u128::from(q)))) {
            let n = p * q;
            assert!(is_product(&bytes(n), &bytes(p), &bytes(q)), "{p:x} * {q:x}");
            for bit in 0..u128::BITS {
                assert!(
                    !is_product(&bytes(n ^ (1 << bit)), &bytes(p), &bytes(q)),
                    "{p:x} * {q:x}, bit {bit}"
                );
            }
        }
    }
}
