//! The faults' ports: what each does to whoever connects.

mod wire;

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::{self, ServerConfig};

use crate::fault::Fault;
use crate::sandbox::Sandbox;

/// After this long a fault's connection is closed, whatever its client does: longer than any client should wait.
pub const CONNECTION_TIME_MAX: Duration = Duration::from_secs(30);

/// Connections that one fault's port serves at a time; more wait in the kernel.
const CONNECTIONS_MAX: usize = 256;

/// How long to wait after a failed `accept`, which happens when the process runs out of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// A port that was taken for a fault.
pub(crate) enum Port {
    /// Connections are accepted.
    Open(TcpListener),
    /// Nobody else can have it, and it refuses connections: bound, but not listening.
    Closed(TcpSocket),
}

impl Port {
    pub(crate) async fn bind(fault: Fault, address: SocketAddr) -> io::Result<Self> {
        if fault != Fault::Refused {
            return TcpListener::bind(address).await.map(Self::Open);
        }
        let socket = match address.ip() {
            IpAddr::V4(_) => TcpSocket::new_v4()?,
            IpAddr::V6(_) => TcpSocket::new_v6()?,
        };
        socket.bind(address)?;
        Ok(Self::Closed(socket))
    }

    pub(crate) fn local_addr(&self) -> io::Result<SocketAddr> {
        match self {
            Self::Open(listener) => listener.local_addr(),
            Self::Closed(socket) => socket.local_addr(),
        }
    }

    /// Serves the port until the task is dropped.
    pub(crate) async fn serve(self, fault: Fault, sandbox: Arc<Sandbox>, tls: TlsAcceptor) {
        let Self::Open(listener) = self else { return std::future::pending().await };
        let slots = Arc::new(Semaphore::new(CONNECTIONS_MAX));
        let mut connections = JoinSet::new();
        loop {
            while connections.try_join_next().is_some() {}
            let Ok(slot) = Arc::clone(&slots).acquire_owned().await else { return };
            let Ok((stream, _)) = listener.accept().await else {
                time::sleep(ACCEPT_PAUSE).await;
                continue;
            };
            sandbox.count(|counters| counters.fault_connections += 1);
            let (sandbox, tls) = (Arc::clone(&sandbox), tls.clone());
            connections.spawn(async move {
                // Clients are meant to break off here: how a connection ends is nothing to report.
                let _ended =
                    time::timeout(CONNECTION_TIME_MAX, connection(stream, fault, &sandbox, tls)).await;
                drop(slot);
            });
        }
    }
}

async fn connection(
    mut stream: TcpStream,
    fault: Fault,
    sandbox: &Sandbox,
    tls: TlsAcceptor,
) -> io::Result<()> {
    let target = format!("{}{}", sandbox.base_url(), crate::paths::REDIRECT_TARGET);
    match fault {
        Fault::Html200 => answer(stream, &wire::html("200 OK")).await,
        Fault::Html503 => answer(stream, &wire::html("503 Service Unavailable")).await,
        Fault::Redirect301 => answer(stream, &wire::redirect("301 Moved Permanently", &target)).await,
        Fault::Redirect302 => answer(stream, &wire::redirect("302 Found", &target)).await,
        Fault::Redirect303 => answer(stream, &wire::redirect("303 See Other", &target)).await,
        Fault::Redirect307 => answer(stream, &wire::redirect("307 Temporary Redirect", &target)).await,
        Fault::Redirect308 => answer(stream, &wire::redirect("308 Permanent Redirect", &target)).await,
        Fault::Stall => wire::drain(&mut stream).await,
        Fault::Drip => {
            wire::read_head(&mut stream).await?;
            wire::drip(&mut stream).await
        }
        Fault::Huge => {
            wire::read_head(&mut stream).await?;
            wire::pour(&mut stream).await
        }
        Fault::Reset => {
            wire::read_head(&mut stream).await?;
            stream.set_zero_linger()
        }
        Fault::BadTls => answer(tls.accept(stream).await?, &wire::html("200 OK")).await,
        Fault::PlainOnHttps => {
            wire::read_some(&mut stream).await?;
            stream.write_all(wire::html("400 Bad Request").as_bytes()).await?;
            stream.shutdown().await?;
            wire::drain(&mut stream).await
        }
        // This port accepts no connection.
        Fault::Refused => Ok(()),
    }
}

/// Answers, then reads on until the client closes: closing with unread bytes would reset the connection, and
/// the answer could be lost.
async fn answer(mut stream: impl AsyncRead + AsyncWrite + Unpin, response: &str) -> io::Result<()> {
    wire::read_head(&mut stream).await?;
    stream.write_all(response.as_bytes()).await?;
    stream.shutdown().await?;
    wire::drain(&mut stream).await
}

/// What can go wrong with the certificate that nobody should trust.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// It cannot be made.
    #[error("the self-signed certificate: {0}")]
    Certificate(#[from] rcgen::Error),
    /// It cannot be used.
    #[error("TLS: {0}")]
    Config(#[from] rustls::Error),
}

/// A TLS endpoint for `localhost` with a fresh self-signed certificate.
pub(crate) fn self_signed() -> Result<TlsAcceptor, TlsError> {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(vec!["localhost".to_owned()])?;
    let key = PrivateKeyDer::try_from(signing_key.serialize_der())
        .map_err(|text| rustls::Error::General(text.to_owned()))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
