//! Finishing the page on a machine without Node: nothing is lost but the optimisation, and that is said.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::read::GzDecoder;

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
fn staged() -> PathBuf {
    let stage = directory("finish-stage");
    let page = format!("<!doctype html><script src=\"/connectors-{HASH}.js\"></script>");
    let script =
        format!("// A comment that esbuild would take away.\nload(\"connectors-{HASH}_bg.wasm\");\n");
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

/// No module that wasm-opt would read: it is only carried along.
fn wasm() -> Vec<u8> {
    b"\0asm\x01\0\0\0".repeat(99)
}

/// The one file of the stage whose name ends like this.
fn only(names: &[String], end: &str) -> String {
    let found: Vec<&String> = names.iter().filter(|name| name.ends_with(end)).collect();
    assert_eq!(found.len(), 1, "{end} among {names:?}");
    found[0].clone()
}

#[test]
fn without_node_the_page_is_finished_and_what_is_left_out_is_said() {
    let stage = staged();
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("finish-page")
        .env_clear()
        .env("PATH", directory("finish-empty"))
        .env("TRUNK_STAGING_DIR", &stage)
        .env("TRUNK_PROFILE", "release")
        .output()
        .expect("it runs");
    let said = String::from_utf8(output.stdout).expect("text");
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(said.lines().count(), 1, "{said}");
    for words in ["No Node here", "not optimised", "wasm-opt", "esbuild"] {
        assert!(said.contains(words), "{said}");
    }

    let names: Vec<String> = fs::read_dir(&stage)
        .expect("the stage")
        .map(|entry| entry.expect("a file").file_name().into_string().expect("text"))
        .collect();
    assert!(names.iter().all(|name| !name.contains(HASH)), "named by its content: {names:?}");
    let [page, script, wasm_file] = ["index.html", ".js", ".wasm"].map(|end| only(&names, end));
    let text = |name: &str| fs::read_to_string(stage.join(name)).expect("text");
    assert!(text(&page).contains(&script) && text(&script).contains(&wasm_file));
    assert!(text(&script).contains("A comment"), "as it was");
    assert_eq!(fs::read(stage.join(&wasm_file)).expect("a file"), wasm(), "as it was");

    for name in [page, script, wasm_file, only(&names, ".css")] {
        let mut unpacked = Vec::new();
        let gzip = fs::File::open(stage.join(format!("{name}.gz"))).expect("a compressed file");
        GzDecoder::new(gzip).read_to_end(&mut unpacked).expect("gzip");
        assert_eq!(unpacked, fs::read(stage.join(&name)).expect("a file"), "{name}");
        let brotli = fs::metadata(stage.join(format!("{name}.br"))).expect("a compressed file");
        assert!(brotli.len() < unpacked.len() as u64, "{name}");
    }
    assert!(!names.iter().any(|name| name.starts_with("favicon.png.")), "{names:?}");
}
