//! Checks the words in `locales/` against one another, and writes the functions by which views name them.

#[path = "build/words.rs"]
mod words;

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    for input in ["build", "index.html", "locales"] {
        println!("cargo::rerun-if-changed={input}");
    }
    let root = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let out = env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    let written = words::read(&root)
        .and_then(|languages| words::generate(&languages))
        .and_then(|code| fs::write(out.join("words.rs"), code).map_err(|error| vec![error.to_string()]));
    for fault in written.err().into_iter().flatten() {
        // Cargo shows each as an error of this package, and fails.
        println!("cargo::error={fault}");
    }
    debug_assert!(Path::new("build.rs").exists(), "cargo starts this at the package's root");
}
