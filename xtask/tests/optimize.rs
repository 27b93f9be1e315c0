//! Optimizing a release of the page: small, named by its content, compressed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// As Trunk names a file by its hash.
const HASH: &str = "ffffffffffffffff";

/// An empty directory of this test's own.
fn directory(name: &str) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if directory.exists() {
        fs::remove_dir_all(&directory).expect("it can be removed");
    }
    fs::create_dir_all(&directory).expect("it can be made");
    directory
}

/// What Trunk leaves, each file naming the next one.
fn staged(name: &str) -> PathBuf {
    let stage = directory(name);
    let page = format!(
        "<!doctype html><script type=\"module\" nonce=\"{{{{__TRUNK NONCE__}}}}\" src=\"/connectors-{HASH}.js\"></script>"
    );
    let script = format!("// A comment that esbuild takes away.\nload(\"connectors-{HASH}_bg.wasm\");\n");
    for (name, content) in [
        ("index.html".to_owned(), page.repeat(9).into_bytes()),
        (format!("connectors-{HASH}.js"), script.repeat(9).into_bytes()),
        (format!("connectors-{HASH}_bg.wasm"), wasm()),
        (format!("connectors-{HASH}.css"), b"body { color: black; }\n".repeat(9)),
        ("favicon.png".to_owned(), b"not worth compressing".to_vec()),
    ] {
        fs::write(stage.join(name), content).expect("written");
    }
    stage
}

/// The smallest module there is, with a type that nothing uses: wasm-opt takes it away.
fn wasm() -> Vec<u8> {
    b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0".to_vec()
}

/// `cargo xtask optimize-page`, as Trunk's hook starts it.
fn optimize(stage: &Path, profile: &str) -> Output {
    let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
    xtask.arg("optimize-page").env("TRUNK_STAGING_DIR", stage).env("TRUNK_PROFILE", profile);
    xtask.output().expect("it runs")
}

/// The one file of the stage whose name ends like this.
fn only(names: &[String], end: &str) -> String {
    let found: Vec<&String> = names.iter().filter(|name| name.ends_with(end)).collect();
    assert_eq!(found.len(), 1, "{end} among {names:?}");
    found[0].clone()
}

#[test]
fn a_release_is_small_named_by_its_content_and_compressed() {
    let stage = staged("optimize-release");
    let output = optimize(&stage, "release");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    let names: Vec<String> = fs::read_dir(&stage)
        .expect("the stage")
        .map(|entry| entry.expect("a file").file_name().into_string().expect("text"))
        .collect();
    assert!(names.iter().all(|name| !name.contains(HASH)), "named by its content: {names:?}");
    let [page, script, wasm_file] = ["index.html", ".js", ".wasm"].map(|end| only(&names, end));
    let text = |name: &str| fs::read_to_string(stage.join(name)).expect("text");
    assert!(text(&page).contains(&script) && text(&script).contains(&wasm_file));
    assert!(!text(&page).contains("nonce"), "{}", text(&page));
    assert!(!text(&script).contains("A comment"), "{}", text(&script));
    assert!(fs::read(stage.join(&wasm_file)).expect("a file").len() < wasm().len(), "wasm-opt ran");

    let unpack = "const [, gz, br] = process.argv, { readFileSync: read } = require('fs'), zlib = require('zlib');\
        process.stdout.write(zlib.gunzipSync(read(gz)) + '\\0' + zlib.brotliDecompressSync(read(br)))";
    for name in [&page, &script] {
        let plain = text(name);
        let [gzip, brotli] = ["gz", "br"].map(|suffix| stage.join(format!("{name}.{suffix}")));
        for packed in [&gzip, &brotli] {
            assert!(fs::metadata(packed).expect("a compressed file").len() < plain.len() as u64, "{name}");
        }
        let unpacked = Command::new("node").args(["-e", unpack]).args([gzip, brotli]).output().expect("Node");
        assert_eq!(String::from_utf8_lossy(&unpacked.stdout), format!("{plain}\0{plain}"), "{name}");
    }
    assert!(!names.iter().any(|name| name.starts_with("favicon.png.")), "{names:?}");
}

#[test]
fn a_page_that_is_being_edited_stays_as_trunk_left_it() {
    let stage = staged("optimize-debug");
    assert!(optimize(&stage, "debug").status.success());
    assert_eq!(fs::read_dir(&stage).expect("the stage").count(), 5);
    assert_eq!(fs::read(stage.join(format!("connectors-{HASH}_bg.wasm"))).expect("a file"), wasm());
}
