//! Tells cargo when the carried app changed: `rust-embed` names the files, but a new file changes no old one.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var_os("CARGO_FEATURE_EMBEDDED_APP").is_some() {
        println!("cargo::rerun-if-changed=../dist");
    }
}
