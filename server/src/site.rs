//! Serves the built app: the page at the app's own routes, its files, and 404 for the rest: with the page, which says so, where
//! somebody may have typed the address.

mod assets;
pub mod content_security_policy;
mod encoding;
mod inline_scripts;

use std::fmt;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use contract::codes::ProblemCode;
use contract::route::Route;

use self::assets::Assets;
use self::encoding::Encoding;
use crate::config::Config;
use crate::error::ApiError;
use crate::etag;

const PAGE: &str = "index.html";
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");
const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><title>Connectors</title><h1>The app is not built</h1>\
    <p>The API runs, but there is no page to show. Build one with <code>cargo xtask page</code> and start the \
    server with <code>--app-dir dist</code>, or with <code>cargo xtask run</code>, which does both.</p></html>";

/// The built app.
pub struct Site {
    assets: Assets,
    gallery: bool,
    frame_ancestors: Vec<String>,
}

/// A file in the encoding that suits the client.
struct File {
    bytes: Bytes,
    encoding: Encoding,
}

impl Site {
    /// The app where the configuration says it is.
    pub fn new(config: &Config) -> Self {
        Self {
            assets: Assets::new(&config.app),
            gallery: config.gallery,
            frame_ancestors: config.frame_ancestors.clone(),
        }
    }

    fn respond(&self, path: &str, headers: &HeaderMap) -> Response {
        match Route::parse(path) {
            Some(Route::Gallery(_)) if !self.gallery => self.not_found(path, headers),
            Some(_) => self.page(headers),
            None => self.asset(path, headers).unwrap_or_else(|| self.not_found(path, headers)),
        }
    }

    /// 404: for a file in plain words, so that a missing script is no page; else with the page.
    fn not_found(&self, path: &str, headers: &HeaderMap) -> Response {
        let page = if assets::names_a_file(path) { None } else { self.assets.read(PAGE) };
        let Some(page) = page else {
            return (StatusCode::NOT_FOUND, [(CACHE_CONTROL, REVALIDATE)], "Not found\n").into_response();
        };
        // Whether the client knows the page already is asked of what exists only (RFC 9110, section 13.2.1).
        let mut response = self.html(page, headers, &HeaderMap::new());
        response.headers_mut().remove(ETAG);
        *response.status_mut() = StatusCode::NOT_FOUND;
        response
    }

    fn page(&self, headers: &HeaderMap) -> Response {
        let Some(page) = self.assets.read(PAGE) else {
            let html = (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
            return (StatusCode::SERVICE_UNAVAILABLE, [html, (CACHE_CONTROL, REVALIDATE)], NOT_BUILT)
                .into_response();
        };
        self.html(page, headers, headers)
    }

    /// The page, in the encoding that suits the client, unless the client has the one that `known` names.
    fn html(&self, page: Bytes, accepted: &HeaderMap, known: &HeaderMap) -> Response {
        // Hashed anew each time: a page has a few kB, and in development it changes under our feet.
        let policy = content_security_policy::policy(&inline_scripts::hashes(&page), &self.frame_ancestors);
        let mut response = file_response(PAGE, self.encoded(PAGE, page, accepted), known);
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
        response
    }

    fn asset(&self, path: &str, headers: &HeaderMap) -> Option<Response> {
        let name = assets::safe_name(path)?;
        let compressed =
            [Encoding::Brotli, Encoding::Gzip].iter().any(|encoding| name.ends_with(encoding.suffix()));
        if name == PAGE || compressed {
            return None;
        }
        let plain = self.assets.read(name)?;
        Some(file_response(name, self.encoded(name, plain, headers), headers))
    }

    fn encoded(&self, name: &str, plain: Bytes, headers: &HeaderMap) -> File {
        let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        for encoding in encoding::preferred(accepted) {
            if encoding == Encoding::Identity {
                break;
            }
            if let Some(bytes) = self.assets.read(&format!("{name}{}", encoding.suffix())) {
                return File { bytes, encoding };
            }
        }
        File { bytes: plain, encoding: Encoding::Identity }
    }
}

impl fmt::Debug for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Site").field("assets", &self.assets).finish_non_exhaustive()
    }
}

/// Whatever is not the API's.
pub async fn handler(State(site): State<Arc<Site>>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let error = ApiError::new(ProblemCode::MethodNotAllowed, "a page is only read");
        return ([(ALLOW, "GET, HEAD")], error).into_response();
    }
    site.respond(request.uri().path(), request.headers())
}

fn file_response(name: &str, file: File, asked: &HeaderMap) -> Response {
    let etag = etag::of(&file.bytes);
    let mut response = if etag::is_known(asked, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = file.bytes.into_response();
        response.headers_mut().insert(CONTENT_TYPE, assets::content_type(name));
        if let Some(token) = file.encoding.token() {
            response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(token));
        }
        response
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, if assets::is_hashed(name) { FOREVER } else { REVALIDATE });
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(ETAG, etag);
    }
    response
}
