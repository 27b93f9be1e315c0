//! What is said of a call that failed.

use contract::api::{Problem, SalesforceError};
use leptos::prelude::*;

use crate::api::ApiError;
use crate::components::banner::{TitledBanner, Tone};
use crate::components::button::{Button, Variant};
use crate::components::focus::focus_after_render_if_lost;
use crate::i18n::t;

/// The id of **Retry**, where something could not be loaded.
pub const RETRY_BUTTON: &str = "retry";

/// The longest wait that is told in seconds.
const SECONDS_MAX: u32 = 90;

/// What to do about a problem, what Salesforce said, and how to find the request in the server's log.
#[component]
pub fn ProblemDetails(
    /// What the server said no for.
    problem: Problem,
    /// More on what to do.
    #[prop(optional)]
    more: Option<AnyView>,
    /// What became of what was to be done.
    #[prop(optional)]
    outcome: Option<AnyView>,
) -> impl IntoView {
    let Problem { code, retry_after, clock_offset, salesforce, request_id, .. } = problem;
    view! {
        <p>{t::problem::remedy(code)}</p>
        {clock_offset.and_then(clock_differs).map(|text| view! { <p>{text}</p> }.into_any())}
        {more}
        {retry_after.map(|seconds| view! { <p>{try_again_in(seconds)}</p> }.into_any())}
        {salesforce
            .map(|SalesforceError { error, error_description }| {
                view! {
                    <p>
                        {t::common::salesforce_said()} " " <code>{error}</code> " "
                        <code>{error_description}</code>
                    </p>
                }
                    .into_any()
            })}
        {outcome}
        <p class="banner-detail">{t::common::request_id()} " " <code>{request_id}</code></p>
    }
}

/// When another try is worth it.
pub fn try_again_in(seconds: u32) -> String {
    match seconds {
        0..=SECONDS_MAX => t::common::retry_in_seconds(seconds.max(1).into()),
        _ => t::common::retry_in_minutes(seconds.div_ceil(60).into()),
    }
}

/// How the server's clock stands to Salesforce's, `ahead` being in seconds, where that is a minute or more.
fn clock_differs(ahead: i32) -> Option<String> {
    let minutes = u64::from((ahead.unsigned_abs() + 30) / 60);
    let text = if ahead < 0 { t::common::clock_behind_minutes } else { t::common::clock_ahead_minutes };
    (minutes > 0).then(|| text(minutes))
}

/// The banner of a failed call. It can be given the focus by its id.
#[component]
pub fn ApiErrorBanner(
    /// The banner's id.
    id: &'static str,
    /// What failed, where the error alone does not make it plain.
    #[prop(optional, into)]
    title: Option<String>,
    /// Why the call failed.
    error: ApiError,
) -> impl IntoView {
    let (plain, lines) = match error {
        ApiError::Problem(problem) => {
            (t::problem::title(problem.code), view! { <ProblemDetails problem=*problem /> }.into_any())
        }
        ApiError::NoAnswer | ApiError::NotUnderstood => {
            (t::common::no_answer(), view! { <p>{t::common::check_connection()}</p> }.into_any())
        }
    };
    view! {
        <TitledBanner tone=Tone::Error id title=title.unwrap_or(plain)>
            {lines}
        </TitledBanner>
    }
}

/// **Retry**. It goes away while it works, so what comes then takes the focus.
#[derive(Clone, Copy)]
pub struct Retry {
    on_click: Callback<()>,
    clicked: RwSignal<bool>,
}

impl Retry {
    /// A button that was not clicked yet.
    pub fn new(on_retry: Callback<()>) -> Self {
        let clicked = RwSignal::new(false);
        let on_click = Callback::new(move |()| {
            clicked.set(true);
            on_retry.run(());
        });
        Self { on_click, clicked }
    }

    /// What was tried again is over: after a click the focus goes to the element with the id `focus`, unless it has gone
    /// elsewhere.
    pub fn ended(self, focus: &'static str) {
        if self.clicked.get_untracked() {
            self.clicked.set(false);
            focus_after_render_if_lost(focus);
        }
    }
}

/// What stands in place of something that could not be loaded.
#[component]
pub fn LoadError(
    /// The banner's id.
    #[prop(default = "could-not-load")]
    id: &'static str,
    /// The id of **Retry**.
    #[prop(default = RETRY_BUTTON)]
    button: &'static str,
    /// What could not be loaded.
    title: String,
    /// Why what was wanted could not be loaded.
    error: ApiError,
    /// The button that loads again what failed.
    retry: Retry,
) -> impl IntoView {
    retry.ended(button);
    view! {
        <div role="alert">
            <ApiErrorBanner id title error />
        </div>
        <div class="card-foot">
            <Button variant=Variant::Primary id=button on_click=retry.on_click>
                {t::common::retry()}
            </Button>
        </div>
    }
}
