//! What each crate is built from.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::source::output_of;

/// The workspace's crates, and those of them that each may be built from.
const ARROWS: [(&str, &[&str]); 7] = [
    ("connectors", &["contract"]),
    ("connectors-bench", &["contract"]),
    ("contract", &[]),
    ("salesforce-sandbox", &[]),
    ("connectors-server", &["contract"]),
    ("power-cut", &[]),
    ("xtask", &[]),
];

/// The arrows between the workspace's crates, tests' dependencies left out.
fn arrows(metadata: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let name = |value: &Value| value["name"].as_str().expect("a name").to_owned();
    let packages = metadata["packages"].as_array().expect("packages");
    let members: BTreeSet<String> = packages.iter().map(name).collect();
    let built_from = |package: &Value| {
        let dependencies = package["dependencies"].as_array().expect("dependencies").iter();
        dependencies
            .filter(|found| found["kind"] != "dev")
            .map(name)
            .filter(|found| members.contains(found))
            .collect()
    };
    packages.iter().map(|package| (name(package), built_from(package))).collect()
}

fn wrong_arrows(found: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let mut faults = Vec::new();
    for (from, to) in found {
        match ARROWS.iter().find(|(name, _)| name == from) {
            None => faults.push(format!("{from} is new: give it its arrows here")),
            Some((_, allowed)) => {
                let wrong = to.iter().filter(|to| !allowed.contains(&to.as_str()));
                faults.extend(wrong.map(|to| format!("{from} is built from {to}")));
            }
        }
    }
    faults
}

fn tree_of(package: &str, arguments: &[&str]) -> String {
    let mut all = vec!["tree", "--locked", "--package", package, "--edges", "normal", "--prefix", "none"];
    all.extend(arguments);
    output_of(env!("CARGO"), &all)
}

#[test]
fn crates_are_built_from_those_below_them_only() {
    let printed = output_of(env!("CARGO"), &["metadata", "--no-deps", "--format-version", "1", "--locked"]);
    let metadata: Value = serde_json::from_str(&printed).expect("JSON");
    let found = arrows(&metadata);
    assert!(found["connectors-server"].contains("contract"), "the reader sees no arrows at all");
    assert_eq!(wrong_arrows(&found), [""; 0]);
}

#[test]
fn a_wrong_arrow_between_crates_is_caught() {
    let dependency = |name: &str, kind: Option<&str>| serde_json::json!({ "name": name, "kind": kind });
    let package =
        |name: &str, dependency: Value| serde_json::json!({ "name": name, "dependencies": [dependency] });
    let faults = |sandbox: Value, contract: Value| {
        wrong_arrows(&arrows(&serde_json::json!({ "packages": [sandbox, contract] })))
    };
    let contract = || package("contract", dependency("serde", None));
    let sandbox = |kind| package("salesforce-sandbox", dependency("contract", kind));
    assert_eq!(faults(sandbox(None), contract()), ["salesforce-sandbox is built from contract"]);
    assert_eq!(faults(sandbox(Some("build")), contract()).len(), 1);
    assert_eq!(faults(sandbox(Some("dev")), contract()), [""; 0]);
    assert_eq!(faults(package("new", dependency("serde", None)), contract()).len(), 1);
}

/// What makes the API's description of itself is the server's alone.
fn describes(tree: &str) -> bool {
    tree.lines().any(|line| line.starts_with("utoipa"))
}

#[test]
fn the_page_does_not_carry_the_schemas() {
    assert!(!describes(&tree_of("connectors", &["--target", "wasm32-unknown-unknown"])));
    assert!(describes(&tree_of("connectors-server", &[])), "the server does describe itself");
}
