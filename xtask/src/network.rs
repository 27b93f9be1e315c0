//! Ports of this machine, and whether somebody answers there.

use std::io::{ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use crate::failure::{Context, Failure, Result};

/// A port that nobody has at the moment.
pub(crate) fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    listener.map(|address| address.port()).context(|| "no port is free".to_owned())
}

/// Fails with one clear line when somebody has the port, be it for IPv6 alone: browsers try that first for `localhost`.
pub(crate) fn must_be_free(port: u16, option: &str) -> Result<()> {
    for address in [IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from(Ipv6Addr::LOCALHOST)] {
        // No TcpListener of ours is left in TIME_WAIT by this: nothing ever connects to it.
        match TcpListener::bind((address, port)) {
            // A machine without IPv6 has nobody there.
            Err(error) if address.is_ipv4() || error.kind() == ErrorKind::AddrInUse => {
                return Err(Failure::said(format!(
                    "Port {port} cannot be had ({error}): end what has it, or choose another with {option}"
                )));
            }
            Ok(_) | Err(_) => {}
        }
    }
    Ok(())
}

/// Whether a server on this machine answers `GET path` with 200.
pub(crate) fn answers(port: u16, path: &str) -> bool {
    const PATIENCE: Duration = Duration::from_secs(2);
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let ask = || -> std::io::Result<Vec<u8>> {
        let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes())?;
        let mut status = vec![0; "HTTP/1.1 200".len()];
        stream.read_exact(&mut status)?;
        Ok(status)
    };
    ask().is_ok_and(|status| status == b"HTTP/1.1 200")
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::net::{Ipv4Addr, Ipv6Addr, TcpListener};
    use std::thread;

    use super::{answers, free_port, must_be_free};

    #[test]
    fn only_a_200_is_an_answer() {
        for (response, expected) in [("HTTP/1.1 200 OK\r\n\r\n", true), ("HTTP/1.1 503 Busy\r\n\r\n", false)]
        {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
            let port = listener.local_addr().expect("its address").port();
            let server = thread::spawn(move || {
                let (mut stream, _) = listener.accept().expect("a connection");
                // All of it: closing on unread bytes would reset the connection before the answer is read.
                let lines = BufReader::new(&stream).lines().map(|line| line.expect("a line"));
                let request: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
                stream.write_all(response.as_bytes()).expect("sent");
                request[0].clone()
            });
            assert_eq!(answers(port, "/healthz"), expected, "{response}");
            assert_eq!(server.join().expect("served"), "GET /healthz HTTP/1.1");
        }
        assert!(!answers(free_port().expect("a port"), "/"), "nobody there");
    }

    #[test]
    fn a_taken_port_is_named_with_the_way_out() {
        let ours = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        // Machines without IPv6 have no such address.
        let others = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).ok();
        for listener in [Some(ours), others].into_iter().flatten() {
            let port = listener.local_addr().expect("its address").port();
            let line = must_be_free(port, "--port").expect_err("taken").to_string();
            assert!(
                line.contains(&port.to_string()) && line.contains("--port") && !line.contains('\n'),
                "{line}"
            );
        }
    }
}
