//! A private key where none belongs. It is refused before anything else is said of the field, so that it is neither
//! sent nor shown.

use std::fmt;

use crate::blank::{is_blank, trimmed};
use crate::codes::RuleCode;

/// What stands between BEGIN or END and PRIVATE KEY.
const LABELS: [&str; 7] = ["", "RSA", "EC", "DSA", "ENCRYPTED", "OPENSSH", "ANY"];

/// In base64, what follows the six characters of a SEQUENCE and its length: the version of a PKCS #8 (two of them), of
/// a PKCS #1 (by the size of its modulus) or of a PKCS #12. In a certificate another SEQUENCE stands there.
const VERSIONS: [&str; 5] = ["IBADA", "IBATA", "IBAAJ", "IBAAK", "IBAzC"];

/// In base64, the end of "RSA" and the OCTET STRING of a PKCS #8: a public key goes on otherwise.
const RSA_AND_OCTETS: &str = "9w0BAQEFAASC";

/// `-----BEGIN`, and `PRIVATE KEY` in each of its three alignments, once more in base64.
const BEGIN_IN_BASE64: &str = "LS0tLS1CRUdJTi";
const PRIVATE_KEY_IN_BASE64: [&str; 3] = ["UFJJVkFURSBLRV", "BSSVZBVEUgS0VZ", "QUklWQVRFIEtFWS"];

/// The private key in a text that is a field's but that of the private key: whole or damaged, in PEM or in base64
/// alone. Gives the text from where the key begins.
pub fn misplaced_key(text: &str) -> Option<&str> {
    let dense = Dense::of(text);
    let start = dense.framed(text).or_else(|| dense.unframed())?;
    text.get(start..).map(trimmed)
}

/// Refuses a private key in a field that is not for one.
///
/// # Errors
/// [`RuleCode::PrivateKeyMisplaced`].
pub fn no_private_key(typed: &str) -> Result<(), RuleCode> {
    if misplaced_key(typed).is_some() { Err(RuleCode::PrivateKeyMisplaced) } else { Ok(()) }
}

/// Prints what was typed in a field, unless there is a private key in it.
pub struct Printable<'a>(
    /// What was typed.
    pub &'a str,
);

impl fmt::Debug for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match misplaced_key(self.0) {
            Some(_) => f.write_str("…"),
            None => self.0.fmt(f),
        }
    }
}

/// A text without what copying puts between the characters of a PEM.
struct Dense {
    text: String,
    /// Where each byte of it stands in the whole text.
    places: Vec<usize>,
}

impl Dense {
    fn of(text: &str) -> Self {
        let kept = |&(_, c): &(usize, char)| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
        let (places, text) = text.char_indices().filter(kept).unzip();
        Self { text, places }
    }

    fn place(&self, at: usize) -> usize {
        self.places.get(at).copied().unwrap_or_default()
    }

    /// The BEGIN or END line of a private key, or what is left of it. Words alone are no such line: "Front-end private
    /// key" is a name.
    fn framed(&self, text: &str) -> Option<usize> {
        const WORDS: &str = "PRIVATEKEY";

        let capitals = self.text.to_ascii_uppercase();
        capitals.match_indices(WORDS).find_map(|(at, _)| {
            let before = capitals.get(..at).unwrap_or_default();
            let lines = LABELS.iter().filter_map(|label| before.strip_suffix(label));
            let begin = lines.clone().find_map(|line| line.strip_suffix("BEGIN"));
            let ended = lines.clone().any(|line| line.ends_with("END"));
            let behind = self.place(at + WORDS.len() - 1) + 1;
            let dashes_behind = dashes(text.get(behind..).unwrap_or_default());
            let in_frame = begin.is_some() || ended;
            let in_dashes = dashes_behind > 1
                || begin.is_some_and(|begin| dashes_before(text, self.place(begin.len())) > 1);
            if dashes_behind > 2 || in_frame && in_dashes {
                let begins = begin.map_or(0, |begin| self.place(begin.len()));
                return Some(without_dashes(text.get(..begins).unwrap_or_default()).len());
            }
            None
        })
    }

    /// The base64 of a private key, or of a whole PEM.
    fn unframed(&self) -> Option<usize> {
        let text = &self.text;
        let is_header = |at: &usize| {
            let version = text.get(at + 6..).unwrap_or_default();
            VERSIONS.iter().any(|known| version.starts_with(known))
        };
        let header = text.match_indices("MII").map(|(at, _)| at).find(is_header);
        let in_base64 = || {
            let begin = text.find(BEGIN_IN_BASE64)?;
            PRIVATE_KEY_IN_BASE64.iter().any(|words| text.contains(words)).then_some(begin)
        };
        let start = header.or_else(in_base64).or_else(|| text.contains(RSA_AND_OCTETS).then_some(0))?;
        Some(self.place(start))
    }
}

/// How many hyphens stand at the beginning; dashes of typography were two or more each.
fn dashes(text: &str) -> usize {
    text.chars().filter(|&c| !is_blank(c)).map_while(hyphens).sum()
}

fn dashes_before(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default().chars().rev();
    before.filter(|&c| !is_blank(c)).map_while(hyphens).sum()
}

fn without_dashes(text: &str) -> &str {
    text.trim_end_matches(|c| is_blank(c) || hyphens(c).is_some())
}

fn hyphens(c: char) -> Option<usize> {
    match c {
        '-' | '\u{2010}' | '\u{2011}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}' => Some(1),
        '\u{2012}'..='\u{2015}' | '\u{FE58}' => Some(2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Printable, misplaced_key};
    use crate::corpus;

    #[test]
    fn what_is_found_begins_where_the_key_does() {
        let form = corpus::valid_form();
        let pem = form.private_key.expose();
        for (front, back) in [("https://login.salesforce.com", ""), ("key: ", "\n"), ("", " ")] {
            let line = pem.replace('\n', " ");
            let found = misplaced_key(&format!("{front}{line}{back}")).map(str::to_owned);
            assert_eq!(found.as_deref(), Some(line.trim()), "{front}");
        }
        let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        assert_eq!(misplaced_key(&format!("https://x.example/{body}")), Some(body.as_str()));
        let end = "x\n-----END PRIVATE KEY-----";
        assert_eq!(misplaced_key(end), Some(end));
    }

    #[test]
    fn words_about_a_key_are_no_key() {
        for name in [
            "Private key",
            "Private key - 2026",
            "Private key -- 2026",
            "Private key — 2026",
            "Front-end private key",
            "Begin with the private key",
            "RSA private key -- EMEA",
            "Vendor's private key",
            "MIIEvQIBACDANBgkqhkiG9w0BAQ",
            "3MVG9lKcPoNINVBIPJjdw1J9LLM82HnFVVX19KY1uA5mu0QqEWhqKpoW3svG3XHrXDiCQjK1mdgAvhCscA9GE",
        ] {
            assert_eq!(misplaced_key(name), None, "{name}");
        }
    }

    #[test]
    fn a_key_is_never_printed() {
        let form = corpus::valid_form();
        assert_eq!(format!("{:?}", Printable(form.private_key.expose())), "…");
        assert_eq!(format!("{:?}", Printable("Sales")), "\"Sales\"");
    }
}
