//! nginx, which the runtime API is measured beside: the machine's, or Debian's package, unpacked below `target/`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Result;
use crate::{debian, paths, process};

/// Where Debian has its program, off the PATH of whoever is not root.
const DEBIAN: &str = "usr/sbin/nginx";

/// nginx's program; `None` where it cannot be had. It is not installed: Debian's package would at once serve on port 80.
pub(crate) fn program() -> Result<Option<PathBuf>> {
    let unpacked = paths::target().join("nginx");
    let found = || {
        let debians = [Path::new("/"), &unpacked].map(|root| Some(root.join(DEBIAN)));
        let mut all = [paths::on_path("nginx")].into_iter().chain(debians).flatten();
        // Unpacked, it may lack a library.
        all.find(|file| file.is_file() && process::ask(Command::new(file).arg("-v")).is_some())
    };
    if let Some(found) = found() {
        return Ok(Some(found));
    }
    debian::unpack("nginx", &unpacked)?;
    let found = found();
    if found.is_none() {
        println!(
            "nginx cannot be had here, so requests are measured without it; put it on the PATH for both."
        );
    }
    Ok(found)
}
