//! What the sections of a run came to.

use std::fmt;
use std::process::Command;
use std::time::{Duration, Instant};

use super::counts::Counts;
use crate::failure::Result;
use crate::process;

/// What the sections of a run came to.
#[derive(Default)]
pub(crate) struct TestSummary {
    counts: Counts,
    notes: Vec<String>,
    times: Vec<(Duration, String)>,
}

impl TestSummary {
    /// A line of the summary.
    pub(crate) fn note(&mut self, line: String) {
        self.notes.push(line);
    }

    /// A section failed; where it counted no failed test (a lint, a build), it counts as one itself.
    pub(crate) fn failed_section(&mut self, line: String) {
        self.note(line);
        self.counts.failed = self.counts.failed.max(1);
    }

    /// Runs tests and shows what they print as it comes. Fails as [`TestSummary::add`] does.
    pub(crate) fn run(&mut self, command: &mut Command, listed: Option<usize>) -> Result<()> {
        let mut counts = Counts::default();
        let ran = process::run_lines(command, |line| {
            println!("{line}");
            counts.read(line);
        });
        self.counts.add(counts);
        ran?;
        counts.must_be_whole(listed)
    }

    /// Shows and counts what came of tests that ran beside others. Fails also where none passed, one was left out, or
    /// another number came to an end than was listed before.
    pub(super) fn add(&mut self, ran: Ran) -> Result<()> {
        println!("\n--- {}\n{}", ran.name, ran.printed);
        self.counts.add(ran.counts);
        self.times.push((ran.time, ran.name));
        ran.ended?;
        ran.counts.must_be_whole(Some(ran.listed))
    }
}

/// What came of a program of tests.
pub(super) struct Ran {
    name: String,
    printed: String,
    counts: Counts,
    listed: usize,
    time: Duration,
    ended: Result<()>,
}

impl Ran {
    /// Runs it, and keeps what it prints.
    pub(super) fn to_its_end(name: String, command: &mut Command, listed: usize) -> Self {
        let started = Instant::now();
        let (mut printed, mut counts) = (String::new(), Counts::default());
        let ended = process::run_lines(command, |line| {
            printed.push_str(line);
            printed.push('\n');
            counts.read(line);
        });
        Self { name, printed, counts, listed, time: started.elapsed(), ended }
    }
}

/// The last line stays as it is: scripts read it.
impl fmt::Display for TestSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (time, file) in &self.times {
            writeln!(f, "{:>9.1} s  {file}", time.as_secs_f64())?;
        }
        for note in &self.notes {
            writeln!(f, "{note}")?;
        }
        let Counts { passed, failed, .. } = self.counts;
        write!(f, "{}\n{passed} passed, {failed} failed", self.counts)
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::TestSummary;

    #[test]
    fn a_section_that_fails_without_a_test_is_one_failure() {
        let mut summary = TestSummary::default();
        summary.failed_section("FAILED".to_owned());
        let lines = "FAILED\n0 ignored (0 meant to be), 0 skipped, 0 not run\n0 passed, 1 failed";
        assert_eq!(summary.to_string(), lines);
    }

    #[test]
    fn a_runner_that_is_content_with_nothing_fails_its_section_and_that_one_only() {
        let runner = |line: &str| {
            let mut shell = Command::new("sh");
            shell.args(["-c", &format!("echo '{line}'")]);
            shell
        };
        let mut summary = TestSummary::default();
        assert!(summary.run(&mut runner("  2 passed (1s)"), Some(2)).is_ok());
        assert!(summary.run(&mut runner("test result: ok. 0 passed; 0 failed; 0 ignored"), None).is_err());
        assert!(summary.run(&mut runner("  1 passed (1s)"), None).is_ok());
        assert!(summary.to_string().ends_with("\n3 passed, 0 failed"));
    }
}
