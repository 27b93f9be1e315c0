//! Tools as their makers built and published them, where they can be reached.

use std::env::consts::{ARCH, OS};
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::failure::{Context, Failure, Result};
use crate::{files, paths, process};

/// Where a tool's archive for this machine is published, or `None` where none is for its kind.
pub(super) fn url(pattern: &str, version: &str) -> Option<String> {
    let system = match OS {
        // Linked statically, so that no library of this machine can be too old for it.
        "linux" => "unknown-linux-musl",
        "macos" => "apple-darwin",
        _ => return None,
    };
    Some(pattern.replace("{version}", version).replace("{target}", &format!("{ARCH}-{system}")))
}

/// Fetches an archive and puts the programs that lie in it, in whatever folder, into `bin`.
pub(super) fn fetch(url: &str, programs: &[&str], bin: &Path) -> Result<()> {
    let unpacked = paths::tools().join("unpacked");
    let done = download(url, &unpacked).and_then(|()| take(&unpacked, programs, bin));
    if unpacked.is_dir() {
        fs::remove_dir_all(&unpacked).context(|| format!("cannot remove {}", unpacked.display()))?;
    }
    done
}

fn download(url: &str, unpacked: &Path) -> Result<()> {
    fs::create_dir_all(unpacked).context(|| format!("cannot make {}", unpacked.display()))?;
    let archive = unpacked.join("archive.tar.gz");
    let mut curl = Command::new("curl");
    // Quick to give up: where it cannot be reached, the tool is built.
    curl.args(["--fail", "--silent", "--location", "--connect-timeout", "10", "--max-time", "300"]);
    process::run(curl.arg(url).arg("--output").arg(&archive))?;
    process::run(Command::new("tar").arg("-xzf").arg(&archive).arg("-C").arg(unpacked))
}

fn take(unpacked: &Path, programs: &[&str], bin: &Path) -> Result<()> {
    fs::create_dir_all(bin).context(|| format!("cannot make {}", bin.display()))?;
    let all = files::below(unpacked)?;
    for program in programs {
        let found = all.iter().find(|file| file.file_name().is_some_and(|name| name == *program));
        let found = found.ok_or_else(|| Failure::said(format!("the archive has no {program}")))?;
        fs::rename(found, bin.join(program)).context(|| format!("cannot move {}", found.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::process::Command;
    use std::{env, fs};

    use super::{download, take, url};

    #[test]
    fn an_archive_is_named_after_version_and_machine() {
        let named = url("https://host/{version}/tool-{version}-{target}.tar.gz", "1.2.3");
        if cfg!(target_os = "linux") {
            let expected =
                format!("https://host/1.2.3/tool-1.2.3-{}-unknown-linux-musl.tar.gz", env::consts::ARCH);
            assert_eq!(named, Some(expected));
        }
    }

    #[test]
    fn programs_are_taken_out_of_whatever_folder_they_lie_in() {
        let home = env::temp_dir().join(format!("xtask-prebuilt-{}", std::process::id()));
        let write = |name: &str| {
            let file: PathBuf = home.join(name);
            fs::create_dir_all(file.parent().expect("a folder")).expect("made");
            fs::write(file, name).expect("written");
        };
        write("packed/a");
        write("packed/tool-1/b");
        let archive = home.join("archive.tar.gz");
        let mut tar = Command::new("tar");
        tar.arg("-czf").arg(&archive).arg("-C").arg(home.join("packed")).arg(".");
        assert!(tar.status().expect("tar starts").success());

        let (unpacked, bin) = (home.join("unpacked"), home.join("bin"));
        download(&format!("file://{}", archive.display()), &unpacked).expect("unpacked");
        take(&unpacked, &["a", "b"], &bin).expect("both are there");
        assert_eq!(
            fs::read_to_string(bin.join("b")).expect("taken"),
            "tool-1/b".replace("tool", "packed/tool")
        );
        assert!(take(&unpacked, &["c"], &bin).is_err(), "no such program");
        assert!(download("file:///nowhere/archive.tar.gz", &unpacked).is_err(), "no such archive");
        fs::remove_dir_all(home).expect("removed");
    }
}
