//! Views that change as a whole.

use leptos::prelude::*;

/// What `view` draws, drawn anew whenever a signal that it reads changes. A closure in a view's markup is compiled with all
/// that draws and replaces it; behind this one type that is compiled once.
pub fn dynamic(view: impl Fn() -> Option<AnyView> + Send + 'static) -> AnyView {
    erased(Box::new(view))
}

fn erased(view: Box<dyn Fn() -> Option<AnyView> + Send>) -> AnyView {
    (move || view()).into_any()
}
