//! The breadcrumb.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::link::Link;

/// A place that has a page here.
#[derive(Clone)]
pub struct Place {
    /// What the place is called.
    pub name: String,
    /// The address of the place's page.
    pub href: String,
    /// Goes to the place's page.
    pub on_click: Callback<()>,
}

/// The way to the page that is shown. An arrow stands before what it leads to, so that no line ends in one. Most places
/// above the page have no page here, so they are text and no links.
#[component]
pub fn Breadcrumb(
    /// The breadcrumb's accessible name.
    label: String,
    /// The places above the page, from the top down.
    above: Vec<String>,
    /// The place right above the page, where it has one that can be gone to.
    parent: Option<Place>,
    /// What the page is called.
    here: String,
) -> impl IntoView {
    view! {
        <nav class="breadcrumb" aria-label=label>
            <ol>
                {above
                    .into_iter()
                    .enumerate()
                    .map(|(at, place)| {
                        view! {
                            <li>
                                {(at > 0).then(|| view! { <Icon glyph=Glyph::ArrowRight /> }.into_any())}
                                {place}
                            </li>
                        }
                            .into_any()
                    })
                    .collect_view()}
                {parent
                    .map(|Place { name, href, on_click }| {
                        view! {
                            <li>
                                <Icon glyph=Glyph::ArrowRight />
                                <Link href on_click>
                                    {name}
                                </Link>
                            </li>
                        }
                            .into_any()
                    })}
                <li>
                    <Icon glyph=Glyph::ArrowRight />
                    <span aria-current="page">{here}</span>
                </li>
            </ol>
        </nav>
    }
}
