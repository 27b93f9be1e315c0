//! An answer's body that keeps what it was admitted with until it has ended.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};

use super::Admitted;

/// A body, and the place that is given back with it.
pub(super) struct HeldBody {
    body: Body,
    _admitted: Admitted,
}

impl HeldBody {
    pub(super) fn new(body: Body, admitted: Admitted) -> Self {
        Self { body, _admitted: admitted }
    }
}

impl HttpBody for HeldBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
