//! **Check now**: a sign-in with what is stored, and what came of it.

use leptos::prelude::*;

use super::state::ConnectorPageState;
use crate::api::ApiError;
use crate::common::api_error::ApiErrorBanner;
use crate::common::timestamp::Timestamp;
use crate::components::banner::{TitledBanner, Tone};
use crate::components::button::Button;
use crate::components::dynamic::dynamic;
use crate::i18n::t;
use crate::i18n::t::connector as words;

/// The id of **Check now**.
pub(super) const CHECK_BUTTON: &str = "check";
/// The id of the banner of what came of the check.
pub(super) const CHECK_RESULT: &str = "checked";

/// The last check that was asked for here, if any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// None was asked for.
    None,
    /// It is on its way.
    Running,
    /// Salesforce let the connector in.
    Passed {
        /// When that was, in milliseconds since 1970 (UTC).
        at_ms: i64,
        /// Whether there are warnings.
        warned: bool,
    },
    /// The check failed, and why.
    Failed(ApiError),
}

/// The button, and what came of the last click: it stays to be seen.
#[component]
pub fn CheckNow(
    /// What the page knows.
    state: ConnectorPageState,
) -> impl IntoView {
    // What the card says already is not said twice.
    let refused_for =
        Memo::new(move |_| state.shown.read(|connector| connector.failing.as_ref().map(|it| it.code)));
    let running = Memo::new(move |_| state.check.with(|check| *check == Check::Running));
    view! {
        {dynamic(move || {
            match state.check.get() {
                Check::None | Check::Running => None,
                Check::Passed { at_ms, warned } => {
                    let text = if warned { words::passed_with_warnings() } else { words::passed_text() };
                    Some(
                        view! {
                            <TitledBanner tone=Tone::Success id=CHECK_RESULT title=words::passed()>
                                <p>{text}</p>
                                <p class="banner-detail">
                                    <Timestamp at_ms />
                                </p>
                            </TitledBanner>
                        }
                            .into_any(),
                    )
                }
                Check::Failed(ApiError::Problem(problem))
                    if refused_for.get().flatten() == Some(problem.code) => {
                    Some(
                        view! {
                            <TitledBanner tone=Tone::Error id=CHECK_RESULT title=words::not_passed()>
                                <p>{words::same_reason()}</p>
                                <p class="banner-detail">
                                    {t::common::request_id()} " " <code>{problem.request_id}</code>
                                </p>
                            </TitledBanner>
                        }
                            .into_any(),
                    )
                }
                Check::Failed(error) => Some(view! { <ApiErrorBanner id=CHECK_RESULT error /> }.into_any()),
            }
        })}
        <Button
            id=CHECK_BUTTON
            on_click=Callback::new(move |()| state.check_now())
            aria_disabled=running
            loading=running
        >
            {dynamic(move || {
                running.get().then(|| view! { <span class="spinner" aria-hidden="true"></span> }.into_any())
            })}
            {move || if running.get() { words::checking() } else { words::check_now() }}
        </Button>
    }
}
