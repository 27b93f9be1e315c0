//! A key that reads as one and belongs to nobody: both of its primes are 2^n − 1.

use contract::private_key;

/// `2^(4 · bytes) − 1`, twice, as RSAPrivateKey in DER. `bytes` is the modulus' size.
pub(super) fn der(bytes: usize) -> Vec<u8> {
    let half = vec![0xff; bytes / 2];
    // (2^k − 1)² = 2^2k − 2^(k + 1) + 1
    let mut modulus = vec![0xff; bytes / 2];
    modulus[bytes / 2 - 1] = 0xfe;
    modulus.extend(vec![0; bytes / 2 - 1]);
    modulus.push(1);
    let numbers = [&[0][..], &modulus, &[1, 0, 1], &half, &half, &half, &[1], &[1], &[1]];
    let content: Vec<u8> = numbers.iter().flat_map(|number| element(0x02, &unsigned(number))).collect();
    element(0x30, &content)
}

/// The same as PEM. Empty below the size that Salesforce takes.
pub(super) fn pem(bytes: usize) -> String {
    private_key::read(&der(bytes)).map(|key| key.pem().expose().to_owned()).unwrap_or_default()
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
