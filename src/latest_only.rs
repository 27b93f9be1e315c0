//! Whether an answer is still wanted.

/// A request that was sent, by its place among those of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestId(u32);

/// Tells the answer that is waited for from all others: late ones, and those of requests that nobody is interested in any
/// more. Answers come in any order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LatestOnly(u32);

impl LatestOnly {
    /// A request is sent: from now on its answer is the one that is wanted.
    pub fn begin(&mut self) -> RequestId {
        self.abandon();
        self.newest()
    }

    /// The request whose answer is wanted.
    pub fn newest(self) -> RequestId {
        RequestId(self.0)
    }

    /// Nobody waits any more: no answer to what was sent so far is wanted.
    pub fn abandon(&mut self) {
        self.0 = self.0.wrapping_add(1);
    }

    /// Whether the answer to this request is wanted.
    pub fn wants(self, request: RequestId) -> bool {
        request.0 == self.0
    }
}
