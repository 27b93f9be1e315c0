//! Name, Client ID and Email ID.

use super::misplaced::no_private_key;
use crate::blank::{is_blank, is_invisible, is_modifier, trimmed};
use crate::codes::RuleCode;
use crate::limits::{CLIENT_ID_CHARS, EMAIL_ID_CHARS, NAME_CHARS};

/// The rule of a name, of a connector or of a service token. Gives the name without blanks at its ends.
///
/// Joiners and single direction marks stay inside: Persian and emoji need them.
///
/// # Errors
/// In this order: a private key, empty, with control characters, with marks that change its direction, too long.
pub fn name(typed: &str) -> Result<String, RuleCode> {
    no_private_key(typed)?;
    let name = trimmed(typed);
    if name.chars().all(|c| is_blank(c) || is_modifier(c)) {
        Err(RuleCode::NameEmpty)
    } else if name.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
        Err(RuleCode::NameControlCharacters)
    } else if name.contains(turns_text_around) {
        Err(RuleCode::NameDirectionMarks)
    } else if name.chars().count() > NAME_CHARS {
        Err(RuleCode::NameTooLong)
    } else {
        Ok(name.to_owned())
    }
}

/// The rule of a Client ID. Gives the id without blanks at its ends.
///
/// # Errors
/// In this order: empty, whitespace inside, an invisible character inside, other characters, too long.
pub fn client_id(typed: &str) -> Result<String, RuleCode> {
    let id = trimmed(typed);
    if id.is_empty() {
        Err(RuleCode::ClientIdEmpty)
    } else if id.contains(char::is_whitespace) {
        Err(RuleCode::ClientIdWhitespace)
    } else if id.contains(is_hidden) {
        Err(RuleCode::InvisibleCharacter)
    } else if !id.chars().all(is_of_client_id) {
        Err(RuleCode::ClientIdCharacters)
    } else if id.len() > CLIENT_ID_CHARS {
        Err(RuleCode::ClientIdTooLong)
    } else {
        Ok(id.to_owned())
    }
}

/// The rule of an Email ID. Gives the username without blanks at its ends.
///
/// The shape is that of Salesforce's own CLI, `^[^.][^@]*@[^.]+(\.[^.\s]+)+$`, without the blanks, the second `@` and the
/// other signs in the domain that this expression lets through, and without what an address must put in quotes
/// (`Jane <jane@x.org>`, `mailto:jane@x.org`) or never has (`“jane@x.org”`).
///
/// # Errors
/// In this order: empty, an invisible character inside, not shaped like a username, too long.
pub fn email_id(typed: &str) -> Result<String, RuleCode> {
    let id = trimmed(typed);
    if id.is_empty() {
        Err(RuleCode::EmailIdEmpty)
    } else if id.contains(is_hidden) {
        Err(RuleCode::InvisibleCharacter)
    } else if !is_username(id) {
        Err(RuleCode::EmailIdShape)
    } else if id.chars().count() > EMAIL_ID_CHARS {
        Err(RuleCode::EmailIdTooLong)
    } else {
        Ok(id.to_owned())
    }
}

/// What stands before the first invisible character inside a text, where [`RuleCode::InvisibleCharacter`] is said of it.
pub fn before_invisible(typed: &str) -> Option<&str> {
    trimmed(typed).split_once(is_hidden).map(|(before, _)| before)
}

/// What to offer in place of a text that breaks its rule: the text without what nobody sees, where it passes then.
pub fn suggested_text(typed: &str, rule: fn(&str) -> Result<String, RuleCode>) -> Option<String> {
    rule(&without(typed, is_hidden)).ok()
}

fn without(typed: &str, left_out: fn(char) -> bool) -> String {
    typed.chars().filter(|&c| !left_out(c)).collect()
}

/// What no identifier has: nobody sees it, and Salesforce takes it for a character like any other.
pub(super) fn is_hidden(c: char) -> bool {
    is_invisible(c) || is_modifier(c)
}

fn is_of_client_id(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')
}

fn is_username(id: &str) -> bool {
    let Some((user, domain)) = id.split_once('@') else { return false };
    let labels_filled = domain.split('.').all(|label| !label.is_empty());
    !user.is_empty()
        && !user.starts_with('.')
        && domain.contains('.')
        && labels_filled
        && !domain.contains(|c: char| c.is_ascii_punctuation() && !matches!(c, '.' | '-' | '_'))
        && !id.contains(must_be_quoted_in_an_address)
}

fn must_be_quoted_in_an_address(c: char) -> bool {
    is_blank(c)
        || c.is_control()
        || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | ':' | ';' | ',' | '\\' | '"')
        || matches!(c, '\u{2018}'..='\u{201F}' | '«' | '»')
}

/// The marks that make a stretch of text run the other way round: they would let a name look like another one.
fn turns_text_around(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
