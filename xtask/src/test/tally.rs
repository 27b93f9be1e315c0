//! How many tests passed and failed, read from what the test runners print.

use std::fmt;
use std::process::Command;

use crate::failure::Result;
use crate::process;

/// What the sections of a run came to.
#[derive(Default)]
pub(crate) struct Tally {
    passed: u64,
    failed: u64,
    notes: Vec<String>,
}

impl Tally {
    /// A line of the summary.
    pub(crate) fn note(&mut self, line: String) {
        self.notes.push(line);
    }

    /// A section failed; where it counted no failed test (a lint, a build), it counts as one itself.
    pub(crate) fn failed_section(&mut self, line: String) {
        self.note(line);
        self.failed = self.failed.max(1);
    }

    /// Runs tests, shows what they print, and counts.
    pub(crate) fn run(&mut self, command: &mut Command) -> Result<()> {
        process::run_lines(command, |line| {
            println!("{line}");
            self.count(line);
        })
    }

    fn count(&mut self, line: &str) {
        let plain = without_colours(line);
        let plain = plain.trim();
        if let Some(result) = plain.strip_prefix("test result: ") {
            // libtest: `test result: ok. 3 passed; 0 failed; 0 ignored; …`
            self.passed += number_before(result, " passed");
            self.failed += number_before(result, " failed");
        } else if is_playwrights(plain, "passed") {
            self.passed += number_before(plain, " passed");
        } else if is_playwrights(plain, "failed") {
            self.failed += number_before(plain, " failed");
        }
    }
}

/// Playwright's last lines are `12 passed (30.1s)` and `1 failed`.
fn is_playwrights(line: &str, word: &str) -> bool {
    let mut words = line.split(' ');
    words.next().is_some_and(|number| number.parse::<u64>().is_ok())
        && words.next() == Some(word)
        && words.next().is_none_or(|time| time.starts_with('('))
}

fn number_before(text: &str, word: &str) -> u64 {
    let before = text.split_once(word).map(|(before, _)| before);
    before.and_then(|before| before.rsplit(' ').next()?.parse().ok()).unwrap_or(0)
}

fn without_colours(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| plain + part.split_once('m').map_or("", |(_, rest)| rest))
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for note in &self.notes {
            writeln!(f, "{note}")?;
        }
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn the_runners_own_sums_are_added_up() {
        let mut tally = Tally::default();
        for line in [
            "test result: ok. 30 passed; 0 failed; 2 ignored; 0 measured; 7 filtered out; finished in 0.14s",
            "test result: \u{1b}[31mFAILED\u{1b}[0m. 4 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out",
            "  \u{1b}[32m12 passed\u{1b}[39m (30.1s)",
            "  2 failed",
            "2 failed attempts are allowed",
            "test tally::the_5_passed ... ok",
        ] {
            tally.count(line);
        }
        assert_eq!((tally.passed, tally.failed), (46, 3));
    }

    #[test]
    fn a_section_that_fails_without_a_test_is_one_failure() {
        let mut tally = Tally::default();
        tally.failed_section("FAILED".to_owned());
        assert_eq!(tally.to_string(), "FAILED\n0 passed, 1 failed");
    }
}
