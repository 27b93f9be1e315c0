//! Reads what was pasted, picked or dropped as Private Key: names it for what it is, repairs what is repairable.
//!
//! It reads ASN.1 only as far as it must to tell kinds and sizes apart; nothing here can sign. Every buffer that
//! may hold a part of a key is zeroized.

use std::fmt;

use zeroize::Zeroizing;

mod base64;
mod body;
mod content;
mod der;
mod escapes;
mod fingerprint;
mod identify;
mod layers;
mod pem;
mod rsa;
mod text;

#[cfg(feature = "corpus")]
pub(crate) use self::base64::decode as decode_base64;
use self::content::Content;
pub use self::identify::Encoding;
use self::identify::RsaKey;
use self::pem::Block;
use crate::blank::is_invisible;
use crate::codes::{RepairCode, RuleCode};
use crate::limits::{PRIVATE_KEY_BYTES, RSA_BITS_MAX, RSA_BITS_MIN};
use crate::secret::SecretText;

/// How OpenSSH's one-line public keys begin.
const SSH_PUBLIC_KEYS: [&str; 4] = ["ssh-rsa ", "ssh-dss ", "ssh-ed25519 ", "ecdsa-sha2-"];

/// The end of a BEGIN line of which the begin was not copied.
const LABEL_END: &str = "PRIVATE KEY-----";

/// Where a key store's first line stands, if in text: behind a BEGIN line at most.
const HEAD_BYTES: usize = 256;

/// How many layers are taken off: a JSON string in a JSON string in base64 has three.
const LAYERS_MAX: usize = 4;

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
/// Text is read as it is. Where there is no key in it, one layer is taken off, such as a JSON string's escapes or base64 of
/// it all, and what is below is read; what a PEM holds is told by its content, whatever its label says.
///
/// # Errors
/// The codes that begin with `key_`. Size comes first, and nothing is parsed before it; but a key store is named for
/// what it is at any size, since only then is it said how to take the key out of it. Two keys come before what either
/// of them is; what a key is (encrypted, EC, …) before damage to it; damage before its number of bits.
pub fn read(bytes: &[u8]) -> Result<PrivateKey, RuleCode> {
    if bytes.len() > PRIVATE_KEY_BYTES {
        return Err(key_store(bytes).unwrap_or(RuleCode::KeyTooLarge));
    }
    read_of_any_size(bytes)
}

/// Reads bytes as [`read`] does, however many they are. It takes a time in proportion to their number, which the benchmark
/// holds it to.
///
/// # Errors
/// Those of [`read`], but for [`RuleCode::KeyTooLarge`].
pub fn read_of_any_size(bytes: &[u8]) -> Result<PrivateKey, RuleCode> {
    if let Some(found) = identify::binary(bytes) {
        return accept(found?, bytes, |_, repairs| repairs.push(RepairCode::Rewrapped));
    }
    let mut repairs = Vec::new();
    let mut text = text::plain(bytes, &mut repairs);
    let mut found = read_text(&text, &repairs);
    for _ in 0..LAYERS_MAX {
        // What is two keys as it stands is no less below.
        if matches!(found, Ok(_) | Err(RuleCode::KeyTwoKeys)) {
            break;
        }
        let Some(below) = layers::peeled(&text, &mut repairs) else { break };
        text = below;
        found = read_text(&text, &repairs);
    }
    found
}

/// The code of a key store, as a file or as the base64 that Windows puts into the frame of a certificate: its head tells.
fn key_store(bytes: &[u8]) -> Option<RuleCode> {
    identify::key_store(bytes).or_else(|| {
        let head = text::plain(bytes.get(..HEAD_BYTES)?, &mut Vec::new());
        let blocks = pem::blocks(&head);
        let body = blocks.first().map_or(head.as_str(), |block| block.body);
        let line = body.trim_start_matches(text::is_space).get(..pem::CHARACTERS_A_LINE)?;
        identify::key_store(&base64::decode(line)?)
    })
}

/// Reads text without looking below its outermost layer.
fn read_text(text: &str, repairs: &[RepairCode]) -> Result<PrivateKey, RuleCode> {
    let blocks = pem::blocks(text);
    let (mut private, mut others) = (Vec::new(), Vec::new());
    for block in &blocks {
        let content = Content::of(block);
        if content.is_private() { &mut private } else { &mut others }.push(content);
        if private.len() > 1 {
            return Err(RuleCode::KeyTwoKeys);
        }
    }
    match private.first() {
        None if has_remnants(text, &blocks) => Err(RuleCode::KeyCorrupt),
        None => match name_of(&others) {
            Some(code) => Err(code),
            None => read_unframed(text, repairs),
        },
        Some(key) => accept(key.found?, &key.der, |read, found| {
            let label = read.encoding.label();
            found.extend_from_slice(repairs);
            found.extend_from_slice(&key.repairs);
            body::repairs_of_block(key.block, &key.base64, label, read.pem().expose(), found);
            let certificates = others.iter().any(|other| other.found == Err(RuleCode::KeyIsCertificate));
            body::repairs_around(text, key.block, certificates, found);
        }),
    }
}

/// Whether a part of a private key's frame is there, outside of whole blocks.
fn has_remnants(text: &str, blocks: &[Block<'_>]) -> bool {
    let mut from = 0;
    let mut outside = Zeroizing::new(String::with_capacity(text.len()));
    for block in blocks.iter().filter(|block| block.complete) {
        outside.push_str(text.get(from..block.range.start).unwrap_or_default());
        from = block.range.end;
    }
    outside.push_str(text.get(from..).unwrap_or_default());
    let is_cut_off = outside.contains(LABEL_END);
    outside.retain(|c| c.is_ascii_alphanumeric());
    outside.make_ascii_uppercase();
    let mut labels = outside.match_indices("PRIVATEKEY").map(|(at, _)| outside.get(..at).unwrap_or_default());
    is_cut_off
        || labels
            .any(|before| ["BEGIN", "END"].iter().any(|word| before.trim_end_matches("RSA").ends_with(word)))
}

/// What a PEM without a private key is.
fn name_of(others: &[Content<'_>]) -> Option<RuleCode> {
    let names =
        [RuleCode::KeyIsCertificate, RuleCode::KeyIsRequest, RuleCode::KeyIsPublic, RuleCode::KeyNotPem];
    names.into_iter().find(|&name| others.iter().any(|other| other.found == Err(name)))
}

/// Reads text without any PEM block.
fn read_unframed(text: &str, repairs: &[RepairCode]) -> Result<PrivateKey, RuleCode> {
    let unblanked = text.trim_matches(text::is_space);
    let unquoted = unblanked.trim_matches(|c| text::is_space(c) || text::is_quote(c));
    if unquoted.is_empty() {
        return Err(RuleCode::KeyEmpty);
    }
    if SSH_PUBLIC_KEYS.iter().any(|start| unquoted.starts_with(start)) {
        return Err(RuleCode::KeyIsPublic);
    }
    let der = base64::decode_any(unquoted).ok_or(RuleCode::KeyNotPem)?;
    let key = identify::binary(&der).ok_or(RuleCode::KeyNotPem)??;
    accept(key, &der, |_, found| {
        found.extend_from_slice(repairs);
        found.push(RepairCode::Rewrapped);
        if unquoted.len() < unblanked.len() {
            found.push(RepairCode::Quotes);
        }
        if unquoted.contains(is_invisible) {
            found.push(RepairCode::Invisible);
        }
    })
}

/// Holds a key against the smallest and the largest size; `repaired` adds what differs between its PEM and what was read.
fn accept(
    found: RsaKey,
    der: &[u8],
    repaired: impl FnOnce(&PrivateKey, &mut Vec<RepairCode>),
) -> Result<PrivateKey, RuleCode> {
    let RsaKey { encoding, bits } = found;
    if bits < RSA_BITS_MIN {
        return Err(RuleCode::KeyTooWeak);
    }
    if bits > RSA_BITS_MAX {
        return Err(RuleCode::KeyTooManyBits);
    }
    let mut repairs = Vec::new();
    let der = match identify::key_alone(der).filter(|_| encoding == Encoding::Pkcs8) {
        Some(alone) => {
            repairs.push(RepairCode::ExtrasDropped);
            alone
        }
        None => Zeroizing::new(der.to_vec()),
    };
    let mut key = PrivateKey { der, encoding, bits, repairs: Vec::new() };
    repaired(&key, &mut repairs);
    // Not sorted: a sort would weigh more than all the repairs do.
    key.repairs = RepairCode::ALL.iter().copied().filter(|repair| repairs.contains(repair)).collect();
    Ok(key)
}
