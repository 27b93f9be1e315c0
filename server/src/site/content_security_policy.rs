//! What a page may load, and from where.

use axum::http::HeaderValue;

/// The content security policy for a page with these inline scripts (`sha256-…`), in frames of these origins.
pub fn policy(script_hashes: &[String], frame_ancestors: &[String]) -> HeaderValue {
    let scripts: String = script_hashes.iter().map(|hash| format!(" '{hash}'")).collect();
    let ancestors = if frame_ancestors.is_empty() { "'none'".to_owned() } else { frame_ancestors.join(" ") };
    let policy = format!(
        "default-src 'none'; script-src 'self'{scripts} 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
         object-src 'none'; frame-ancestors {ancestors}"
    );
    // Origins are checked when they are configured; should one slip through, nothing at all is allowed.
    HeaderValue::from_str(&policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
}
