//! What the system is asked for: files, since each connection is one, and a queue of those who wait to be taken in.

use rustix::net::listen;
use rustix::process::{Resource, getrlimit, setrlimit};
use tokio::net::TcpListener;

/// Raises the process' own limit of open files as far as the system allows it. By default most systems set it to 1,024, so
/// that programs go on working which cannot count further, and let others raise it.
pub fn raise_limit() {
    let mut limit = getrlimit(Resource::Nofile);
    if limit.current == limit.maximum {
        return;
    }
    limit.current = limit.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        tracing::warn!(%error, "the limit of open files stays as it is");
    }
}

/// Lets so many connections wait until they are taken in. As many as come at once must fit: the system drops the others
/// half open, and their clients hear of it late or not at all.
pub(super) fn widen_queue(listener: &TcpListener, connections: usize) {
    let connections = i32::try_from(connections).unwrap_or(i32::MAX);
    if let Err(error) = listen(listener, connections) {
        tracing::warn!(%error, "the queue of connections stays as short as it is");
    }
}
