//! Sessions that are ended at Salesforce in the background, so that nobody waits for it.

use crate::salesforce::Salesforce;
use crate::salesforce::revoke::IssuedToken;
use crate::shutdown::Shutdown;
use crate::tasks::Tasks;

/// Ends sessions. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Revocations {
    salesforce: Salesforce,
    tasks: Tasks,
    shutdown: Shutdown,
}

impl Revocations {
    /// Ends sessions at `salesforce`, as tasks that a server which leaves waits for up to its drain deadline.
    pub fn new(salesforce: Salesforce, tasks: Tasks, shutdown: Shutdown) -> Self {
        Self { salesforce, tasks, shutdown }
    }

    pub(super) fn start(&self, issued: IssuedToken) {
        let this = self.clone();
        self.tasks.start(async move {
            tokio::select! {
                () = this.salesforce.revoke(&issued) => {}
                () = this.shutdown.drain_deadline.cancelled() => {}
            }
        });
    }
}
