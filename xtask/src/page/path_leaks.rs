//! Keeps the builder's own directories out of the page: panics name their source file, and what a visitor
//! downloads should tell neither who built it nor differ from machine to machine.

use std::env;
use std::path::PathBuf;

use crate::paths;

/// A directory where this machine keeps sources.
pub(super) struct LocalPath {
    path: PathBuf,
    /// What it is called in the page. Nothing that is a path from the root, lest it be the same as somebody's own.
    name: &'static str,
    /// What lies in it and is compiled. The bare directory may be anything: `/connectors` is a route as well.
    below: &'static [&'static str],
}

const CONNECTORS: &str = "[connectors]";
const CARGO: &str = "[cargo]";

/// What paths contain that are nobody's own: ours as they are called in the page, and those of Rust's own library.
const NOBODYS: [&str; 4] = [CONNECTORS, CARGO, "/rustc/", "/rust/deps/"];

/// The directories of this machine that a page could name.
pub(super) fn local_paths() -> Vec<LocalPath> {
    let cargo_home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo_home = cargo_home.or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    [Some(tree(paths::root().to_owned())), cargo_home.map(crates)].into_iter().flatten().collect()
}

fn tree(path: PathBuf) -> LocalPath {
    LocalPath { path, name: CONNECTORS, below: &["contract", "src", "target"] }
}

fn crates(path: PathBuf) -> LocalPath {
    LocalPath { path, name: CARGO, below: &["git", "registry"] }
}

/// The flags of rustc that have it call these directories by their names.
pub(super) fn remap_flags(local: &[LocalPath]) -> String {
    // The flags are split at blanks, so a path with one cannot be named here.
    let named = local.iter().filter_map(|LocalPath { path, name, .. }| {
        let path = path.to_str().filter(|path| !path.contains(char::is_whitespace))?;
        Some(format!("--remap-path-prefix={path}={name}"))
    });
    named.collect::<Vec<_>>().join(" ")
}

/// The first of these directories that a file names.
pub(super) fn find(content: &[u8], local: &[LocalPath]) -> Option<String> {
    let dirs = local
        .iter()
        .flat_map(|LocalPath { path, below, .. }| below.iter().map(|dir| path.join(dir).join("")));
    let mut named = dirs.filter(|dir| names(content, dir.as_os_str().as_encoded_bytes()));
    named.next().map(|dir| dir.display().to_string())
}

fn names(content: &[u8], dir: &[u8]) -> bool {
    let at = |(at, found): (usize, &[u8])| (found == dir).then_some(at);
    content.windows(dir.len()).enumerate().filter_map(at).any(|at| !is_amid_nobodys(&content[..at]))
}

/// Whether what follows continues a path that is nobody's own, such as `/src/` in `[cargo]/registry/src/`.
///
/// That a character of a path stands before is not enough: in wasm, texts follow each other without a gap.
fn is_amid_nobodys(before: &[u8]) -> bool {
    let is_of_a_path = |byte: &u8| byte.is_ascii_alphanumeric() || b"/._-+[]".contains(byte);
    let length = before.iter().rev().take_while(|byte| is_of_a_path(byte)).count();
    let run = String::from_utf8_lossy(&before[before.len() - length..]);
    let path = run.rsplit_once(".rs").map_or(&*run, |(_, after)| after);
    NOBODYS.iter().any(|name| path.contains(name))
}

#[cfg(test)]
mod tests {
    use super::{crates, find, remap_flags, tree};

    /// What a page names: routes, and sources as [`remap_flags`] and Rust's own build call them.
    const PAGE: &str = "/connectors/salesforce/new src/app.rs[cargo]/registry/src/index-1f/leptos-0.8.23/src/lib.rs\
        /rustc/59807616/library/core/src/panic.rs[connectors]/contract/src/rules.rs/connectors";

    #[test]
    fn a_clone_and_a_home_of_cargos_may_be_anywhere() {
        for root in ["/connectors", "/src", "/registry", "/core", "/library", "/contract", "/app", "/"] {
            assert_eq!(find(PAGE.as_bytes(), &[tree(root.into())]), None, "{root}");
        }
        for home in ["/cargo", "/registry", "/src", "/connectors", "/"] {
            assert_eq!(find(PAGE.as_bytes(), &[crates(home.into())]), None, "{home}");
        }
    }

    #[test]
    fn a_local_path_is_found_wherever_it_stands() {
        let local = [tree("/home/ann/connectors".into()), crates("/home/ann/.cargo".into())];
        for before in ["", " ", "unwrap", "\0", "src/lib.rs", PAGE, "[cargo]/registry/src/a/src/lib.rs"] {
            for path in
                ["/home/ann/connectors/src/", "/home/ann/connectors/target/", "/home/ann/.cargo/registry/"]
            {
                let content = format!("{before}{path}x.rs");
                assert_eq!(find(content.as_bytes(), &local).as_deref(), Some(path), "{content}");
            }
        }
        for harmless in ["/home/ann/connectors", "/home/ann/connectors.git/src/", "/home/bob/connectors/src/"]
        {
            assert_eq!(find(harmless.as_bytes(), &local), None, "{harmless}");
        }
    }

    #[test]
    fn what_they_are_called_is_no_path_from_the_root() {
        let flags = remap_flags(&[tree("/a".into()), crates("/b".into()), crates("/a blank".into())]);
        assert_eq!(flags, "--remap-path-prefix=/a=[connectors] --remap-path-prefix=/b=[cargo]");
    }
}
