//! What a secret leaves where it was: whole or in pieces, in each spelling in which programs write and libraries keep it.

use std::collections::{BTreeMap, HashMap};

use aho_corasick::AhoCorasick;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Bytes of a key that are looked for at a time: any that stand together, wherever in the key they begin.
const BYTES: usize = 16;
/// Characters of a token that are looked for at a time.
const CHARACTERS: usize = 24;

/// The names of an RSA key's secret numbers, in their order (RFC 8017, appendix A.1.2).
const NUMBERS: [&str; 6] = ["d", "p", "q", "dP", "dQ", "qInv"];

/// What is searched for.
pub(crate) struct Traces {
    automaton: AhoCorasick,
    /// What each pattern is a piece of.
    forms: Vec<String>,
}

impl Traces {
    /// Of all these keys, in PEM (PKCS#8).
    pub(crate) fn of_keys(pems: &[&str]) -> Self {
        let mut pieces = Pieces::default();
        for pem in pems {
            pieces.key(pem);
        }
        pieces.searched()
    }

    /// Of tokens, each with what it is called, whole and in pieces.
    pub(crate) fn of_texts<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut pieces = Pieces::default();
        for (name, text) in texts {
            pieces.windows(name, text.as_bytes(), CHARACTERS, 1);
        }
        pieces.searched()
    }

    /// How many pieces there are, by what they are pieces of.
    pub(crate) fn in_bytes(&self, bytes: &[u8]) -> BTreeMap<&str, usize> {
        let mut found = BTreeMap::new();
        for hit in self.automaton.find_overlapping_iter(bytes) {
            *found.entry(self.forms[hit.pattern().as_usize()].as_str()).or_default() += 1;
        }
        found
    }
}

#[derive(Default)]
struct Pieces(HashMap<Vec<u8>, String>);

impl Pieces {
    fn searched(self) -> Traces {
        let (patterns, forms): (Vec<_>, Vec<_>) = self.0.into_iter().unzip();
        let automaton = AhoCorasick::new(patterns).expect("not too many pieces");
        Traces { automaton, forms }
    }

    /// Every run of `length` bytes that begins at a multiple of `step`.
    fn windows(&mut self, form: &str, bytes: &[u8], length: usize, step: usize) {
        assert!(bytes.len() >= length, "{form} is too short to be searched for");
        for piece in bytes.windows(length).step_by(step) {
            self.0.insert(piece.to_vec(), form.to_owned());
        }
    }

    fn key(&mut self, pem: &str) {
        let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        let der = STANDARD.decode(body).expect("base64");
        let numbers = secret_numbers(&der);
        for (name, number) in NUMBERS.into_iter().zip(&numbers) {
            let reversed: Vec<u8> = number.iter().rev().copied().collect();
            // DER has the most significant byte first; libraries keep machine words, the least significant first.
            self.windows(&format!("{name} as in DER"), number, BYTES, 1);
            self.windows(&format!("{name} as machine words"), &reversed, BYTES, 1);
            let hex = base16ct::lower::encode_string(number);
            self.windows(&format!("{name} in hexadecimal"), hex.as_bytes(), 2 * BYTES, 2);
            self.windows(&format!("{name} in HEXADECIMAL"), hex.to_uppercase().as_bytes(), 2 * BYTES, 2);
            for some in number.windows(BYTES) {
                let list = format!("{some:?}");
                let list = list.trim_matches(['[', ']']);
                self.0.insert(list.as_bytes().to_vec(), format!("{name} as a list of bytes"));
            }
        }
        // PEM that was written as base64 once more: its second half is secret throughout.
        let half = pem.split_once("-----END").expect("PEM").0.as_bytes();
        let half = &half[half.len() / 2..];
        // From the first secret number on; base64 is another one for each of three places to begin at.
        let first = numbers[0];
        let begins = der.windows(first.len()).position(|part| part == first).expect("d stands in it");
        for skipped in 0..3 {
            // What is behind the last whole group of three is written otherwise where more follows.
            let whole_groups = |bytes: &[u8]| STANDARD.encode(&bytes[..bytes.len() / 3 * 3]);
            self.windows("base64 of PEM", whole_groups(&half[skipped..]).as_bytes(), BYTES, 1);
            let text = whole_groups(&der[begins + skipped..]);
            let url_safe = text.replace('+', "-").replace('/', "_");
            for text in [text, url_safe] {
                self.windows("base64", text.as_bytes(), BYTES, 1);
            }
        }
    }
}

/// The secret numbers of a PKCS#8 key, without leading zeros.
fn secret_numbers(pkcs8: &[u8]) -> [&[u8]; 6] {
    let outer = Der(pkcs8).next().expect("a sequence");
    let key = Der(outer).nth(2).expect("the key in an octet string");
    let rsa = Der(key).next().expect("RSAPrivateKey");
    // The version, the modulus and the public exponent come first.
    let mut numbers = Der(rsa).skip(3).map(|number| match number {
        [0, rest @ ..] => rest,
        whole => whole,
    });
    std::array::from_fn(|_| numbers.next().expect("a number"))
}

/// The contents of elements of DER, one after another.
struct Der<'a>(&'a [u8]);

impl<'a> Iterator for Der<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let (&[_tag, short], rest) = self.0.split_first_chunk()?;
        let (length, rest) = match short {
            0x81 => (usize::from(rest[0]), &rest[1..]),
            0x82 => (usize::from(u16::from_be_bytes([rest[0], rest[1]])), &rest[2..]),
            short => (usize::from(short), rest),
        };
        let (content, rest) = rest.split_at(length);
        self.0 = rest;
        Some(content)
    }
}
