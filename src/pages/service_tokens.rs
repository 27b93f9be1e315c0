//! The screen at `/connectors/service-tokens`.

use leptos::prelude::*;

use crate::common::confirm_leave::ConfirmLeave;
use crate::components::live_region::{Announcer, LiveRegion};
use crate::form::{LeaveGuard, ServiceTokenFormState};
use crate::i18n::t;
use crate::i18n::t::service_tokens as words;
use crate::service_tokens::create_form::CreateDialog;
use crate::service_tokens::list::TokenList;
use crate::service_tokens::opened::Opened;
use crate::service_tokens::revoke::RevokeDialog;
use crate::service_tokens::state::ServiceTokens;

/// The list of service tokens, and what stands over it: the form, a question.
#[component]
pub fn ServiceTokensPage(
    /// What the screen knows.
    tokens: ServiceTokens,
) -> impl IntoView {
    let announcer = Announcer::new();
    let creating = Memo::new(move |_| tokens.open.with(|open| matches!(open, Opened::Create)));
    let revoking = Memo::new(move |_| tokens.open.with(|open| matches!(open, Opened::Revoke { .. })));
    // What is on its way may end while the question stands: then something else would be lost, or nothing.
    let guard = Memo::new(move |_| tokens.form.with(ServiceTokenFormState::leave_guard));
    let asks = Memo::new(move |_| tokens.asking.with(Option::is_some) && guard.get() != LeaveGuard::Free);
    view! {
        <h1>{words::title()}</h1>
        <p class="intro">{words::intro()}</p>
        <TokenList tokens />
        {move || creating.get().then(|| view! { <CreateDialog tokens /> }.into_any())}
        {move || revoking.get().then(|| view! { <RevokeDialog tokens announcer /> }.into_any())}
        {move || {
            asks.get()
                .then(|| {
                    let on_stay = Callback::new(move |()| tokens.asking.set(None));
                    let on_leave = Callback::new(move |()| tokens.leave());
                    view! { <LeaveToken guard on_stay on_leave /> }.into_any()
                })
        }}
        <LiveRegion announcer />
    }
}

/// The question before a token, or what was entered for one, is lost.
#[component]
fn LeaveToken(guard: Memo<LeaveGuard>, on_stay: Callback<()>, on_leave: Callback<()>) -> impl IntoView {
    let text = Signal::derive(move || match guard.get() {
        LeaveGuard::Submitting => words::leave_creating(),
        LeaveGuard::Uncopied => words::leave_uncopied(),
        LeaveGuard::Unsaved | LeaveGuard::Free => t::confirm_leave::unsaved(),
    });
    let (title, stay) = match guard.get_untracked() {
        LeaveGuard::Unsaved | LeaveGuard::Free => (t::confirm_leave::title(), t::confirm_leave::stay()),
        LeaveGuard::Submitting | LeaveGuard::Uncopied => (words::leave_title(), words::leave_stay()),
    };
    view! { <ConfirmLeave title text stay on_stay on_leave /> }
}
