//! Where a request came from.

use std::net::IpAddr;

/// The address of the client that sent a request: the connection's peer, or what a trusted proxy said of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);
