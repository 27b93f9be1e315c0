//! Undoes what other text formats write for characters: strings of JSON, YAML, `.env`, `.properties` and programs, HTML,
//! percent-encoding and quoted-printable. Base64 and a key's frame have none of the signs that these begin with, so all are
//! undone together, without asking which format it is.

use zeroize::Zeroizing;

use super::repairs::Repairs;
use crate::codes::RepairCode;

/// What an escape begins with.
const fn is_sign(byte: u8) -> bool {
    matches!(byte, b'\\' | b'`' | b'&' | b'%' | b'=' | b'<')
}

/// Longest name or number between `&` and `;`, and longest HTML tag, in bytes.
const ENTITY_BYTES: usize = 20;
const TAG_BYTES: usize = 64;

/// HTML's names of what occurs in keys, or is set for it.
const ENTITIES: [(&str, char); 16] = [
    ("amp", '&'),
    ("quot", '"'),
    ("apos", '\''),
    ("lt", '<'),
    ("gt", '>'),
    ("nbsp", ' '),
    ("plus", '+'),
    ("equals", '='),
    ("sol", '/'),
    ("NewLine", '\n'),
    ("Tab", '\t'),
    ("hyphen", '-'),
    ("shy", '\u{AD}'),
    ("ZeroWidthSpace", '\u{200B}'),
    ("ndash", '\u{2013}'),
    ("mdash", '\u{2014}'),
];

/// What an escape stands for.
enum Meaning {
    /// `\n`, `\r`, or a line break that is escaped to go on behind it.
    LineBreak(&'static str),
    /// What JSON escapes together with line breaks: slashes and quotes.
    Punctuation(char),
    Other(char),
}

/// A text with its escapes undone once, or `None` where there are none.
pub(super) fn undone(text: &str, repairs: &mut Repairs) -> Option<Zeroizing<String>> {
    // No escape is shorter than what it stands for.
    let mut plain = Zeroizing::new(String::with_capacity(text.len()));
    let (mut line_breaks, mut punctuation, mut others) = (false, false, false);
    let mut rest = text;
    let mut after_return = None;
    while let Some(at) = rest.bytes().position(is_sign) {
        let (before, escape) = rest.split_at(at);
        plain.push_str(before);
        let (length, meaning) = read(escape);
        let (written, behind) = escape.split_at(length);
        rest = behind;
        let c = match meaning {
            None => {
                plain.push_str(written);
                continue;
            }
            Some(Meaning::LineBreak(line_break)) => {
                line_breaks = true;
                match line_break.chars().next() {
                    Some(c) => c,
                    None => continue,
                }
            }
            Some(Meaning::Punctuation(c)) => {
                punctuation = true;
                c
            }
            Some(Meaning::Other(c)) => {
                others = true;
                c
            }
        };
        match c {
            // The second half of an escaped CRLF.
            '\n' if after_return == Some(plain.len()) => {}
            '\r' => {
                plain.push('\n');
                after_return = Some(plain.len());
                continue;
            }
            _ => plain.push(c),
        }
        after_return = None;
    }
    plain.push_str(rest);
    if line_breaks {
        repairs.add(RepairCode::EscapedNewlines);
    }
    if others || punctuation && !line_breaks {
        repairs.add(RepairCode::Escapes);
    }
    (line_breaks || punctuation || others).then_some(plain)
}

/// What a text begins with: so many bytes, and what they mean, if anything.
fn read(text: &str) -> (usize, Option<Meaning>) {
    let behind = text.get(1..).unwrap_or_default();
    let (length, meaning) = match text.bytes().next() {
        Some(b'\\') => return backslash(text),
        Some(b'`') => match behind.bytes().next() {
            // PowerShell's.
            Some(b'n') => (2, Some(Meaning::LineBreak("\n"))),
            Some(b'r') => (2, Some(Meaning::LineBreak("\r"))),
            _ => (1, None),
        },
        Some(b'&') => entity(behind).unwrap_or((1, None)),
        Some(b'%') => match number(behind, 16, 2) {
            Some((c, 2)) if c.is_ascii() => (3, Some(Meaning::Other(c))),
            _ => (1, None),
        },
        Some(b'=') if behind.starts_with("3D") => (3, Some(Meaning::Other('='))),
        Some(b'<') => tag(behind).unwrap_or((1, None)),
        _ => (1, None),
    };
    (length, meaning)
}

/// Backslashes that were escaped once more count as one.
fn backslash(text: &str) -> (usize, Option<Meaning>) {
    let escaped = text.trim_start_matches('\\');
    let backslashes = text.len() - escaped.len();
    let behind = escaped.get(1..).unwrap_or_default();
    let numbered = |most| {
        let (c, length) = match behind.strip_prefix('{') {
            Some(digits) => {
                let (c, length) = number(digits, 16, 6)?;
                digits.get(length..)?.starts_with('}').then_some((c, length + 2))?
            }
            None => number(behind, 16, most)?,
        };
        Some((1 + length, Meaning::Other(c)))
    };
    let found = match escaped.chars().next() {
        Some('\n') => Some((1, Meaning::LineBreak(""))),
        Some('n') => Some((1, Meaning::LineBreak("\n"))),
        Some('r') => Some((1, Meaning::LineBreak("\r"))),
        Some('t') => Some((1, Meaning::Other('\t'))),
        Some('u') => numbered(4),
        Some('U') => numbered(8),
        Some('x') => numbered(2),
        Some('0'..='7') => number(escaped, 8, 3).map(|(c, length)| (length, Meaning::Other(c))),
        Some(c @ ('/' | '"' | '\'')) => Some((1, Meaning::Punctuation(c))),
        Some(c) if c.is_ascii_punctuation() || c == ' ' => Some((1, Meaning::Other(c))),
        // What RTF has for a line break.
        Some('p') if behind.starts_with("ar") => Some((3, Meaning::LineBreak("\n"))),
        _ => None,
    };
    match found {
        Some((length, meaning)) => (backslashes + length, Some(meaning)),
        None => (backslashes, None),
    }
}

/// A character by its number, and the digits' count.
fn number(digits: &str, radix: u32, most: usize) -> Option<(char, usize)> {
    let (mut number, mut length) = (0_u32, 0);
    for digit in digits.chars().take(most).map_while(|c| c.to_digit(radix)) {
        number = number.wrapping_mul(radix).wrapping_add(digit);
        length += 1;
    }
    (length > 0).then(|| (char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER), length))
}

/// HTML's and XML's `&name;`, `&#10;` and `&#xA;`, behind the `&`.
fn entity(text: &str) -> Option<(usize, Option<Meaning>)> {
    let length = text.bytes().take(ENTITY_BYTES).position(|byte| byte == b';')?;
    let name = text.get(..length)?;
    let c = match name.strip_prefix('#') {
        Some(digits) => {
            let (digits, radix) = digits.strip_prefix(['x', 'X']).map_or((digits, 10), |digits| (digits, 16));
            number(digits, radix, ENTITY_BYTES).filter(|&(_, read)| read == digits.len())?.0
        }
        None => ENTITIES.iter().find(|(known, _)| *known == name)?.1,
    };
    // The signs around it.
    Some((length + 2, Some(Meaning::Other(c))))
}

/// An HTML tag, behind its `<`: a line may end there.
fn tag(text: &str) -> Option<(usize, Option<Meaning>)> {
    let end = text.bytes().take(TAG_BYTES).position(|byte| matches!(byte, b'>' | b'<' | b'\n'))?;
    let is_tag = text.starts_with(|c: char| c == '/' || c.is_ascii_alphabetic())
        && text.as_bytes().get(end) == Some(&b'>');
    is_tag.then_some((end + 2, Some(Meaning::Other('\n'))))
}
