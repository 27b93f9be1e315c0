//! Takes off, one at a time, the layers that other text formats put around a key: their escapes, and base64 of the whole.

use zeroize::Zeroizing;

use super::base64::{decode_any, is_digit};
use super::pem::{self, Blocks};
use super::repairs::Repairs;
use super::text::is_quote;
use super::{body, escapes, identify, text};
use crate::blank::{self, is_blank, is_invisible};
use crate::codes::{RepairCode, RuleCode};

/// How many digits of base64 in a row are no word and no name: encoders wrap lines at 60 to 76.
pub(super) const DIGITS_A_LINE: usize = 40;

/// The text within the outermost layer, or `None` where there is none.
pub(super) fn peeled(text: &str, repairs: &mut Repairs) -> Option<Zeroizing<String>> {
    escapes::undone(text, repairs).or_else(|| decoded(text, repairs))
}

/// A text of which each part that encodes PEM is what it encodes, and a key without a frame has one.
fn decoded(text: &str, repairs: &mut Repairs) -> Option<Zeroizing<String>> {
    let is_bare = !Blocks::of(text).has_line();
    // Once: whoever encodes twice has something else in mind.
    let is_outermost = !repairs.has(RepairCode::Base64Decoded);
    let whole = blank::trimmed(text);
    let unquoted = text::unquoted(text);
    if let Some(pem) = pem_in(unquoted, is_bare, is_outermost, repairs) {
        if unquoted.len() < whole.len() {
            repairs.add(RepairCode::Quotes);
        }
        if unquoted.contains(is_invisible) {
            repairs.add(RepairCode::Invisible);
        }
        return Some(pem);
    }
    // One literal is found below, with what stands around it.
    if whole.matches(is_quote).nth(2).is_some() {
        let mut found = Repairs::default();
        if let Some(pem) = pem_in(&body::joined(whole, &mut found), is_bare, is_outermost, repairs) {
            repairs.add_all(found);
            return Some(pem);
        }
    }
    // Lines with as much beside each. A single one is found below, and so are lines of which the first has more.
    if text.split('\n').filter(|line| line.len() >= DIGITS_A_LINE).nth(1).is_some() {
        let column = body::column(&Zeroizing::new(["\n", text, "\n"].concat()));
        let is_most = column.len() > text.len() / 2;
        if let Some(pem) = is_most.then(|| pem_in(&column, is_bare, is_outermost, repairs)).flatten() {
            repairs.add(RepairCode::Rewrapped);
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
    repairs: &mut Repairs,
) -> Option<Zeroizing<String>> {
    // A prompt may stand right behind: then what is no whole group of digits is a part of it.
    let bytes = decode_any(base64).or_else(|| decode_any(base64.get(..base64.len() & !3)?))?;
    if let Some(key) = identify::binary(&bytes) {
        let label = match key {
            _ if !is_bare => return None,
            Ok(key) => key.encoding.label(),
            Err(RuleCode::KeyNotPem) => return None,
            Err(_) => "PRIVATE KEY",
        };
        repairs.add(RepairCode::Rewrapped);
        return Some(Zeroizing::new(pem::encode(label, &bytes)));
    }
    let mut found = Repairs::default();
    found.add(RepairCode::Base64Decoded);
    let text = text::plain(&bytes, &mut found);
    // Or as a key without a frame does.
    let looks_like_pem = text.contains("BEGIN") || text.contains("begin") || text.starts_with("MII");
    (looks_like_pem && is_outermost).then(|| {
        repairs.add_all(found);
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
        let next = behind.trim_start_matches(is_blank);
        let next_line = line_length(next);
        let is_rule = next.starts_with("--");
        let after_next = next.get(next_line..).unwrap_or_default().trim_start_matches('=');
        let ends_a_line = after_next.is_empty() || after_next.starts_with(|c| is_blank(c) || is_quote(c));
        if is_rule || line < DIGITS_A_LINE || next.len() == behind.len() || next_line == 0 || !ends_a_line {
            return end + padding.min(2);
        }
        end += behind.len() - next.len() + next_line;
        line = next_line;
    }
}
