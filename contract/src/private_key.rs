//! Reads what was pasted, picked or dropped as Private Key: names it for what it is, repairs what is repairable.
//!
//! It reads ASN.1 only as far as it must to tell kinds and sizes apart; nothing here can sign.

use crate::codes::{RepairCode, RuleCode};
use crate::secret::SecretText;

/// A usable RSA private key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivateKey {
    /// The repaired PEM: LF line ends, 64 characters a line, one block, a last newline.
    pub pem: SecretText,
    /// The modulus' size in bits.
    pub bits: usize,
    /// What was repaired, in the order of [`RepairCode::ALL`].
    pub repairs: Vec<RepairCode>,
}

/// Reads bytes as a private key.
///
/// # Errors
/// See the codes that begin with `key_`.
pub fn read(_bytes: &[u8]) -> Result<PrivateKey, RuleCode> {
    Err(RuleCode::KeyEmpty)
}
