//! Debian's packages, where the machine has them and we may install.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Context, Result};
use crate::{files, paths, process};

/// Installs packages. `false` where that is not for us to do: another system, or no right to.
pub(crate) fn install(packages: &[&str]) -> Result<bool> {
    if paths::on_path("apt-get").is_none() {
        return Ok(false);
    }
    let Some(root) = as_root() else { return Ok(false) };
    println!("Installing Debian packages: {}", packages.join(" "));
    let install = [&["install", "-y", "--no-install-recommends"], packages].concat();
    if apt_get(root, &install).is_ok() {
        return Ok(true);
    }
    process::check_interrupted()?;
    // The list of packages may be absent (fresh container) or old.
    Ok(apt_get(root, &["update"]).and_then(|()| apt_get(root, &install)).is_ok())
}

/// Whether we are root already; `None` where we cannot become it.
fn as_root() -> Option<bool> {
    let root = rustix::process::geteuid().is_root();
    let may_become = || process::ask(Command::new("sudo").args(["-n", "true"])).is_some();
    (root || may_become()).then_some(root)
}

/// Unpacks a package into a directory, without what it depends on, and without installing anything. `false` where it cannot
/// be had.
pub(crate) fn unpack(package: &str, dir: &Path) -> Result<bool> {
    if paths::on_path("apt-get").is_none() || paths::on_path("dpkg-deb").is_none() {
        return Ok(false);
    }
    println!("Unpacking a Debian package: {package}");
    fs::create_dir_all(dir).context(|| format!("cannot make {}", dir.display()))?;
    if download(package, dir).is_err() {
        process::check_interrupted()?;
        let Some(root) = as_root() else { return Ok(false) };
        if apt_get(root, &["update"]).and_then(|()| download(package, dir)).is_err() {
            process::check_interrupted()?;
            return Ok(false);
        }
    }
    let is_archive = |file: &PathBuf| file.extension().is_some_and(|extension| extension == "deb");
    let archives = files::below(dir)?.into_iter().filter(is_archive);
    for archive in archives {
        process::run(Command::new("dpkg-deb").arg("-x").arg(&archive).arg(dir))?;
    }
    Ok(true)
}

/// Anybody may do so.
fn download(package: &str, dir: &Path) -> Result<()> {
    let mut command = Command::new("apt-get");
    // The directory is not one that apt's own user can write to.
    command.args(["-q", "-o", "APT::Sandbox::User=root", "download", package]).current_dir(dir);
    process::run(&mut command)
}

fn apt_get(root: bool, arguments: &[&str]) -> Result<()> {
    let words: &[&str] = if root { &["apt-get"] } else { &["sudo", "-n", "apt-get"] };
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).arg("-q").args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    process::run(&mut command)
}
