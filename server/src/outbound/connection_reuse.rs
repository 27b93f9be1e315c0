//! Connections that were kept. One may be closed by the other side at the very moment at which it is used again, which says
//! nothing about the request: so a call can be told whether it opened a connection of its own, and be made on a fresh one.

use std::cell::Cell;

use tower::util::MapRequestLayer;

tokio::task_local! {
    /// Whether the call that this task makes opened a connection.
    static OPENED: Cell<bool>;
}

/// Makes a call, and tells whether it opened a connection.
pub async fn watched<T>(call: impl Future<Output = T>) -> (T, bool) {
    let watched = async {
        let made = call.await;
        (made, OPENED.with(Cell::get))
    };
    OPENED.scope(Cell::new(false), watched).await
}

/// A layer around what opens connections, which notes for the call that waits for one that it does.
pub fn layer<R>() -> MapRequestLayer<fn(R) -> R> {
    MapRequestLayer::new(note)
}

fn note<R>(request: R) -> R {
    // Outside of a watched call, nobody wants to know.
    let _unwatched = OPENED.try_with(|opened| opened.set(true));
    request
}
