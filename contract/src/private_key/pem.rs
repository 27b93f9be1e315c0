//! PEM (RFC 7468): finds its blocks however their BEGIN and END lines were mangled, and writes it as it should be.

use std::ops::Range;

use super::base64::encode_line;
use crate::blank::{is_invisible, trimmed};

/// How long a line is, and how many bytes it holds.
pub(super) const CHARACTERS_A_LINE: usize = 64;
const BYTES_A_LINE: usize = CHARACTERS_A_LINE / 4 * 3;

/// How many hyphens make a rule. Five are right; with fewer than three, a line is cut off.
const HYPHENS_MIN: usize = 3;

const BEGIN: &str = "BEGIN";
const END: &str = "END";

/// How the labels of keys end.
const KEY: &str = "KEY";

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
    /// Whether the END line is there and fits: see [`Line::ends`].
    pub(super) complete: bool,
}

/// The blocks of a text, one after the other. Lines may be missing, as when a single-line input took the line breaks.
pub(super) struct Blocks<'a> {
    text: &'a str,
    next: Option<Line>,
}

/// A BEGIN or an END line, or what is left of it.
struct Line {
    begins: bool,
    label: String,
    range: Range<usize>,
    /// Where the rule that closes it begins.
    closing: usize,
}

impl Line {
    /// Whether it ends a block of this label. Those of keys may differ: the content tells what is true.
    fn ends(&self, label: &str) -> bool {
        let is_key = label.ends_with(KEY) && self.label.ends_with(KEY);
        !self.begins && (is_key || self.label == label)
    }
}

impl<'a> Blocks<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { text, next: line(text, 0) }
    }

    /// Whether there is any BEGIN or END line more.
    pub(super) const fn has_line(&self) -> bool {
        self.next.is_some()
    }

    /// The next line, and the one behind it in its place.
    fn line(&mut self) -> Option<Line> {
        let mut line_now = self.next.take()?;
        self.next = line(self.text, line_now.closing);
        // Where the line break between two lines is missing, they share a rule.
        if let Some(next) = self.next.as_mut().filter(|next| next.range.start < line_now.range.end) {
            let middle = self.text.floor_char_boundary((next.range.start + line_now.range.end) / 2);
            next.range.start = middle;
            line_now.range.end = middle;
        }
        Some(line_now)
    }
}

impl<'a> Iterator for Blocks<'a> {
    type Item = Block<'a>;

    fn next(&mut self) -> Option<Block<'a>> {
        loop {
            let Line { begins, label, range, .. } = self.line()?;
            let body_end = self.next.as_ref().map_or(self.text.len(), |next| next.range.start);
            let complete = self.next.as_ref().is_some_and(|next| next.ends(&label));
            let is_last = self.next.is_none();
            let end = if complete { self.line()?.range } else { body_end..body_end };
            let part = |range| self.text.get(range).unwrap_or_default();
            let body = part(range.end..body_end);
            // Neither an END line alone nor a BEGIN line that came twice makes a block.
            if begins && (complete || is_last || !trimmed(body).is_empty()) {
                let frame = [part(range.clone()), part(end.clone())];
                return Some(Block { label, body, frame, range: range.start..end.end, complete });
            }
        }
    }
}

/// The first BEGIN or END line from here on, in whatever case, with or without blanks, between rules of any length and kind.
fn line(text: &str, mut from: usize) -> Option<Line> {
    loop {
        let opening = rule(text, from)?;
        from = opening.end;
        let mut words = String::with_capacity(LINE_CHARS);
        let mut at = from;
        // Where the label of a key ends, and how many letters stand before.
        let mut label_end = None;
        for c in text.get(from..)?.chars().take(LINE_CHARS).take_while(|&c| hyphens_in(c) == 0) {
            at += c.len_utf8();
            if c.is_ascii_alphanumeric() {
                words.push(c.to_ascii_uppercase());
                if label_end.is_none() && words.ends_with(KEY) {
                    label_end = Some((at, words.len()));
                }
            }
        }
        let closed = rule(text, at).filter(|closing| closing.start == at);
        let end = match closed {
            Some(closing) => closing.end,
            // Without the rule that closes it, or with a part of one, a line ends where its label does.
            None => {
                let Some((end, letters)) = label_end else { continue };
                words.truncate(letters);
                at = end;
                text.len() - text.get(end..)?.trim_start_matches('-').len()
            }
        };
        let begins = words.starts_with(BEGIN);
        let Some(label) = words.strip_prefix(if begins { BEGIN } else { END }) else { continue };
        return Some(Line { begins, label: label.to_owned(), range: opening.start..end, closing: at });
    }
}

/// The first row of hyphens, or of what word processors make of them.
fn rule(text: &str, from: usize) -> Option<Range<usize>> {
    let (mut range, mut hyphens) = (from..from, 0);
    for (at, c) in text[from..].char_indices() {
        let at = from + at;
        match hyphens_in(c) {
            0 if is_invisible(c) => {}
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
pub(super) fn frame_line(begins: bool, label: &str) -> String {
    ["-----", if begins { BEGIN } else { END }, " ", label, "-----"].concat()
}

/// Writes DER as PEM: 64 characters a line, LF, a last newline.
pub(super) fn encode(label: &str, der: &[u8]) -> String {
    // With room for all of it, since a growing String leaves copies behind.
    let mut pem = String::with_capacity((der.len() / BYTES_A_LINE + 3) * (CHARACTERS_A_LINE + 1));
    pem.push_str(&frame_line(true, label));
    pem.push('\n');
    for line in der.chunks(BYTES_A_LINE) {
        encode_line(line, &mut pem);
        pem.push('\n');
    }
    pem.push_str(&frame_line(false, label));
    pem.push('\n');
    pem
}
