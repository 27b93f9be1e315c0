//! What a first visit transfers: every file, raw and brotli, and how many requests that makes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Result};
use crate::files;

/// Bytes after brotli that a first visit may transfer, with the largest language. What of it reads keys and URLs as people
/// paste them, and searches for the audience, is some 20,000.
const MOST_BYTES: usize = 302_000;
/// Requests that a first visit may make.
const MOST_REQUESTS: usize = 8;
/// What the app asks the API for before its first screen is complete: `contract::api::{CONFIG, CONNECTORS}`.
const API_CALLS: &[&str] = &["/api/v1/config", "/api/v1/connectors"];

/// Where each language's words are.
const LANGUAGES: &str = "locales/";

struct Transfer {
    name: String,
    raw: usize,
    brotli: usize,
}

/// Prints the report and fails above the limits.
pub(crate) fn report(dist: &Path) -> Result<()> {
    let mut transfers = Vec::new();
    for file in first_visit(dist)? {
        let raw = files::read(&file)?.len();
        let name = file.strip_prefix(dist).unwrap_or(&file).display().to_string();
        // Where there is none, it would be no smaller.
        let compressed = file.with_added_extension("br");
        let brotli = if compressed.is_file() { files::read(&compressed)?.len() } else { raw };
        transfers.push(Transfer { name, raw, brotli });
    }
    let languages = transfers.extract_if(.., |transfer| transfer.name.starts_with(LANGUAGES));
    // A visit takes one of them.
    let largest = languages.max_by_key(|language| language.brotli);
    transfers.extend(largest);
    println!("{:>9} {:>9}  a first visit transfers", "raw", "brotli");
    for Transfer { name, raw, brotli } in &transfers {
        println!("{raw:>9} {brotli:>9}  {name}");
    }
    for call in API_CALLS {
        println!("{:>9} {:>9}  {call}", "", "");
    }
    let raw: usize = transfers.iter().map(|transfer| transfer.raw).sum();
    let brotli: usize = transfers.iter().map(|transfer| transfer.brotli).sum();
    let requests = transfers.len() + API_CALLS.len();
    println!(
        "{raw:>9} {brotli:>9}  in {requests} requests (limits: {MOST_BYTES} bytes, {MOST_REQUESTS} requests)"
    );
    if brotli > MOST_BYTES || requests > MOST_REQUESTS {
        return Err(Failure::said("a first visit transfers too much"));
    }
    Ok(())
}

/// The page, and every file that is named by one that is reached. That may be too many (a file that is named
/// but loaded later), never too few.
fn first_visit(dist: &Path) -> Result<Vec<PathBuf>> {
    let mut left: BTreeSet<PathBuf> = files::below(dist)?.into_iter().collect();
    let page = dist.join("index.html");
    if !left.remove(&page) {
        return Err(Failure::said(format!("{} is missing: run `cargo xtask page`", page.display())));
    }
    let mut reached = vec![page];
    let mut next = 0;
    while let Some(file) = reached.get(next) {
        let content = files::read(file)?;
        let named: Vec<PathBuf> = left.iter().filter(|file| names(&content, file)).cloned().collect();
        for file in named {
            left.remove(&file);
            reached.push(file);
        }
        next += 1;
    }
    Ok(reached)
}

fn names(content: &[u8], file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().as_encoded_bytes();
    content.windows(name.len()).any(|window| window == name)
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};
    use std::{env, fs, process};

    use super::{first_visit, report};

    fn dist(test: &str, contents: &[(&str, &[u8])]) -> PathBuf {
        let dist = env::temp_dir().join(format!("xtask-size-{test}-{}", process::id()));
        fs::create_dir_all(dist.join("fonts")).expect("a directory for the test");
        for (name, content) in contents {
            fs::write(dist.join(name), content).expect("a file for the test");
        }
        dist
    }

    #[test]
    fn what_is_named_is_followed_and_the_rest_is_left_out() {
        let dist = dist(
            "followed",
            &[
                ("index.html", b"<link href=/a.css><script src=/a.js></script>"),
                ("a.css", b"@font-face { src: url(fonts/a.woff2) }"),
                ("a.js", b"load('a_bg.wasm')"),
                ("a_bg.wasm", b"\0asm"),
                ("fonts/a.woff2", b"w"),
                ("a.js.br", b"b"),
                ("lonely.svg", b"s"),
            ],
        );
        let found = first_visit(&dist).expect("the page is there");
        let names: Vec<&Path> = found.iter().map(|file| file.strip_prefix(&dist).expect("below")).collect();
        let expected = ["index.html", "a.css", "a.js", "fonts/a.woff2", "a_bg.wasm"];
        assert_eq!(names, expected.map(Path::new));
        fs::remove_dir_all(dist).expect("removed");
    }

    #[test]
    fn too_many_bytes_or_requests_fail() {
        let small = dist("small", &[("index.html", b"<p>")]);
        assert!(report(&small).is_ok());
        // What brotli cannot shrink: a linear congruential generator's bytes.
        let mut state = 1_u32;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        })
        .take(super::MOST_BYTES + 1_000)
        .collect();
        let heavy = dist("heavy", &[("index.html", b"a.wasm"), ("a.wasm", &noise)]);
        assert!(report(&heavy).is_err());
        let names: Vec<String> = (0..super::MOST_REQUESTS).map(|n| format!("{n}.svg")).collect();
        let page = names.join(" ");
        let mut contents: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"s"[..])).collect();
        contents.push(("index.html", page.as_bytes()));
        let many = dist("many", &contents);
        assert!(report(&many).is_err());
        for dist in [small, heavy, many] {
            fs::remove_dir_all(dist).expect("removed");
        }
    }
}
