//! Reads what was pasted, picked or dropped as Private Key: names it for what it is, repairs what is repairable.
//!
//! It reads ASN.1 only as far as it must to tell kinds and sizes apart; nothing here can sign. Every buffer that
//! may hold a part of a key is zeroized.

use std::fmt;

use zeroize::Zeroizing;

mod base64;
mod der;
mod fingerprint;
mod identify;
mod pem;
mod text;

#[cfg(feature = "corpus")]
pub(crate) use self::base64::decode as decode_base64;
pub use self::identify::Encoding;
use self::identify::RsaKey;
use self::pem::Block;
use crate::blank::is_blank;
use crate::codes::{RepairCode, RuleCode};
use crate::limits::{PRIVATE_KEY_BYTES, RSA_BITS_MAX, RSA_BITS_MIN};
use crate::secret::SecretText;

/// How OpenSSH's one-line public keys begin, and the frame of the SSH2 kind.
const SSH_PUBLIC_KEYS: [&str; 5] =
    ["ssh-rsa ", "ssh-dss ", "ssh-ed25519 ", "ecdsa-sha2-", "---- BEGIN SSH2 PUBLIC KEY"];

/// What is left of a private key's frame when a part of it was not copied.
const PRIVATE_KEY_REMNANTS: [&str; 3] =
    ["PRIVATE KEY-----", "-----BEGIN PRIVATE KEY", "-----BEGIN RSA PRIVATE KEY"];

/// A usable RSA private key, as DER. The DER is zeroized when the key is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct PrivateKey {
    der: Zeroizing<Vec<u8>>,
    encoding: Encoding,
    /// The modulus' size in bits.
    pub bits: usize,
    /// What was repaired, in the order of [`RepairCode::ALL`]. Empty exactly when what was read is [`Self::pem`] already.
    pub repairs: Vec<RepairCode>,
}

impl PrivateKey {
    /// The bytes of one DER document, written as [`Self::encoding`] says.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// How the DER is written: the key stays in the encoding that it came in.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The key as PEM: one block of 64 characters a line, LF line ends, a last newline. This is what is sent and sealed.
    pub fn pem(&self) -> SecretText {
        SecretText::new(pem::encode(self.encoding.label(), &self.der))
    }

    /// The SHA-256 of the public key's DER (`SubjectPublicKeyInfo`), in lower-case hexadecimal: what
    /// `openssl pkey -in private.key -pubout -outform der | openssl dgst -sha256` prints. A certificate that was made from
    /// the key has the same. Empty for [`Self::none`] alone.
    pub fn public_key_sha256(&self) -> String {
        fingerprint::of_public_key(self.encoding, &self.der).unwrap_or_default()
    }

    /// No key: what stands in a form's place for one until a key is read.
    pub(crate) fn none() -> Self {
        Self { der: Zeroizing::default(), encoding: Encoding::Pkcs8, bits: 0, repairs: Vec::new() }
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey(…)")
    }
}

/// Reads bytes as a private key: PEM, or the same key as a DER file or as base64 without its frame.
///
/// # Errors
/// The codes that begin with `key_`. Size comes first, and nothing is parsed before it; but a key store is named for
/// what it is at any size, since only then is it said how to take the key out of it. Two keys come before what either
/// of them is; what a key is (encrypted, EC, …) before damage to it; damage before its number of bits.
pub fn read(bytes: &[u8]) -> Result<PrivateKey, RuleCode> {
    if bytes.len() > PRIVATE_KEY_BYTES {
        return Err(identify::key_store(bytes).unwrap_or(RuleCode::KeyTooLarge));
    }
    if let Some(found) = identify::binary(bytes) {
        return accept(found?, bytes, |_| vec![RepairCode::Rewrapped]);
    }
    let mut repairs = Vec::new();
    let text = text::plain(bytes, &mut repairs);
    let blocks = pem::blocks(&text);
    let (private, others): (Vec<Block<'_>>, Vec<Block<'_>>) =
        blocks.into_iter().partition(|block| block.label.ends_with("PRIVATE KEY"));
    match private.as_slice() {
        [] if PRIVATE_KEY_REMNANTS.iter().any(|remnant| text.contains(remnant)) => Err(RuleCode::KeyCorrupt),
        [] => match name_of(&others) {
            Some(code) => Err(code),
            None => read_unframed(&text, repairs),
        },
        [key] => {
            let der = decode(key)?;
            let certificates = others.iter().any(|block| is_certificate(block));
            accept(identify::der(&der)?, &der, |read| {
                repairs.extend(pem::repairs_of_block(key, read.pem().expose()));
                repairs.extend(pem::repairs_around(&text, key, certificates));
                repairs
            })
        }
        _ => Err(RuleCode::KeyTwoKeys),
    }
}

/// The DER of a private key's block, or what its frame says that it is.
fn decode(key: &Block<'_>) -> Result<Zeroizing<Vec<u8>>, RuleCode> {
    match key.label {
        "PRIVATE KEY" | "RSA PRIVATE KEY" if key.body.contains("ENCRYPTED") => Err(RuleCode::KeyEncrypted),
        "PRIVATE KEY" | "RSA PRIVATE KEY" if key.complete => {
            base64::decode(key.body).ok_or(RuleCode::KeyCorrupt)
        }
        "PRIVATE KEY" | "RSA PRIVATE KEY" => Err(RuleCode::KeyCorrupt),
        "ENCRYPTED PRIVATE KEY" => Err(RuleCode::KeyEncrypted),
        "EC PRIVATE KEY" => Err(RuleCode::KeyIsEc),
        "DSA PRIVATE KEY" => Err(RuleCode::KeyIsDsa),
        "OPENSSH PRIVATE KEY" => Err(RuleCode::KeyIsOpenssh),
        _ => Err(RuleCode::KeyNotPem),
    }
}

/// What a PEM without a private key is.
fn name_of(blocks: &[Block<'_>]) -> Option<RuleCode> {
    let has = |labels: &[&str]| blocks.iter().any(|block| labels.contains(&block.label));
    if blocks.iter().any(is_certificate) {
        Some(RuleCode::KeyIsCertificate)
    } else if has(&["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"]) {
        Some(RuleCode::KeyIsRequest)
    } else if has(&["PUBLIC KEY", "RSA PUBLIC KEY"]) {
        Some(RuleCode::KeyIsPublic)
    } else if blocks.is_empty() {
        None
    } else {
        Some(RuleCode::KeyNotPem)
    }
}

fn is_certificate(block: &Block<'_>) -> bool {
    matches!(block.label, "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE")
}

/// Reads text without any PEM block.
fn read_unframed(text: &str, mut repairs: Vec<RepairCode>) -> Result<PrivateKey, RuleCode> {
    let unblanked = text.trim_matches(is_blank);
    let unquoted = unblanked.trim_matches(|c| is_blank(c) || text::is_quote(c));
    if unquoted.is_empty() {
        return Err(RuleCode::KeyEmpty);
    }
    if SSH_PUBLIC_KEYS.iter().any(|start| unquoted.starts_with(start)) {
        return Err(RuleCode::KeyIsPublic);
    }
    let der = base64::decode(unquoted).ok_or(RuleCode::KeyNotPem)?;
    let found = identify::binary(&der).ok_or(RuleCode::KeyNotPem)??;
    if unquoted.len() < unblanked.len() {
        repairs.push(RepairCode::Quotes);
    }
    repairs.push(RepairCode::Rewrapped);
    accept(found, &der, |_| repairs)
}

/// Holds a key against the smallest and the largest size; `repairs` gives what differs between its PEM and what was read.
fn accept(
    found: RsaKey,
    der: &[u8],
    repairs: impl FnOnce(&PrivateKey) -> Vec<RepairCode>,
) -> Result<PrivateKey, RuleCode> {
    let RsaKey { encoding, bits } = found;
    if bits < RSA_BITS_MIN {
        return Err(RuleCode::KeyTooWeak);
    }
    if bits > RSA_BITS_MAX {
        return Err(RuleCode::KeyTooManyBits);
    }
    let mut key = PrivateKey { der: Zeroizing::new(der.to_vec()), encoding, bits, repairs: Vec::new() };
    let found_repairs = repairs(&key);
    // Not sorted: a sort would weigh more than all the repairs do.
    key.repairs = RepairCode::ALL.iter().copied().filter(|repair| found_repairs.contains(repair)).collect();
    Ok(key)
}
