//! Makes plain text of bytes: one encoding, line breaks that are line breaks, and all of them LF.

use zeroize::Zeroizing;

use crate::codes::RepairCode;

/// Decodes bytes as text and undoes what JSON and .env files and other systems do to line breaks. What cannot be
/// decoded becomes a replacement character, which no key has.
pub(super) fn plain(bytes: &[u8], repairs: &mut Vec<RepairCode>) -> Zeroizing<String> {
    let mut text = decoded(bytes, repairs);
    if text.contains('\\') {
        let unescaped = unescaped(&text);
        if unescaped.len() < text.len() {
            repairs.push(RepairCode::EscapedNewlines);
            text = unescaped;
        }
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

/// `\n`, `\r` and `\r\n` become a line break, `\/` and escaped quotes the character itself; backslashes that were
/// escaped once more count as one.
fn unescaped(text: &str) -> Zeroizing<String> {
    let mut plain = Zeroizing::new(String::with_capacity(text.len()));
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        let escape = &rest[at..];
        let escaped = escape.trim_start_matches('\\');
        rest = if let Some(after) = escaped.strip_prefix('r') {
            plain.push('\n');
            after.strip_prefix("\\n").unwrap_or(after)
        } else if let Some(after) = escaped.strip_prefix('n') {
            plain.push('\n');
            after
        } else {
            if !escaped.starts_with(['/', '"', '\'']) {
                plain.push_str(&escape[..escape.len() - escaped.len()]);
            }
            escaped
        };
    }
    plain.push_str(rest);
    plain
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
