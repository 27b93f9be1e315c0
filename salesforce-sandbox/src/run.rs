//! Starts a sandbox: takes all its ports first, then answers.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};

use crate::failures::UNKNOWN_HOST;
use crate::fault::{Addresses, Fault};
use crate::keys::KeyFiles;
use crate::ports::{self, Port, TlsError};
use crate::registry::Registry;
use crate::sandbox::{Clock, Counters, Sandbox};

/// The host by which a sandbox is known unless it is told otherwise.
pub const LOCALHOST: &str = "localhost";

/// What a sandbox needs to know.
#[derive(Clone)]
pub struct Config {
    /// The address to listen on.
    pub listen: IpAddr,
    /// Its own port; the faults' are the ones after it. 0 takes free ones, wherever they are.
    pub port: u16,
    /// The URL by which clients know it: all URLs are built from it. By default `http://{host}:{port}`.
    pub public_url: Option<String>,
    /// The host of the default URL: the org's own, whatever stands in front of it ([`Addresses::login_url`]).
    pub host: String,
    /// The apps and users.
    pub registry: Registry,
    /// The data directory, where changes to the apps are written, and whose key file the cheat-sheet names.
    pub data: Option<PathBuf>,
    /// The clock.
    pub clock: Clock,
}

impl Config {
    /// The demo's app and user, in memory, on free ports of the loopback address.
    pub fn demo(keys: &KeyFiles, clock: Clock) -> Self {
        Self {
            listen: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            public_url: None,
            host: LOCALHOST.to_owned(),
            registry: Registry::demo(keys.certificate.clone()),
            data: None,
            clock,
        }
    }
}

/// Why a sandbox could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A port is taken, or must not be used.
    #[error(
        "port {port} cannot be used: {source} (the sandbox needs its own port and the {count} after it)",
        count = Fault::ALL.len()
    )]
    Port {
        /// The port.
        port: u16,
        /// Why not.
        source: io::Error,
    },
    /// There is no room for the faults' ports.
    #[error(
        "port {0} is too high: the sandbox needs its own port and the {count} after it",
        count = Fault::ALL.len()
    )]
    PortTooHigh(u16),
    /// The TLS fault cannot be set up.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

/// A running sandbox. Dropping it ends it and frees its ports.
pub struct Running {
    sandbox: Arc<Sandbox>,
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<()>,
    faults: JoinSet<()>,
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its URL, without a trailing slash: also the audience that its demo app takes.
    pub fn base_url(&self) -> &str {
        self.sandbox.base_url()
    }

    /// Where it and its faults can be reached.
    pub fn addresses(&self) -> &Addresses {
        &self.sandbox.addresses
    }

    /// Its state: the same that the endpoints act on.
    pub fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// A copy of what has been counted.
    pub fn counters(&self) -> Counters {
        self.sandbox.counters()
    }

    /// Ends it, letting running requests finish.
    pub async fn stop(mut self) {
        self.faults.shutdown().await;
        if let Some(stop) = self.stop.take() {
            // An error means that the server has ended already.
            let _ended = stop.send(());
        }
        let _panicked = (&mut self.server).await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Addresses {
    /// Where a sandbox will be, by its port. Not for port 0.
    ///
    /// # Errors
    /// [`StartError::PortTooHigh`].
    pub fn planned(public_url: Option<&str>, listen: IpAddr, port: u16) -> Result<Self, StartError> {
        let fault_port = |fault: Fault| {
            let port = port.checked_add(fault.offset()).ok_or(StartError::PortTooHigh(port))?;
            Ok((fault, SocketAddr::new(listen, port)))
        };
        let faults = Fault::ALL.into_iter().map(fault_port).collect::<Result<_, StartError>>()?;
        Ok(Self { base_url: base_url(public_url, LOCALHOST, port), faults })
    }

    /// Every authority that a server's operator must allow for all failures to be reachable.
    pub fn authorities(&self) -> Vec<String> {
        [self.base_url.clone()].into_iter().chain(self.elsewhere()).collect()
    }

    /// Pairs of authorities that a server's operator must allow likewise: who signs in at the first is sent to the second.
    pub fn instances(&self) -> Vec<(String, String)> {
        self.elsewhere().map(|instance| (self.base_url.clone(), instance)).collect()
    }

    fn elsewhere(&self) -> impl Iterator<Item = String> {
        let faults = self.faults.iter().map(|(fault, _)| self.fault_url(*fault));
        faults.chain([UNKNOWN_HOST.to_owned()])
    }
}

fn base_url(public_url: Option<&str>, host: &str, port: u16) -> String {
    match public_url {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => format!("http://{host}:{port}"),
    }
}

/// Starts a sandbox. When this returns, every port answers (or refuses) as it should.
///
/// # Errors
/// See [`StartError`].
pub async fn start(config: Config) -> Result<Running, StartError> {
    let Config { listen, port, public_url, host, registry, data, clock } = config;
    let tls = ports::self_signed()?;
    let own = SocketAddr::new(listen, port);
    let port_error = |port| move |source| StartError::Port { port, source };
    let listener = TcpListener::bind(own).await.map_err(port_error(port))?;
    let address = listener.local_addr().map_err(port_error(port))?;

    let mut ports = Vec::new();
    let mut addresses =
        Addresses { base_url: base_url(public_url.as_deref(), &host, address.port()), faults: vec![] };
    for fault in Fault::ALL {
        let fault_port = match port {
            0 => 0,
            _ => port.checked_add(fault.offset()).ok_or(StartError::PortTooHigh(port))?,
        };
        let bound = Port::bind(fault, SocketAddr::new(listen, fault_port)).await;
        let bound = bound.map_err(port_error(fault_port))?;
        addresses.faults.push((fault, bound.local_addr().map_err(port_error(fault_port))?));
        ports.push((fault, bound));
    }

    let sandbox = Arc::new(Sandbox::new(addresses, registry, data.as_deref(), clock));
    let mut faults = JoinSet::new();
    for (fault, port) in ports {
        faults.spawn(port.serve(fault, Arc::clone(&sandbox), tls.clone()));
    }
    let (stop, stopped) = oneshot::channel::<()>();
    let counting = Arc::clone(&sandbox);
    let listener = listener.tap_io(move |_| counting.count(|counters| counters.connections += 1));
    let router = crate::router(Arc::clone(&sandbox));
    let server = tokio::spawn(async move {
        let stopped = async move { drop(stopped.await) };
        // `axum::serve` handles failed connections itself and returns no error.
        let _never_fails = axum::serve(listener, router).with_graceful_shutdown(stopped).await;
    });
    Ok(Running { sandbox, address, stop: Some(stop), server, faults })
}
