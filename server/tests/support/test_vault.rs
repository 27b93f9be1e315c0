//! The vault of all test databases.

use connectors_server::vault::{MasterKey, Vault};

/// A vault under a fixed master key.
pub(crate) fn vault() -> Vault {
    Vault::new(&MasterKey::from_text(&"a1".repeat(32)).expect("a master key"))
}
