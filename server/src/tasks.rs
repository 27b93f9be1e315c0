//! Work that goes on when its client goes away, so that what was done is noted.

use contract::codes::ProblemCode;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Instrument as _;

use crate::error::ApiError;

/// The tasks that run. Cheap to clone: clones track the same ones.
#[derive(Clone, Debug, Default)]
pub struct Tasks(TaskTracker);

impl Tasks {
    /// Runs `work` as a task of its own, which is canceled when whoever waits for it goes away.
    ///
    /// # Errors
    /// What `work` ended with, or that it panicked.
    pub async fn run<T, F>(&self, work: impl FnOnce(CancellationToken) -> F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, ApiError>> + Send + 'static,
    {
        let cancel = CancellationToken::new();
        let _going_on = cancel.clone().drop_guard();
        let task = self.0.spawn(work(cancel).in_current_span());
        task.await.unwrap_or_else(|_| Err(ApiError::new(ProblemCode::Internal, "the task panicked")))
    }

    /// Starts `work` as a task that nobody here waits for.
    pub fn start(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.0.spawn(work.in_current_span());
    }

    /// Waits for all that run, once no more can begin.
    pub async fn finish(&self) {
        self.0.close();
        self.0.wait().await;
    }
}
