//! Tells cargo when the carried app changed: `rust-embed` names the files, but a new file changes no old one. Refuses
//! a release that would carry none.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var_os("CARGO_FEATURE_EMBEDDED_APP").is_some() {
        println!("cargo::rerun-if-changed=../dist");
        let is_release = std::env::var_os("PROFILE").is_some_and(|profile| profile == "release");
        if is_release && !std::path::Path::new("../dist/index.html").is_file() {
            println!("cargo::error=dist/ holds no page to carry: run `cargo xtask page` first");
        }
    }
}
