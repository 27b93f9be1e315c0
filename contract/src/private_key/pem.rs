//! PEM (RFC 7468): finds its blocks however they were mangled, and writes it as it should be.

use super::base64::encode_line;
use super::text::is_quote;
use crate::blank::is_blank;
use crate::codes::RepairCode;

/// How many bytes a line of 64 characters holds.
const BYTES_A_LINE: usize = 48;

/// What stands between a BEGIN line and its END line.
pub(super) struct Block<'a> {
    /// `PRIVATE KEY`, `CERTIFICATE` and so on.
    pub(super) label: &'a str,
    /// Base64, and headers in front of it in old formats.
    pub(super) body: &'a str,
    /// The block with its frame.
    whole: &'a str,
    /// Where the block begins in the text.
    start: usize,
    /// Whether the END line is there and has the same label.
    pub(super) complete: bool,
}

/// All blocks of a text. Lines may be missing, as when a single-line input took the line breaks.
pub(super) fn blocks(text: &str) -> Vec<Block<'_>> {
    const BEGIN: &str = "-----BEGIN ";
    const DASHES: &str = "-----";
    let mut blocks = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find(BEGIN).map(|at| from + at) {
        let label_start = start + BEGIN.len();
        let Some(label_length) = text[label_start..].find(DASHES) else { break };
        let label = &text[label_start..label_start + label_length];
        let body_start = label_start + label_length + DASHES.len();
        let body_end = text[body_start..].find(DASHES).map_or(text.len(), |at| body_start + at);
        let end_line = text[body_end..].strip_prefix("-----END ").and_then(|rest| rest.strip_prefix(label));
        let complete = end_line.is_some_and(|rest| rest.starts_with(DASHES));
        from = if complete { body_end + "-----END ".len() + label.len() + DASHES.len() } else { body_end };
        blocks.push(Block {
            label,
            body: &text[body_start..body_end],
            whole: &text[start..from],
            start,
            complete,
        });
    }
    blocks
}

/// Writes DER as PEM: 64 characters a line, LF, a last newline.
pub(super) fn encode(label: &str, der: &[u8]) -> String {
    // With room for all of it, since a growing String leaves copies behind.
    let frame = "-----BEGIN -----\n-----END -----\n".len() + 2 * label.len();
    let mut pem = String::with_capacity(frame + der.len().div_ceil(BYTES_A_LINE) * 65);
    for part in ["-----BEGIN ", label, "-----\n"] {
        pem.push_str(part);
    }
    for line in der.chunks(BYTES_A_LINE) {
        encode_line(line, &mut pem);
        pem.push('\n');
    }
    for part in ["-----END ", label, "-----\n"] {
        pem.push_str(part);
    }
    pem
}

/// What differs between a block and the PEM it should have been.
pub(super) fn repairs_of_block(block: &Block<'_>, canonical: &str) -> Vec<RepairCode> {
    let lines = || block.whole.split('\n');
    let mut repairs = Vec::new();
    if lines().any(|line| line != line.trim_matches(is_blank)) {
        repairs.push(RepairCode::Blanks);
    }
    if !lines().map(|line| line.trim_matches(is_blank)).eq(canonical.lines()) {
        repairs.push(RepairCode::Rewrapped);
    }
    repairs
}

/// What was taken away, or was missing, around a block.
pub(super) fn repairs_around(text: &str, block: &Block<'_>, certificates: bool) -> Vec<RepairCode> {
    let mut before = &text[..block.start];
    let mut after = &text[block.start + block.whole.len()..];
    let mut repairs = Vec::new();
    let opened = before.trim_end_matches(is_blank).strip_suffix(is_quote);
    let closed = after.trim_start_matches(is_blank).strip_prefix(is_quote);
    if let (Some(outside_before), Some(outside_after)) = (opened, closed) {
        repairs.push(RepairCode::Quotes);
        let inside_after = &after[..after.len() - outside_after.len()];
        before = outside_before;
        after =
            if outside_after.is_empty() { inside_after.trim_end_matches(is_quote) } else { outside_after };
    }
    let only_blanks = |part: &str| part.chars().all(is_blank);
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
    repairs
}
