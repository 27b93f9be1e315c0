//! The house rules that a compiler does not hold: which way arrows run, where texts stand, what ships.
//!
//! Every rule is a function from sources to faults. One test runs it on the tree, another on a fixture that breaks
//! it: a rule that catches nothing is none. Rust is read by `syn`, and `view!` by the parser that Leptos reads it with.
#![cfg(not(target_arch = "wasm32"))]

#[path = "architecture/arrows.rs"]
mod arrows;
#[path = "architecture/circles.rs"]
mod circles;
#[path = "architecture/dependencies.rs"]
mod dependencies;
#[path = "architecture/files.rs"]
mod files;
#[path = "architecture/kinds.rs"]
mod kinds;
#[path = "architecture/markup.rs"]
mod markup;
#[path = "architecture/paths.rs"]
mod paths;
#[path = "architecture/signing.rs"]
mod signing;
#[path = "architecture/source.rs"]
mod source;
#[path = "architecture/testing.rs"]
mod testing;
#[path = "architecture/texts.rs"]
mod texts;
#[path = "architecture/walkthroughs.rs"]
mod walkthroughs;
