//! Keys made by the openssl that the words tell people to use. None lies in the repository.

use std::path::Path;
use std::process::{Command, Stdio};

/// Runs a line of shell in a directory, and gives what it printed.
///
/// # Panics
/// Where the line fails: with the line and what it said.
pub(crate) fn run(line: &str, directory: &Path) -> String {
    let output = Command::new("sh")
        .args(["-ec", line])
        .current_dir(directory)
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("sh: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "`{line}` failed: {said}");
    String::from_utf8(output.stdout).expect("text")
}
