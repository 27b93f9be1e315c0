//! A client for what must not go over a connection that was kept.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

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

    /// The client, made when it is first asked for.
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
