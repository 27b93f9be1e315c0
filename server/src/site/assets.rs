//! The built app's files: inside the binary, or in a directory.

use std::path::{Path, PathBuf};

use axum::body::Bytes;

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

/// Whether a path names a file as pages load them, by its extension, rather than a view.
pub(super) fn names_a_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let beside = [".br", ".gz", ".map"].iter().any(|suffix| name.ends_with(suffix));
    beside || !matches!(content_type(&name), "text/html; charset=utf-8" | UNKNOWN)
}

/// The media type of a file whose extension says nothing.
const UNKNOWN: &str = "application/octet-stream";

/// The media type by a name's extension.
pub(super) fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        _ => UNKNOWN,
    }
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
        for path in ["/app.js", "/a/b/app_bg.wasm", "/APP.JS", "/app.js.br", "/app.js.map", "/favicon.ico"] {
            assert!(names_a_file(path), "{path}");
        }
        for path in
            ["", "/", "/nope", "/nope.html", "/connectors.v2", "/a.js/b", "/.git/config", "/.env", "/nope."]
        {
            assert!(!names_a_file(path), "{path}");
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
