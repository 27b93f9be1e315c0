//! HTTP by hand, as a well-behaved library would not write it.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time;

/// The body of the fault that sends too much, in bytes: 100 MB.
const HUGE_BYTES: usize = 100 * 1024 * 1024;
/// The body announced by the fault that drips, in bytes: more than it sends before it is cut off.
const DRIP_BYTES: usize = 3600;
/// Largest request head that is read, in bytes.
const HEAD_BYTES: usize = 64 * 1024;

const PAGE: &str = "<!doctype html><title>Salesforce</title><p>We are down for maintenance.</p>";

/// A response with an HTML page.
pub(super) fn html(status: &str) -> String {
    let length = PAGE.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html;charset=UTF-8\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{PAGE}"
    )
}

/// A response that leads elsewhere.
pub(super) fn redirect(status: &str, target: &str) -> String {
    format!("HTTP/1.1 {status}\r\nLocation: {target}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

fn json_head(length: usize) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json;charset=UTF-8\r\nContent-Length: {length}\r\n\r\n"
    )
}

/// Sends the head at once, and then one byte a second.
pub(super) async fn drip(stream: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
    stream.write_all(json_head(DRIP_BYTES).as_bytes()).await?;
    let mut seconds = time::interval(Duration::from_secs(1));
    for _ in 0..DRIP_BYTES {
        seconds.tick().await;
        stream.write_all(b" ").await?;
    }
    Ok(())
}

/// Sends [`HUGE_BYTES`], all blanks: JSON so far, without an end in sight.
pub(super) async fn pour(stream: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
    stream.write_all(json_head(HUGE_BYTES).as_bytes()).await?;
    let chunk = [b' '; 64 * 1024];
    for _ in 0..HUGE_BYTES / chunk.len() {
        stream.write_all(&chunk).await?;
    }
    stream.shutdown().await
}

/// Reads until the empty line that ends a request's head.
pub(super) async fn read_head(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<()> {
    let mut head = Vec::new();
    let mut buffer = [0; 4096];
    while !head.windows(4).any(|bytes| bytes == b"\r\n\r\n") {
        let count = stream.read(&mut buffer).await?;
        if count == 0 || head.len() + count > HEAD_BYTES {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        head.extend_from_slice(&buffer[..count]);
    }
    Ok(())
}

/// Reads once.
pub(super) async fn read_some(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<()> {
    stream.read(&mut [0; 4096]).await.map(drop)
}

/// Reads and forgets until the client closes.
pub(super) async fn drain(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<()> {
    tokio::io::copy(stream, &mut tokio::io::sink()).await.map(drop)
}
