//! Files: all below a directory, and short names for their content.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Context, Result};

/// All files below a directory, sorted; a file itself when `path` is one.
pub(crate) fn below(path: &Path) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(path).context(|| format!("cannot list {}", path.display()))? {
        let entry = entry.context(|| format!("cannot list {}", path.display()))?;
        found.extend(below(&entry.path())?);
    }
    found.sort();
    Ok(found)
}

pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).context(|| format!("cannot read {}", path.display()))
}

pub(crate) fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).context(|| format!("cannot read {}", path.display()))
}

/// Writes a file, and the directories that it lies in.
pub(crate) fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    let parent = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(parent).context(|| format!("cannot make {}", parent.display()))?;
    fs::write(path, content).context(|| format!("cannot write {}", path.display()))
}

/// A short name for content: FNV-1a, 64 bits, which no compiler version changes. Not for secrets.
pub(crate) struct Fingerprint(u64);

impl Fingerprint {
    pub(crate) fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    pub(crate) fn add(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// 16 hexadecimal digits, as many as Trunk puts into a file's name.
    pub(crate) fn hex(&self) -> String {
        format!("{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Fingerprint;

    #[test]
    fn the_fingerprint_is_fnv_1a() {
        let mut fingerprint = Fingerprint::new();
        fingerprint.add(b"foobar");
        assert_eq!(fingerprint.hex(), "85944171f73967e8", "the value in FNV's own test suite");
    }
}
