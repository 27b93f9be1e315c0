//! A private key where none belongs. It is refused before anything else is said of the field, so that it is neither
//! sent nor shown.

use std::fmt;

use crate::blank::{is_blank, trimmed};
use crate::codes::RuleCode;
use crate::private_key;

/// In base64, what follows the six characters of a SEQUENCE and its length: the version of a PKCS #8 (two of them), of
/// a PKCS #1 (by the size of its modulus) or of a PKCS #12. In a certificate another SEQUENCE stands there.
const VERSIONS: [&str; 5] = ["IBADA", "IBATA", "IBAAJ", "IBAAK", "IBAzC"];

/// In base64, the end of "RSA" and the OCTET STRING of a PKCS #8: a public key goes on otherwise.
const RSA_AND_OCTETS: &[u8] = b"9w0BAQEFAASC";

/// `-----BEGIN`, and `PRIVATE KEY` in each of its three alignments, once more in base64.
const BEGIN_IN_BASE64: &[u8] = b"LS0tLS1CRUdJTi";
const PRIVATE_KEY_IN_BASE64: [&[u8]; 3] = [b"UFJJVkFURSBLRV", b"BSSVZBVEUgS0VZ", b"QUklWQVRFIEtFWS"];

/// The private key in a text that is a field's but that of the private key: whole or damaged, in PEM or in base64
/// alone. Gives the text from where the key begins.
pub fn misplaced_key(text: &str) -> Option<&str> {
    // Digits and pluses may be blanks of a frame, percent-encoded.
    let framed = Dense::of(text, |byte| byte.is_ascii_alphabetic()).framed(text);
    let unframed =
        || Dense::of(text, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')).unframed();
    let start = framed.or_else(unframed).or_else(|| is_key(text).then_some(0))?;
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

/// Whether a text would be taken for a private key, or named as one, in the field that is for it.
fn is_key(text: &str) -> bool {
    match private_key::read(text.as_bytes()) {
        Ok(_) => true,
        Err(code) => !matches!(
            code,
            RuleCode::KeyEmpty
                | RuleCode::KeyTooLarge
                | RuleCode::KeyNotPem
                | RuleCode::KeyIsCertificate
                | RuleCode::KeyIsPublic
                | RuleCode::KeyIsRequest
                // Much is: words of a BEGIN line suffice.
                | RuleCode::KeyCorrupt
        ),
    }
}

/// The characters of a PEM in a text, without what copying puts between them.
struct Dense {
    characters: Vec<u8>,
    /// Where each of them stands in the text.
    places: Vec<usize>,
}

impl Dense {
    fn of(text: &str, kept: fn(u8) -> bool) -> Self {
        let (places, characters) = text.bytes().enumerate().filter(|&(_, byte)| kept(byte)).unzip();
        Self { characters, places }
    }

    fn place(&self, at: usize) -> usize {
        self.places.get(at).copied().unwrap_or_default()
    }

    fn find(&self, sought: &[u8]) -> Option<usize> {
        self.characters.windows(sought.len()).position(|found| found == sought)
    }

    /// Where the frame of a private key begins: words alone are none ("Private key - 2026" is a name), but with hyphens
    /// behind them as in a BEGIN or END line.
    fn framed(&self, text: &str) -> Option<usize> {
        const WORDS: &[u8] = b"PRIVATEKEY";
        const BEGIN: &[u8] = b"BEGIN";

        let capitals = self.characters.to_ascii_uppercase();
        let mut words = capitals.windows(WORDS.len()).enumerate().filter(|(_, words)| *words == WORDS);
        let (at, _) = words.find(|(at, _)| {
            let behind = text.get(self.place(at + WORDS.len() - 1) + 1..).unwrap_or_default();
            behind.chars().filter(|&c| !is_blank(c)).map_while(hyphens).sum::<usize>() > 2
        })?;
        let begin = capitals.get(..at)?.windows(BEGIN.len()).rposition(|word| word == BEGIN);
        let before = text.get(..begin.map_or(0, |at| self.place(at)))?;
        Some(before.trim_end_matches(|c| hyphens(c).is_some()).len())
    }

    /// Where the base64 of a private key begins, or of a whole PEM.
    fn unframed(&self) -> Option<usize> {
        let is_header = |header: &[u8]| {
            header.starts_with(b"MII") && VERSIONS.iter().any(|version| header.ends_with(version.as_bytes()))
        };
        let in_base64 = || {
            let is_there = PRIVATE_KEY_IN_BASE64.iter().any(|words| self.find(words).is_some());
            is_there.then(|| self.find(BEGIN_IN_BASE64).unwrap_or_default())
        };
        let header = self.characters.windows(11).position(is_header).or_else(in_base64);
        match header {
            Some(at) => Some(self.place(at)),
            None => self.find(RSA_AND_OCTETS).map(|_| 0),
        }
    }
}

/// As how many hyphens a character counts: those of typography were two or more.
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
    fn a_long_text_is_read_in_one_go() {
        let words = "PRIVATE KEY ".repeat(100_000);
        assert_eq!(misplaced_key(&words), None);
        assert_eq!(misplaced_key(&format!("{words}---")).map(str::len), Some(words.len() + 3));
    }

    #[test]
    fn a_key_is_never_printed() {
        let form = corpus::valid_form();
        assert_eq!(format!("{:?}", Printable(form.private_key.expose())), "…");
        assert_eq!(format!("{:?}", Printable("Sales")), "\"Sales\"");
    }
}
