//! No module of the app, the server or the contract knows another that knows it.

use std::collections::{BTreeMap, BTreeSet};

use super::paths::{module, paths};
use super::source::{Source, rust_below, tree};

/// For each module at a crate's root those that it knows. The root itself is none of them: it lists all. What only
/// tests are built with is left out.
fn arrows(sources: &[Source], folder: &str) -> Result<BTreeMap<String, BTreeSet<String>>, String> {
    let top = |source: &Source| module(&source.path).into_iter().next();
    let modules: BTreeSet<String> = rust_below(sources, folder).filter_map(top).collect();
    let mut arrows = BTreeMap::<String, BTreeSet<String>>::new();
    for source in rust_below(sources, folder) {
        let Some(from) = top(source) else { continue };
        let named = paths(source)?.into_iter().filter(|named| !named.in_tests);
        let known = named.filter_map(|named| {
            let (first, to) = (named.parts.first()?, named.parts.get(1)?);
            (first == "crate" && *to != from && modules.contains(to)).then(|| to.clone())
        });
        arrows.entry(from.clone()).or_default().extend(known);
    }
    Ok(arrows)
}

/// The shortest way from a module back to it.
fn way_back<'a>(arrows: &'a BTreeMap<String, BTreeSet<String>>, start: &'a str) -> Option<Vec<&'a str>> {
    let mut seen = BTreeSet::new();
    let mut ways = vec![vec![start]];
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            let last = way.last().and_then(|last| arrows.get(*last));
            for next in last.into_iter().flatten() {
                if next == start {
                    return Some(way);
                }
                if seen.insert(next.as_str()) {
                    longer.push([way.as_slice(), &[next.as_str()]].concat());
                }
            }
        }
        ways = longer;
    }
    None
}

/// The circles among the modules at a crate's root: for each module that is in one, the shortest.
fn circles(sources: &[Source], folder: &str) -> Vec<String> {
    let arrows = match arrows(sources, folder) {
        Ok(arrows) => arrows,
        Err(fault) => return vec![fault],
    };
    let ways = arrows.keys().filter_map(|start| way_back(&arrows, start));
    let circles: BTreeSet<String> = ways
        .map(|mut way| {
            // Wherever one goes in, it is the same circle.
            let first = way.iter().enumerate().min_by_key(|(_, module)| **module).map_or(0, |(at, _)| at);
            way.rotate_left(first);
            [way.as_slice(), &way[..1]].concat().join(" → ")
        })
        .collect();
    circles.into_iter().collect()
}

#[test]
fn no_modules_of_the_app_know_each_other() {
    let sources = tree();
    let known: usize = arrows(&sources, "src/").map_or(0, |arrows| arrows.values().map(BTreeSet::len).sum());
    assert!(known >= 10, "only {known} arrows were found");
    assert_eq!(circles(&sources, "src/"), [""; 0]);
}

#[test]
fn no_modules_of_the_server_know_each_other() {
    assert_eq!(circles(&tree(), "server/src/"), [""; 0]);
}

#[test]
fn no_modules_of_the_contract_know_each_other() {
    assert_eq!(circles(&tree(), "contract/src/"), [""; 0]);
}

#[test]
fn a_circle_is_caught() {
    let found = |files: &[(&str, &str)]| {
        let sources: Vec<Source> = files.iter().map(|(path, text)| Source::new(path, text)).collect();
        circles(&sources, "src/")
    };
    let (a, b) = (("src/a.rs", "use crate::b::B;"), ("src/b/deep.rs", "use super::super::{a::A, c};"));
    assert_eq!(found(&[a, b]), ["a → b → a"]);
    assert_eq!(found(&[("src/a.rs", "fn f() { log!(crate::b::B) }"), b]), ["a → b → a"]);
    let long = [("src/c.rs", "use crate::a::A;"), ("src/b.rs", "use crate::c;"), a];
    assert_eq!(found(&long), ["a → b → c → a"]);
    let two = [a, b, ("src/c.rs", "use crate::d::D;"), ("src/d.rs", "use crate::{b, c};")];
    assert_eq!(found(&two), ["a → b → a", "c → d → c"]);
    assert_eq!(found(&[("src/a.rs", "fn {")]).len(), 1);

    let root = ("src/lib.rs", "pub mod a; pub mod b; pub use crate::a::A;");
    assert_eq!(found(&[a, ("src/b.rs", "use super::b::X; use crate::missing::Y;"), root]), [""; 0]);
    let tested = ("src/b.rs", "#[cfg(test)] mod tests { use crate::a::A; } // crate::a");
    assert_eq!(found(&[a, tested, ("src/main.rs", "use crate::a::A;")]), [""; 0]);
    assert_eq!(found(&[a, ("src/b.rs", "#[cfg(test)] use crate::a::A;")]), [""; 0]);
}
