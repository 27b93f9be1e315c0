//! The header: product, menu button, choice of language.

use crate::ui::draw::Draw;
use leptos::prelude::*;

use super::button::{Button, Look, Size};
use super::icon::Icon;

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
    let languages = choices.into_iter().map(|Choice { tag, name, chosen }| {
        view! {
            <button
                type="button"
                class="button button-small"
                id=format!("language-{tag}")
                lang=tag
                aria-pressed=if chosen { "true" } else { "false" }
                on:click=move |_| on_choose.run(tag)
            >
                {name}
            </button>
        }
    });
    view! {
        <header class="header">
            <span class="menu-button">
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
            </span>
            <span class="product">{product}</span>
            <div class="languages" role="group" aria-label=language>{languages.collect_view()}</div>
        </header>
    }
    .drawn()
}
