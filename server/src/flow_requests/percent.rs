//! Percent-encoding (RFC 3986, section 2.1), read as strictly, and as loosely, as it can be.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// What a text encodes; `None` where a `%` is not followed by two hexadecimal digits.
pub(super) fn decoded(text: &str) -> Option<Cow<'_, [u8]>> {
    broken(text).is_none().then(|| percent_decode_str(text).into())
}

/// What is left of bytes that are decoded again and again, until nothing in them encodes anything. What was decoded may
/// be the beginning of a further encoding, so it is looked at again; each step leaves fewer bytes. To decode the whole
/// once more for each layer would take a time by the square of its length.
pub(super) fn decoded_throughout(bytes: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    for &byte in bytes {
        out.push(byte);
        while let [.., b'%', high, low] = out[..]
            && let Some(byte) = pair(high, low)
        {
            out.truncate(out.len() - 3);
            out.push(byte);
        }
    }
    out
}

/// Where a `%` stands that encodes nothing.
pub(super) fn broken(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let encodes = |at: usize| {
        let digits = bytes.get(at + 1).zip(bytes.get(at + 2));
        digits.is_some_and(|(&high, &low)| pair(high, low).is_some())
    };
    text.match_indices('%').map(|(at, _)| at).find(|&at| !encodes(at))
}

fn pair(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? << 4 | digit(low)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_decoded_once_or_throughout() {
        for (text, once, throughout) in [
            ("a", Some("a"), "a"),
            ("%61%2F", Some("a/"), "a/"),
            ("%2561", Some("%61"), "a"),
            ("%252561", Some("%2561"), "a"),
            ("%25%32%65", Some("%2e"), "."),
            ("%%32e", None, "."),
            ("50%", None, "50%"),
            ("%4", None, "%4"),
            ("%zz%41", None, "%zzA"),
        ] {
            assert_eq!(decoded(text).as_deref(), once.map(str::as_bytes), "{text}");
            assert_eq!(decoded_throughout(text.as_bytes()), throughout.as_bytes(), "{text}");
            assert_eq!(broken(text).is_some(), once.is_none(), "{text}");
        }
    }
}
