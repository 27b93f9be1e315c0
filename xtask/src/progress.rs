//! How far builds are that run side by side: a line now and then, since two bars of cargo's in one terminal are none.

use std::fmt::Write as _;
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::failure::Result;
use crate::process;

/// How long nothing is said at most, while crates are compiled.
const SILENCE: Duration = Duration::from_secs(10);

/// Builds that have begun, or will.
pub(crate) struct Progress {
    started: Instant,
    state: Mutex<State>,
}

struct State {
    said: Instant,
    builds: Vec<Build>,
}

struct Build {
    name: String,
    /// About how many crates it compiles.
    crates: usize,
    begun: usize,
    done: bool,
}

impl Progress {
    /// Of builds, each with its name and about how many crates it compiles, in the order in which they begin.
    pub(crate) fn of(builds: impl IntoIterator<Item = (String, usize)>) -> Self {
        let as_build = |(name, crates)| Build { name, crates, begun: 0, done: false };
        let builds = builds.into_iter().map(as_build).collect();
        Self { started: Instant::now(), state: Mutex::new(State { said: Instant::now(), builds }) }
    }

    /// What is built, in one phrase.
    pub(crate) fn names(&self) -> String {
        let names: Vec<_> = self.state().builds.iter().map(|build| build.name.clone()).collect();
        names.join(", ")
    }

    /// Runs the cargo command of a build: counts what it compiles, and shows what it says beside that.
    pub(crate) fn cargo(&self, name: &str, cargo: &mut Command) -> Result<()> {
        process::run_error_lines(cargo, |line| match line.split_whitespace().next() {
            Some("Compiling") => self.compiling(name),
            Some("Downloading" | "Downloaded" | "Updating" | "Locking" | "Adding" | "Fresh" | "Finished") => {
            }
            Some("Installing" | "Replacing" | "Replaced" | "Installed" | "Blocking") | None => {}
            // Two warnings that do not concern whoever waits: where a tool was put, and what its lock file names.
            Some("warning:") if line.contains("be sure to add") || line.contains("is yanked") => {}
            Some(_) => eprintln!("{line}"),
        })?;
        let mut state = self.state();
        for build in state.builds.iter_mut().filter(|build| build.name == name) {
            build.done = true;
        }
        self.say(&mut state);
        Ok(())
    }

    fn compiling(&self, name: &str) {
        let mut state = self.state();
        for build in state.builds.iter_mut().filter(|build| build.name == name) {
            build.begun += 1;
        }
        if state.said.elapsed() >= SILENCE {
            self.say(&mut state);
        }
    }

    fn say(&self, state: &mut State) {
        state.said = Instant::now();
        println!("{}", line(self.started.elapsed(), &state.builds));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn line(elapsed: Duration, builds: &[Build]) -> String {
    let seconds = elapsed.as_secs();
    let mut line = format!("{:>3}:{:02}", seconds / 60, seconds % 60);
    for (at, build) in builds.iter().enumerate() {
        let Build { name, crates, begun, done } = build;
        let state = match (done, begun) {
            (true, _) => "done".to_owned(),
            (false, 0) => "to come".to_owned(),
            (false, begun) => format!("{begun} of {} crates", crates.max(begun)),
        };
        let separator = if at == 0 { "  " } else { " · " };
        // Writing to a string cannot fail.
        let _written = write!(line, "{separator}{name}: {state}");
    }
    line
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::time::Duration;

    use super::{Build, Progress, line};

    #[test]
    fn a_line_says_what_is_done_how_far_the_rest_is_and_what_comes() {
        let build = |name: &str, begun, done| Build { name: name.to_owned(), crates: 30, begun, done };
        let builds =
            [build("a", 30, true), build("b", 7, false), build("c", 0, false), build("d", 31, false)];
        let expected = "  2:05  a: done · b: 7 of 30 crates · c: to come · d: 31 of 31 crates";
        assert_eq!(line(Duration::from_secs(125), &builds), expected);
    }

    #[test]
    fn crates_are_counted_and_a_failure_is_one() {
        let progress = Progress::of([("a".to_owned(), 2)]);
        let says = |lines: &str, exit: u8| {
            let mut shell = Command::new("sh");
            shell.args(["-c", &format!("printf '{lines}' >&2; exit {exit}")]);
            shell
        };
        assert!(progress.cargo("a", &mut says("   Compiling x v1\\n", 1)).is_err());
        assert!(!progress.state().builds[0].done);
        assert!(progress.cargo("a", &mut says("   Compiling y v1\\n", 0)).is_ok());
        let state = progress.state();
        assert_eq!((state.builds[0].begun, state.builds[0].done), (2, true));
    }
}
