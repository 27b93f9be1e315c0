//! What a secret is sealed for. Whoever seals it says so in bytes that the vault does not interpret.

/// What a secret is sealed for: it opens for the same context only.
///
/// It is written as a label, which tells kinds of secrets apart, and parts. Texts carry their length, and an option a
/// tag, so that no two contexts of one label and shape have the same bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    label: &'static str,
    parts: Vec<u8>,
}

/// Which of the two ciphertexts of a sealed secret, or a tag, so that none can stand in for another.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// The data key, wrapped by the master key.
    DataKey,
    /// The secret, sealed by the data key.
    Secret,
    /// No ciphertext: a tag.
    Tag,
}

impl Context {
    /// The context of secrets of one kind, without any part yet.
    pub const fn new(label: &'static str) -> Self {
        Self { label, parts: Vec::new() }
    }

    /// This context with one more part, a text.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        push(&mut self.parts, text.as_bytes());
        self
    }

    /// This context with one more part: bytes whose number is always the same, such as a UUID's.
    #[must_use]
    pub fn fixed<const N: usize>(mut self, bytes: [u8; N]) -> Self {
        self.parts.extend(bytes);
        self
    }

    /// This context with one more part, which may be missing.
    #[must_use]
    pub fn option<T>(mut self, value: Option<T>, add: impl FnOnce(Self, T) -> Self) -> Self {
        self.parts.push(u8::from(value.is_some()));
        match value {
            Some(value) => add(self, value),
            None => self,
        }
    }

    /// The bytes that AES-GCM authenticates beside the ciphertext, or that a tag is made of.
    pub(super) fn associated_data(&self, part: Part, version: i32, master_key_id: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(512);
        push(&mut bytes, self.label.as_bytes());
        bytes.push(match part {
            Part::DataKey => 0,
            Part::Secret => 1,
            Part::Tag => 2,
        });
        bytes.extend(version.to_be_bytes());
        push(&mut bytes, master_key_id.as_bytes());
        bytes.extend(&self.parts);
        bytes
    }
}

fn push(bytes: &mut Vec<u8>, text: &[u8]) {
    bytes.extend((text.len() as u64).to_be_bytes());
    bytes.extend(text);
}
