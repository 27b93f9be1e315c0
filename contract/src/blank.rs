//! Blanks, and characters that nobody sees: what is taken off the ends of what was typed, and of a key's lines.

/// Takes the blanks off both ends of a text.
pub(crate) fn trimmed(typed: &str) -> &str {
    typed.trim_matches(is_blank)
}

/// Whitespace, and what is as invisible.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// A character that shows nothing by itself and comes along with copied text: joiners, direction marks, soft hyphens,
/// fillers, byte-order marks, placeholders of objects. Unicode's default-ignorable characters, but for those of
/// [`is_modifier`], and the blank of Braille and the characters for annotations, which have no glyph either.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180E}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}'
        | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFC}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}')
}

/// A character without a glyph that belongs to the one before it: a variation selector, which makes an emoji of a
/// heart, or a tag, which makes England's flag of a black one. In a name it stays, at the end too.
pub(crate) fn is_modifier(c: char) -> bool {
    matches!(c,
        '\u{180B}'..='\u{180D}' | '\u{180F}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0000}'..='\u{E0FFF}')
}
