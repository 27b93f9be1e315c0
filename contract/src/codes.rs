//! Every code that a field, a rule, a warning or an error can carry.
//!
//! A code is what the two sides exchange and what words, tests and documents are keyed by. Each enum has
//! an `ALL`, made by the same macro as the enum itself, so that whoever iterates over the codes misses none.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{Error, Visitor};

/// Declares an enum of codes with `ALL`, `as_str`, `Display`, `FromStr`, serde's names and its schema, from one list.
///
/// A macro of ours in place of `strum`: there each wire name would stand twice, once for serde and once for `strum`; its
/// `VariantArray` and `Display` would cover half of this; and what a code means in the API's document would be written
/// beside its doc comment.
macro_rules! codes {
    (
        $(#[$outer:meta])*
        pub enum $name:ident { $( $(#[doc = $meaning:literal])+ $variant:ident = $wire:literal ),+ $(,)? }
    ) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $( $(#[doc = $meaning])+ $variant ),+ }

        impl $name {
            /// All variants, in the order of their declaration.
            pub const ALL: &'static [Self] = &[ $( Self::$variant ),+ ];

            /// The code as it stands in JSON.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $wire ),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::codes::UnknownCode;

            fn from_str(code: &str) -> Result<Self, Self::Err> {
                match code { $( $wire => Ok(Self::$variant), )+ _ => Err($crate::codes::UnknownCode) }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str($crate::codes::CodeVisitor::new())
            }
        }

        #[cfg(feature = "openapi")]
        impl $name {
            /// What the code means: the text of the variant's doc comment.
            pub const fn meaning(self) -> &'static str {
                match self { $( Self::$variant => concat!($($meaning),+).trim_ascii() ),+ }
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                let meanings = Self::ALL.iter().map(|code| format!("- `{code}`: {}", code.meaning()));
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .enum_values(Some(Self::ALL.iter().map(|code| code.as_str())))
                    .description(Some(meanings.collect::<Vec<_>>().join("\n")))
                    .into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use codes;

mod field;
mod problem;

pub use field::{Field, RuleCode};
pub use problem::ProblemCode;

/// A text that is none of an enum's codes: newer than this program, or no code at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownCode;

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an unknown code")
    }
}

impl std::error::Error for UnknownCode {}

/// Reads a code from its text. Derived readers also take a code by its number, and are three times the size.
pub(crate) struct CodeVisitor<T>(PhantomData<T>);

impl<T> CodeVisitor<T> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T: FromStr<Err = UnknownCode>> Visitor<'_> for CodeVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a code")
    }

    fn visit_str<E: Error>(self, code: &str) -> Result<T, E> {
        code.parse().map_err(E::custom)
    }
}

codes! {
    /// A field of the form for a service token, by its JSON name, in the order of the form.
    pub enum ServiceTokenField {
        /// What the token is for.
        Name = "name",
        /// When the token ends.
        ExpiresAt = "expiresAt",
        /// The connectors that the token may use.
        Scope = "scope",
    }
}

codes! {
    /// What may be amiss, without blocking.
    pub enum WarningCode {
        /// The Client ID does not look like a Consumer Key.
        ClientIdUnusual = "client_id_unusual",
        /// The Client ID begins as a Consumer Key does, and is shorter than any.
        ClientIdShort = "client_id_short",
        /// `login.salesforce.com` or a My Domain of production for what looks like a sandbox user.
        UrlProductionForSandboxUser = "url_production_for_sandbox_user",
        /// `test.salesforce.com` or a sandbox's My Domain for what looks like a production user.
        UrlSandboxForProductionUser = "url_sandbox_for_production_user",
        /// RSA with more than [`crate::limits::RSA_BITS_USUAL_MAX`] bits.
        KeyLarge = "key_large",
        /// Signed in, but the token's scope has neither `api` nor `full`. Found by the check.
        ScopeWithoutApi = "scope_without_api",
        /// Signed in, but the user lacks "API Enabled" (`API_DISABLED_FOR_ORG` and its kin). Found by the check.
        ApiDisabled = "api_disabled",
        /// Signed in, but this server's clock differs from Salesforce's by
        /// [`crate::limits::CLOCK_OFFSET_TOLD`] seconds or more. Found by the check.
        ServerClock = "server_clock",
        /// Another connector of the organization has the same Client ID, Email ID and URL. Found by the server, and by a page
        /// that knows the others.
        SameConnection = "same_connection",
    }
}

codes! {
    /// What was repaired in a pasted or picked private key, and is said so.
    pub enum RepairCode {
        /// A byte-order mark was removed.
        ByteOrderMark = "byte_order_mark",
        /// CRLF or CR line ends became LF.
        LineEnds = "line_ends",
        /// A literal `\n` (from a JSON or .env file) became a line break.
        EscapedNewlines = "escaped_newlines",
        /// One line with blanks, or lines of odd lengths, were laid out as PEM again.
        Rewrapped = "rewrapped",
        /// Quotes around were removed.
        Quotes = "quotes",
        /// Blanks around, or at line ends, were removed.
        Blanks = "blanks",
        /// The missing last line break was added.
        LastNewline = "last_newline",
        /// The key was taken out of a PEM that has certificates too.
        CertificateDropped = "certificate_dropped",
        /// Characters that were escaped (`\u003d`, `&#43;`, `%2B`) became themselves.
        Escapes = "escapes",
        /// String literals of a program, or of a JSON array, were joined.
        Joined = "joined",
        /// The base64 around the whole PEM was decoded.
        Base64Decoded = "base64_decoded",
        /// The BEGIN and END lines were corrected.
        Frame = "frame",
        /// Headers in front of the key were left out.
        HeadersDropped = "headers_dropped",
        /// Invisible characters within the key were removed.
        Invisible = "invisible",
        /// A public key or attributes inside the private key's structure were left out.
        ExtrasDropped = "extras_dropped",
    }
}

codes! {
    /// The steps of a check, in their order.
    pub enum Step {
        /// Read the key.
        ReadKey = "read_key",
        /// Reach the authorization server.
        Reach = "reach",
        /// Sign in: the JWT bearer request.
        SignIn = "sign_in",
        /// Check access: a call that needs the `api` scope and the user's rights.
        CheckAccess = "check_access",
    }
}

#[cfg(test)]
mod tests {
    use super::{
        Field, ProblemCode, RepairCode, RuleCode, ServiceTokenField, Step, UnknownCode, WarningCode,
    };
    use crate::api::{ConnectorField, ConnectorState, HistoryEvent, Kind};

    #[test]
    fn every_code_is_read_as_it_is_written() {
        macro_rules! round_trip {
            ($($name:ident),+) => {$(
                for code in $name::ALL {
                    assert_eq!(code.as_str().parse(), Ok(*code));
                    assert_eq!(serde_json::to_value(code).expect("JSON"), code.as_str());
                }
                assert_eq!("no such code".parse::<$name>(), Err(UnknownCode));
            )+};
        }
        round_trip!(Field, ServiceTokenField, RuleCode, WarningCode, RepairCode, Step, ProblemCode);
        round_trip!(Kind, ConnectorState, ConnectorField, HistoryEvent);
    }
}
