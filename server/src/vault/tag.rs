//! Tags: what binds a row to the master key, where there is nothing to hide in it but much to forge.

use aws_lc_rs::hmac;

use super::context::Part;
use super::sealing::{FORMAT_VERSION, Keys};
use super::{Context, Vault};

/// A row's tag: HMAC-SHA-256 over a [`Context`], under a key that is made from the master key. Nothing in it is secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Which master key it was made under.
    pub master_key_id: String,
    /// The HMAC, 32 bytes.
    pub bytes: Vec<u8>,
}

impl Vault {
    /// The tag of whatever has this context.
    pub fn tag(&self, context: &Context) -> Tag {
        let keys = self.sealing();
        let (key, message) = (key(keys), message(keys, context));
        Tag {
            master_key_id: keys.id.as_str().to_owned(),
            bytes: hmac::sign(&key, &message).as_ref().to_vec(),
        }
    }

    /// Whether a tag was made for exactly this context, under a master key of ours. It takes a time that does not tell
    /// how much of a wrong one is right.
    pub fn is_tagged(&self, context: &Context, tag: &Tag) -> bool {
        self.keys_of(&tag.master_key_id).is_ok_and(|keys| verify(keys, context, &tag.bytes))
    }

    /// Whether these bytes are a tag for this context under any master key of ours.
    pub fn is_tagged_by_any(&self, context: &Context, bytes: &[u8]) -> bool {
        self.keys().iter().any(|keys| verify(keys, context, bytes))
    }
}

fn verify(keys: &Keys, context: &Context, bytes: &[u8]) -> bool {
    hmac::verify(&key(keys), &message(keys, context), bytes).is_ok()
}

fn key(keys: &Keys) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, keys.tag_key.expose())
}

fn message(keys: &Keys, context: &Context) -> Vec<u8> {
    context.associated_data(Part::Tag, FORMAT_VERSION, keys.id.as_str())
}
