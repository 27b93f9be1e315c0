//! A body that holds a secret. The connection asks for it only once it stands (name resolved, TCP and TLS done), and so it
//! is what tells reaching a host from being heard by it.

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Bytes, HttpBody};
use http_body::{Frame, SizeHint};
use zeroize::Zeroizing;

/// A body of one piece that is wiped after it was sent.
pub(super) struct WipedBody {
    bytes: Option<Bytes>,
    connected: Box<dyn Fn() + Send + Sync>,
}

impl WipedBody {
    /// Takes the text over; `connected` is called when the connection asks for it.
    pub(super) fn new(text: Zeroizing<Vec<u8>>, connected: impl Fn() + Send + Sync + 'static) -> Self {
        Self { bytes: Some(Bytes::from_owner(text)), connected: Box::new(connected) }
    }
}

impl fmt::Debug for WipedBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WipedBody(…)")
    }
}

impl HttpBody for WipedBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let this = self.get_mut();
        (this.connected)();
        Poll::Ready(this.bytes.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_none()
    }

    /// Exact, so that a length is announced instead of chunks.
    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}
