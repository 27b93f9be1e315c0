//! The machine: what it is, how busy it is, and which of its cores a process runs on.

use std::fs;
use std::io;
use std::iter;
use std::mem;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

/// What counts as a pause.
const PAUSE: Duration = Duration::from_millis(1);

/// Which core the server runs on, and which the load and the stub.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cores {
    /// One each.
    Apart {
        /// The server's.
        server: usize,
        /// Ours.
        load: usize,
    },
    /// As the system likes: there are fewer than two, or they cannot be chosen.
    Anywhere,
}

impl Cores {
    /// The first two, where there are two; this thread, and those that it starts, take the second.
    pub(crate) fn choose() -> Self {
        let apart = thread::available_parallelism().is_ok_and(|cores| cores.get() >= 2);
        if apart && pin(1).is_ok() { Self::Apart { server: 0, load: 1 } } else { Self::Anywhere }
    }

    /// Runs something on the server's core: what it starts stays there.
    pub(crate) fn as_server<T: Send>(self, work: impl FnOnce() -> T + Send) -> io::Result<T> {
        thread::scope(|scope| {
            let there = scope.spawn(move || {
                if let Self::Apart { server, .. } = self {
                    pin(server)?;
                }
                Ok(work())
            });
            there.join().unwrap_or_else(|_| Err(io::Error::other("the thread panicked")))
        })
    }

    /// The pauses of a millisecond and more that the system makes on the server's core by itself, while this process
    /// has something to do on both for so long.
    pub(crate) fn pauses(self, time: Duration) -> io::Result<Vec<Duration>> {
        thread::scope(|scope| {
            // Spawned from the load's core, it stays there.
            scope.spawn(|| spin(time));
            self.as_server(|| spin(time))
        })
    }

    /// Starts a process on the server's core.
    pub(crate) fn start_server(self, command: &mut Command) -> io::Result<Child> {
        self.as_server(|| command.spawn())?
    }
}

#[cfg(target_os = "linux")]
fn pin(core: usize) -> io::Result<()> {
    let mut cores = rustix::thread::CpuSet::new();
    cores.set(core);
    Ok(rustix::thread::sched_setaffinity(None, &cores)?)
}

#[cfg(not(target_os = "linux"))]
fn pin(_: usize) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Looks at the clock again and again; gives the times in which it could not.
fn spin(time: Duration) -> Vec<Duration> {
    let begin = Instant::now();
    pauses_between(
        begin,
        iter::from_fn(|| Some(begin.elapsed())).take_while(|&at| at < time).map(|at| begin + at),
    )
}

/// The pauses between moments, the first of which follows `begin`.
fn pauses_between(begin: Instant, moments: impl Iterator<Item = Instant>) -> Vec<Duration> {
    let gaps = moments.scan(begin, |last, now| Some(now.duration_since(mem::replace(last, now))));
    gaps.filter(|&gap| gap >= PAUSE).collect()
}

/// The machine in a few words.
pub(crate) fn description() -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let gib = number_after(&memory, "MemTotal:").map_or(0, |kib| kib / 1024 / 1024);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let model = model.map_or("an unknown processor", |(_, name)| name.trim());
    format!("{model}, {cores} cores, {gib} GiB, Linux {}", kernel.trim())
}

/// The system's load of the last minute, and of the last five.
pub(crate) fn load() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let mut words = load.split(' ');
    format!("{} (1 min), {} (5 min)", words.next().unwrap_or("?"), words.next().unwrap_or("?"))
}

/// A process' memory: its resident set, in KiB.
pub(crate) fn resident_kib(process: u32) -> Option<u64> {
    number_after(&fs::read_to_string(format!("/proc/{process}/status")).ok()?, "VmRSS:")
}

/// The processor's time that a process took so far.
pub(crate) fn busy(process: u32) -> Option<Duration> {
    busy_in(&fs::read_to_string(format!("/proc/{process}/stat")).ok()?)
}

/// Fields 14 and 15 (proc(5)), in hundredths of a second. The second field may hold blanks and brackets.
fn busy_in(stat: &str) -> Option<Duration> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    Some(Duration::from_millis(10 * (ticks()? + ticks()?)))
}

fn number_after(text: &str, name: &str) -> Option<u64> {
    let rest = text.lines().find_map(|line| line.strip_prefix(name))?;
    rest.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{PAUSE, busy_in, number_after, pauses_between, spin};

    #[test]
    fn every_pause_is_one() {
        assert!(spin(Duration::from_millis(50)).iter().all(|&pause| pause >= PAUSE));
        let begin = Instant::now();
        let at = |micros: &u64| begin + Duration::from_micros(*micros);
        let found = pauses_between(begin, [999, 1_998, 2_998, 3_000, 10_000].iter().map(at));
        assert_eq!(found, [1_000, 7_000].map(Duration::from_micros));
    }

    #[test]
    fn time_is_found_whatever_the_process_is_called() {
        let stat = "7 (a) b (c) S 1 7 7 0 -1 4194560 1 2 3 4 25 17 0 0 20 0 1 0 9";
        assert_eq!(busy_in(stat), Some(Duration::from_millis(420)));
        assert_eq!(busy_in("7 (a) S 1 7"), None);
    }

    #[test]
    fn numbers_are_found_by_their_whole_name() {
        let status = "VmHWM:\t   9000 kB\nVmRSS:\t   8123 kB\n";
        assert_eq!(number_after(status, "VmRSS:"), Some(8123));
        assert_eq!(number_after(status, "RSS:"), None);
        assert_eq!(number_after("VmRSS:\tmuch\n", "VmRSS:"), None);
    }
}
