//! Keeps the process' memory, which keys are in while they are used, from leaving it.

use std::io;

use rustix::process::{Resource, Rlimit, setrlimit};

/// The variable by which a test that looks for keys in memory may do so. No release knows it.
#[cfg(debug_assertions)]
const READABLE_MEMORY: &str = "CONNECTORS_READABLE_MEMORY";

/// From now on the system writes no core dump of this process, and lets no other of the same user read its memory or trace
/// it. Root still may.
///
/// # Errors
/// The system refuses.
pub fn keep() -> io::Result<()> {
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    #[cfg(debug_assertions)]
    if std::env::var_os(READABLE_MEMORY).is_some() {
        return Ok(());
    }
    // It also holds where core dumps are handed to a program, which the limit does not.
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)?;
    Ok(())
}
