//! Takes off, one at a time, the layers that other text formats put around a key: their escapes, and base64 of the whole.

use zeroize::Zeroizing;

use super::base64::{decode_any, is_digit};
use super::text::{is_quote, is_space};
use super::{Encoding, body, escapes, identify, pem, text};
use crate::codes::RepairCode;

/// How many digits of base64 in a row are no word and no name: encoders wrap lines at 60 to 76.
const DIGITS_A_LINE: usize = 40;

/// The text within the outermost layer, or `None` where there is none.
pub(super) fn peeled(text: &str, repairs: &mut Vec<RepairCode>) -> Option<Zeroizing<String>> {
    escapes::undone(text, repairs).or_else(|| decoded(text, repairs))
}

/// A text of which each part that encodes PEM is what it encodes, and a key without a frame has one.
fn decoded(text: &str, repairs: &mut Vec<RepairCode>) -> Option<Zeroizing<String>> {
    let is_bare = !pem::has_frame(text);
    // Once: whoever encodes twice has something else in mind.
    let is_outermost = !repairs.contains(&RepairCode::Base64Decoded);
    let whole = text.trim_matches(|c| is_space(c) || is_quote(c));
    if let Some(pem) = pem_in(whole, is_bare, is_outermost, repairs) {
        return Some(pem);
    }
    // One literal is found below, with what stands around it.
    if whole.matches(is_quote).nth(2).is_some() {
        let mut found = Vec::new();
        if let Some(pem) = pem_in(&body::joined(whole, &mut found), is_bare, is_outermost, repairs) {
            repairs.extend(found);
            return Some(pem);
        }
    }
    // With room for frames and line breaks, since a growing String leaves copies behind.
    let mut plain = Zeroizing::new(String::with_capacity(text.len() * 2));
    let mut rest = text;
    let mut found = false;
    while let Some(start) = rest.find(is_digit) {
        let (before, run) = rest.split_at(start);
        let (run, behind) = run.split_at(run_length(run));
        let pem = if run.len() < DIGITS_A_LINE { None } else { pem_in(run, is_bare, is_outermost, repairs) };
        found |= pem.is_some();
        plain.push_str(before);
        plain.push_str(pem.as_ref().map_or(run, |pem| pem.as_str()));
        rest = behind;
    }
    plain.push_str(rest);
    found.then_some(plain)
}

/// The PEM in base64: its text, or the PEM of a key without a frame.
fn pem_in(
    base64: &str,
    is_bare: bool,
    is_outermost: bool,
    repairs: &mut Vec<RepairCode>,
) -> Option<Zeroizing<String>> {
    let bytes = decode_any(base64)?;
    if let Some(key) = identify::binary(&bytes) {
        let label = key.map_or(Encoding::Pkcs8, |key| key.encoding).label();
        return is_bare.then(|| Zeroizing::new(pem::encode(label, &bytes)));
    }
    let mut found = vec![RepairCode::Base64Decoded];
    let text = text::plain(&bytes, &mut found);
    let looks_like_pem = text.contains("BEGIN") || text.contains("begin");
    (looks_like_pem && is_outermost).then(|| {
        repairs.extend(found);
        text
    })
}

/// How far base64 goes on: to its padding, or over line breaks to a line that is short, or that is a name.
fn run_length(run: &str) -> usize {
    let line_length = |text: &str| text.find(|c| !is_digit(c)).unwrap_or(text.len());
    let mut end = line_length(run);
    let mut line = end;
    loop {
        let behind = run.get(end..).unwrap_or_default();
        let padding = behind.len() - behind.trim_start_matches('=').len();
        let next = behind.trim_start_matches(is_space);
        let next_line = line_length(next);
        let is_rule = next.starts_with("--");
        let after_next = next.get(next_line..).unwrap_or_default().trim_start_matches('=');
        let ends_a_line = after_next.is_empty() || after_next.starts_with(|c| is_space(c) || is_quote(c));
        if padding > 0
            || is_rule
            || line < DIGITS_A_LINE
            || next.len() == behind.len()
            || next_line == 0
            || !ends_a_line
        {
            return end + padding.min(2);
        }
        end += behind.len() - next.len() + next_line;
        line = next_line;
    }
}
