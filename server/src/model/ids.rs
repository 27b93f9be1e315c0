//! What tenants, connectors and service tokens are told apart by: types of their own, so that no id can stand in for
//! another kind of id, nor for a text that somebody typed.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use uuid::Uuid;

/// A tenant's id: an immutable text that the server chose or was configured with, never one that a client sent. Cheap to
/// clone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TenantId(Arc<str>);

impl TenantId {
    /// The tenant of this id.
    pub fn new(id: impl Into<Arc<str>>) -> Self {
        Self(id.into())
    }

    /// The text, as it is stored and as keys are sealed for it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Declares an id that is a UUID.
macro_rules! uuid_id {
    ($(#[$outer:meta])* $name:ident) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Uuid);

        impl $name {
            /// A new one, at random.
            pub fn random() -> Self {
                Self(Uuid::new_v4())
            }

            /// Its sixteen bytes, as rows are bound to them.
            pub const fn into_bytes(self) -> [u8; 16] {
                self.0.into_bytes()
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                Uuid::try_parse(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            /// As it is stored and as it stands on the wire: with hyphens, in lower case.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

uuid_id! {
    /// A connector's id, by which flows name it.
    ConnectorId
}

uuid_id! {
    /// A service token's public id; it is no part of the token.
    TokenId
}

uuid_id! {
    /// A sealed private key's id.
    KeyId
}

uuid_id! {
    /// A request's id, as its answer and the log have it. What a client sends under that name is not looked at.
    RequestId
}
