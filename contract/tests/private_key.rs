//! What a private key's reader must hold on any bytes at all.

use contract::codes::RuleCode;
use contract::corpus;
use contract::limits::PRIVATE_KEY_BYTES;
use contract::private_key::read;

#[test]
fn no_part_of_a_key_is_a_key() {
    // Three hyphens are enough in front of a BEGIN line; what follows an END line's label may be missing.
    const HYPHENS_TO_SPARE: usize = 2;
    const HYPHENS_BEHIND: usize = 5;
    let pem = corpus::valid_form().private_key;
    let whole = pem.expose().as_bytes();
    let frame_end = whole.trim_ascii_end().len();
    for end in 0..frame_end {
        let found = read(&whole[..end]);
        assert_eq!(found.is_err(), end < frame_end - HYPHENS_BEHIND, "{end} bytes: {found:?}");
    }
    for start in 1..frame_end {
        let found = read(&whole[start..]);
        assert_eq!(found.is_err(), start > HYPHENS_TO_SPARE, "from byte {start}: {found:?}");
    }
}

#[test]
fn damage_to_der_is_found() {
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
        assert!(read(&damaged).is_err(), "byte {at}");
    }
}

#[test]
fn size_is_judged_before_content() {
    assert_eq!(read(&vec![b' '; PRIVATE_KEY_BYTES]), Err(RuleCode::KeyEmpty));
    assert_eq!(read(&vec![b' '; PRIVATE_KEY_BYTES + 1]), Err(RuleCode::KeyTooLarge));
}
