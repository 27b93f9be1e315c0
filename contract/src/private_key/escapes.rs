//! Undoes what other text formats write for characters: strings of JSON, YAML, `.env`, `.properties` and programs, HTML,
//! percent-encoding, quoted-printable and terminals. Base64 and a key's frame have none of the signs that these begin with,
//! so all are undone together, without asking which format it is.

use zeroize::Zeroizing;

use super::repairs::Repairs;
use crate::codes::RepairCode;

/// What an escape begins with.
const fn is_sign(byte: u8) -> bool {
    matches!(byte, b'\\' | b'`' | b'&' | b'%' | b'=' | b'<' | b'\x1b')
}

/// Longest name or number between `&` and `;` or behind a terminal's escape, and longest HTML tag, in bytes.
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

/// What an escape is: one of these kinds, as a set.
type Kind = u8;
/// `\n`, `\r`, or a line break that is escaped to go on behind it.
const LINE_BREAK: Kind = 1;
/// What JSON escapes together with line breaks: slashes and quotes.
const PUNCTUATION: Kind = 2;
const OTHER: Kind = 4;

/// An escape: its length in bytes, its kind, and what it stands for, if anything.
type Escape = (usize, Kind, Option<char>);

/// A text with its escapes undone once, or `None` where there are none.
pub(super) fn undone(text: &str, repairs: &mut Repairs) -> Option<Zeroizing<String>> {
    // No escape is shorter than what it stands for.
    let mut plain = Zeroizing::new(String::with_capacity(text.len()));
    let mut kinds = 0;
    let mut rest = text;
    let mut after_return = None;
    let is_quoted_printable = is_quoted_printable(text);
    while let Some(at) = rest.bytes().position(is_sign) {
        let (before, behind) = rest.split_at(at);
        plain.push_str(before);
        let Some((length, kind, stands_for)) = escape(behind, is_quoted_printable) else {
            // Backslashes belong together; the other signs are looked at one by one.
            let signs = 1.max(behind.len() - behind.trim_start_matches('\\').len());
            let (signs, behind) = behind.split_at(signs);
            plain.push_str(signs);
            rest = behind;
            continue;
        };
        kinds |= kind;
        rest = behind.get(length..).unwrap_or_default();
        let is_second_half = stands_for == Some('\n') && after_return == Some(plain.len());
        after_return = None;
        match stands_for {
            Some('\r') => {
                plain.push('\n');
                after_return = Some(plain.len());
            }
            Some(c) if !is_second_half => plain.push(c),
            _ => {}
        }
    }
    plain.push_str(rest);
    if kinds & LINE_BREAK != 0 {
        repairs.add(RepairCode::EscapedNewlines);
    }
    if kinds & OTHER != 0 || kinds == PUNCTUATION {
        repairs.add(RepairCode::Escapes);
    }
    (kinds != 0).then_some(plain)
}

/// What a text begins with, where that is an escape.
fn escape(text: &str, is_quoted_printable: bool) -> Option<Escape> {
    let behind = text.get(1..)?;
    match text.bytes().next()? {
        b'\\' => backslash(text),
        // PowerShell's.
        b'`' if behind.starts_with('n') => Some((2, LINE_BREAK, Some('\n'))),
        b'`' if behind.starts_with('r') => Some((2, LINE_BREAK, Some('\r'))),
        b'&' => entity(behind),
        b'=' if is_quoted_printable && behind.starts_with('\n') => Some((2, OTHER, None)),
        sign if sign == b'%' || sign == b'=' && is_quoted_printable => {
            // A byte of a longer character, which no key has: at best nobody sees it.
            two_digits(behind).map(|c| (3, OTHER, Some(c).filter(char::is_ascii)))
        }
        b'<' => tag(behind),
        // A terminal's color: up to its letter.
        b'\x1b' if behind.starts_with('[') => {
            let letter = behind.bytes().take(ENTITY_BYTES).position(|byte| byte.is_ascii_alphabetic())?;
            Some((letter + 2, OTHER, None))
        }
        _ => None,
    }
}

/// Backslashes that were escaped once more count as one.
fn backslash(text: &str) -> Option<Escape> {
    let escaped = text.trim_start_matches('\\');
    let behind = escaped.get(1..).unwrap_or_default();
    let (length, kind, stands_for) = match escaped.chars().next()? {
        '\n' => (1, LINE_BREAK, None),
        'n' => (1, LINE_BREAK, Some('\n')),
        'r' => (1, LINE_BREAK, Some('\r')),
        // What RTF has for a line break.
        'p' if behind.starts_with("ar") => (3, LINE_BREAK, Some('\n')),
        't' => (1, OTHER, Some('\t')),
        digits @ ('u' | 'U' | 'x') => match behind.strip_prefix('{') {
            Some(braced) => {
                let (c, length) = number(braced, 16, 6)?;
                (braced.get(length..)?.starts_with('}').then_some(length + 3)?, OTHER, Some(c))
            }
            None => {
                let most = if digits == 'u' {
                    4
                } else if digits == 'U' {
                    8
                } else {
                    2
                };
                let (c, length) = number(behind, 16, most)?;
                (length + 1, OTHER, Some(c))
            }
        },
        '0'..='7' => number(escaped, 8, 3).map(|(c, length)| (length, OTHER, Some(c)))?,
        c @ ('/' | '"' | '\'') => (1, PUNCTUATION, Some(c)),
        c if c.is_ascii_punctuation() || c == ' ' => (1, OTHER, Some(c)),
        _ => return None,
    };
    Some((text.len() - escaped.len() + length, kind, stands_for))
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

/// A character by two hexadecimal digits.
fn two_digits(text: &str) -> Option<char> {
    number(text, 16, 2).filter(|&(_, length)| length == 2).map(|(c, _)| c)
}

/// Whether each equals sign is one of quoted-printable: an escape, or a line that goes on. Elsewhere it is base64's own.
fn is_quoted_printable(text: &str) -> bool {
    let signs = || text.split('=').skip(1);
    let is_escape = |behind: &str| two_digits(behind).is_some();
    signs().any(is_escape) && signs().all(|behind| behind.starts_with('\n') || is_escape(behind))
}

/// HTML's and XML's `&name;`, `&#10;` and `&#xA;`, behind the `&`.
fn entity(text: &str) -> Option<Escape> {
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
    Some((length + 2, OTHER, Some(c)))
}

/// An HTML tag, behind its `<`: a line may end there.
fn tag(text: &str) -> Option<Escape> {
    let end = text.bytes().take(TAG_BYTES).position(|byte| matches!(byte, b'>' | b'<' | b'\n'))?;
    let is_tag = text.starts_with(|c: char| c == '/' || c.is_ascii_alphabetic())
        && text.as_bytes().get(end) == Some(&b'>');
    is_tag.then_some((end + 2, OTHER, Some('\n')))
}
