//! Threads for work with large numbers, apart from those that serve sockets: importing a key of 8,192 bits and signing with
//! it take tens of milliseconds, in which a thread would answer nobody else.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread::available_parallelism;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// Does as much of such work at a time as there are cores; the rest waits in its order. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct CryptoPool(Arc<Semaphore>);

impl CryptoPool {
    /// For this machine.
    pub(super) fn new() -> Self {
        let cores = available_parallelism().map_or(1, |cores| cores.get());
        Self(Arc::new(Semaphore::new(cores)))
    }

    /// Does the work on a thread of its own. Dropped while it waits for its turn, it does nothing; dropped later, it
    /// ends what it began.
    pub(super) async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        // Nobody closes it.
        let permit = Arc::clone(&self.0).acquire_owned().await;
        let done = spawn_blocking(move || {
            let worked = work();
            drop(permit);
            worked
        });
        // It is canceled only where the runtime ends, and this with it.
        done.await.unwrap_or_else(|ended| resume_unwind(ended.into_panic()))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::CryptoPool;

    #[tokio::test]
    async fn others_go_on_meanwhile() {
        let (go_on, told) = mpsc::channel();
        let patience = Duration::from_secs(60);
        let work = CryptoPool::new();
        let work = work.run(move || told.recv_timeout(patience).is_ok());
        // On this runtime's only thread: it comes to this one only where the work is elsewhere.
        let (worked, ()) = tokio::join!(work, async move { go_on.send(()).expect("the work waits") });
        assert!(worked);
    }

    #[tokio::test]
    #[should_panic(expected = "as it was")]
    async fn a_panic_goes_on() {
        CryptoPool::new().run(|| panic!("as it was")).await
    }
}
