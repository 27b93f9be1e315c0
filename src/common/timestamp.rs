//! Times, for people and for machines.

use leptos::prelude::*;

use crate::i18n::format;

/// A date and time.
#[component]
pub fn Timestamp(
    /// Milliseconds since 1970 (UTC).
    at_ms: i64,
) -> impl IntoView {
    view! { <time datetime=format::iso(at_ms)>{format::timestamp(at_ms)}</time> }
}
