//! Makes plain text of bytes: one encoding, and line breaks that are all LF.

use zeroize::Zeroizing;

use crate::blank::{is_blank, is_invisible};
use crate::codes::RepairCode;

/// Decodes bytes as text. What cannot be decoded becomes a replacement character, which no key has.
pub(super) fn plain(bytes: &[u8], repairs: &mut Vec<RepairCode>) -> Zeroizing<String> {
    let mut text = decoded(bytes, repairs);
    // UTF-16 without a byte-order mark. NULs alone are no text.
    if text.contains('\0') && text.chars().any(|c| c != '\0') {
        repairs.push(RepairCode::Invisible);
        text = without_nuls(&text);
    }
    if text.contains('\r') {
        repairs.push(RepairCode::LineEnds);
        text = with_line_feeds(&text);
    }
    text
}

/// Straight and typographic quotes, and backticks.
pub(super) const fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '\u{2018}'..='\u{201F}' | '«' | '»')
}

/// What a key has no use for, between its lines or within them.
pub(super) fn is_space(c: char) -> bool {
    is_blank(c) || is_invisible(c)
}

fn decoded(bytes: &[u8], repairs: &mut Vec<RepairCode>) -> Zeroizing<String> {
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
    repairs.push(RepairCode::ByteOrderMark);
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

fn with_line_feeds(text: &str) -> Zeroizing<String> {
    let mut plain = Zeroizing::new(String::with_capacity(text.len()));
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\r' && chars.peek() == Some(&'\n') {
            continue;
        }
        plain.push(if c == '\r' { '\n' } else { c });
    }
    plain
}

fn without_nuls(text: &str) -> Zeroizing<String> {
    let mut plain = Zeroizing::new(String::with_capacity(text.len()));
    plain.extend(text.split('\0'));
    plain
}
