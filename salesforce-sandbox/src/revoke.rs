//! `POST /services/oauth2/revoke`: ends a session by its token (RFC 7009, in Salesforce's way).

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};

use crate::refusal::OauthError;
use crate::sandbox::Sandbox;

const FORM: &str = "application/x-www-form-urlencoded";

/// Salesforce answers an unknown token with 400, where RFC 7009 would have it pass.
pub(crate) async fn handle(
    State(sandbox): State<Arc<Sandbox>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, OauthError> {
    sandbox.count(|counters| counters.revoke_requests += 1);
    sandbox.revocations_answered().await;
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if media_type.is_none_or(|media_type| !media_type.eq_ignore_ascii_case(FORM)) {
        return Err(OauthError::INVALID_TOKEN);
    }
    let mut tokens = form_urlencoded::parse(&body).filter(|(name, _)| name == "token");
    let (_, token) = tokens.next().ok_or(OauthError::INVALID_TOKEN)?;
    if tokens.next().is_some() {
        return Err(OauthError::REPEATED_PARAMETER);
    }
    if !sandbox.revoke(&token) {
        return Err(OauthError::INVALID_TOKEN);
    }
    sandbox.count(|counters| counters.tokens_revoked += 1);
    Ok(StatusCode::OK)
}
