//! The breadcrumb.

use crate::ui::draw::Draw;
use leptos::prelude::*;

use super::icon::Icon;

/// The way to this page. What leads there has no page here, so nothing of it is a link.
#[component]
pub fn Breadcrumb(
    /// Its accessible name.
    label: &'static str,
    /// The places above this page.
    above: Vec<&'static str>,
    /// This page.
    here: &'static str,
) -> impl IntoView {
    let above =
        above.into_iter().map(|place| view! { <li>{place}{Icon::ArrowRight.view()}</li> }).collect_view();
    view! {
        <nav class="breadcrumb" aria-label=label>
            <ol>
                {above}
                <li><span aria-current="page">{here}</span></li>
            </ol>
        </nav>
    }
    .drawn()
}
