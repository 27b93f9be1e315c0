//! Makes plain text of bytes: one encoding, and line breaks that are all LF.

use zeroize::Zeroizing;

use super::repairs::Repairs;
use crate::blank::is_blank;
use crate::codes::RepairCode;

/// Decodes bytes as text. What cannot be decoded becomes a replacement character, which no key has.
pub(super) fn plain(bytes: &[u8], repairs: &mut Repairs) -> Zeroizing<String> {
    let text = decoded(bytes, repairs);
    if !text.contains(['\r', '\0']) {
        return text;
    }
    let mut plain = Zeroizing::new(String::with_capacity(text.len()));
    let mut is_after_return = false;
    for c in text.chars() {
        match c {
            // UTF-16 without a byte-order mark.
            '\0' => repairs.add(RepairCode::Invisible),
            '\n' if is_after_return => {}
            '\r' => {
                repairs.add(RepairCode::LineEnds);
                plain.push('\n');
            }
            c => plain.push(c),
        }
        is_after_return = c == '\r';
    }
    // NULs alone are no text, nor nothing.
    if plain.is_empty() { text } else { plain }
}

/// Straight and typographic quotes, and backticks.
// Asked in many places: not inlined, the page weighs less.
#[inline(never)]
pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '\u{2018}'..='\u{201F}' | '«' | '»')
}

/// A text without blanks and quotes at its ends.
pub(super) fn unquoted(text: &str) -> &str {
    text.trim_matches(|c| is_blank(c) || is_quote(c))
}

fn decoded(bytes: &[u8], repairs: &mut Repairs) -> Zeroizing<String> {
    // With room for the longest outcome, three bytes each, since a growing String leaves copies behind.
    let mut text = Zeroizing::new(String::with_capacity(bytes.len() * 3));
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => push_utf8(&mut text, rest),
        [0xFF, 0xFE, rest @ ..] => push_utf16(&mut text, rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => push_utf16(&mut text, rest, u16::from_be_bytes),
        _ => {
            push_utf8(&mut text, bytes);
            return text;
        }
    }
    repairs.add(RepairCode::ByteOrderMark);
    text
}

fn push_utf8(text: &mut String, bytes: &[u8]) {
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
}

fn push_utf16(text: &mut String, bytes: &[u8], unit: fn([u8; 2]) -> u16) {
    let (pairs, _) = bytes.as_chunks();
    let decoded = char::decode_utf16(pairs.iter().map(|&pair| unit(pair)));
    text.extend(decoded.map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
}
