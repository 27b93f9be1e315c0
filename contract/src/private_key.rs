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
mod repairs;
mod rsa;
mod text;

#[cfg(feature = "corpus")]
pub(crate) use self::base64::decode as decode_base64;
use self::content::{Content, Lines, OTHERS};
pub use self::identify::Encoding;
use self::identify::RsaKey;
use self::pem::Blocks;
use self::repairs::Repairs;
use crate::blank;
use crate::codes::{RepairCode, RuleCode};
use crate::limits::{PRIVATE_KEY_BYTES, RSA_BITS_MAX, RSA_BITS_MIN};
use crate::secret::SecretText;

/// How OpenSSH's one-line public keys begin.
const SSH_PUBLIC_KEYS: [&str; 4] = ["ssh-rsa ", "ssh-dss ", "ssh-ed25519 ", "ecdsa-sha2-"];

/// The letters of a private key's BEGIN and END lines, as far as they tell it from others.
const REMNANTS: [&str; 4] = ["BEGINPRIVATEKEY", "BEGINRSAPRIVATEKEY", "ENDPRIVATEKEY", "ENDRSAPRIVATEKEY"];

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
        let found = found?;
        let pem = Zeroizing::new(pem::encode(found.encoding.label(), bytes));
        let mut repairs = Repairs::default();
        repairs.add(RepairCode::Rewrapped);
        return read_text(&pem, repairs, Lines::OfBase64);
    }
    let mut repairs = Repairs::default();
    let mut text = text::plain(bytes, &mut repairs);
    let mut found = read_text(&text, repairs, Lines::OfBase64);
    for _ in 0..LAYERS_MAX {
        // What is two keys as it stands is no less below.
        if matches!(found, Ok(_) | Err(RuleCode::KeyTwoKeys)) {
            break;
        }
        let Some(below) = layers::peeled(&text, &mut repairs) else { break };
        text = below;
        found = read_text(&text, repairs, Lines::OfBase64);
    }
    // Last, since of a program's code its escapes tell more.
    if found == Err(RuleCode::KeyCorrupt) {
        found = read_text(&text, repairs, Lines::OfColumns);
    }
    found
}

/// The code of a key store, as a file or as the base64 that Windows puts into the frame of a certificate: its head tells.
fn key_store(bytes: &[u8]) -> Option<RuleCode> {
    identify::key_store(bytes).or_else(|| {
        let head = text::plain(bytes.get(..HEAD_BYTES)?, &mut Repairs::default());
        let block = Blocks::of(&head).next();
        let body = block.as_ref().map_or(head.as_str(), |block| block.body);
        let line = blank::trimmed(body).get(..pem::CHARACTERS_A_LINE)?;
        identify::key_store(&base64::decode(line)?)
    })
}

/// Reads text without looking below its outermost layer.
fn read_text(text: &str, repairs: Repairs, lines: Lines) -> Result<PrivateKey, RuleCode> {
    let mut private: Option<Content<'_>> = None;
    // Where in `OTHERS` stands what else there is.
    let mut other = OTHERS.len();
    let mut letters = Zeroizing::new(String::with_capacity(text.len()));
    let mut from = 0;
    for block in Blocks::of(text) {
        if block.complete {
            push_letters(&mut letters, text.get(from..block.range.start));
            from = block.range.end;
        }
        let content = Content::of(block, lines);
        match OTHERS.iter().position(|&code| content.found == Err(code)) {
            Some(place) => other = other.min(place),
            None if private.is_some() => return Err(RuleCode::KeyTwoKeys),
            None => private = Some(content),
        }
    }
    let Some(key) = private else {
        push_letters(&mut letters, text.get(from..));
        return Err(match OTHERS.get(other) {
            // A part of a private key's frame, outside of whole blocks.
            _ if REMNANTS.iter().any(|line| letters.contains(line)) => RuleCode::KeyCorrupt,
            Some(&code) => code,
            None => name_of(text),
        });
    };
    let mut repairs = repairs;
    repairs.add_all(key.repairs);
    accept(key.found?, &key.der, repairs, |read, repairs| {
        let label = read.encoding.label();
        body::repairs_of_block(&key.block, &key.base64, label, read.pem().expose(), repairs);
        body::repairs_around(text, &key.block, other == 0, repairs);
    })
}

/// Adds the letters of a text, all in upper case.
fn push_letters(letters: &mut String, text: Option<&str>) {
    let added = text.unwrap_or_default().chars().filter(char::is_ascii_alphabetic);
    added.for_each(|c| letters.push(c.to_ascii_uppercase()));
}

/// What a text without any PEM block is.
fn name_of(text: &str) -> RuleCode {
    let text = text::unquoted(text);
    if text.is_empty() {
        RuleCode::KeyEmpty
    } else if SSH_PUBLIC_KEYS.iter().any(|start| text.starts_with(start)) {
        RuleCode::KeyIsPublic
    } else {
        RuleCode::KeyNotPem
    }
}

/// Holds a key against the smallest and the largest size; `repaired` adds what differs between its PEM and what was read.
fn accept(
    found: RsaKey,
    der: &[u8],
    mut repairs: Repairs,
    repaired: impl FnOnce(&PrivateKey, &mut Repairs),
) -> Result<PrivateKey, RuleCode> {
    let RsaKey { encoding, bits } = found;
    if bits < RSA_BITS_MIN {
        return Err(RuleCode::KeyTooWeak);
    }
    if bits > RSA_BITS_MAX {
        return Err(RuleCode::KeyTooManyBits);
    }
    let der = match identify::key_alone(der).filter(|_| encoding == Encoding::Pkcs8) {
        Some(alone) => {
            repairs.add(RepairCode::ExtrasDropped);
            alone
        }
        None => Zeroizing::new(der.to_vec()),
    };
    let mut key = PrivateKey { der, encoding, bits, repairs: Vec::new() };
    repaired(&key, &mut repairs);
    key.repairs = repairs.in_order();
    Ok(key)
}
