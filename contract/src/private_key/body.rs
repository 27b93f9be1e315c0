//! A block's body without what is no part of the key, and what differs between a block and the PEM it should have been.

use zeroize::Zeroizing;

use super::pem::{Block, CHARACTERS_A_LINE, frame};
use super::text::{is_quote, is_space};
use crate::blank::{is_blank, is_invisible};
use crate::codes::RepairCode;

/// What a body says where the key in it is encrypted (RFC 1421).
pub(super) fn is_encrypted(body: &str) -> bool {
    body.contains("ENCRYPTED")
}

/// A body without headers, what begins each line, invisible characters and the code between string literals.
pub(super) fn cleaned(body: &str, repairs: &mut Vec<RepairCode>) -> Zeroizing<String> {
    let base64 = without_headers(body);
    if base64.len() < body.len() {
        repairs.push(RepairCode::HeadersDropped);
    }
    let unmarked = without_marks(base64);
    if unmarked.is_some() {
        repairs.push(RepairCode::Rewrapped);
    }
    let base64 = unmarked.as_ref().map_or(base64, |lines| lines.as_str());
    if base64.contains(is_invisible) {
        repairs.push(RepairCode::Invisible);
    }
    joined(base64, repairs)
}

/// What stands in string literals, without the code between them; all, where there are none. Nothing invisible is left.
pub(super) fn joined(code: &str, repairs: &mut Vec<RepairCode>) -> Zeroizing<String> {
    let gaps = gaps(code);
    if gaps.is_some() {
        repairs.push(RepairCode::Joined);
    }
    // With room for all of it, since a growing String leaves copies behind.
    let mut plain = Zeroizing::new(String::with_capacity(code.len() + 1));
    for (at, part) in code.split(is_quote).enumerate() {
        if gaps != Some(at % 2) {
            plain.extend(part.split(is_invisible));
        } else if !plain.ends_with('\n') {
            plain.push('\n');
        }
    }
    plain
}

/// The lines without the mark that each of them begins with, the END line as well: `> ` in a mail, `# ` in a comment, `- `
/// in a list.
fn without_marks(body: &str) -> Option<Zeroizing<String>> {
    let mark = body.rsplit_once('\n')?.1.trim_matches(is_space);
    // Letters would be base64's own.
    if mark.is_empty() || mark.contains(|c: char| c.is_ascii_alphanumeric() || is_quote(c)) {
        return None;
    }
    let mut lines = body.split('\n');
    let mut plain = Zeroizing::new(String::with_capacity(body.len()));
    plain.push_str(lines.next()?);
    for line in lines {
        plain.push('\n');
        plain.push_str(line.trim_start_matches(is_space).strip_prefix(mark)?.trim_matches(is_space));
    }
    Some(plain)
}

/// What base64 may have been before an escape was undone by half: a form's `+` became a blank, or a shell took the
/// backslash of each `\n`.
pub(super) fn mended(base64: &str) -> [Option<Zeroizing<String>>; 2] {
    let with_pluses = base64.contains(' ').then(|| Zeroizing::new(base64.replace(' ', "+")));
    [with_pluses, without_line_letters(base64)]
}

/// Base64 that has an `n` or `rn` in the place of each line break. No key begins with these letters.
fn without_line_letters(base64: &str) -> Option<Zeroizing<String>> {
    let base64 = base64.trim_matches(is_blank);
    let line_break = if base64.starts_with('r') { "rn" } else { "n" };
    let mut rest = base64.strip_prefix(line_break).and(base64.strip_suffix(line_break))?;
    let mut plain = Zeroizing::new(String::with_capacity(base64.len()));
    while let Some(lines) = rest.strip_prefix(line_break) {
        let (line, behind) = lines.split_at_checked(CHARACTERS_A_LINE).unwrap_or((lines, ""));
        plain.push('\n');
        plain.push_str(line);
        rest = behind;
    }
    plain.push('\n');
    rest.is_empty().then_some(plain)
}

/// Where there are quotes, which of the parts between them stand outside of string literals: those at even places or
/// those at odd ones, whichever say less.
fn gaps(body: &str) -> Option<usize> {
    let mut lengths = [0; 2];
    let mut parts = 0;
    for part in body.split(is_quote) {
        if let Some(length) = lengths.get_mut(parts % 2) {
            *length += part.len();
        }
        parts += 1;
    }
    let [even, odd] = lengths;
    (parts > 1).then_some(usize::from(odd < even))
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
    repairs: &mut Vec<RepairCode>,
) {
    let frame = frame(label);
    if block.frame != frame.each_ref().map(String::as_str) {
        repairs.push(RepairCode::Frame);
    }
    let [begin, end] = frame;
    let whole = Zeroizing::new([&begin, cleaned, &end].concat());
    let lines = || whole.split('\n');
    if lines().any(|line| line != line.trim_matches(is_blank)) {
        repairs.push(RepairCode::Blanks);
    }
    if !lines().map(|line| line.trim_matches(is_blank)).eq(canonical.lines()) {
        repairs.push(RepairCode::Rewrapped);
    }
}

/// What was taken away, or was missing, around a block.
pub(super) fn repairs_around(
    text: &str,
    block: &Block<'_>,
    certificates: bool,
    repairs: &mut Vec<RepairCode>,
) {
    let mut before = &text[..block.range.start];
    let mut after = &text[block.range.end..];
    let opened = before.trim_end_matches(is_space);
    let closed = after.trim_start_matches(is_space);
    let outside_before = opened.trim_end_matches(is_quote);
    let outside_after = closed.trim_start_matches(is_quote);
    if outside_before.len() < opened.len() && outside_after.len() < closed.len() {
        repairs.push(RepairCode::Quotes);
        let inside_after = &after[..after.len() - outside_after.len()];
        before = outside_before;
        after =
            if outside_after.is_empty() { inside_after.trim_end_matches(is_quote) } else { outside_after };
    }
    let only_blanks = |part: &str| part.chars().all(is_space);
    if certificates {
        repairs.push(RepairCode::CertificateDropped);
    } else if !only_blanks(before) || !only_blanks(after) {
        repairs.push(RepairCode::Rewrapped);
    }
    if !before.is_empty() && only_blanks(before) {
        repairs.push(RepairCode::Blanks);
    }
    if only_blanks(after) {
        if !after.is_empty() && after != "\n" {
            repairs.push(RepairCode::Blanks);
        }
        if !after.contains('\n') {
            repairs.push(RepairCode::LastNewline);
        }
    }
}
