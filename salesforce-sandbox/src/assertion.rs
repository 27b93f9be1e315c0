//! The JWT that signs in (RFC 7523): taken apart strictly, with the tolerances that Salesforce evidently has.

mod object;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use crate::keys::Certificate;
use crate::refusal::OauthError;
use object::UniqueObject;

/// How far a client's clock may be behind, in seconds.
const SKEW_SECONDS: i64 = 180;

/// From here on a number is taken for milliseconds: in seconds it would be the year 5138.
const MILLISECONDS_FROM: i64 = 100_000_000_000;

/// An assertion whose signature is not checked yet.
#[derive(Debug)]
pub(crate) struct Assertion<'a> {
    signed: &'a str,
    signature: Vec<u8>,
    claims: Map<String, Value>,
}

impl<'a> Assertion<'a> {
    /// Takes an assertion apart.
    ///
    /// # Errors
    /// [`OauthError::INVALID_ASSERTION`]: not three parts of unpadded base64url, a header or claims that are
    /// no JSON object or name a member twice, or an `alg` other than RS256.
    pub(crate) fn parse(text: &'a str) -> Result<Self, OauthError> {
        let invalid = OauthError::INVALID_ASSERTION;
        let (signed, signature) = text.rsplit_once('.').ok_or(invalid)?;
        let (header, claims) = signed.split_once('.').ok_or(invalid)?;
        let header = decode_object(header).ok_or(invalid)?;
        // `crit` names extensions that must be understood; none is here (RFC 7515, section 4.1.11).
        if header.get("alg").and_then(Value::as_str) != Some("RS256") || header.contains_key("crit") {
            return Err(invalid);
        }
        let claims = decode_object(claims).ok_or(invalid)?;
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| invalid)?;
        Ok(Self { signed, signature, claims })
    }

    /// The claims.
    pub(crate) fn claims(&self) -> &Map<String, Value> {
        &self.claims
    }

    /// `iss`: the Client ID.
    ///
    /// # Errors
    /// [`OauthError::INVALID_ASSERTION`] where it is missing or no string.
    pub(crate) fn issuer(&self) -> Result<&str, OauthError> {
        self.text("iss").ok_or(OauthError::INVALID_ASSERTION)
    }

    /// `sub`: the user. The legacy `prn` wins where both stand.
    ///
    /// # Errors
    /// [`OauthError::INVALID_ASSERTION`] where neither is a string.
    pub(crate) fn subject(&self) -> Result<&str, OauthError> {
        let claim = if self.claims.contains_key("prn") { "prn" } else { "sub" };
        self.text(claim).ok_or(OauthError::INVALID_ASSERTION)
    }

    /// `aud`: one string.
    ///
    /// # Errors
    /// [`OauthError::AUDIENCE`] where it is missing, an array, or anything else.
    pub(crate) fn audience(&self) -> Result<&str, OauthError> {
        self.text("aud").ok_or(OauthError::AUDIENCE)
    }

    /// Checks the signature.
    ///
    /// # Errors
    /// [`OauthError::INVALID_ASSERTION`]: another key made it, or the app has no certificate.
    pub(crate) fn check_signature(&self, certificate: Option<&Certificate>) -> Result<(), OauthError> {
        match certificate {
            Some(certificate) if certificate.verifies(self.signed.as_bytes(), &self.signature) => Ok(()),
            _ => Err(OauthError::INVALID_ASSERTION),
        }
    }

    /// Checks `exp` against the time now, in seconds since 1970. It may be an integer, a string, or in
    /// milliseconds; how far it lies ahead does not matter.
    ///
    /// # Errors
    /// [`OauthError::EXPIRED`], or [`OauthError::INVALID_ASSERTION`] where it is missing or no number.
    pub(crate) fn check_expiry(&self, now: i64) -> Result<(), OauthError> {
        let claim = self.claims.get("exp").ok_or(OauthError::INVALID_ASSERTION)?;
        let number = match claim {
            Value::String(text) => text.parse().ok(),
            Value::Number(number) => number.as_i64(),
            _ => None,
        };
        let number: i64 = number.ok_or(OauthError::INVALID_ASSERTION)?;
        let expiry = if number >= MILLISECONDS_FROM { number / 1000 } else { number };
        if expiry.saturating_add(SKEW_SECONDS) <= now { Err(OauthError::EXPIRED) } else { Ok(()) }
    }

    fn text(&self, claim: &str) -> Option<&str> {
        self.claims.get(claim).and_then(Value::as_str).filter(|text| !text.is_empty())
    }
}

fn decode_object(part: &str) -> Option<Map<String, Value>> {
    let json = URL_SAFE_NO_PAD.decode(part).ok()?;
    serde_json::from_slice::<UniqueObject>(&json).ok().map(|object| object.0)
}
