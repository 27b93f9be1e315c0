//! Starting other programs, and ending them whatever happens to us.
//!
//! Each program gets a process group of its own, so that what it starts ends with it. A first Ctrl-C
//! (or SIGTERM) asks all groups to end: whoever waits for one gets [`Failure::Interrupted`], and guards
//! clean up on the way out. A second one kills.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::failure::{Context, Failure, Result};

/// How long a program may take to end when asked, before it is killed.
const GRACE: Duration = Duration::from_secs(8);
/// How often something without an event of its own is looked at.
pub(crate) const POLL: Duration = Duration::from_millis(25);

static STOPPING: AtomicBool = AtomicBool::new(false);
static GROUPS: Mutex<Vec<(Pid, Signal)>> = Mutex::new(Vec::new());

/// Begins to listen for signals. Call once, first.
pub(crate) fn listen() -> Result<()> {
    let mut signals =
        Signals::new([SIGINT, SIGTERM, SIGHUP]).context(|| "cannot listen for signals".to_owned())?;
    thread::spawn(move || {
        for _ in signals.forever() {
            end_all();
        }
    });
    Ok(())
}

/// Asks all that runs to end; kills it when asked again.
pub(crate) fn end_all() {
    let again = STOPPING.swap(true, Ordering::SeqCst);
    for &(group, polite) in groups().iter() {
        signal(group, if again { Signal::KILL } else { polite });
    }
}

/// Fails once somebody has asked us to end.
pub(crate) fn check_interrupted() -> Result<()> {
    if STOPPING.load(Ordering::SeqCst) { Err(Failure::Interrupted) } else { Ok(()) }
}

fn groups() -> std::sync::MutexGuard<'static, Vec<(Pid, Signal)>> {
    GROUPS.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn signal(group: Pid, signal: Signal) {
    // The only error that can come is that the group has ended, which is what we want.
    let _ended = kill_process_group(group, signal);
}

/// A program that runs. Dropping it ends it, with all that it started.
pub(crate) struct Running {
    name: String,
    child: Child,
    group: Pid,
    polite: Signal,
    ended: bool,
}

/// Starts a program; SIGTERM asks it to end.
pub(crate) fn start(command: &mut Command) -> Result<Running> {
    start_with(command, Signal::TERM)
}

/// Starts a program that wants another signal than SIGTERM.
///
/// On Linux it also ends when the thread that called this ends without cleaning up (`kill -9`).
pub(crate) fn start_with(command: &mut Command, polite: Signal) -> Result<Running> {
    let name = command.get_program().to_string_lossy().into_owned();
    command.stdin(Stdio::null()).process_group(0);
    #[cfg(target_os = "linux")]
    // SAFETY: the closure makes one system call, which is safe between fork and exec.
    unsafe {
        command.pre_exec(move || Ok(rustix::process::set_parent_process_death_signal(Some(polite))?));
    }
    let mut all = groups();
    check_interrupted()?;
    let child = command.spawn().context(|| format!("cannot start `{name}`"))?;
    let group = Pid::from_child(&child);
    all.push((group, polite));
    Ok(Running { name, child, group, polite, ended: false })
}

impl Running {
    /// Whether it has ended by itself, and how.
    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>> {
        let status = self.child.try_wait().context(|| format!("cannot watch `{}`", self.name))?;
        self.ended = status.is_some();
        Ok(status)
    }

    /// Waits for its end.
    pub(crate) fn wait(mut self) -> Result<ExitStatus> {
        let status = self.child.wait().context(|| format!("cannot watch `{}`", self.name))?;
        self.ended = true;
        check_interrupted()?;
        Ok(status)
    }

    fn ends_within(&mut self, time: Duration) -> bool {
        let started = Instant::now();
        while started.elapsed() < time {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return true;
            }
            thread::sleep(POLL);
        }
        false
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.ended {
            signal(self.group, self.polite);
            if !self.ends_within(GRACE) {
                signal(self.group, Signal::KILL);
                // Reaped or not, the process is gone; there is nobody left to tell.
                let _status = self.child.wait();
            }
        }
        groups().retain(|(group, _)| *group != self.group);
    }
}

/// Runs a program to its end and fails when it fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = start(command)?.wait()?;
    check(command, status)
}

/// Runs a program, and ends it when it takes too long.
pub(crate) fn run_within(time: Duration, command: &mut Command) -> Result<()> {
    let mut running = start(command)?;
    if !running.ends_within(time) {
        check_interrupted()?;
        return Err(Failure::said(format!("no end after {} s", time.as_secs())));
    }
    check(command, running.wait()?)
}

/// Runs a program to its end and hands over each line of its standard output as it comes.
pub(crate) fn run_lines(command: &mut Command, mut line: impl FnMut(&str)) -> Result<()> {
    let mut running = start(command.stdout(Stdio::piped()))?;
    let out = running.child.stdout.take().expect("standard output is piped");
    for_lines(out, &mut line)?;
    check(command, running.wait()?)
}

/// Runs a program to its end and hands over each line of its standard error as it comes.
pub(crate) fn run_error_lines(command: &mut Command, mut line: impl FnMut(&str)) -> Result<()> {
    let mut running = start(command.stdout(Stdio::null()).stderr(Stdio::piped()))?;
    let err = running.child.stderr.take().expect("standard error is piped");
    for_lines(err, &mut line)?;
    check(command, running.wait()?)
}

fn for_lines(from: impl std::io::Read, line: &mut impl FnMut(&str)) -> Result<()> {
    let mut from = BufReader::new(from);
    let mut bytes = Vec::new();
    while from.read_until(b'\n', &mut bytes).context(|| "cannot read a program's output".to_owned())? > 0 {
        line(String::from_utf8_lossy(&bytes).trim_end_matches('\n'));
        bytes.clear();
    }
    Ok(())
}

/// A program's standard output, without the last newline; `None` when it is absent or fails.
pub(crate) fn ask(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}

fn check(command: &Command, status: ExitStatus) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let line: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    Err(Failure::said(format!("`{}` failed ({status})", line.join(" "))))
}
