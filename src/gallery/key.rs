//! A key that reads as one and belongs to nobody: its numbers hold together, but 2^n − 1 and 2^n − 5 are not both prime.

use contract::private_key;

/// rsaEncryption with its NULL, as PKCS#8 names the algorithm.
const RSA_ALGORITHM: [u8; 15] =
    [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

/// RSAPrivateKey in DER, of `p = 2^n − 1`, `q = 2^n − 5` and the public exponent 3. `bytes` is the modulus' size.
pub(super) fn der(bytes: usize) -> Vec<u8> {
    let half = |first: u8, middle: u8, last: u8| {
        let mut number = vec![middle; bytes / 2];
        number[0] = first;
        number[bytes / 2 - 1] = last;
        number
    };
    let (p, q) = (half(0xff, 0xff, 0xff), half(0xff, 0xff, 0xfb));
    // With t = (2^n − 1) / 3, which is 0x55…55:
    let modulus = [half(0xff, 0xff, 0xfa), half(0, 0, 5)].concat();
    // d = (1 + (p − 1)(q − 1)) / 3 = (t − 3) · 2^n + 2t + 5
    let private_exponent = [half(0x55, 0x55, 0x52), half(0xaa, 0xaa, 0xaf)].concat();
    let (exponent_p, exponent_q) = (half(0x55, 0x55, 0x55), half(0xaa, 0xaa, 0xa7));
    // q ≡ −4, and −2^(n − 2) undoes that modulo p.
    let coefficient = half(0xbf, 0xff, 0xff);
    let numbers =
        [&[0][..], &modulus, &[3], &private_exponent, &p, &q, &exponent_p, &exponent_q, &coefficient];
    let content: Vec<u8> = numbers.iter().flat_map(|number| element(0x02, &unsigned(number))).collect();
    element(0x30, &content)
}

/// Such a key in PKCS#8 version 2, with what stands for a public key.
pub(super) fn with_public_key(bytes: usize) -> Vec<u8> {
    let parts =
        [&element(0x02, &[1])[..], &RSA_ALGORITHM, &element(0x04, &der(bytes)), &element(0x81, &[0, 0])];
    element(0x30, &parts.concat())
}

/// The same as PEM. Empty below the size that Salesforce takes.
pub(super) fn pem(bytes: usize) -> String {
    private_key::read(&der(bytes)).map(|key| key.pem().expose().to_owned()).unwrap_or_default()
}

/// Base64 (RFC 4648, section 4).
pub(super) fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |chunk: &[u8]| {
        let [a, b, c] = [0, 1, 2].map(|at| chunk.get(at).copied().map_or(0, u32::from));
        let digit = |at| char::from(ALPHABET[((a << 16 | b << 8 | c) >> (18 - 6 * at) & 0x3f) as usize]);
        [0, 1, 2, 3].map(|at| if at <= chunk.len() { digit(at) } else { '=' })
    };
    bytes.chunks(3).flat_map(group).collect()
}

/// DER's integers have a sign: a leading zero keeps a high bit positive.
fn unsigned(number: &[u8]) -> Vec<u8> {
    let sign = number.first().is_some_and(|first| first & 0x80 != 0);
    [if sign { &[0][..] } else { &[] }, number].concat()
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let [.., high, low] = content.len().to_be_bytes();
    let length = match content.len() {
        0..128 => vec![low],
        128..256 => vec![0x81, low],
        _ => vec![0x82, high, low],
    };
    [&[tag], &length[..], content].concat()
}
