//! The guarded listener: so many connections in all and of one address, and none that is silent, slow or unread for
//! long. It knows no route but those by which a load balancer asks for health.

mod connection;
mod places;
mod system;

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use hyper_util::server::graceful::GracefulShutdown;
use ipnet::IpNet;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

use self::places::Places;
use crate::metrics::Metrics;

pub use self::system::raise_limit;

/// How long nobody is let in after the system could not hand out a connection: mostly, all files are in use.
const PAUSE: Duration = Duration::from_millis(100);

/// What connections are held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InboundLimits {
    /// How long the head of a request may take, counted from when the connection was opened or the answer before it had
    /// been sent: also how long an idle connection is kept.
    pub head: Duration,
    /// The same for a connection from a trusted proxy. Proxies keep idle ones, and must be the first to close them: else
    /// they send a request on one that is being closed.
    pub proxy_head: Duration,
    /// Largest head of a request, in bytes.
    pub head_bytes: usize,
    /// Largest piece of a request or of an answer that a connection has in memory by itself, in bytes.
    pub buffer_bytes: usize,
    /// How long a client may leave an answer unread.
    pub unread: Duration,
    /// Connections at a time.
    pub connections: usize,
    /// Connections at a time from one address, or from one /64 network of IPv6. Trusted proxies may have all.
    pub connections_of_an_address: usize,
    /// Connections beside [`Self::connections`] on which health may be asked for, once each.
    pub reserve: usize,
    /// How long the head of a request may take on one of the reserve.
    pub reserve_head: Duration,
}

impl Default for InboundLimits {
    /// Production's.
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            // Load balancers keep idle connections for a minute.
            proxy_head: Duration::from_secs(75),
            head_bytes: 16 * 1024,
            buffer_bytes: 16 * 1024,
            unread: Duration::from_secs(30),
            connections: 2048,
            connections_of_an_address: 256,
            reserve: 64,
            reserve_head: Duration::from_secs(2),
        }
    }
}

/// A guarded listener's limits, and who has places now. Cheap to clone: clones share the places.
#[derive(Clone, Debug)]
pub struct Inbound {
    limits: InboundLimits,
    places: Places,
    health: &'static [&'static str],
}

impl Inbound {
    /// Nobody is connected yet. What is asked for at the paths of `health` is also answered to whom there is no place for.
    pub fn new(
        limits: InboundLimits,
        proxies: &[IpNet],
        health: &'static [&'static str],
        metrics: Metrics,
    ) -> Self {
        Self { limits, places: Places::new(limits, proxies, metrics), health }
    }

    /// Serves whoever connects, until `until` ends. Connections go on then: `connections` knows them.
    ///
    /// # Errors
    /// The listener is none any more.
    pub async fn serve(
        &self,
        listener: &TcpListener,
        app: &Router,
        connections: &GracefulShutdown,
        until: impl Future<Output = ()>,
    ) -> io::Result<()> {
        system::widen_queue(listener, self.limits.connections + self.limits.reserve);
        let mut until = pin!(until);
        loop {
            let accepted = tokio::select! {
                biased;
                () = &mut until => return Ok(()),
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) => self.take_in(stream, peer, app, connections),
                Err(error) if error.kind() == io::ErrorKind::InvalidInput => return Err(error),
                Err(error) if is_of_one_connection(&error) => {}
                Err(error) => {
                    tracing::warn!(%error, "no connection can be taken in for now");
                    tokio::select! {
                        () = &mut until => return Ok(()),
                        () = sleep(PAUSE) => {}
                    }
                }
            }
        }
    }

    /// Serves a connection in a task of its own; where there is no place for it, it is closed at once.
    fn take_in(&self, stream: TcpStream, peer: SocketAddr, app: &Router, connections: &GracefulShutdown) {
        let Some(place) = self.places.take(peer.ip()) else { return };
        let connection = connection::Connection {
            peer,
            limits: self.limits,
            place,
            health: self.health,
            app: app.clone(),
        };
        tokio::spawn(connection.serve(stream, connections.watcher()));
    }
}

/// Whether a connection was lost before it was taken in, which says nothing about the listener.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind as Kind;
    matches!(error.kind(), Kind::ConnectionAborted | Kind::ConnectionRefused | Kind::ConnectionReset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn production_keeps_nobody_waiting_for_long() {
        let limits = InboundLimits::default();
        assert!(limits.head < Duration::from_secs(15) && limits.reserve_head < limits.head);
        assert!(limits.proxy_head > Duration::from_secs(60), "what load balancers keep idle connections for");
        assert!(limits.unread <= Duration::from_secs(30));
        assert!(4 * limits.connections_of_an_address <= limits.connections, "it takes several to have all");
        let held = (limits.connections + limits.reserve) * (limits.head_bytes + 2 * limits.buffer_bytes);
        assert!(held < 100 << 20, "what full buffers take: {held}");
    }
}
