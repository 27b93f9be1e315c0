//! Where each request comes from: the connection's peer, or whom a trusted proxy names in its place.
//!
//! `X-Forwarded-For` is all that is read, since every proxy can write it and it is known who wrote which part: each
//! proxy adds the address that it was asked from on the right. `Forwarded` (RFC 7239) is not read. A proxy that does not
//! know it passes it on as its client wrote it, so that believing both would be to believe the client.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName};
use axum::middleware::Next;
use axum::response::Response;
use ipnet::IpNet;

use crate::config::Config;
use crate::model::ClientAddress;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The outermost layer: gives each request its [`ClientAddress`].
pub async fn layer(State(config): State<Arc<Config>>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    if let Some(peer) = peer {
        let address = client_address(peer, request.headers(), &config.trusted_proxies);
        request.extensions_mut().insert(ClientAddress(address));
    }
    next.run(request).await
}

/// From the right of the header to its left, as long as who wrote an entry is a proxy of ours. Where one writes what is
/// no address, or nothing, it is the client itself.
fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    // A socket for both families tells an IPv4 address as an IPv6 one.
    let mut client = peer.to_canonical();
    let lines = headers.get_all(X_FORWARDED_FOR).iter().rev();
    for entry in lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(',')) {
        let is_proxy = trusted.iter().any(|network| network.contains(&client));
        let Some(said) = is_proxy.then(|| address(entry.trim())).flatten() else { break };
        client = said;
    }
    client
}

/// An address, plain or as some proxies write it: with a port, or in brackets.
fn address(entry: &str) -> Option<IpAddr> {
    let bracketed = || entry.strip_prefix('[')?.strip_suffix(']')?.parse().ok().map(IpAddr::V6);
    let with_port = || entry.parse::<SocketAddr>().ok().map(|address| address.ip());
    let address = entry.parse().ok().or_else(bracketed).or_else(with_port)?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Who sent a request that came from `peer` with these lines of `X-Forwarded-For`, where 10.0.0.0/8 and one more are
    /// proxies.
    fn client(peer: &str, lines: &[&str]) -> String {
        let trusted = ["10.0.0.0/8", "2001:db8::1/128"].map(|network| network.parse().expect("a network"));
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(X_FORWARDED_FOR, line.parse().expect("a value"));
        }
        client_address(peer.parse().expect("an address"), &headers, &trusted).to_string()
    }

    #[test]
    fn who_is_no_proxy_is_not_believed() {
        for peer in ["198.51.100.7", "127.0.0.1", "::1", "2001:db8::2"] {
            assert_eq!(client(peer, &["203.0.113.9"]), peer);
            assert_eq!(client(peer, &["203.0.113.9", "10.0.0.1"]), peer);
        }
        let untrusted = client_address([10, 0, 0, 1].into(), &HeaderMap::new(), &[]);
        assert_eq!(untrusted.to_string(), "10.0.0.1");
    }

    #[test]
    fn of_a_chain_the_last_that_is_no_proxy_counts() {
        for (lines, sent_by) in [
            (&["203.0.113.9"][..], "203.0.113.9"),
            // The client wrote what stands further left.
            (&["192.0.2.1, 203.0.113.9"], "203.0.113.9"),
            (&["10.9.9.9, 203.0.113.9"], "203.0.113.9"),
            (&["192.0.2.1, 203.0.113.9,10.0.0.2 , 10.0.0.3"], "203.0.113.9"),
            // Lines are one list (RFC 9110, section 5.3), whoever wrote them.
            (&["192.0.2.1", "203.0.113.9"], "203.0.113.9"),
            (&["192.0.2.1, 203.0.113.9", "10.0.0.2"], "203.0.113.9"),
            // A proxy's own question, such as whether we are well.
            (&["10.0.0.2, 10.0.0.3"], "10.0.0.2"),
            (&["203.0.113.9, 2001:db8::1"], "203.0.113.9"),
            (&["2001:db8::7"], "2001:db8::7"),
        ] {
            assert_eq!(client("10.0.0.1", lines), sent_by, "{lines:?}");
        }
    }

    #[test]
    fn ports_and_brackets_are_understood() {
        for entry in ["203.0.113.9:4711", "::ffff:203.0.113.9", "[::ffff:203.0.113.9]:4711"] {
            assert_eq!(client("10.0.0.1", &[entry]), "203.0.113.9", "{entry}");
        }
        for entry in ["2001:db8::7", "[2001:db8::7]", "[2001:DB8::7]:4711"] {
            assert_eq!(client("10.0.0.1", &[entry]), "2001:db8::7", "{entry}");
        }
    }

    #[test]
    fn an_ipv4_address_is_itself_as_an_ipv6_one() {
        assert_eq!(client("::ffff:10.0.0.1", &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(client("::ffff:198.51.100.7", &["203.0.113.9"]), "198.51.100.7");
        assert_eq!(client("10.0.0.1", &["203.0.113.9, ::ffff:10.0.0.2"]), "203.0.113.9");
    }

    #[test]
    fn what_is_no_address_is_the_proxy_that_wrote_it() {
        for entry in ["", "unknown", "_hidden", "203.0.113", "203.0.113.9:", "fe80::1%eth0", "[203.0.113.9]"]
        {
            assert_eq!(client("10.0.0.1", &[entry]), "10.0.0.1", "{entry}");
            assert_eq!(client("10.0.0.1", &[&format!("203.0.113.9, {entry}")]), "10.0.0.1", "{entry}");
            assert_eq!(client("10.0.0.1", &[&format!("{entry}, 10.0.0.2")]), "10.0.0.2", "{entry}");
        }
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
        let mut headers = HeaderMap::new();
        headers.append(X_FORWARDED_FOR, "203.0.113.9".parse().expect("a value"));
        headers.append(X_FORWARDED_FOR, axum::http::HeaderValue::from_bytes(b"\xff").expect("a value"));
        let trusted = ["10.0.0.1/32".parse().expect("a network")];
        assert_eq!(client_address([10, 0, 0, 1].into(), &headers, &trusted).to_string(), "10.0.0.1");
    }
}
