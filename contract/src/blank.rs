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

/// Characters without a glyph that are no whitespace: joiners, marks of direction, soft hyphens, places of objects. They
/// come with text that is copied from a page, a mail or a document.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'
            | '\u{2066}'..='\u{2069}'
            | '\u{FEFF}'
            | '\u{FFFC}'
    )
}
