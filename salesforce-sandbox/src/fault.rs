//! The ways a connection can go wrong. Each has a port of its own, so that a plain URL reaches it.

use std::net::SocketAddr;

/// What a port does to whoever connects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// Answers 200 with an HTML page.
    Html200,
    /// Answers 503 with an HTML page, as Salesforce does during maintenance.
    Html503,
    /// Accepts, reads, never answers.
    Stall,
    /// Answers one byte a second.
    Drip,
    /// Resets the connection once it has read the request.
    Reset,
    /// Redirects with 301 to [`crate::paths::REDIRECT_TARGET`], as all redirects here.
    Redirect301,
    /// Redirects with 302.
    Redirect302,
    /// Redirects with 303.
    Redirect303,
    /// Redirects with 307: method and body would be sent again.
    Redirect307,
    /// Redirects with 308.
    Redirect308,
    /// Answers 200 with 100 MB.
    Huge,
    /// Refuses connections: the port is taken, but nothing listens.
    Refused,
    /// Speaks TLS with a self-signed certificate.
    BadTls,
    /// Speaks plain HTTP, but its URL says https.
    PlainOnHttps,
}

impl Fault {
    /// Every one of them. The n-th (counted from 1) is at the sandbox's port plus n.
    pub const ALL: [Self; 14] = [
        Self::Html200,
        Self::Html503,
        Self::Stall,
        Self::Drip,
        Self::Reset,
        Self::Redirect301,
        Self::Redirect302,
        Self::Redirect303,
        Self::Redirect307,
        Self::Redirect308,
        Self::Huge,
        Self::Refused,
        Self::BadTls,
        Self::PlainOnHttps,
    ];

    /// The scheme of its URL.
    pub const fn scheme(self) -> &'static str {
        match self {
            Self::BadTls | Self::PlainOnHttps => "https",
            _ => "http",
        }
    }

    /// Its distance from the sandbox's own port.
    pub const fn offset(self) -> u16 {
        self as u16 + 1
    }
}

/// Where the sandbox can be reached: what URLs are built from.
#[derive(Clone, Debug)]
pub struct Addresses {
    /// The sandbox's own URL, without a trailing slash.
    pub base_url: String,
    /// The port of each fault.
    pub faults: Vec<(Fault, SocketAddr)>,
}

impl Addresses {
    /// The URL of a fault: the host of the sandbox's own URL with the fault's scheme and port.
    pub fn fault_url(&self, fault: Fault) -> String {
        let port = self.faults.iter().find(|(of, _)| *of == fault).map_or(0, |(_, addr)| addr.port());
        format!("{}://{}:{port}", fault.scheme(), self.host())
    }

    /// The URL that stands for `https://login.salesforce.com`: the sandbox's own, with `login` in front of its host.
    pub fn login_url(&self) -> String {
        self.in_front("login")
    }

    /// The URL that stands for `https://test.salesforce.com`, likewise.
    pub fn test_url(&self) -> String {
        self.in_front("test")
    }

    fn in_front(&self, label: &str) -> String {
        let (scheme, rest) = self.base_url.split_once("://").unwrap_or(("http", &self.base_url));
        format!("{scheme}://{label}.{rest}")
    }

    /// The host of the sandbox's own URL.
    fn host(&self) -> &str {
        let authority = self.base_url.split_once("://").map_or(self.base_url.as_str(), |(_, rest)| rest);
        let authority = authority.split('/').next().unwrap_or(authority);
        match authority.rsplit_once(':') {
            Some((host, port)) if port.chars().all(|c| c.is_ascii_digit()) => host,
            _ => authority,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Addresses, Fault};

    #[test]
    fn a_faults_url_has_the_host_of_the_base_url_and_its_own_port() {
        for (base_url, expected) in [
            ("http://localhost:8090", "http://localhost:8091"),
            ("http://[::1]:8090", "http://[::1]:8091"),
            ("https://sandbox.example", "http://sandbox.example:8091"),
        ] {
            let faults = vec![(Fault::Html200, ([127, 0, 0, 1], 8091).into())];
            let addresses = Addresses { base_url: base_url.to_owned(), faults };
            assert_eq!(addresses.fault_url(Fault::Html200), expected);
        }
    }

    #[test]
    fn every_fault_has_an_offset_of_its_own() {
        for (index, fault) in Fault::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(fault.offset()), index + 1);
        }
    }
}
