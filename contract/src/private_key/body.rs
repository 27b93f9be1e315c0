//! A block's body without what is no part of the key, and what differs between a block and the PEM it should have been.

use zeroize::Zeroizing;

use super::layers::DIGITS_A_LINE;
use super::pem::{Block, CHARACTERS_A_LINE, frame_line};
use super::repairs::Repairs;
use super::text::is_quote;
use crate::blank::{self, is_blank, is_invisible, is_modifier};
use crate::codes::RepairCode;

/// What a body says where the key in it is encrypted (RFC 1421).
pub(super) fn is_encrypted(body: &str) -> bool {
    body.contains("ENCRYPTED")
}

/// A body without headers, what begins each line, invisible characters and the code between string literals.
pub(super) fn cleaned(body: &str, repairs: &mut Repairs) -> Zeroizing<String> {
    let base64 = without_headers(body);
    if base64.len() < body.len() {
        repairs.add(RepairCode::HeadersDropped);
    }
    let unmarked = without_marks(base64);
    if unmarked.is_some() {
        repairs.add(RepairCode::Rewrapped);
    }
    let base64 = unmarked.as_ref().map_or(base64, |lines| lines.as_str());
    joined(base64, repairs)
}

/// What stands in string literals, without the code between them; all, where there are none. Nothing invisible is left.
pub(super) fn joined(code: &str, repairs: &mut Repairs) -> Zeroizing<String> {
    // Of the parts between quotes, those outside of literals say less.
    let (mut quotes, mut lengths) = (0, [0; 2]);
    for c in code.chars() {
        quotes += usize::from(is_quote(c));
        lengths[quotes % 2] += 1;
    }
    let kept = usize::from(lengths[1] > lengths[0]);
    // With room for all of it, since a growing String leaves copies behind.
    let mut plain = Zeroizing::new(String::with_capacity(code.len() + 1));
    let mut place = 0;
    for c in code.chars() {
        if is_quote(c) {
            place ^= 1;
            repairs.add(RepairCode::Joined);
            if !plain.ends_with('\n') {
                plain.push('\n');
            }
        } else if quotes == 0 || place == kept {
            if is_invisible(c) || is_modifier(c) {
                repairs.add(RepairCode::Invisible);
            } else {
                plain.push(c);
            }
        }
    }
    plain
}

/// The lines without the mark that each of them begins with, the END line as well: `> ` in a mail, `# ` in a comment, `- `
/// in a list.
fn without_marks(body: &str) -> Option<Zeroizing<String>> {
    let mark = body.rsplit_once('\n')?.1.trim_matches(is_blank);
    // Letters would be base64's own.
    if mark.is_empty() || mark.contains(|c: char| c.is_ascii_alphanumeric() || is_quote(c)) {
        return None;
    }
    let mut lines = body.split('\n');
    let mut plain = Zeroizing::new(String::with_capacity(body.len()));
    plain.push_str(lines.next()?);
    for line in lines {
        plain.push('\n');
        plain.push_str(line.trim_start_matches(is_blank).strip_prefix(mark)?.trim_matches(is_blank));
    }
    Some(plain)
}

/// What base64 may have been before an escape was undone by half: a form's `+` became a blank, or a shell took the
/// backslash of each `\n`.
pub(super) fn mended(base64: &str) -> [Option<Zeroizing<String>>; 2] {
    let with_pluses = base64.contains(' ').then(|| Zeroizing::new(base64.replace(' ', "+")));
    [with_pluses, without_line_letters(base64)]
}

/// The column of base64, where each line has as much beside it: in front its number, a time or the name of a file; behind
/// it a sign for the line's end, a comma or a bar. Lines of other things are left out. Without line breaks, so that laying
/// it out anew is told.
pub(super) fn column(body: &str) -> Zeroizing<String> {
    let mut plain = Zeroizing::new(String::with_capacity(body.len()));
    let mut lines = body.split(is_line_end);
    // These stand beside BEGIN and END.
    lines.next();
    lines.next_back();
    let is_long = |column: &str| column.len() >= DIGITS_A_LINE;
    let place = lines.clone().find_map(|line| columns(line).position(is_long)).unwrap_or_default();
    // Only the last line is short: the first one that is no line's number.
    let mut last = "";
    for column in lines.filter_map(|line| columns(line).nth(place)) {
        if is_long(column) {
            plain.push_str(column);
            last = "";
        } else if last.is_empty() && column.parse::<u16>().is_err() {
            last = column;
        }
    }
    plain.push_str(last);
    plain
}

/// What a line has between signs that are none of base64's.
fn columns(line: &str) -> impl Iterator<Item = &str> {
    let parts = line.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '/' | '='));
    parts.filter(|part| !part.is_empty())
}

/// A line's end, or a sign that stands for one where text is shown.
fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\u{B6}' | '\u{21B5}' | '\u{23CE}' | '\u{240A}' | '\u{240D}' | '\u{2424}')
}

/// Base64 that has an `n` or `rn` in the place of each line break. No key begins with these letters.
fn without_line_letters(base64: &str) -> Option<Zeroizing<String>> {
    let line_break = if base64.starts_with('r') { "rn" } else { "n" };
    let lines = base64.strip_suffix(line_break)?.as_bytes();
    let mut plain = Zeroizing::new(String::with_capacity(base64.len()));
    for line in lines.chunks(line_break.len() + CHARACTERS_A_LINE) {
        plain.push('\n');
        line.strip_prefix(line_break.as_bytes())?.iter().for_each(|&digit| plain.push(char::from(digit)));
    }
    plain.push('\n');
    Some(plain)
}

/// What follows behind the headers of RFC 1421 (`Comment: …`): behind the last one's line, or its value where there are no
/// lines. A long header goes on in lines that begin with a blank, up to an empty one.
fn without_headers(body: &str) -> &str {
    let Some((_, behind)) = body.rsplit_once(':') else { return body };
    let behind = behind.trim_start_matches(' ');
    let Some((_, lines)) = behind.split_once('\n') else {
        return behind.split_once(' ').map_or(behind, |(_, base64)| base64);
    };
    match lines.split_once("\n\n") {
        Some((more, _)) if more.split('\n').all(|line| line.starts_with([' ', '\t'])) => {
            lines.get(more.len() + 1..).unwrap_or_default()
        }
        _ => lines,
    }
}

/// What differs between a block and the PEM it should have been; `cleaned` is its body, `label` what it should say.
pub(super) fn repairs_of_block(
    block: &Block<'_>,
    cleaned: &str,
    label: &str,
    canonical: &str,
    repairs: &mut Repairs,
) {
    let [begin, end] = [true, false].map(|begins| frame_line(begins, label));
    if block.frame != [begin.as_str(), &end] {
        repairs.add(RepairCode::Frame);
    }
    let whole = Zeroizing::new([&begin, cleaned, &end].concat());
    let mut trimmed = Zeroizing::new(String::with_capacity(whole.len() + 1));
    for line in whole.split('\n') {
        trimmed.push_str(blank::trimmed(line));
        trimmed.push('\n');
    }
    if trimmed.len() <= whole.len() {
        repairs.add(RepairCode::Blanks);
    }
    if *trimmed != canonical {
        repairs.add(RepairCode::Rewrapped);
    }
}

/// What was taken away, or was missing, around a block.
pub(super) fn repairs_around(text: &str, block: &Block<'_>, certificates: bool, repairs: &mut Repairs) {
    let mut before = &text[..block.range.start];
    let mut after = &text[block.range.end..];
    let opened = before.trim_end_matches(is_blank);
    let closed = after.trim_start_matches(is_blank);
    let outside_before = opened.trim_end_matches(is_quote);
    let outside_after = closed.trim_start_matches(is_quote);
    if outside_before.len() < opened.len() && outside_after.len() < closed.len() {
        repairs.add(RepairCode::Quotes);
        let inside_after = &after[..after.len() - outside_after.len()];
        before = outside_before;
        after =
            if outside_after.is_empty() { inside_after.trim_end_matches(is_quote) } else { outside_after };
    }
    let only_blanks = |part: &str| part.chars().all(is_blank);
    if certificates {
        repairs.add(RepairCode::CertificateDropped);
    } else if !only_blanks(before) || !only_blanks(after) {
        repairs.add(RepairCode::Rewrapped);
    }
    if !before.is_empty() && only_blanks(before) {
        repairs.add(RepairCode::Blanks);
    }
    if only_blanks(after) {
        if !after.is_empty() && after != "\n" {
            repairs.add(RepairCode::Blanks);
        }
        if !after.contains('\n') {
            repairs.add(RepairCode::LastNewline);
        }
    }
}
