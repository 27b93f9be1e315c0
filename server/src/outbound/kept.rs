//! Connections that were kept. One may be closed by the other side at the very moment at which it is used again, which says
//! nothing about the request: so a call can be told whether it opened a connection of its own, and be made on a fresh one.

use std::cell::Cell;
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tower::util::MapRequestLayer;

use super::client::{CallError, Client, ClientLimits};
use super::resolver::DnsResolver;

/// A client that keeps no connection. It is made when it is first needed: like any other, it reads all of the machine's
/// root certificates.
pub struct FreshClient {
    dns: Arc<dyn DnsResolver>,
    limits: ClientLimits,
    client: OnceLock<Client>,
}

impl FreshClient {
    /// A client that is made when it is first asked for.
    pub fn new(dns: Arc<dyn DnsResolver>, limits: ClientLimits) -> Self {
        Self { dns, limits, client: OnceLock::new() }
    }

    /// The client.
    ///
    /// # Errors
    /// When TLS cannot be set up, though it could when the server began.
    pub fn get(&self) -> Result<&Client, CallError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let made = Client::new(Arc::clone(&self.dns), self.limits, Duration::ZERO);
        let made = made.map_err(|error| CallError::Tls(error.to_string()))?;
        Ok(self.client.get_or_init(|| made))
    }
}

impl fmt::Debug for FreshClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FreshClient").field("limits", &self.limits).finish_non_exhaustive()
    }
}

tokio::task_local! {
    /// Whether the call that this task makes opened a connection.
    static OPENED: Cell<bool>;
}

/// Makes a call, and tells whether it opened a connection.
pub async fn watched<T>(call: impl Future<Output = T>) -> (T, bool) {
    let watched = async {
        let made = call.await;
        (made, OPENED.with(Cell::get))
    };
    OPENED.scope(Cell::new(false), watched).await
}

/// A layer around what opens connections, which notes for the call that waits for one that it does.
pub fn layer<R>() -> MapRequestLayer<fn(R) -> R> {
    MapRequestLayer::new(note)
}

fn note<R>(request: R) -> R {
    // Outside of a watched call, nobody wants to know.
    let _unwatched = OPENED.try_with(|opened| opened.set(true));
    request
}
