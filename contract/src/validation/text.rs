//! Name, Client ID and Email ID.

use crate::blank::{is_blank, trimmed};
use crate::codes::RuleCode;
use crate::limits::{CLIENT_ID_CHARS, EMAIL_ID_CHARS, NAME_CHARS};

/// The rule of a name, of a connector or of a service token. Gives the name without blanks at its ends.
///
/// # Errors
/// In this order: empty, with control characters, too long.
pub fn name(typed: &str) -> Result<String, RuleCode> {
    let name = trimmed(typed);
    if name.is_empty() {
        Err(RuleCode::NameEmpty)
    } else if name.chars().any(breaks_a_line_of_text) {
        Err(RuleCode::NameControlCharacters)
    } else if name.chars().count() > NAME_CHARS {
        Err(RuleCode::NameTooLong)
    } else {
        Ok(name.to_owned())
    }
}

/// The rule of a Client ID. Gives the id without blanks at its ends.
///
/// # Errors
/// In this order: empty, whitespace inside, other characters, too long.
pub fn client_id(typed: &str) -> Result<String, RuleCode> {
    let id = trimmed(typed);
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if id.is_empty() {
        Err(RuleCode::ClientIdEmpty)
    } else if id.contains(char::is_whitespace) {
        Err(RuleCode::ClientIdWhitespace)
    } else if !id.chars().all(allowed) {
        Err(RuleCode::ClientIdCharacters)
    } else if id.len() > CLIENT_ID_CHARS {
        Err(RuleCode::ClientIdTooLong)
    } else {
        Ok(id.to_owned())
    }
}

/// The rule of an Email ID. Gives the username without blanks at its ends.
///
/// The shape is that of Salesforce's own CLI, `^[^.][^@]*@[^.]+(\.[^.\s]+)+$`, without the blanks and the second
/// `@` that this expression lets through, and without what an address must put in quotes (`Jane <jane@x.org>`,
/// `mailto:jane@x.org`).
///
/// # Errors
/// In this order: empty, not shaped like a username, too long.
pub fn email_id(typed: &str) -> Result<String, RuleCode> {
    let id = trimmed(typed);
    if id.is_empty() {
        Err(RuleCode::EmailIdEmpty)
    } else if !is_username(id) {
        Err(RuleCode::EmailIdShape)
    } else if id.chars().count() > EMAIL_ID_CHARS {
        Err(RuleCode::EmailIdTooLong)
    } else {
        Ok(id.to_owned())
    }
}

fn is_username(id: &str) -> bool {
    let Some((user, domain)) = id.split_once('@') else { return false };
    let labels_filled = domain.split('.').all(|label| !label.is_empty());
    !user.is_empty()
        && !user.starts_with('.')
        && domain.contains('.')
        && labels_filled
        && !domain.contains('@')
        && !id.contains(must_be_quoted_in_an_address)
}

fn must_be_quoted_in_an_address(c: char) -> bool {
    is_blank(c)
        || c.is_control()
        || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | ':' | ';' | ',' | '\\' | '"')
}

/// Control characters, line separators, and the marks that make a text run the other way round: they would let
/// a name look like another one.
fn breaks_a_line_of_text(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
