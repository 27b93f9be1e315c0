//! Who calls the runtime API: a program with a service token.
//!
//! `Authorization: Bearer` is all that counts. A cookie is not looked at, so no other site's page can make a browser
//! call in somebody's name.

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use contract::codes::ProblemCode;
use zeroize::Zeroizing;

use crate::admission::Asker;
use crate::error::ApiError;
use crate::identity::{ServiceCaller, ServiceTokens, token};
use crate::model::ClientAddress;
use crate::telemetry::RequestSpan;

/// The layer: lets in who holds a token, as often as the token may, and says how often that is.
pub(in crate::api) async fn layer(
    State(tokens): State<ServiceTokens>,
    mut request: Request,
    next: Next,
) -> Response {
    let extensions = request.extensions();
    let (span, from) = (extensions.get::<RequestSpan>().cloned(), extensions.get().copied());
    let caller = match authenticate(&tokens, request.headers(), from, span.as_ref()).await {
        Ok(caller) => caller,
        Err(error) => return error.into_response(),
    };
    let (allowance, mut response) = match tokens.try_acquire(&caller) {
        Ok(allowance) => {
            let asker = Asker { tenant: caller.tenant.clone(), token: Some(caller.token) };
            request.extensions_mut().insert(asker);
            request.extensions_mut().insert(caller);
            (allowance, next.run(request).await)
        }
        Err(allowance) => {
            let error = ApiError::new(ProblemCode::RateLimited, "the token's requests are spent");
            let error = ApiError { retry_after: Some(allowance.reset), ..error };
            (allowance, error.into_response())
        }
    };
    allowance.tell(response.headers_mut());
    response
}

/// Who shows a token, and notes it: of one that lets nobody in its public beginning, of what is no token nothing.
async fn authenticate(
    tokens: &ServiceTokens,
    headers: &HeaderMap,
    from: Option<ClientAddress>,
    span: Option<&RequestSpan>,
) -> Result<ServiceCaller, ApiError> {
    let shown = bearer(headers)
        .ok_or_else(|| ApiError::new(ProblemCode::Unauthenticated, "no bearer token, or more than one"))?;
    let authenticated = tokens.authenticate_from(&shown, from).await;
    match (&authenticated, span) {
        (Ok(caller), Some(span)) => span.program(&caller.tenant, caller.token),
        (Err(_), Some(span)) => {
            token::prefix_of(&shown).into_iter().for_each(|prefix| span.refused_token(prefix))
        }
        (_, None) => {}
    }
    authenticated
}

/// The one bearer token (RFC 6750, section 2.1).
fn bearer(headers: &HeaderMap) -> Option<Zeroizing<String>> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (scheme, token) = values.next()?.to_str().ok()?.split_once(' ')?;
    let one = values.next().is_none() && scheme.eq_ignore_ascii_case("Bearer");
    one.then(|| Zeroizing::new(token.trim().to_owned()))
}
