//! What became of tests, read from what the test runners print.

use std::fmt;

use crate::failure::{Failure, Result};

/// Tests that are ignored and meant to be: `tests/architecture/files.rs` allows `#[ignore]` for no other.
const MEANT: &[&str] = &["killed::the_writer_that_is_killed"];

/// How many tests came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) passed: u64,
    pub(super) failed: u64,
    /// Ignored as [`MEANT`].
    meant: u64,
    /// Ignored, all told: libtest's and wasm-bindgen's word.
    ignored: u64,
    /// Skipped, and not run because what they depend on failed: Playwright's words.
    skipped: u64,
    not_run: u64,
}

impl Counts {
    /// Reads a line. The runners say how many there were; which ones were ignored, they say one by one.
    pub(super) fn read(&mut self, line: &str) {
        let plain = without_colors(line);
        let plain = plain.trim();
        if let Some(result) = plain.strip_prefix("test result: ") {
            // libtest: `test result: ok. 3 passed; 0 failed; 0 ignored; …`
            self.passed += number_before(result, " passed");
            self.failed += number_before(result, " failed");
            self.ignored += number_before(result, " ignored");
        } else if let Some(test) = plain.strip_prefix("test ") {
            let ignored = test.split_once(" ... ignored").map(|(name, _)| name);
            self.meant += u64::from(ignored.is_some_and(|name| MEANT.contains(&name)));
        } else if let Some((number, word)) = playwrights(plain) {
            match word {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "skipped" => self.skipped += number,
                "did not run" => self.not_run += number,
                // Flaky ones cannot be, without retries; interrupted ones make the runner fail.
                _ => {}
            }
        }
    }

    /// Adds what another section came to.
    pub(super) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.meant += other.meant;
        self.ignored += other.ignored;
        self.skipped += other.skipped;
        self.not_run += other.not_run;
    }

    /// Refuses a run that was content without having tested: one that ran nothing, one that left a test out, and one
    /// that came to another number than there are.
    pub(super) fn must_be_whole(self, listed: Option<usize>) -> Result<()> {
        if self.passed == 0 {
            return Err(Failure::said("no test passed: was there none?"));
        }
        let left_out = self.ignored.saturating_sub(self.meant) + self.skipped + self.not_run;
        if left_out > 0 {
            return Err(Failure::said(format!("tests were left out: {self}")));
        }
        let ended = self.passed + self.failed + self.meant;
        match listed {
            Some(listed) if listed as u64 != ended => {
                Err(Failure::said(format!("{listed} tests are listed, and {ended} came to an end")))
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { meant, ignored, skipped, not_run, .. } = self;
        write!(f, "{ignored} ignored ({meant} meant to be), {skipped} skipped, {not_run} not run")
    }
}

/// Playwright's last lines are `12 passed (30.1s)`, `1 failed`, `2 skipped` and `3 did not run`.
fn playwrights(line: &str) -> Option<(u64, &str)> {
    let (number, word) = line.split_once(' ')?;
    let word = word.split_once(" (").map_or(word, |(word, _)| word);
    Some((number.parse().ok()?, word))
}

fn number_before(text: &str, word: &str) -> u64 {
    let before = text.split_once(word).map(|(before, _)| before);
    before.and_then(|before| before.rsplit(' ').next()?.parse().ok()).unwrap_or(0)
}

fn without_colors(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| plain + part.split_once('m').map_or("", |(_, rest)| rest))
}

#[cfg(test)]
mod tests {
    use super::Counts;

    fn counts(lines: &[&str]) -> Counts {
        let mut counts = Counts::default();
        lines.iter().for_each(|line| counts.read(line));
        counts
    }

    #[test]
    fn the_runners_own_sums_are_added_up() {
        let counts = counts(&[
            "test result: ok. 30 passed; 0 failed; 2 ignored; 0 measured; 7 filtered out; finished in 0.14s",
            "test result: \u{1b}[31mFAILED\u{1b}[0m. 4 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out",
            "  \u{1b}[32m12 passed\u{1b}[39m (30.1s)",
            "  2 failed",
            "  \u{1b}[33m3 skipped\u{1b}[39m",
            "  4 did not run",
            "2 failed attempts are allowed",
            "test tally::the_5_passed ... ok",
            "test killed::the_writer_that_is_killed ... \u{1b}[33mignored\u{1b}[0m, started by another",
            "test killed::another ... ignored",
        ]);
        let expected = Counts { passed: 46, failed: 3, meant: 1, ignored: 2, skipped: 3, not_run: 4 };
        assert_eq!(counts, expected);
        assert_eq!(counts.to_string(), "2 ignored (1 meant to be), 3 skipped, 4 not run");
    }

    #[test]
    fn a_run_is_whole_where_something_passed_and_nothing_was_left_out_but_what_is_meant() {
        let meant = "test killed::the_writer_that_is_killed ... ignored, started by another";
        let one = "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out";
        for (whole, listed) in [(&["  12 passed (30.1s)"][..], 12), (&[meant, one], 6)] {
            assert!(counts(whole).must_be_whole(Some(listed)).is_ok(), "{whole:?}");
            assert!(counts(whole).must_be_whole(Some(listed + 1)).is_err(), "{whole:?} of one more");
        }
        for lacking in [
            &[][..],
            &["test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 9 filtered out"],
            &[one],
            &[meant, one, one],
            &["test mine::the_writer_that_is_killed ... ignored", one],
            &["  12 passed (30.1s)", "  1 skipped"],
            &["  12 passed (30.1s)", "  1 did not run"],
        ] {
            assert!(counts(lacking).must_be_whole(None).is_err(), "{lacking:?}");
        }
    }
}
