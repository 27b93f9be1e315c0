//! Python, for the clients and tools of others that the tests run.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Failure, Result};
use crate::{debian, files, paths, process};

/// The oldest version that all packages used here run on.
const OLDEST: &str = "3.11";

/// The Python of a virtual environment under `target/` that holds what these files of requirements name.
pub(crate) fn with(requirements: &[PathBuf]) -> Result<PathBuf> {
    let home = paths::target().join("python");
    let python = home.join("bin/python");
    let wanted: Result<String> = requirements.iter().map(|file| files::read_text(file)).collect();
    let wanted = wanted?;
    let stamp = home.join("requirements.txt");
    if python.is_file() && fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    make_environment(&home)?;
    println!("Installing the Python packages that the tests need");
    process::run(&mut install(&python, requirements))?;
    // What pip was not to look for must be there all the same.
    process::run(Command::new(&python).args(["-m", "pip", "--disable-pip-version-check", "check"]))?;
    files::write(&stamp, wanted)?;
    Ok(python)
}

/// Installs what the files name and nothing else: they name every package down to the last one, and to find that out for
/// itself takes pip minutes.
fn install(python: &Path, requirements: &[PathBuf]) -> Command {
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps"]);
    pip.args(requirements.iter().flat_map(|file| [OsStr::new("-r"), file.as_os_str()]));
    pip
}

fn make_environment(home: &Path) -> Result<()> {
    let make = || {
        let new_enough = format!("import sys; sys.exit(sys.version_info < ({}))", OLDEST.replace('.', ", "));
        process::run(Command::new("python3").args(["-c", &new_enough]))?;
        process::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(home))
    };
    // Debian has the module `venv` in a package of its own, so asking for Python's version would not do.
    if make().is_ok() {
        return Ok(());
    }
    process::check_interrupted()?;
    if debian::install(&["python3", "python3-venv"])? && make().is_ok() {
        return Ok(());
    }
    process::check_interrupted()?;
    Err(Failure::missing(format!("Python {OLDEST} or newer with its venv module"), "See https://python.org."))
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::install;

    #[test]
    fn pip_installs_what_the_files_name_and_looks_for_nothing_else() {
        let command = install(Path::new("python"), &[PathBuf::from("a.txt"), PathBuf::from("b.txt")]);
        let words: Vec<_> = command.get_args().map(|word| word.to_string_lossy()).collect();
        assert!(words.contains(&"--no-deps".into()), "{words:?}");
        assert!(words.join(" ").ends_with("-r a.txt -r b.txt"), "{words:?}");
    }
}
