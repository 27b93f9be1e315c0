//! A Chromium and its driver, for the tests.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Failure, Result};
use crate::{debian, files, node, paths, process};

/// The release of Playwright whose Chromium is downloaded where no other is found; as in `tests/e2e`.
const PLAYWRIGHT: &str = "playwright@1.65.1";

/// Debian's package, and the program that it has.
const HEADLESS: &str = "chromium-headless-shell";

const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];

/// A Chromium: the one that is there, Debian's, or Playwright's.
pub(crate) fn chromium() -> Result<PathBuf> {
    if let Some(found) = installed_chromium() {
        return Ok(found);
    }
    // The driver must be of the browser's version, so both come together.
    if debian::install(&["chromium", "chromium-driver"])?
        && let Some(found) = installed_chromium()
    {
        return Ok(found);
    }
    if let Some(found) = playwrights_chromium()? {
        return Ok(found);
    }
    Err(Failure::missing("a Chromium", "Install Chromium or Chrome, or name one in CHROME_PATH."))
}

/// What the end-to-end tests run in: Chromium without windows, which makes a new context in an eighth of the time and the
/// whole section in little more than half; else a Chromium.
pub(crate) fn headless_chromium() -> Result<PathBuf> {
    if let Some(named) = named_chromium() {
        return Ok(named);
    }
    let installed = || paths::on_path(HEADLESS);
    if let Some(found) = installed() {
        return Ok(found);
    }
    if debian::install(&[HEADLESS])?
        && let Some(found) = installed()
    {
        return Ok(found);
    }
    chromium()
}

fn installed_chromium() -> Option<PathBuf> {
    named_chromium().or_else(|| NAMES.iter().find_map(|name| paths::on_path(name)))
}

fn named_chromium() -> Option<PathBuf> {
    env::var_os("CHROME_PATH").map(PathBuf::from).filter(|file| file.is_file())
}

fn playwrights_chromium() -> Result<Option<PathBuf>> {
    let home = paths::tools().join("browsers");
    if let Some(found) = chromium_below(&home)? {
        return Ok(Some(found));
    }
    node::ensure()?;
    println!("Downloading Playwright's Chromium (about 170 MB, once per machine)");
    let mut npx = Command::new("npx");
    npx.args(["--yes", PLAYWRIGHT, "install", "chromium"]).env("PLAYWRIGHT_BROWSERS_PATH", &home);
    if let Err(failure) = process::run(&mut npx) {
        process::check_interrupted()?;
        eprintln!("{failure}");
        return Ok(None);
    }
    chromium_below(&home)
}

fn chromium_below(home: &Path) -> Result<Option<PathBuf>> {
    if !home.is_dir() {
        return Ok(None);
    }
    let is_chromium = |file: &PathBuf| {
        let name = file.file_name().unwrap_or_default();
        name == "chrome" || name == "Chromium" || name == "Google Chrome for Testing"
    };
    Ok(files::below(home)?.into_iter().find(is_chromium))
}

/// The driver through which wasm tests start the browser.
pub(crate) fn chromedriver() -> Result<PathBuf> {
    let installed = || {
        let named = env::var_os("CHROMEDRIVER").map(PathBuf::from).filter(|file| file.is_file());
        named.or_else(|| paths::on_path("chromedriver"))
    };
    if let Some(found) = installed() {
        return Ok(found);
    }
    if debian::install(&["chromium-driver"])?
        && let Some(found) = installed()
    {
        return Ok(found);
    }
    let remedy = "Install the one of your Chromium's version, or name it in CHROMEDRIVER.";
    Err(Failure::missing("chromedriver", remedy))
}

/// Writes how wasm tests start the browser, for `WASM_BINDGEN_TEST_WEBDRIVER_JSON`. What they cannot do without
/// (headless, no sandbox, no `/dev/shm`), their runner adds by itself: started by hand, it needs no such file.
pub(crate) fn webdriver_json(chromium: &Path) -> Result<PathBuf> {
    let options = serde_json::json!({
        "goog:chromeOptions": {
            "binary": chromium,
            "args": [
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
            ],
        }
    });
    let file = paths::target().join("webdriver.json");
    files::write(&file, options.to_string())?;
    Ok(file)
}
