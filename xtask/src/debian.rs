//! Debian's packages, where the machine has them and we may install.

use std::process::Command;

use crate::failure::Result;
use crate::{paths, process};

/// Installs packages. `false` where that is not for us to do: another system, or no right to.
pub(crate) fn install(packages: &[&str]) -> Result<bool> {
    if paths::on_path("apt-get").is_none() {
        return Ok(false);
    }
    let root = rustix::process::geteuid().is_root();
    if !root && process::ask(Command::new("sudo").args(["-n", "true"])).is_none() {
        return Ok(false);
    }
    println!("Installing Debian packages: {}", packages.join(" "));
    let install = [&["install", "-y", "--no-install-recommends"], packages].concat();
    if apt_get(root, &install).is_ok() {
        return Ok(true);
    }
    process::check_interrupted()?;
    // The list of packages may be absent (fresh container) or old.
    Ok(apt_get(root, &["update"]).and_then(|()| apt_get(root, &install)).is_ok())
}

fn apt_get(root: bool, arguments: &[&str]) -> Result<()> {
    let words: &[&str] = if root { &["apt-get"] } else { &["sudo", "-n", "apt-get"] };
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).arg("-q").args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    process::run(&mut command)
}
