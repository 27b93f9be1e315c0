//! Trunk's last step: makes the files of a release small, names them after their content, and compresses them.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value};

use crate::failure::{Context, Failure, Result};
use crate::files::Fingerprint;
use crate::{files, node, paths, process};

/// Control flow is taken apart and put together anew before it is made small, twice: 1.5 kB less in brotli than `-Oz` alone.
/// Nothing lies in the lowest kilobyte of memory, which is the end of the stack: half a kilobyte less. Larger functions are
/// not moved to their only caller: the same once more.
const SMALLER: [&str; 8] = [
    "--low-memory-unused",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--converge",
    "--one-caller-inline-max-function-size",
    "20",
];

/// What rustc's default wasm features are called by wasm-opt. Not `--all-features`: browsers refuse the result.
const WASM_FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// What Trunk writes into a tag for `trunk serve` to replace.
const NONCE: &str = " nonce=\"{{__TRUNK NONCE__}}\"";

/// Worth compressing. Images and fonts are compressed already.
const COMPRESSED: &[&str] = &["css", "html", "js", "json", "svg", "txt", "wasm", "webmanifest"];

/// Runs in Trunk's `post_build` hook, on its staging directory.
pub(crate) fn optimize() -> Result<()> {
    let stage = env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from);
    let stage = stage.ok_or_else(|| Failure::said("optimize-page is for Trunk to call: see Trunk.toml"))?;
    if env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "debug") {
        return Ok(());
    }
    let bin = node::page_tools()?;
    shrink(&stage, &bin)?;
    leave_nonces_out(&stage)?;
    name_by_content(&stage)?;
    let mut compress = Command::new("node");
    compress.arg(paths::root().join("tools/compress.mjs")).args(with_extensions(&stage, COMPRESSED)?);
    process::run(&mut compress)
}

fn with_extensions(stage: &Path, extensions: &[&str]) -> Result<Vec<PathBuf>> {
    let wanted =
        |file: &PathBuf| file.extension().and_then(OsStr::to_str).is_some_and(|e| extensions.contains(&e));
    Ok(files::below(stage)?.into_iter().filter(wanted).collect())
}

/// The properties of wasm-bindgen's glue by which it and the module call each other, for esbuild to rename. The last ones
/// are those of streams that Leptos brings along.
const GLUE: &str = r"^(__w|\./|memory$|intounderlying)";

/// What wasm-opt calls the module that the glue is to the page's code, once names are short.
const GLUE_MODULE: &str = "a";

fn shrink(stage: &Path, bin: &Path) -> Result<()> {
    let mut names = Map::new();
    for wasm in with_extensions(stage, &["wasm"])? {
        let mut wasm_opt = Command::new(bin.join("wasm-opt"));
        process::run(wasm_opt.args(SMALLER).args(WASM_FEATURES).arg(&wasm).arg("-o").arg(&wasm))?;
        give_short_names(&wasm, bin, &mut names)?;
    }
    let long_names: Vec<String> = names.keys().filter(|old| old.starts_with("__w")).cloned().collect();
    let cache = stage.join("names.json");
    files::write(&cache, Value::from(names).to_string())?;
    for text in with_extensions(stage, &["css", "js"])? {
        let mut esbuild = Command::new(bin.join("esbuild"));
        esbuild.arg(&text).args(["--minify", "--allow-overwrite", "--log-level=warning"]);
        if text.extension() == Some(OsStr::new("js")) {
            esbuild.arg(format!("--mangle-props={GLUE}")).arg("--mangle-quoted");
            esbuild.arg(format!("--mangle-cache={}", cache.display()));
        }
        let outfile = format!("--outfile={}", text.display());
        process::run(esbuild.arg(outfile))?;
        let written = files::read_text(&text)?;
        if let Some(old) = long_names.iter().find(|old| written.contains(old.as_str())) {
            return Err(Failure::said(format!("{} still calls {old} by its long name", text.display())));
        }
    }
    fs::remove_file(&cache).context(|| format!("cannot remove {}", cache.display()))
}

/// Renames what a module takes from its glue and gives to it, and adds to `names` what it was called and is called now.
/// wasm-bindgen's names end in hashes, which nothing compresses, and stand on both sides: 4.3 kB less in brotli.
fn give_short_names(wasm: &Path, bin: &Path, names: &mut Map<String, Value>) -> Result<()> {
    let mut wasm_opt = Command::new(bin.join("wasm-opt"));
    wasm_opt
        .arg("--minify-imports-and-exports-and-modules")
        .args(WASM_FEATURES)
        .arg(wasm)
        .arg("-o")
        .arg(wasm);
    let mut said = String::new();
    process::run_lines(&mut wasm_opt, |line| said.push_str(line))?;
    let unread = || "cannot read which names wasm-opt made short".to_owned();
    let mut renamed: Value = serde_json::from_str(&said).context(unread)?;
    let imports: Vec<(String, String, String)> =
        serde_json::from_value(renamed["imports"].take()).context(unread)?;
    let exports: Vec<(String, String)> = serde_json::from_value(renamed["exports"].take()).context(unread)?;
    for (module, old, new) in imports {
        names.insert(module, GLUE_MODULE.into());
        names.insert(old, new.into());
    }
    names.extend(exports.into_iter().map(|(old, new)| (old, new.into())));
    Ok(())
}

/// Takes out where `trunk serve` would put its nonces: the server names the script by its hash.
fn leave_nonces_out(stage: &Path) -> Result<()> {
    let page = stage.join("index.html");
    let text = files::read_text(&page)?;
    files::write(&page, text.replace(NONCE, ""))
}

/// Gives each file whose name carries Trunk's hash one of its content as it is now, and each language's file its first.
///
/// Servers let browsers keep such files for ever, so the same name must never stand for other bytes; Trunk's
/// hash was made before the files were optimized.
fn name_by_content(stage: &Path) -> Result<()> {
    // Scripts name wasm and styles, so they get theirs after them; the page comes last.
    for extensions in [&["css", "json", "svg", "wasm", "woff2"][..], &["js"]] {
        for file in with_extensions(stage, extensions)? {
            let Some(old) = file.file_name().and_then(OsStr::to_str) else { continue };
            let mut fingerprint = Fingerprint::new();
            fingerprint.add(&files::read(&file)?);
            let Some(new) = rehashed(old, &fingerprint.hex()) else { continue };
            fs::rename(&file, file.with_file_name(&new)).context(|| format!("cannot rename {old}"))?;
            rename_references(stage, old, &new)?;
        }
    }
    Ok(())
}

/// A file's name with another hash, or `None` where it must not carry one.
fn rehashed(name: &str, hash: &str) -> Option<String> {
    if let Some(language) = name.strip_suffix(".json") {
        return Some(format!("{language}-{hash}.json"));
    }
    // Trunk leaves out leading zeros; eight of them would be a wonder.
    let as_long = hash.len() / 2..=hash.len();
    let is_hash = |part: &&str| as_long.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_hexdigit());
    let old = name.split(['-', '_', '.']).find(is_hash)?;
    Some(name.replace(old, hash))
}

fn rename_references(stage: &Path, old: &str, new: &str) -> Result<()> {
    for file in with_extensions(stage, &["css", "html", "js"])? {
        let text = files::read_text(&file)?;
        if text.contains(old) {
            files::write(&file, text.replace(old, new))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::rehashed;

    #[test]
    fn only_the_hash_in_a_name_changes() {
        let hash = "0123456789abcdef";
        for (old, new) in [
            ("connectors-ffffffffffffffff_bg.wasm", Some("connectors-0123456789abcdef_bg.wasm")),
            ("connectors-ffffffffffffffff.js", Some("connectors-0123456789abcdef.js")),
            ("fr.json", Some("fr-0123456789abcdef.json")),
            ("favicon.svg", None),
            ("connectors-fffffffffffffff.js", Some("connectors-0123456789abcdef.js")),
            ("a-fffffff.js", None),
        ] {
            assert_eq!(rehashed(old, hash).as_deref(), new, "{old}");
        }
    }
}
