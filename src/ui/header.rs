//! The header: product, menu button, choice of language.

use crate::ui::draw::Draw;
use leptos::prelude::*;

use super::button::{Button, Look, Size};
use super::icon::Icon;
use super::node::classed;

/// One language to choose.
#[derive(Clone, Copy)]
pub struct Choice {
    /// Its BCP 47 tag.
    pub tag: &'static str,
    /// Its name in itself.
    pub name: &'static str,
    /// Whether it is the one in use.
    pub chosen: bool,
}

/// The header.
#[component]
pub fn Header(
    /// The product's name.
    product: &'static str,
    /// The menu button's accessible name.
    menu: &'static str,
    /// Whether the navigation is unfolded.
    menu_open: RwSignal<bool>,
    /// The id of the navigation.
    menu_controls: &'static str,
    /// The accessible name of the choice of language.
    language: &'static str,
    /// The languages.
    choices: Vec<Choice>,
    /// One was chosen, by its tag.
    on_choose: Callback<&'static str>,
) -> impl IntoView {
    let language_button = |Choice { tag, name, chosen }| {
        classed("button", "button button-small")
            .with("type", "button")
            .with("id", ["language-", tag].concat())
            .with("lang", tag)
            .with("aria-pressed", if chosen { "true" } else { "false" })
            .text(name)
            .on("click", move |_| on_choose.run(tag))
            .drawn()
    };
    let menu = view! {
        <Button
            look=Look::Ghost
            size=Size::Icon
            label=menu
            on_press=Callback::new(move |()| menu_open.update(|open| *open = !*open))
            controls=menu_controls
            expanded=menu_open
        >
            {Icon::Menu.view()}
        </Button>
    };
    let languages = classed("div", "languages")
        .with("role", "group")
        .with("aria-label", language)
        .children(choices.into_iter().map(language_button));
    classed("header", "header")
        .child(classed("span", "menu-button").child(menu.drawn()))
        .child(classed("span", "product").text(product))
        .child(languages)
        .drawn()
}
