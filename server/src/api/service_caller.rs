//! Who calls the runtime API: a program with a service token.
//!
//! `Authorization: Bearer` is all that counts. A cookie is not looked at, so no other site's page can make a browser
//! call in somebody's name.

use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use contract::codes::ProblemCode;
use contract::service_token::ServiceTokenScope;
use zeroize::Zeroizing;

use crate::error::ApiError;
use crate::metrics::Limit;
use crate::service_token;
use crate::state::AppState;

/// A caller: what its token is good for.
#[derive(Clone, Debug)]
pub(super) struct ServiceCaller {
    /// The organization that it acts for.
    pub(super) tenant: String,
    /// The connectors that it may use.
    pub(super) scope: ServiceTokenScope,
    /// The token's id.
    id: String,
}

/// The layer: lets in who holds a token, as often as the token may, and says how often that is.
pub(super) async fn layer(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let caller = match authenticate(&state, request.headers()).await {
        Ok(caller) => caller,
        Err(error) => return refused(error),
    };
    let now_ms = state.clock.now_ms();
    let (allowance, mut response) = match state.flow_requests.quota.try_acquire(&caller.id, now_ms) {
        Ok(allowance) => {
            state.flow_requests.usage.token_used(&caller.id, now_ms);
            request.extensions_mut().insert(caller);
            (allowance, next.run(request).await)
        }
        Err(allowance) => {
            state.metrics.limited(Limit::ServiceToken);
            let error = ApiError::new(ProblemCode::RateLimited, "the token's requests are spent");
            let error = ApiError { retry_after: Some(allowance.reset), ..error };
            (allowance, error.into_response())
        }
    };
    allowance.tell(response.headers_mut());
    response
}

async fn authenticate(state: &AppState, headers: &HeaderMap) -> Result<ServiceCaller, ApiError> {
    let nobody = |why: &str| ApiError::new(ProblemCode::Unauthenticated, why);
    let token = bearer(headers).ok_or_else(|| nobody("no bearer token, or more than one"))?;
    let prefix = service_token::prefix_of(&token).ok_or_else(|| nobody("a malformed token"))?;
    let found = state.store.service_token_by_prefix(prefix).await?;
    let found = found.ok_or_else(|| nobody("an unknown token"))?;
    if !service_token::is_stored(&token, &found.hash) {
        return Err(nobody("a token with a wrong secret"));
    }
    if found.token.revoked_at.is_some() {
        return Err(nobody("a revoked token"));
    }
    if found.token.expires_at <= state.clock.now_ms() {
        return Err(nobody("an expired token"));
    }
    Ok(ServiceCaller { tenant: found.tenant, scope: found.token.scope, id: found.token.id })
}

/// The one bearer token (RFC 6750, section 2.1).
fn bearer(headers: &HeaderMap) -> Option<Zeroizing<String>> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (scheme, token) = values.next()?.to_str().ok()?.split_once(' ')?;
    let one = values.next().is_none() && scheme.eq_ignore_ascii_case("Bearer");
    one.then(|| Zeroizing::new(token.trim().to_owned()))
}

fn refused(error: ApiError) -> Response {
    let asks_for_token = error.code == ProblemCode::Unauthenticated;
    let mut response = error.into_response();
    if asks_for_token {
        response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}
