//! PEM (RFC 7468): finds its blocks however their BEGIN and END lines were mangled, and writes it as it should be.

use std::ops::Range;

use super::base64::encode_line;
use super::text::is_space;
use crate::blank::is_invisible;

/// How long a line is, and how many bytes it holds.
pub(super) const CHARACTERS_A_LINE: usize = 64;
const BYTES_A_LINE: usize = CHARACTERS_A_LINE / 4 * 3;

/// How many hyphens make a rule. Five are right; with fewer than three, a line is cut off.
const HYPHENS_MIN: usize = 3;

const BEGIN: &str = "BEGIN";
const END: &str = "END";

/// The longest BEGIN or END line, without the rule before it, in characters.
const LINE_CHARS: usize = 64;

/// What stands between a BEGIN line and its END line.
pub(super) struct Block<'a> {
    /// `PRIVATEKEY`, `CERTIFICATE` and so on: upper-case, without blanks.
    pub(super) label: String,
    /// Base64, and headers in front of it in old formats.
    pub(super) body: &'a str,
    /// The BEGIN and the END line, as they are.
    pub(super) frame: [&'a str; 2],
    /// Where the block, with its frame, stands in the text.
    pub(super) range: Range<usize>,
    /// Whether the END line is there and has the same label.
    pub(super) complete: bool,
}

/// A BEGIN or an END line, or what is left of it.
struct Line {
    begins: bool,
    label: String,
    range: Range<usize>,
}

/// All blocks of a text. Lines may be missing, as when a single-line input took the line breaks.
pub(super) fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut lines = lines(text).into_iter().peekable();
    while let Some(Line { begins, label, range }) = lines.next() {
        if !begins {
            continue;
        }
        let body_end = lines.peek().map_or(text.len(), |next| next.range.start);
        let end = lines.next_if(|next| !next.begins && next.label == label);
        let complete = end.is_some();
        let end = end.map_or(body_end..body_end, |end| end.range);
        let body = text.get(range.end..body_end).unwrap_or_default();
        // A BEGIN line that came twice.
        if !complete && lines.peek().is_some_and(|next| next.begins) && body.chars().all(is_space) {
            continue;
        }
        blocks.push(Block {
            label,
            body,
            frame: [&text[range.clone()], &text[end.clone()]],
            range: range.start..end.end,
            complete,
        });
    }
    blocks
}

/// Whether a text has a BEGIN or an END line.
pub(super) fn has_frame(text: &str) -> bool {
    line(text, 0).is_some()
}

/// All BEGIN and END lines, in whatever case, with or without blanks, between rules of any length and kind.
fn lines(text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut from = 0;
    while let Some((mut next, closing)) = line(text, from) {
        // Where the line break between two lines is missing, they share a rule.
        if let Some(before) = lines.last_mut().filter(|before| before.range.end > next.range.start) {
            let middle = usize::midpoint(next.range.start, before.range.end);
            next.range.start = text.floor_char_boundary(middle);
            before.range.end = next.range.start;
        }
        lines.push(next);
        from = closing;
    }
    lines
}

/// The next BEGIN or END line, and where the rule that closes it begins.
fn line(text: &str, mut from: usize) -> Option<(Line, usize)> {
    loop {
        let opening = rule(text, from)?;
        if let Some((begins, label, closing)) = line_behind(text, opening.end) {
            return Some((Line { begins, label, range: opening.start..closing.end }, closing.start));
        }
        from = opening.end;
    }
}

/// What a rule opens: whether it is a BEGIN line, its label, and the rule that closes it.
fn line_behind(text: &str, start: usize) -> Option<(bool, String, Range<usize>)> {
    let rest = &text[start..];
    // Looked at before anything is searched: most rules open nothing.
    let before_hyphens = rest.chars().take(LINE_CHARS).take_while(|&c| hyphens_in(c) == 0);
    let words = before_hyphens.filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase());
    let begins = words.clone().take(BEGIN.len()).eq(BEGIN.chars());
    let word = if begins { BEGIN } else { END };
    if !words.clone().take(word.len()).eq(word.chars()) {
        return None;
    }
    let end = rest.char_indices().nth(LINE_CHARS).map_or(rest.len(), |(at, _)| at);
    let closing = rule(&rest[..end], 0)?;
    let mut label = String::with_capacity(closing.start);
    label.push_str(&rest[..closing.start]);
    label.retain(|c| c.is_ascii_alphanumeric());
    label.make_ascii_uppercase();
    // It may go on behind what was looked at.
    let closing = rule(text, start + closing.start)?;
    Some((begins, label.split_off(word.len().min(label.len())), closing))
}

/// The first row of hyphens, or of what word processors make of them.
fn rule(text: &str, from: usize) -> Option<Range<usize>> {
    let (mut range, mut hyphens) = (from..from, 0);
    for (at, c) in text[from..].char_indices() {
        let at = from + at;
        match hyphens_in(c) {
            0 if is_invisible(c) && hyphens > 0 => {}
            0 if hyphens >= HYPHENS_MIN => break,
            0 => hyphens = 0,
            more => {
                if hyphens == 0 {
                    range.start = at;
                }
                hyphens += more;
                range.end = at + c.len_utf8();
            }
        }
    }
    (hyphens >= HYPHENS_MIN).then_some(range)
}

/// How many hyphens may have become this character: one dash can stand for all of them.
fn hyphens_in(c: char) -> usize {
    match c {
        '-' => 1,
        '\u{2010}'..='\u{2015}'
        | '\u{2043}'
        | '\u{2212}'
        | '\u{2500}'
        | '\u{2501}'
        | '\u{2E3A}'
        | '\u{2E3B}'
        | '\u{FE58}'
        | '\u{FE63}'
        | '\u{FF0D}'
        // What a dash of Windows' own encoding is read as.
        | char::REPLACEMENT_CHARACTER => HYPHENS_MIN,
        _ => 0,
    }
}

/// A BEGIN or END line as it should be.
pub(super) fn frame(label: &str) -> [String; 2] {
    [BEGIN, END].map(|word| ["-----", word, " ", label, "-----"].concat())
}

/// Writes DER as PEM: 64 characters a line, LF, a last newline.
pub(super) fn encode(label: &str, der: &[u8]) -> String {
    let [begin, end] = frame(label);
    // With room for all of it, since a growing String leaves copies behind.
    let mut pem = String::with_capacity(
        begin.len() + end.len() + 2 + der.len().div_ceil(BYTES_A_LINE) * (CHARACTERS_A_LINE + 1),
    );
    pem.push_str(&begin);
    pem.push('\n');
    for line in der.chunks(BYTES_A_LINE) {
        encode_line(line, &mut pem);
        pem.push('\n');
    }
    pem.push_str(&end);
    pem.push('\n');
    pem
}
