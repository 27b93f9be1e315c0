//! What no check can do without: a key is imported, it signs once, and what happened is on the disk for good. Here that is
//! all there is, so that what the server adds beside it can be told.

use std::fs::{self, File};
use std::io;
use std::iter;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::{Context as _, Failure, Result};
use crate::key::Key;
use crate::load::pace;
use crate::machine::Cores;

/// Where in the index of its log SQLite keeps the size of a page, and how many pages the log has
/// (<https://www.sqlite.org/walformat.html>).
const PAGE_SIZE_AT: u64 = 14;
const PAGES_AT: u64 = 16;
/// What stands before each page in the log.
const FRAME_HEADER: usize = 24;
/// How large SQLite's log grows before it begins anew: by default, a thousand pages.
const LOG_BYTES: usize = 4 << 20;

/// The log of a SQLite database that is in use.
pub(crate) struct Log(File);

impl Log {
    /// The log of the database in `file`.
    pub(crate) fn of(file: &Path) -> Result<Self> {
        let mut index = file.as_os_str().to_owned();
        index.push("-shm");
        File::open(index).map(Self).context("the index of SQLite's log")
    }

    /// How many pages are in it. Fewer than before: it began anew.
    pub(crate) fn pages(&self) -> Result<u32> {
        let mut bytes = [0; 4];
        self.0.read_exact_at(&mut bytes, PAGES_AT).context("the index of SQLite's log")?;
        Ok(u32::from_ne_bytes(bytes))
    }

    /// How many bytes a page takes in it.
    pub(crate) fn bytes_of_a_page(&self) -> Result<usize> {
        let mut bytes = [0; 2];
        self.0.read_exact_at(&mut bytes, PAGE_SIZE_AT).context("the index of SQLite's log")?;
        Ok(FRAME_HEADER + usize::from(u16::from_ne_bytes(bytes)))
    }
}

/// A file that is written as SQLite writes its log: from end to end and then anew, never growing.
pub(crate) struct Journal {
    file: File,
    /// What one commit writes.
    content: Vec<u8>,
}

impl Journal {
    /// Makes the file; each commit writes so many bytes into it.
    pub(crate) fn new(file: &Path, bytes: usize) -> Result<Self> {
        let made = fs::write(file, vec![0; LOG_BYTES]).and_then(|()| {
            let file = File::options().write(true).open(file)?;
            file.sync_all().map(|()| file)
        });
        Ok(Self { file: made.context("a file for commits")?, content: vec![1; bytes] })
    }

    /// Imports, signs and commits at a fixed rate, on the server's core. Each time is taken from when its turn was due, as
    /// that of a check is, until what was committed is on the disk. As in the server, whatever was signed while a commit
    /// waited for the disk shares the next.
    pub(crate) fn at_rate(
        &self,
        key: &Key,
        cores: Cores,
        per_second: f64,
        times: u64,
    ) -> Result<Vec<Duration>> {
        // Begun here, the thread that keeps the time stays on the load's core.
        let mut due = pace(per_second, times);
        let work = || {
            let (signed, waiting) = channel();
            thread::scope(|scope| {
                let committing = scope.spawn(move || self.commit(waiting));
                while let Some((_, at)) = due.blocking_recv() {
                    key.import_and_sign()?;
                    // Where nobody listens any more, the reason follows.
                    let _unheard = signed.send(at);
                }
                drop(signed);
                let panicked = |_| Failure::Said("the thread that commits panicked".to_owned());
                committing.join().map_err(panicked)?.context("a commit")
            })
        };
        cores.as_server(work).context("a thread for commits")?
    }

    fn commit(&self, signed: Receiver<Instant>) -> io::Result<Vec<Duration>> {
        let (mut took, mut at) = (Vec::new(), 0);
        while let Ok(first) = signed.recv() {
            let all: Vec<Instant> = iter::once(first).chain(signed.try_iter()).collect();
            self.file.write_all_at(&self.content, at as u64)?;
            self.file.sync_data()?;
            at = (at + self.content.len()) % (LOG_BYTES - self.content.len());
            took.extend(all.iter().map(Instant::elapsed));
        }
        Ok(took)
    }
}

#[cfg(test)]
mod tests {
    use sqlx::{Connection as _, Executor as _, SqliteConnection};
    use tokio::runtime::Builder;

    use super::{Journal, Log};
    use crate::key::Key;
    use crate::machine::Cores;

    #[test]
    fn every_turn_is_committed_and_the_file_stays_as_large() {
        let home = tempfile::tempdir().expect("a directory");
        let file = home.path().join("journal");
        let journal = Journal::new(&file, 12_360).expect("made");
        let size = || std::fs::metadata(&file).expect("there").len();
        let before = size();
        let key = Key::generate().expect("a key");
        let took = journal.at_rate(&key, Cores::Anywhere, 2_000.0, 400).expect("committed");
        assert_eq!((took.len(), size()), (400, before));
    }

    #[test]
    fn the_log_of_a_database_tells_its_pages() {
        let home = tempfile::tempdir().expect("a directory");
        let file = home.path().join("a.sqlite");
        let url = format!("sqlite://{}?mode=rwc", file.display());
        let asking = async {
            let mut connection = SqliteConnection::connect(&url).await.expect("connected");
            for sql in ["PRAGMA page_size = 4096", "PRAGMA journal_mode = WAL", "CREATE TABLE t (a)"] {
                connection.execute(sql).await.expect(sql);
            }
            let log = Log::of(&file).expect("there");
            let before = log.pages().expect("told");
            connection.execute("INSERT INTO t VALUES (1)").await.expect("inserted");
            assert_eq!(log.pages().expect("told") - before, 1);
            assert_eq!(log.bytes_of_a_page().expect("told"), 4_120);
        };
        Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(asking);
    }
}
