//! What is within this machine.

use std::net::IpAddr;

/// Whether a host, as a URL names it, is this machine itself: what is sent there crosses no network.
pub fn is_loopback(host: &str) -> bool {
    let literal = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host.eq_ignore_ascii_case("localhost")
        || literal.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_localhost_and_loopback_addresses_are_this_machine() {
        for host in
            ["localhost", "LOCALHOST", "127.0.0.1", "127.0.0.77", "::1", "[::1]", "[::ffff:127.0.0.1]"]
        {
            assert!(is_loopback(host), "{host}");
        }
        for host in
            ["", "localhost.", "localhost.example", "127.0.0.1.example", "0.0.0.0", "[::]", "10.0.0.1", "db"]
        {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
