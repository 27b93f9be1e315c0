//! Nothing in the page can sign: not its crates, not its own code, and not the browser by its orders. What is built is
//! searched by `xtask/src/page/signing.rs`, and what runs is watched by every browser test.

use super::source::{Source, output_of, tree};

/// Crates that can sign with RSA.
const SIGNERS: [&str; 6] = ["aws-lc-rs", "ring", "rsa", "jsonwebtoken", "openssl", "boring"];

/// Features of `web-sys` by which Rust reaches the browser's own cryptography.
const FEATURES: [&str; 2] = ["SubtleCrypto", "CryptoKey"];

/// What code says that has the browser sign, or gives it a key to sign with, as JavaScript and as `web-sys` spell it.
const CALLS: [&str; 13] = [
    "subtle",
    "SubtleCrypto",
    "CryptoKey",
    "importKey",
    "import_key",
    "generateKey",
    "generate_key",
    "unwrapKey",
    "unwrap_key",
    "deriveKey",
    "derive_key",
    ".sign(",
    ".sign_with_",
];

/// What the page is made of.
const SOURCES: [&str; 5] = ["src/", "contract/src/", "build/", "build.rs", "index.html"];

fn tree_of(package: &str, arguments: &[&str]) -> String {
    let mut all = vec!["tree", "--locked", "--package", package, "--prefix", "none"];
    all.extend(arguments);
    output_of(env!("CARGO"), &all)
}

/// The names in what `cargo tree` prints that can sign with RSA.
fn signers(tree: &str) -> Vec<&str> {
    let names = tree.lines().filter_map(|line| line.split_whitespace().next());
    names.filter(|name| SIGNERS.contains(name)).collect()
}

/// The lines of what `cargo tree` prints with features that turn on the browser's cryptography.
fn signing_features(tree: &str) -> Vec<&str> {
    let turns_on =
        |line: &&str| FEATURES.iter().any(|name| line.contains(&format!("web-sys feature \"{name}\"")));
    tree.lines().filter(turns_on).collect()
}

/// Whether a word stands by itself, `subtle` and not `subtleties`, or begins one of the names that `web-sys` gives a method.
fn says(line: &str, call: &str) -> bool {
    let is_of_a_word =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let bytes = line.as_bytes();
    line.match_indices(call).any(|(at, _)| {
        let word = call.ends_with(|last: char| last.is_ascii_alphabetic());
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        let after = at + call.len();
        let ends = !is_of_a_word(bytes.get(after)) || line[after..].starts_with("_with_");
        !word || !is_of_a_word(before) && ends
    })
}

/// The places where the page's sources have something signed.
fn signing_calls(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources.iter().filter(|source| SOURCES.iter().any(|below| source.path.starts_with(below))) {
        for (at, line) in source.text.lines().enumerate() {
            let said = CALLS.iter().filter(|call| says(line, call));
            faults.extend(said.map(|call| source.fault(at + 1, format!("the page says {call}"))));
        }
    }
    faults
}

#[test]
fn the_page_cannot_sign() {
    let page = tree_of("connectors", &["--target", "wasm32-unknown-unknown", "--edges", "normal"]);
    assert!(page.lines().any(|line| line.starts_with("leptos ")), "not the page's tree:\n{page}");
    assert_eq!(signers(&page), [""; 0]);
    let all = ["--target", "wasm32-unknown-unknown", "--edges", "normal,features", "--features", "gallery"];
    let page = tree_of("connectors", &all);
    assert!(page.contains("web-sys feature \"Crypto\""), "features are not seen:\n{page}");
    assert_eq!(signing_features(&page), [""; 0]);
    assert_eq!(signing_calls(&tree()), [""; 0]);
}

#[test]
fn what_signs_is_caught() {
    let server = tree_of("connectors-server", &["--edges", "normal"]);
    assert!(signers(&server).contains(&"aws-lc-rs"), "the server does sign");
    let features = "gloo-net v0.7.0\nweb-sys feature \"SubtleCrypto\"\nweb-sys feature \"Crypto\"";
    assert_eq!(signing_features(features), ["web-sys feature \"SubtleCrypto\""]);
    for said in [
        "window().crypto().ok()?.subtle()",
        "Reflect::get(&crypto, &JsValue::from_str(\"subtle\"))",
        "use web_sys::{CryptoKey, Window};",
        "crypto.subtle.importKey(\"pkcs8\", der, rsa, false, [\"sign\"])",
        "it.sign_with_str_and_u8_array(name, &key, data)",
        "it.import_key_with_str(format, &key, name, false, &usages)",
        "pair.sign(&message)",
    ] {
        let source = Source::new("src/a.rs", said);
        assert!(!signing_calls(&[source]).is_empty(), "{said}");
    }
    let harmless =
        Source::new("src/a.rs", "let design = signal(1); // of subtleties\nsign_in(); \"-importkeystore\"");
    assert_eq!(signing_calls(&[harmless]), [""; 0]);
    assert_eq!(signing_calls(&[Source::new("server/src/a.rs", "key.sign(x)")]), [""; 0]);
}
