//! The assertion of the JWT bearer flow (RFC 7523, section 3), signed RS256 with what was just entered.

use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::private_key::{Encoding, PrivateKey};
use serde::Serialize;
use zeroize::Zeroizing;

/// Seconds that an assertion lives: Salesforce accepts at most three minutes.
pub const LIFETIME_SECONDS: i64 = 180;

/// Bytes of a modulus of 2,048 bits, which nearly all keys have. Importing such a key, or signing with it, takes less
/// than a millisecond: handing it to another thread costs a busy server more than it saves.
const SMALL_MODULUS: usize = 256;

/// What went wrong with the key. It never says anything about the key's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The numbers inside do not make an RSA key that the library takes. The rules hold all of them together, as it
    /// does; a library that holds more would say it here.
    #[error("the private key was refused by the cryptographic library")]
    Rejected,
    /// Signing failed.
    #[error("signing failed")]
    Signing,
}

/// A private key in the form that signs. The library wipes it when the last clone is dropped.
#[derive(Clone)]
pub struct SigningKey(Arc<RsaKeyPair>);

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    exp: i64,
}

impl SigningKey {
    /// Imports a key that the rules took.
    ///
    /// # Errors
    /// When its numbers do not hold together.
    pub fn import(key: &PrivateKey) -> Result<Self, KeyError> {
        let imported = match key.encoding() {
            Encoding::Pkcs8 => RsaKeyPair::from_pkcs8(key.der()),
            Encoding::Pkcs1 => RsaKeyPair::from_der(key.der()),
        };
        imported.map(|pair| Self(Arc::new(pair))).map_err(|_| KeyError::Rejected)
    }

    /// Whether the key is imported in less than a millisecond.
    pub fn is_small_key(key: &PrivateKey) -> bool {
        key.bits <= SMALL_MODULUS * 8
    }

    /// Whether it signs in less than a millisecond.
    pub fn is_small(&self) -> bool {
        self.0.public_modulus_len() <= SMALL_MODULUS
    }

    /// One signed assertion, living until [`LIFETIME_SECONDS`] after `now` (seconds since 1970).
    ///
    /// # Errors
    /// When the library cannot sign.
    pub fn assertion(
        &self,
        client_id: &str,
        user: &str,
        audience: &str,
        now: i64,
    ) -> Result<Zeroizing<String>, KeyError> {
        let claims = Claims { iss: client_id, sub: user, aud: audience, exp: now + LIFETIME_SECONDS };
        let claims = serde_json::to_vec(&claims).map_err(|_| KeyError::Signing)?;
        let mut token = Zeroizing::new(String::with_capacity(claims.len() * 2 + 1024));
        URL_SAFE_NO_PAD.encode_string(br#"{"alg":"RS256"}"#, &mut token);
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(claims, &mut token);
        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), token.as_bytes(), &mut signature)
            .map_err(|_| KeyError::Signing)?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
    use aws_lc_rs::rsa::KeySize;
    use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
    use contract::codes::Field;
    use contract::private_key;

    use super::*;

    fn fresh() -> (RsaKeyPair, PrivateKey) {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).expect("a key");
        let der: Pkcs8V1Der<'_> = pair.as_der().expect("PKCS#8");
        let key = private_key::read(der.as_ref()).expect("a key that the rules take");
        (pair, key)
    }

    #[test]
    fn the_claims_are_exactly_these_and_the_signature_holds() {
        let (pair, key) = fresh();
        let key = SigningKey::import(&key).expect("imported");
        let token = key
            .assertion("3MVG9client", "user@example.com", "https://login.salesforce.com", 1_700_000_000)
            .expect("signed");
        let (signed, signature) = token.rsplit_once('.').expect("three parts");
        let (header, claims) = signed.split_once('.').expect("three parts");
        let json = |part| {
            serde_json::from_slice::<serde_json::Value>(&URL_SAFE_NO_PAD.decode(part).expect("base64url"))
                .expect("JSON")
        };
        assert_eq!(json(header), serde_json::json!({ "alg": "RS256" }));
        assert_eq!(
            json(claims),
            serde_json::json!({
                "iss": "3MVG9client", "sub": "user@example.com",
                "aud": "https://login.salesforce.com", "exp": 1_700_000_180,
            })
        );
        UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public_key().as_ref())
            .verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).expect("base64url"))
            .expect("the public half confirms it");
    }

    #[test]
    fn every_key_that_the_rules_take_signs() {
        let taken = contract::corpus::all().into_iter().filter(|case| case.field == Field::PrivateKey);
        let mut signed = 0;
        for (name, pem) in taken.filter_map(|case| Some((case.name.clone(), case.expected().canonical?))) {
            let key = private_key::read(pem.as_bytes()).unwrap_or_else(|code| panic!("{name}: {code}"));
            let key = SigningKey::import(&key).unwrap_or_else(|error| panic!("{name}: {error}"));
            key.assertion("3MVG9client", "user@example.com", "https://login.salesforce.com", 0)
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            signed += 1;
        }
        assert!(signed >= 50, "{signed}");
    }
}
