//! What is asked right before a request is written: whether it may still be sent. A request waits before that, for its turn
//! and for a connection, and may have lost its right meanwhile.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use tower::BoxError;
use tower::util::AndThenLayer;

use super::client::CallError;

/// The answer to come.
type Asking = Pin<Box<dyn Future<Output = bool> + Send>>;

/// Asks whether a request may still be sent. Cheap to clone.
#[derive(Clone)]
pub struct LastCheck(Arc<dyn Fn() -> Asking + Send + Sync>);

/// The request may not be sent any more; it was not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it may not be sent any more")]
pub struct Withdrawn;

/// What a connection becomes: itself, or the error that its request ends with.
type Checked<C> = Pin<Box<dyn Future<Output = Result<C, BoxError>> + Send>>;

tokio::task_local! {
    /// What the call that this task makes is to be asked once its connection stands.
    static CHECK: LastCheck;
}

impl LastCheck {
    /// Asks by this.
    pub fn new<F: Future<Output = bool> + Send + 'static>(
        ask: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(move || Box::pin(ask())))
    }

    /// Whether the request may still be sent.
    pub async fn passes(&self) -> bool {
        (self.0)().await
    }

    /// Makes a call if it may be made: asked before it is begun, and once more where a connection had to be opened for it,
    /// which takes a while.
    ///
    /// # Errors
    /// [`CallError::Withdrawn`], or what becomes of the call.
    pub async fn guard<T>(&self, call: impl Future<Output = Result<T, CallError>>) -> Result<T, CallError> {
        if !self.passes().await {
            return Err(CallError::Withdrawn(Withdrawn));
        }
        CHECK.scope(self.clone(), call).await
    }
}

impl fmt::Debug for LastCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LastCheck(…)")
    }
}

/// A layer around what opens connections, handshakes included: it gives one up whose request was withdrawn meanwhile.
pub fn layer<C: Send + 'static>() -> AndThenLayer<fn(C) -> Checked<C>> {
    AndThenLayer::new(still_wanted)
}

fn still_wanted<C: Send + 'static>(connection: C) -> Checked<C> {
    // Outside of a guarded call, nothing is withdrawn.
    let check = CHECK.try_with(LastCheck::clone).ok();
    Box::pin(async move {
        match check {
            Some(check) if !check.passes().await => Err(Withdrawn.into()),
            _ => Ok(connection),
        }
    })
}
