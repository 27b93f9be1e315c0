//! The screen at `/connectors/service-tokens`.

use leptos::prelude::*;

use crate::components::live_region::{Announcer, LiveRegion};
use crate::i18n::t::service_tokens as words;
use crate::service_tokens::create_form::CreateDialog;
use crate::service_tokens::list::TokenList;
use crate::service_tokens::opened::Opened;
use crate::service_tokens::revoke::RevokeDialog;
use crate::service_tokens::state::ServiceTokens;

/// The screen.
#[component]
pub fn ServiceTokensPage(
    /// What the screen knows.
    tokens: ServiceTokens,
) -> impl IntoView {
    let announcer = Announcer::new();
    let creating = Memo::new(move |_| tokens.open.with(|open| matches!(open, Opened::Create)));
    let revoking = Memo::new(move |_| tokens.open.with(|open| matches!(open, Opened::Revoke { .. })));
    view! {
        <h1>{words::title()}</h1>
        <p class="intro">{words::intro()}</p>
        <TokenList tokens />
        {move || creating.get().then(|| view! { <CreateDialog tokens /> }.into_any())}
        {move || revoking.get().then(|| view! { <RevokeDialog tokens announcer /> }.into_any())}
        <LiveRegion announcer />
    }
}
