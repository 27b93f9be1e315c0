//! What a private key's reader must hold on any bytes at all.

use contract::codes::{Field, RuleCode};
use contract::corpus;
use contract::limits::PRIVATE_KEY_BYTES;
use contract::private_key::read;

/// How many mutants are made of each case.
const MUTANTS: usize = 20;

/// Numbers that are the same in each run (xorshift64*, Vigna 2014).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(drawn).expect("31 bits fit") % limit
    }
}

fn inputs() -> impl Iterator<Item = Vec<u8>> {
    corpus::all().into_iter().filter(|case| case.field == Field::PrivateKey).map(|case| case.input())
}

/// Whatever is read: twice gives the same, and what is accepted needs no second repair.
fn hold(bytes: &[u8]) {
    let found = read(bytes);
    assert_eq!(found, read(bytes));
    if let Ok(key) = found {
        let again = read(key.pem().expose().as_bytes()).expect("a repaired key is a key");
        assert_eq!((again.pem(), again.bits, again.repairs), (key.pem(), key.bits, Vec::new()));
    }
}

fn mutate(bytes: &mut Vec<u8>, numbers: &mut Numbers) {
    if bytes.is_empty() {
        return;
    }
    let at = numbers.below(bytes.len());
    match numbers.below(6) {
        0 => bytes[at] ^= 1 << numbers.below(8),
        1 => bytes[at] = u8::try_from(numbers.below(256)).expect("a byte"),
        2 => drop(bytes.remove(at)),
        3 => bytes.insert(at, b"\n\r \\\"-=n\0\xFF"[numbers.below(10)]),
        4 => bytes.truncate(at),
        _ => {
            let part = bytes[at..].to_vec();
            bytes.splice(0..0, part.into_iter().take(100));
        }
    }
}

#[test]
fn no_mutant_of_any_input_breaks_the_reader() {
    let mut numbers = Numbers(0x5EED);
    for input in inputs().filter(|input| input.len() < 4096) {
        for _ in 0..MUTANTS {
            let mut mutant = input.clone();
            for _ in 0..=numbers.below(3) {
                mutate(&mut mutant, &mut numbers);
            }
            hold(&mutant);
        }
    }
}

#[test]
fn no_part_of_a_key_is_a_key() {
    // Three hyphens are enough for a BEGIN or an END line.
    const HYPHENS_TO_SPARE: usize = 2;
    let pem = corpus::valid_form().private_key;
    let whole = pem.expose().as_bytes();
    let frame_end = whole.trim_ascii_end().len();
    for end in 0..frame_end {
        let found = read(&whole[..end]);
        assert_eq!(found.is_err(), end < frame_end - HYPHENS_TO_SPARE, "{end} bytes: {found:?}");
    }
    for start in 1..frame_end {
        let found = read(&whole[start..]);
        assert_eq!(found.is_err(), start > HYPHENS_TO_SPARE, "from byte {start}: {found:?}");
    }
}

#[test]
fn damage_to_der_is_found_or_harmless() {
    let pem = corpus::valid_form().private_key;
    let body: String = pem.expose().lines().filter(|line| !line.starts_with('-')).collect();
    let der = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, body).expect("base64");
    let whole = read(&der).expect("DER is taken");
    assert_eq!(whole.pem(), pem);
    for end in 0..der.len() {
        assert!(read(&der[..end]).is_err(), "{end} bytes");
    }
    for at in 0..der.len() {
        let mut damaged = der.clone();
        damaged[at] ^= 0x10;
        hold(&damaged);
    }
}

#[test]
fn size_is_judged_before_content() {
    assert_eq!(read(&vec![b' '; PRIVATE_KEY_BYTES]), Err(RuleCode::KeyEmpty));
    assert_eq!(read(&vec![b' '; PRIVATE_KEY_BYTES + 1]), Err(RuleCode::KeyTooLarge));
}
