//! Loaded into a program (`LD_PRELOAD`), keeps what of its files a power cut would leave: each regular file below the
//! directory that `CONNECTORS_POWER_CUT_FROM` names, as it was when it was last synced, below `CONNECTORS_POWER_CUT_TO`. What
//! was written and not synced is not there, and a file that was renamed or removed is so once its directory was synced.
//! SIGKILL alone would leave all of it: the kernel still has it.
#![cfg(target_os = "linux")]

use std::collections::HashMap;
use std::env;
use std::ffi::{CStr, c_int};
use std::fs::{self, File};
use std::io;
use std::mem::ManuallyDrop;
use std::os::fd::FromRawFd as _;
use std::os::unix::fs::{FileExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Where each file is kept, by its inode: names change.
static KEPT: Mutex<Option<HashMap<u64, PathBuf>>> = Mutex::new(None);

/// In place of the C library's `fsync`.
#[unsafe(no_mangle)]
pub extern "C" fn fsync(file: c_int) -> c_int {
    synced(c"fsync", file)
}

/// In place of the C library's `fdatasync`.
#[unsafe(no_mangle)]
pub extern "C" fn fdatasync(file: c_int) -> c_int {
    synced(c"fdatasync", file)
}

/// Syncs a file by the C library's own function, then keeps what is in it.
fn synced(function: &CStr, file: c_int) -> c_int {
    // SAFETY: the name is a text that ends with NUL.
    let found = unsafe { libc::dlsym(libc::RTLD_NEXT, function.as_ptr()) };
    if found.is_null() {
        gone_wrong("the C library has no such function");
    }
    // SAFETY: both functions that are asked for here have this type (POSIX).
    let real: extern "C" fn(c_int) -> c_int = unsafe { std::mem::transmute(found) };
    let result = real(file);
    if result == 0
        && let Err(error) = keep(file)
    {
        gone_wrong(error);
    }
    result
}

fn keep(file: c_int) -> io::Result<()> {
    let (Some(from), Some(to)) =
        (env::var_os("CONNECTORS_POWER_CUT_FROM"), env::var_os("CONNECTORS_POWER_CUT_TO"))
    else {
        return Ok(());
    };
    let path = fs::read_link(format!("/proc/self/fd/{file}"))?;
    let Ok(below) = path.strip_prefix(from) else { return Ok(()) };
    let kept = Path::new(&to).join(below);
    // SAFETY: whoever syncs it has it open, and this neither closes it nor outlives the call.
    let opened = ManuallyDrop::new(unsafe { File::from_raw_fd(file) });
    let mut all = kept_files();
    let all = all.get_or_insert_default();
    if opened.metadata()?.is_dir() { keep_names(&path, &kept, all) } else { keep_content(&opened, kept, all) }
}

/// Keeps what is in a file, where the file is kept already, or else by the name that it has.
fn keep_content(opened: &File, named: PathBuf, all: &mut HashMap<u64, PathBuf>) -> io::Result<()> {
    let about = opened.metadata()?;
    // Read by the program's own descriptor: closing another one of the same file would end the locks that it has (POSIX).
    let mut content = vec![0; usize::try_from(about.len()).map_err(io::Error::other)?];
    opened.read_exact_at(&mut content, 0)?;
    let kept = all.entry(about.ino()).or_insert(named);
    if let Some(directory) = kept.parent() {
        fs::create_dir_all(directory)?;
    }
    // Whole or not at all: the program may be killed here as well.
    let mut new = kept.as_os_str().to_owned();
    new.push(".new");
    fs::write(&new, content)?;
    fs::set_permissions(&new, about.permissions())?;
    fs::rename(new, kept)
}

/// Has the kept files of a directory have the names that they have by now, and no others.
fn keep_names(directory: &Path, kept: &Path, all: &mut HashMap<u64, PathBuf>) -> io::Result<()> {
    fs::create_dir_all(kept)?;
    fs::set_permissions(kept, fs::metadata(directory)?.permissions())?;
    let mut there = HashMap::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        there.insert(entry.metadata()?.ino(), kept.join(entry.file_name()));
    }
    for (inode, path) in all.iter_mut().filter(|(_, path)| path.parent() == Some(kept)) {
        match there.get(inode) {
            Some(named) if named == path => {}
            Some(named) => {
                fs::rename(&path, named)?;
                path.clone_from(named);
            }
            None => fs::remove_file(path)?,
        }
    }
    all.retain(|inode, path| path.parent() != Some(kept) || there.contains_key(inode));
    Ok(())
}

fn kept_files() -> MutexGuard<'static, Option<HashMap<u64, PathBuf>>> {
    KEPT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A test that went on would prove nothing.
fn gone_wrong(why: impl std::fmt::Display) -> ! {
    eprintln!("what was synced could not be kept: {why}");
    process::abort();
}
