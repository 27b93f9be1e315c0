//! Base64 (RFC 4648). By hand: a crate's engines and alphabets weigh more.

use zeroize::Zeroizing;

use crate::blank::{is_blank, is_modifier};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Decodes, skipping whitespace. `None` for other characters, wrong padding, or bits that no encoder leaves.
pub(crate) fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    decode_as(text, true)
}

/// Decodes as leniently as base64 is written: either alphabet (RFC 4648 section 5 has the other one), padded or not, with
/// anything invisible in between.
pub(super) fn decode_any(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    decode_as(text, false)
}

fn decode_as(text: &str, strict: bool) -> Option<Zeroizing<Vec<u8>>> {
    let mut decoded = Zeroizing::new(Vec::with_capacity(text.len() / 4 * 3 + 3));
    let (mut group, mut digits, mut padding) = (0_u32, 0_u8, 0_usize);
    for c in text.chars() {
        let Some(digit) = value(c, strict) else {
            match c {
                '=' => padding += 1,
                c if c.is_whitespace() || !strict && (is_blank(c) || is_modifier(c)) => {}
                _ => return None,
            }
            continue;
        };
        if padding > 0 {
            return None;
        }
        group = group * 64 + digit;
        digits += 1;
        if digits == 4 {
            let [_, bytes @ ..] = group.to_be_bytes();
            decoded.extend(bytes);
            (group, digits) = (0, 0);
        }
    }
    let padded = |needed| padding == needed || !strict && padding == 0;
    match digits {
        0 if padding == 0 => {}
        2 if padded(2) && group & 0xF == 0 => decoded.push((group >> 4) as u8),
        3 if padded(1) && group & 0x3 == 0 => decoded.extend(((group >> 2) as u16).to_be_bytes()),
        _ => return None,
    }
    Some(decoded)
}

/// Whether a character is a digit of base64, in either alphabet.
pub(super) fn is_digit(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_')
}

fn value(c: char, strict: bool) -> Option<u32> {
    let offset = match c {
        'A'..='Z' => 'A' as u32,
        'a'..='z' => 'a' as u32 - 26,
        '0'..='9' => return Some(c as u32 - '0' as u32 + 52),
        '+' => return Some(62),
        '/' => return Some(63),
        '-' if !strict => return Some(62),
        '_' if !strict => return Some(63),
        _ => return None,
    };
    Some(c as u32 - offset)
}

/// Appends the encoding of at most one line's bytes (48 make 64 characters).
pub(super) fn encode_line(bytes: &[u8], to: &mut String) {
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| chunk.get(at).copied().unwrap_or_default();
        let group = u32::from_be_bytes([0, byte(0), byte(1), byte(2)]);
        for digit in 0..4 {
            let index = group >> (18 - 6 * digit) & 0x3F;
            to.push(if digit <= chunk.len() { char::from(ALPHABET[index as usize]) } else { '=' });
        }
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

    use super::{decode, decode_any, encode_line};

    #[test]
    fn agrees_with_the_base64_crate_in_both_directions() {
        for length in 0..=48_u8 {
            let bytes: Vec<u8> =
                (0..length).map(|at| at.wrapping_mul(37).wrapping_add(length) ^ 0xA5).collect();
            let mut encoded = String::new();
            encode_line(&bytes, &mut encoded);
            assert_eq!(encoded, STANDARD.encode(&bytes));
            assert_eq!(decode(&encoded).as_deref(), Some(&bytes));
            assert_eq!(decode_any(&encoded).as_deref(), Some(&bytes));
            assert_eq!(decode_any(&URL_SAFE_NO_PAD.encode(&bytes)).as_deref(), Some(&bytes));
        }
    }

    #[test]
    fn refuses_what_the_base64_crate_refuses() {
        for text in [
            "A", "AA", "AAA", "AA=", "AA=A", "=AAA", "AAAA=", "AAAA====", "AB==", "AAB=", "AA-_", "AA*A", "é",
        ] {
            assert_eq!(decode(text), None, "{text}");
            assert!(STANDARD.decode(text).is_err(), "{text}");
        }
    }
}
