//! Service tokens: `cct_{id}_{secret}{checksum}`, all in lower-case hexadecimal digits.
//!
//! The id is public and finds the row; the secret has 256 random bits; the checksum tells a mistyped token, or a
//! scanner's find, without the database. What is stored is SHA-256 of the whole: a slow hash guards secrets that
//! people choose and others can guess, and 256 random bits are none, while every request would pay for it.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand;
use base16ct::lower::encode_string;
use contract::secret::SecretText;
use contract::service_token::PREFIX;
use zeroize::Zeroizing;

/// Random bytes of the public id: no two tokens share one.
const ID_BYTES: usize = 8;
/// Random bytes of the secret.
const SECRET_BYTES: usize = 32;
/// Bytes of the checksum.
const CHECKSUM_BYTES: usize = 4;

/// Characters of what finds a token.
const PREFIX_CHARS: usize = PREFIX.len() + 2 * ID_BYTES;
/// Characters of a whole token.
const CHARS: usize = PREFIX_CHARS + 1 + 2 * (SECRET_BYTES + CHECKSUM_BYTES);

/// A new token.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// The token, to be shown once.
    pub token: SecretText,
    /// The token's beginning, which is public and finds its row.
    pub prefix: String,
    /// SHA-256 of the whole token: what the store keeps of it.
    pub hash: [u8; 32],
}

/// Makes a token.
///
/// # Errors
/// The machine has no random bytes.
pub fn generate() -> Result<NewToken, Unspecified> {
    let mut id = [0; ID_BYTES];
    let mut secret = Zeroizing::new([0; SECRET_BYTES]);
    rand::fill(&mut id)?;
    rand::fill(&mut *secret)?;
    // Room for all of it from the start: growing would leave copies behind.
    let mut token = String::with_capacity(CHARS);
    token.push_str(PREFIX);
    token.push_str(&encode_string(&id));
    let prefix = token.clone();
    token.push('_');
    token.push_str(&Zeroizing::new(encode_string(&*secret)));
    let checksum = checksum(&token);
    token.push_str(&encode_string(&checksum));
    Ok(NewToken { hash: hash(&token), token: SecretText::new(token), prefix })
}

/// The public beginning of a token that is well-formed, its checksum included.
pub fn prefix_of(token: &str) -> Option<&str> {
    if token.len() != CHARS || !token.is_ascii() || !token.starts_with(PREFIX) {
        return None;
    }
    let (body, written) = token.split_at(CHARS - 2 * CHECKSUM_BYTES);
    (encode_string(&checksum(body)) == written).then(|| &token[..PREFIX_CHARS])
}

/// Whether a token is the one that was stored, in a time that does not tell how much of it is.
pub fn is_stored(token: &str, stored: &[u8; 32]) -> bool {
    verify_slices_are_equal(&hash(token), stored).is_ok()
}

fn hash(token: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
    hash
}

fn checksum(body: &str) -> [u8; CHECKSUM_BYTES] {
    let mut checksum = [0; CHECKSUM_BYTES];
    checksum.copy_from_slice(&hash(body)[..CHECKSUM_BYTES]);
    checksum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_found_by_its_beginning_and_known_by_its_hash() {
        let new = generate().expect("random bytes");
        let token = new.token.expose();
        assert_eq!(token.len(), CHARS);
        assert_eq!(prefix_of(token), Some(new.prefix.as_str()));
        assert!(is_stored(token, &new.hash));
        let other = generate().expect("random bytes");
        assert_ne!(other.prefix, new.prefix);
        assert!(!is_stored(other.token.expose(), &new.hash));
        assert!(!format!("{new:?}").contains(&token[PREFIX_CHARS..]));
    }

    #[test]
    fn any_changed_character_is_told_without_the_database() {
        let new = generate().expect("random bytes");
        let token = new.token.expose();
        for at in 0..token.len() {
            let mut changed = token.to_owned();
            let digit = if &token[at..=at] == "0" { "1" } else { "0" };
            changed.replace_range(at..=at, digit);
            assert_eq!(prefix_of(&changed), None, "{at}");
            assert!(!is_stored(&changed, &new.hash), "{at}");
        }
        for text in
            ["", "cct_", &token[1..], &format!("{token}0"), &token.to_uppercase(), &"é".repeat(CHARS / 2)]
        {
            assert_eq!(prefix_of(text), None, "{text}");
        }
    }
}
