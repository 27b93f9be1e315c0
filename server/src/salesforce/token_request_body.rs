//! The body of the sign-in request. The connection asks for it only once it stands (name resolved, TCP and TLS
//! done), and so it is what tells "reach" from "sign in".

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Bytes, HttpBody};
use contract::codes::Step;
use http_body::{Frame, SizeHint};
use zeroize::Zeroizing;

use super::progress::Progress;

/// A body of one piece that is wiped after it was sent.
#[derive(Debug)]
pub struct TokenRequestBody {
    bytes: Option<Bytes>,
    progress: Progress,
}

impl TokenRequestBody {
    /// Takes the text over.
    pub fn new(text: Zeroizing<Vec<u8>>, progress: Progress) -> Self {
        Self { bytes: Some(Bytes::from_owner(text)), progress }
    }
}

impl HttpBody for TokenRequestBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let this = self.get_mut();
        this.progress.enter(Step::SignIn);
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
