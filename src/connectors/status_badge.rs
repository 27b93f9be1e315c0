//! How a connector stands: by icon, color and word.

use contract::api::ConnectorStatus;
use leptos::prelude::*;

use crate::components::icon::{Glyph, Icon};
use crate::i18n::t::connectors as words;

/// How a connector stands, in one word.
#[component]
pub fn StatusBadge(
    /// How the connector stands.
    status: ConnectorStatus,
) -> impl IntoView {
    let (class, glyph, says) = match status {
        ConnectorStatus::Connected => ("status status-good", Glyph::Check, words::connected()),
        ConnectorStatus::Failing => ("status status-bad", Glyph::Error, words::failing()),
        ConnectorStatus::Unreachable => ("status status-unsure", Glyph::Warning, words::unreachable()),
        ConnectorStatus::Deactivated => ("status", Glyph::Blocked, words::deactivated()),
    };
    view! {
        <span class=class>
            <Icon glyph />
            {says}
        </span>
    }
}
