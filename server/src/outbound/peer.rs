//! The guard's second line: whom a connection leads to, asked once it stands and before anything is sent on it.
//!
//! The resolver lets no name through that leads inside. This holds whatever got past it: an address that was written as one,
//! which connectors do not resolve, or a network that leads a public address elsewhere.

use std::future::{Ready, ready};
use std::net::IpAddr;

use axum::http::Extensions;
use hyper_util::client::legacy::connect::{Connection, HttpInfo};
use tower::BoxError;
use tower::util::AndThenLayer;

use super::address;
use super::resolver::Policy;

/// A connection led to an address that is not public; nothing was sent on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the peer is {0:?}, which is not public")]
pub struct ForbiddenPeer(Option<IpAddr>);

/// What a connection becomes: itself, or the error that its request ends with.
type Checked<C> = Ready<Result<C, BoxError>>;

/// A layer around what opens connections, handshakes included: it gives up one whose peer `policy` does not let through, so
/// that no request is written to it. A connection that is kept has passed it.
pub fn layer<C: Connection>(policy: Policy) -> AndThenLayer<fn(C) -> Checked<C>> {
    AndThenLayer::new(match policy {
        Policy::PublicOnly => public_only,
        Policy::Any => any,
    })
}

fn public_only<C: Connection>(connection: C) -> Checked<C> {
    let mut about = Extensions::new();
    connection.connected().get_extras(&mut about);
    let peer = about.get::<HttpInfo>().map(|tcp| tcp.remote_addr().ip());
    ready(match peer {
        Some(peer) if address::is_public(peer) => Ok(connection),
        _ => Err(ForbiddenPeer(peer).into()),
    })
}

fn any<C: Connection>(connection: C) -> Checked<C> {
    ready(Ok(connection))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::{Duration, SystemTime};

    use reqwest::Body;
    use salesforce_sandbox::{Config, Fault, KeyFiles};
    use zeroize::Zeroizing;

    use super::*;
    use crate::outbound::client::{CallError, ClientLimits, builder, explain};
    use crate::outbound::resolver::SystemResolver;
    use crate::outbound::wiped_body::WipedBody;

    /// An address in the URL skips the resolver, as hyper's connector does for all of them: what then stands between a secret
    /// and this machine's own ports is the peer.
    #[tokio::test]
    #[expect(clippy::disallowed_methods, reason = "the sandbox asks for a clock")]
    async fn nothing_is_sent_to_a_peer_inside() {
        let keys = KeyFiles::generate().expect("a key pair");
        let sandbox = salesforce_sandbox::start(Config::demo(&keys, Arc::new(SystemTime::now)));
        let sandbox = sandbox.await.expect("the sandbox starts");
        let url = sandbox.addresses().fault_url(Fault::BadTls).replace("localhost", "127.0.0.1");
        let limits = ClientLimits { connect: Duration::from_secs(30), answer_bytes: 1024 };
        for policy in [Policy::PublicOnly, Policy::Any] {
            let client = builder(Arc::new(SystemResolver), policy, limits, Duration::ZERO);
            let client = client.tls_danger_accept_invalid_certs(true).build().expect("a client");
            let sent = Arc::new(AtomicBool::new(false));
            let seen = Arc::clone(&sent);
            let secret = Zeroizing::new(b"assertion".to_vec());
            let body = WipedBody::new(secret, move || seen.store(true, Ordering::SeqCst));
            let answer = client.post(&url).body(Body::wrap(body)).send().await.map_err(explain);
            match policy {
                Policy::PublicOnly => {
                    assert!(matches!(answer, Err(CallError::ForbiddenAddress(_))), "{answer:?}");
                }
                Policy::Any => assert_eq!(answer.expect("an answer").status(), 200),
            }
            assert_eq!(sent.load(Ordering::SeqCst), policy == Policy::Any, "{policy:?}");
        }
    }
}
