//! The demo's banner: that a sandbox answers, and the offer to fill in what it wants.

use leptos::prelude::*;

use super::demo_fill::DemoFill;
use crate::common::api_error::ApiErrorBanner;
use crate::components::banner::{Banner, Tone};
use crate::components::button::{Button, Size};
use crate::components::dynamic::dynamic;
use crate::components::focus::focus_after_render;
use crate::i18n::t::frame as words;

const FAILURE: &str = "demo-failure";

/// Says that a sandbox answers, and offers to fill in the demo's values.
#[component]
pub fn DemoBanner(
    /// Whether the demo's values can be filled in.
    #[prop(into)]
    offered: Signal<bool>,
    /// How far filling in the demo's values is.
    fill: DemoFill,
    /// Fills in the demo's values.
    on_fill: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="page-banner">
            <Banner tone=Tone::Info>
                <p>{words::demo()}</p>
                {dynamic(move || {
                    offered
                        .get()
                        .then(|| {
                            view! {
                                <Button
                                    size=Size::Small
                                    id="demo-fill"
                                    on_click=on_fill
                                    aria_disabled=fill.fetching
                                    loading=fill.fetching
                                >
                                    {words::fill_demo()}
                                </Button>
                            }
                                .into_any()
                        })
                })}
            </Banner>
            {dynamic(move || {
                let error = fill.error.get()?;
                focus_after_render(FAILURE);
                Some(view! { <ApiErrorBanner id=FAILURE error /> }.into_any())
            })}
        </div>
    }
}
