//! The question before a token is revoked.

use leptos::prelude::*;

use super::opened::{Opened, Revoking};
use super::state::ServiceTokens;
use crate::common::api_error::ApiErrorBanner;
use crate::components::button::{Button, Variant};
use crate::components::dialog::{Dialog, Width};
use crate::components::dynamic::dynamic;
use crate::components::focus::focus_after_render;
use crate::components::live_region::Announcer;
use crate::i18n::t;
use crate::i18n::t::service_tokens as words;

const FAILURE: &str = "revoke-failure";

/// The question, as a dialog of its own. Esc means to keep the token.
#[component]
pub fn RevokeDialog(
    /// What the screen knows.
    tokens: ServiceTokens,
    /// Says that the token is revoked.
    announcer: Announcer,
) -> impl IntoView {
    let text = tokens.open.with_untracked(|open| match open {
        Opened::Revoke { name, .. } => words::revoke_text(name),
        _ => String::new(),
    });
    let busy = Memo::new(move |_| {
        tokens.open.with(|open| matches!(open, Opened::Revoke { revoking: Revoking::Sending, .. }))
    });
    let on_close = Callback::new(move |()| tokens.close());
    view! {
        <Dialog id="revoke-title" title=words::revoke_title() width=Width::Small on_close>
            {dynamic(move || {
                let error = tokens
                    .open
                    .with(|open| match open {
                        Opened::Revoke { revoking: Revoking::Failed(error), .. } => Some(error.clone()),
                        _ => None,
                    })?;
                focus_after_render(FAILURE);
                let banner = view! {
                    <div class="dialog-text">
                        <ApiErrorBanner id=FAILURE error />
                    </div>
                };
                Some(banner.into_any())
            })}
            <p class="dialog-text">{text}</p>
            <div class="dialog-foot">
                <Button on_click=on_close autofocus=true>
                    {t::common::cancel()}
                </Button>
                <Button
                    variant=Variant::Danger
                    on_click=Callback::new(move |()| tokens.revoke(announcer))
                    aria_disabled=busy
                    loading=busy
                >
                    {words::revoke()}
                </Button>
            </div>
        </Dialog>
    }
}
