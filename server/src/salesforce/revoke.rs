//! Ending sessions at Salesforce whose tokens nobody will use again: they would live on for as long as the org lets them.

use std::sync::{Mutex, PoisonError};

use contract::secret::SecretText;
use contract::validation::ValidatedUrl;
use tokio::time::{Instant, timeout};
use url::form_urlencoded;
use zeroize::Zeroizing;

use super::Salesforce;
use crate::metrics::{Call, Purpose, Revocation};
use crate::outbound::client::CallError;
use crate::outbound::endpoint::Endpoint;

/// Where tokens are revoked: at the server that gave them.
const REVOKE_PATH: &str = "/services/oauth2/revoke";
/// What the request begins with; the token follows.
const TOKEN: &str = "token=";

/// Revocations that run at a time, of all tenants: they are worth no more of a host that does not answer.
pub(super) const CONCURRENCY: usize = 32;

/// A token that Salesforce gave.
#[derive(Clone, Debug)]
pub struct IssuedToken {
    /// The bearer token.
    pub token: SecretText,
    /// The URL that was signed in at.
    pub signed_in_at: ValidatedUrl,
    /// What it was for.
    pub purpose: Purpose,
}

/// Tokens that calls were given. They gather here so that they can be revoked however the calls end.
#[derive(Debug, Default)]
pub struct IssuedTokens(Mutex<Vec<IssuedToken>>);

impl IssuedTokens {
    pub(super) fn note(&self, token: IssuedToken) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(token);
    }

    /// All of them.
    pub fn into_vec(self) -> Vec<IssuedToken> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<IssuedToken> for IssuedTokens {
    fn from(token: IssuedToken) -> Self {
        Self(Mutex::new(vec![token]))
    }
}

impl Salesforce {
    /// Ends a token's session, as well as that goes within [`super::CheckLimits::revocation`]. No tenant's budget is drawn on, and
    /// no breaker hears of it: what becomes of it is counted and nothing else.
    pub async fn revoke(&self, issued: &IssuedToken) {
        let asked = Instant::now();
        let ended = timeout(self.revocation, self.ask_to_revoke(issued)).await;
        let ended = match ended {
            Ok(Ok(200..300)) => Revocation::Succeeded,
            Ok(Ok(_)) => Revocation::Refused,
            Ok(Err(_)) | Err(_) => Revocation::Unanswered,
        };
        tracing::debug!(outcome = ended.as_str(), "revoked a token");
        self.metrics.revocation(ended);
        self.metrics.salesforce_call(issued.purpose, Call::Revoke, asked.elapsed());
    }

    async fn ask_to_revoke(&self, issued: &IssuedToken) -> Result<u16, CallError> {
        let told = |error: &dyn std::error::Error| CallError::Unexpected(error.to_string());
        let endpoint = Endpoint::new(&issued.signed_in_at, REVOKE_PATH).map_err(|error| told(&error))?;
        let _permit = self.revoking.acquire().await.map_err(|error| told(&error))?;
        let token = issued.token.expose().as_bytes();
        // Taken once, so that growing leaves no copy behind: at most three characters stand for a byte.
        let mut form = Zeroizing::new(Vec::with_capacity(TOKEN.len() + 3 * token.len()));
        form.extend_from_slice(TOKEN.as_bytes());
        for piece in form_urlencoded::byte_serialize(token) {
            form.extend_from_slice(piece.as_bytes());
        }
        Ok(self.client.post_form(&endpoint, form, || ()).await?.status)
    }
}
