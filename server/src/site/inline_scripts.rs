//! The hashes by which the content security policy allows a page's inline scripts: Trunk's loader is one.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// `sha256-…` of every inline script in a page, in the page's order.
pub(super) fn hashes(page: &[u8]) -> Vec<String> {
    let page = String::from_utf8_lossy(page);
    let mut hashes = Vec::new();
    let mut rest: &str = &page;
    while let Some((attributes, after)) = next_script(rest) {
        let end = find_ignoring_case(after, "</script").unwrap_or(after.len());
        if !has_source(attributes) {
            hashes.push(format!("sha256-{}", STANDARD.encode(digest(&SHA256, &after.as_bytes()[..end]))));
        }
        rest = &after[end..];
    }
    hashes
}

/// The next script's attributes and what follows its start tag.
fn next_script(mut html: &str) -> Option<(&str, &str)> {
    loop {
        let script = find_ignoring_case(html, "<script")?;
        let comment = html.find("<!--");
        if let Some(comment) = comment.filter(|&comment| comment < script) {
            let end = html[comment..].find("-->")?;
            html = &html[comment + end..];
            continue;
        }
        let tag = &html[script + "<script".len()..];
        if !tag.starts_with(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/') {
            html = tag;
            continue;
        }
        return tag.split_once('>');
    }
}

fn has_source(attributes: &str) -> bool {
    attributes.split_ascii_whitespace().any(|attribute| {
        let name = attribute.split_once('=').map_or(attribute, |(name, _)| name);
        name.eq_ignore_ascii_case("src")
    })
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    text.as_bytes().windows(wanted.len()).position(|window| window.eq_ignore_ascii_case(wanted.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::hashes;

    /// `printf %s 'alert(1)' | openssl dgst -sha256 -binary | base64`
    const ALERT: &str = "sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=";

    #[test]
    fn inline_scripts_are_hashed_and_others_are_not() {
        for (page, expected) in [
            ("<p>no script", 0),
            ("<script>alert(1)</script>", 1),
            ("<script type=\"module\">alert(1)</script><SCRIPT>alert(1)</SCRIPT >", 2),
            ("<script src=\"/a.js\"></script>", 0),
            ("<script defer src=/a.js></script><script>alert(1)</script>", 1),
            ("<!-- <script>alert(2)</script> --><script>alert(1)</script>", 1),
            ("<scripted>alert(2)</scripted>", 0),
            ("<script data-src=\"x\">alert(1)</script>", 1),
        ] {
            assert_eq!(hashes(page.as_bytes()), vec![ALERT; expected], "{page}");
        }
    }
}
