//! Private keys as no corpus foresees them: whatever is done to a key, it is read as the same key or refused, and a key that
//! is accepted is one that the server can sign with.
//!
//! Some thousand cases run by default. For more:
//! `PROPTEST_CASES=1000000 cargo test --release --package contract --test mutated_keys`.

use std::sync::LazyLock;

use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use contract::codes::Field;
use contract::corpus;
use contract::private_key::{Encoding, PrivateKey, read};
use proptest::prelude::*;
use proptest::sample::Index;

/// How many cases run where nobody asks for more.
const CASES: u32 = 3_000;

/// What other writers, word processors and hands leave in a key.
const FRAGMENTS: [&str; 54] = [
    "\n",
    "\r\n",
    "\r",
    "\\n",
    "\\r\\n",
    "\\\n",
    "\\",
    "\\\\",
    "\\u003d",
    "\\u{2b}",
    "\\x0a",
    "\\012",
    "\\\"",
    "\\/",
    "`n",
    "&#10;",
    "&#x2b;",
    "&plus;",
    "&",
    "&amp;",
    "%0A",
    "%2B",
    "%",
    "=3D",
    "=0A",
    "=\n",
    "=",
    "==",
    "<br>",
    "<",
    "\"",
    "'",
    "\" +\n\"",
    "\",\n\"",
    " ",
    "\t",
    "\u{A0}",
    "\u{200B}",
    "\u{FEFF}",
    "\u{AD}",
    "-",
    "-----",
    "\u{2014}",
    "\u{2013}",
    "-----BEGIN PRIVATE KEY-----",
    "-----END PRIVATE KEY-----",
    "BEGIN ",
    "RSA ",
    "Comment: a\n\n",
    "\n12: ",
    "$\n",
    "\n34\n",
    "\u{21B5}",
    "\0",
];

/// One thing that is done to a key.
#[derive(Clone, Debug)]
enum Mutation {
    Flip(Index, u8),
    Insert(Index, usize),
    /// A digit of base64 for another byte, so that base64 and much of DER survive.
    Digit(Index, u8),
    Remove(Index, usize),
    Repeat(Index, Index, usize),
    Truncate(Index),
    /// Each occurrence of a fragment becomes another one.
    Replace(usize, usize),
    /// The whole is written as another format has it.
    Json,
    Base64,
    Lines(usize, usize),
    LowerCase,
}

struct Input {
    bytes: Vec<u8>,
    /// The public key of the key in it, where there is exactly one and it is accepted.
    public_key: Option<Vec<u8>>,
}

static INPUTS: LazyLock<Vec<Input>> = LazyLock::new(|| {
    let cases = corpus::all().into_iter().filter(|case| case.field == Field::PrivateKey);
    let input = |case: corpus::Case| {
        let canonical = case.expected().canonical;
        let public_key = canonical.map(|pem| public_key(&read(pem.as_bytes()).expect("the corpus' own")));
        Input { bytes: case.input(), public_key }
    };
    cases.map(input).filter(|input| input.bytes.len() < 4096).collect()
});

/// The public key (modulus and exponent, RSAPublicKey in DER), as the server's library finds it in the private one.
fn public_key(key: &PrivateKey) -> Vec<u8> {
    let imported = match key.encoding() {
        Encoding::Pkcs8 => KeyPair::from_pkcs8(key.der()),
        Encoding::Pkcs1 => KeyPair::from_der(key.der()),
    };
    let imported = imported.expect("what the rules accept, the server can import");
    assert_eq!(imported.public_modulus_len(), key.bits.div_ceil(8));
    imported.public_key().as_ref().to_vec()
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let fragment = || 0..FRAGMENTS.len();
    prop_oneof![
        3 => (any::<Index>(), 0..8_u8).prop_map(|(at, bit)| Mutation::Flip(at, bit)),
        6 => (any::<Index>(), fragment()).prop_map(|(at, fragment)| Mutation::Insert(at, fragment)),
        4 => (any::<Index>(), 0..64_u8).prop_map(|(at, digit)| Mutation::Digit(at, digit)),
        3 => (any::<Index>(), 1..80_usize).prop_map(|(at, length)| Mutation::Remove(at, length)),
        2 => (any::<Index>(), any::<Index>(), 1..200_usize).prop_map(|(from, to, length)| Mutation::Repeat(from, to, length)),
        1 => any::<Index>().prop_map(Mutation::Truncate),
        4 => (fragment(), fragment()).prop_map(|(old, new)| Mutation::Replace(old, new)),
        1 => Just(Mutation::Json),
        1 => Just(Mutation::Base64),
        2 => (fragment(), fragment()).prop_map(|(before, after)| Mutation::Lines(before, after)),
        1 => Just(Mutation::LowerCase),
    ]
}

impl Mutation {
    fn apply(&self, bytes: &mut Vec<u8>) {
        const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        if bytes.is_empty() {
            return;
        }
        let place = |index: &Index| index.index(bytes.len());
        let text = || String::from_utf8_lossy(bytes).into_owned();
        match *self {
            Self::Flip(ref at, bit) => {
                let at = place(at);
                bytes[at] ^= 1 << bit;
            }
            Self::Insert(ref at, fragment) => {
                let at = place(at);
                drop(bytes.splice(at..at, FRAGMENTS[fragment].bytes()));
            }
            Self::Digit(ref at, digit) => {
                let at = place(at);
                bytes[at] = DIGITS[usize::from(digit)];
            }
            Self::Remove(ref at, length) => {
                let at = place(at);
                let end = bytes.len().min(at + length);
                drop(bytes.drain(at..end));
            }
            Self::Repeat(ref from, ref to, length) => {
                let (from, to) = (place(from), place(to));
                let part = bytes[from..bytes.len().min(from + length)].to_vec();
                drop(bytes.splice(to..to, part));
            }
            Self::Truncate(ref at) => {
                let at = place(at);
                bytes.truncate(at);
            }
            Self::Replace(old, new) => *bytes = text().replace(FRAGMENTS[old], FRAGMENTS[new]).into_bytes(),
            Self::Json => *bytes = serde_json::to_vec(&text()).expect("JSON"),
            Self::Base64 => *bytes = STANDARD.encode(&bytes).into_bytes(),
            Self::Lines(before, after) => {
                let line = |line| [FRAGMENTS[before], line, FRAGMENTS[after], "\n"].concat();
                *bytes = text().lines().map(line).collect::<String>().into_bytes();
            }
            Self::LowerCase => *bytes = text().replace("BEGIN", "begin").replace("END", "end").into_bytes(),
        }
    }
}

fn config() -> ProptestConfig {
    let asked = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_some() {
        asked
    } else {
        ProptestConfig { cases: CASES, ..asked }
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_accepted_is_the_key_that_it_was(
        input in any::<Index>(),
        mutations in proptest::collection::vec(mutation(), 0..5),
    ) {
        let Input { bytes, public_key: before } = input.get(&INPUTS);
        let mut mutant = bytes.clone();
        mutations.iter().for_each(|mutation| mutation.apply(&mut mutant));
        let found = read(&mutant);
        prop_assert_eq!(&found, &read(&mutant));
        if let Ok(key) = found {
            let pem = key.pem();
            prop_assert_eq!(key.repairs.is_empty(), mutant == pem.expose().as_bytes());
            let again = read(pem.expose().as_bytes()).expect("a repaired key is a key");
            prop_assert_eq!((again.pem(), again.bits, again.repairs), (pem, key.bits, Vec::new()));
            let after = public_key(&key);
            prop_assert_eq!(&after, before.as_ref().unwrap_or(&after));
        }
    }
}
