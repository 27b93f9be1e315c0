//! 32 secret bytes that stay in one place.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

/// A 256-bit key. It is filled where it lies and shared rather than copied, so that dropping the last handle
/// leaves no copy in memory.
#[derive(Clone)]
pub(super) struct SecretBytes(Arc<Zeroizing<[u8; 32]>>);

impl SecretBytes {
    /// Makes a key by filling zeros.
    pub(super) fn filled<E>(fill: impl FnOnce(&mut [u8; 32]) -> Result<(), E>) -> Result<Self, E> {
        let mut bytes = Arc::new(Zeroizing::new([0; 32]));
        if let Some(own) = Arc::get_mut(&mut bytes) {
            fill(own)?;
        }
        Ok(Self(bytes))
    }

    pub(super) fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretBytes(…)")
    }
}
