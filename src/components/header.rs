//! The header: product, menu button, choice of language.

use leptos::prelude::*;

use super::button::{Button, Size, Variant};
use super::icon::{Glyph, Icon};

/// One language to choose.
#[derive(Clone, Copy)]
pub struct LanguageChoice {
    /// The language's BCP 47 tag.
    pub tag: &'static str,
    /// The language's name in itself.
    pub name: &'static str,
    /// Whether the language is the one in use.
    pub chosen: bool,
}

/// The header: the product's name, and the choice of a language.
#[component]
pub fn Header(
    /// The product's name.
    product: String,
    /// The menu button's accessible name.
    menu: String,
    /// Whether the navigation is unfolded.
    menu_open: RwSignal<bool>,
    /// The id of the navigation.
    menu_controls: &'static str,
    /// The accessible name of the choice of language.
    language: String,
    /// The languages that can be chosen.
    choices: Vec<LanguageChoice>,
    /// A language was chosen, by its tag.
    on_choose: Callback<&'static str>,
) -> impl IntoView {
    let on_menu = Callback::new(move |()| menu_open.update(|open| *open = !*open));
    view! {
        <header class="header">
            <span class="menu-button">
                <Button
                    variant=Variant::Ghost
                    size=Size::Icon
                    label=menu
                    on_click=on_menu
                    controls=menu_controls
                    expanded=menu_open
                >
                    <Icon glyph=Glyph::Menu />
                </Button>
            </span>
            <span class="product">{product}</span>
            <div class="languages" role="group" aria-label=language>
                {choices
                    .into_iter()
                    .map(|LanguageChoice { tag, name, chosen }| {
                        view! {
                            <button
                                class="button button-small"
                                type="button"
                                id=language_button(tag)
                                lang=tag
                                aria-pressed=if chosen { "true" } else { "false" }
                                on:click=move |_| on_choose.run(tag)
                            >
                                {name}
                            </button>
                        }
                            .into_any()
                    })
                    .collect_view()}
            </div>
        </header>
    }
}

/// The id of the button that chooses the language with a tag.
pub fn language_button(tag: &str) -> String {
    ["language-", tag].concat()
}
