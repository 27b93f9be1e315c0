//! What is done to a connector that is there: it is deactivated, reactivated or deleted, each in a dialog of its own.
//! Nothing here knows a route: cards use it, and a connector's own page.

pub mod deactivate;
pub mod delete;
pub mod facts;
pub mod reactivate;
mod state;
pub mod typed_name;

use contract::codes::ProblemCode;
use leptos::prelude::*;

use self::deactivate::DeactivateDialog;
use self::delete::DeleteDialog;
pub use self::facts::Facts;
use self::reactivate::ReactivateDialog;
pub use self::state::{Action, Lifecycle, Opened, Progress, Settled};
use crate::api::ApiError;
use crate::common::api_error::ApiErrorBanner;
use crate::components::dynamic::dynamic;
use crate::components::focus::focus_after_render;
use crate::components::live_region::LiveRegion;
use crate::i18n::t::lifecycle as words;

/// The id of the banner of what failed.
const FAILURE: &str = "lifecycle-failure";

/// The dialog that is open, if one is, and the region that tells what came of it. To be drawn once, beside what it is about.
#[component]
pub fn LifecycleDialogs(
    /// What the dialogs know, and what they do.
    lifecycle: Lifecycle,
) -> impl IntoView {
    let action = Memo::new(move |_| lifecycle.open.with(|open| open.as_ref().map(|opened| opened.action)));
    view! {
        {dynamic(move || {
            Some(
                match action.get()? {
                    Action::Deactivate => view! { <DeactivateDialog lifecycle /> }.into_any(),
                    Action::Reactivate => view! { <ReactivateDialog lifecycle /> }.into_any(),
                    Action::Delete => view! { <DeleteDialog lifecycle /> }.into_any(),
                },
            )
        })}
        <LiveRegion announcer=lifecycle.announcer />
    }
}

/// Why what was asked for was not done, as far as that is known.
#[component]
fn Failure(
    lifecycle: Lifecycle,
    /// What is certain after a refusal, of the connector with a name.
    certain: fn(&str) -> String,
) -> impl IntoView {
    dynamic(move || {
        let (error, name) = lifecycle.failure()?;
        let says = match &error {
            // Somebody deleted it: it is in no state any more.
            ApiError::Problem(problem) if problem.code == ProblemCode::NotFound => words::gone(&name),
            error if error.is_refusal() => certain(&name),
            _ => words::maybe_done(),
        };
        focus_after_render(FAILURE);
        let banner = view! {
            <div class="dialog-text">
                <ApiErrorBanner id=FAILURE error />
            </div>
            <p class="dialog-text">{says}</p>
        };
        Some(banner.into_any())
    })
}
