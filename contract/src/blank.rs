//! Blanks: what is taken off the ends of what was typed, and of a key's lines.

/// Takes the blanks off both ends of a text.
pub(crate) fn trimmed(typed: &str) -> &str {
    typed.trim_matches(is_blank)
}

/// Whitespace, and the characters without a glyph that come with copied text: zero-width space, word joiner and
/// byte-order mark. The joiners that scripts and emoji need are not among them.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}')
}
