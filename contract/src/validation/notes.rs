//! The rules of what admins write down about a connector.

use super::no_private_key;
use crate::blank::trimmed;
use crate::codes::ProblemCode;
use crate::limits::{CONTACT_CHARS, NOTES_CHARS};

/// The rule of notes: any text, on several lines. Gives the text without blanks at its ends; empty means none.
///
/// # Errors
/// [`ProblemCode::ConnectorNotes`] of a text that is too long, holds a private key, or a control character that is neither a
/// line break nor a tab.
pub fn notes(typed: &str) -> Result<String, ProblemCode> {
    let refused = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    text(typed, NOTES_CHARS, refused).ok_or(ProblemCode::ConnectorNotes)
}

/// The rule of the responsible person: any text on one line. Gives the text without blanks at its ends; empty means nobody.
///
/// # Errors
/// [`ProblemCode::ConnectorContact`] of a text that is too long, holds a private key or a control character, such as a line
/// break.
pub fn contact(typed: &str) -> Result<String, ProblemCode> {
    let refused = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    text(typed, CONTACT_CHARS, refused).ok_or(ProblemCode::ConnectorContact)
}

fn text(typed: &str, limit: usize, refused: impl Fn(char) -> bool) -> Option<String> {
    let text = trimmed(typed);
    let holds = text.chars().count() <= limit && !text.chars().any(refused) && no_private_key(text).is_ok();
    holds.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{contact, notes};
    use crate::codes::ProblemCode;
    use crate::limits::{CONTACT_CHARS, NOTES_CHARS};

    #[test]
    fn a_text_is_taken_up_to_its_limit_and_without_blanks_at_its_ends() {
        assert_eq!(
            notes(" For the \u{1f4de} team.\n\tAsk Ada.\n").as_deref(),
            Ok("For the \u{1f4de} team.\n\tAsk Ada.")
        );
        assert_eq!(contact(" Ada <ada@acme.com> ").as_deref(), Ok("Ada <ada@acme.com>"));
        assert_eq!((notes("").as_deref(), contact(" \t").as_deref()), (Ok(""), Ok("")));
        assert!(notes(&"\u{1f4de}".repeat(NOTES_CHARS)).is_ok());
        assert_eq!(notes(&"n".repeat(NOTES_CHARS + 1)), Err(ProblemCode::ConnectorNotes));
        assert!(contact(&"\u{e9}".repeat(CONTACT_CHARS)).is_ok());
        assert_eq!(contact(&"n".repeat(CONTACT_CHARS + 1)), Err(ProblemCode::ConnectorContact));
    }

    #[test]
    fn what_no_database_or_line_holds_is_refused() {
        assert_eq!(notes("a\0b"), Err(ProblemCode::ConnectorNotes));
        assert_eq!(contact("Ada\nGrace"), Err(ProblemCode::ConnectorContact));
        assert_eq!(contact("Ada\u{2028}Grace"), Err(ProblemCode::ConnectorContact));
    }

    #[test]
    fn a_private_key_is_refused() {
        let key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq";
        assert_eq!(notes(&["The key:\n", key].concat()), Err(ProblemCode::ConnectorNotes));
        assert_eq!(contact(&key.replace('\n', "")), Err(ProblemCode::ConnectorContact));
    }
}
