//! The built app's files: inside the binary, or in a directory.

use std::path::{Path, PathBuf};

use axum::body::Bytes;
use axum::http::HeaderValue;

use crate::config::AppSource;

/// Where the files are.
#[derive(Debug)]
pub(super) enum Assets {
    /// Inside the binary.
    Embedded,
    /// In a directory, which may change.
    Directory(PathBuf),
}

#[cfg(feature = "embedded-app")]
#[derive(rust_embed::RustEmbed)]
#[folder = "../dist"]
// So that the feature can be linted before a page is built; `build.rs` refuses a release without one.
#[allow_missing = true]
struct Built;

#[cfg(feature = "embedded-app")]
fn embedded(name: &str) -> Option<Bytes> {
    match Built::get(name)?.data {
        std::borrow::Cow::Borrowed(bytes) => Some(Bytes::from_static(bytes)),
        std::borrow::Cow::Owned(bytes) => Some(bytes.into()),
    }
}

#[cfg(not(feature = "embedded-app"))]
fn embedded(_: &str) -> Option<Bytes> {
    None
}

impl Assets {
    pub(super) fn new(source: &AppSource) -> Self {
        match source {
            AppSource::Embedded => Self::Embedded,
            AppSource::Directory(directory) => Self::Directory(directory.clone()),
        }
    }

    /// A file's content. The name is [`safe_name`]'s, or ours.
    pub(super) fn read(&self, name: &str) -> Option<Bytes> {
        match self {
            Self::Embedded => embedded(name),
            Self::Directory(directory) => read_file(&directory.join(name)),
        }
    }
}

/// Development only, and a few files: reading them may block.
fn read_file(path: &Path) -> Option<Bytes> {
    match std::fs::read(path) {
        Ok(bytes) => Some(bytes.into()),
        Err(error) => {
            tracing::debug!(path = %path.display(), %error, "no such file of the app");
            None
        }
    }
}

/// The name of a file for a path, where it can be one: it never leaves the directory, nor finds hidden files.
pub(super) fn safe_name(path: &str) -> Option<&str> {
    let name = path.strip_prefix('/')?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let safe = |segment: &str| !segment.is_empty() && !segment.starts_with('.') && segment.bytes().all(plain);
    name.split('/').all(safe).then_some(name)
}

/// Whether a name carries a hash of the content, so that it never stands for other bytes.
pub(super) fn is_hashed(name: &str) -> bool {
    let is_hash = |part: &str| part.len() >= 16 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    name.split(['-', '_', '.', '/']).any(is_hash)
}

/// The media type of a file whose extension says nothing.
const UNKNOWN: &str = "application/octet-stream";

/// What pages load beside images and fonts.
const LOADED: [&str; 6] = [
    "application/javascript",
    "application/json",
    "application/manifest+json",
    "application/wasm",
    "text/css",
    "text/javascript",
];

/// What lies beside what pages load.
const BESIDE: [&str; 4] = [".br", ".gz", ".map", ".txt"];

/// Whether a path names a file as pages load them, by its extension, rather than a view. Other extensions that are known
/// for something may as well end a host's name that somebody typed: `.com` is a program for DOS.
pub(super) fn names_a_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let is_loaded =
        |media: &str| media.starts_with("image/") || media.starts_with("font/") || LOADED.contains(&media);
    BESIDE.iter().any(|suffix| name.ends_with(suffix)) || media_type(&name).is_some_and(is_loaded)
}

/// What a file is served as, by its name's extension.
pub(super) fn content_type(name: &str) -> HeaderValue {
    let media = media_type(name).unwrap_or(UNKNOWN);
    // All text of ours is UTF-8.
    let charset = if media.starts_with("text/") { "; charset=utf-8" } else { "" };
    HeaderValue::try_from(format!("{media}{charset}")).unwrap_or(HeaderValue::from_static(UNKNOWN))
}

fn media_type(name: &str) -> Option<&'static str> {
    mime_guess::from_path(name).first_raw()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leaves_the_directory() {
        assert_eq!(
            safe_name("/connectors-0123456789abcdef_bg.wasm"),
            Some("connectors-0123456789abcdef_bg.wasm")
        );
        assert_eq!(safe_name("/fonts/a.woff2"), Some("fonts/a.woff2"));
        for path in [
            "",
            "/",
            "/..",
            "/../x",
            "/a/../../x",
            "/.git/config",
            "//etc/passwd",
            "/a//b",
            "/%2e%2e/x",
            "/a\\b",
            "/a\0",
        ] {
            assert_eq!(safe_name(path), None, "{path:?}");
        }
    }

    #[test]
    fn a_file_is_told_from_a_view_by_its_extension() {
        for path in [
            "/app.js",
            "/a/b/app_bg.wasm",
            "/APP.JS",
            "/app.js.br",
            "/app.js.map",
            "/favicon.ico",
            "/robots.txt",
            "/locales/en.json",
            "/logo.webp",
        ] {
            assert!(names_a_file(path), "{path}");
        }
        for path in [
            "",
            "/",
            "/nope",
            "/nope.html",
            "/connectors.v2",
            "/a.js/b",
            "/a.js/",
            "/.git/config",
            "/.env",
            "/nope.",
            "/login.salesforce.com",
            "/acme.com.au",
        ] {
            assert!(!names_a_file(path), "{path}");
        }
    }

    #[test]
    fn a_file_is_served_as_what_its_extension_says() {
        for (name, media) in [
            ("index.html", "text/html; charset=utf-8"),
            ("style-0123456789abcdef.css", "text/css; charset=utf-8"),
            ("a/connectors.js", "text/javascript; charset=utf-8"),
            ("robots.txt", "text/plain; charset=utf-8"),
            ("connectors_bg.wasm", "application/wasm"),
            ("en.json", "application/json"),
            ("site.webmanifest", "application/manifest+json"),
            ("inter.woff2", "font/woff2"),
            ("favicon.ico", "image/x-icon"),
            ("favicon.svg", "image/svg+xml"),
            ("logo.png", "image/png"),
            ("nothing.known", "application/octet-stream"),
            ("LICENSE", "application/octet-stream"),
        ] {
            assert_eq!(content_type(name), media, "{name}");
        }
    }

    #[test]
    fn only_hashed_names_are_kept_for_ever() {
        assert!(is_hashed("connectors-0123456789abcdef_bg.wasm"));
        assert!(is_hashed("style-0123456789abcdef.css"));
        assert!(!is_hashed("favicon.svg"));
        assert!(!is_hashed("index.html"));
    }
}
