//! The frame around every page, as Control Hub has it: header, navigation, breadcrumb.

use contract::route::Route;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::components::banner::{Banner, Tone};
use crate::components::breadcrumb::{Breadcrumb, Place};
use crate::components::dynamic::dynamic;
use crate::components::focus::focus_after_render;
use crate::components::header::{Header, LanguageChoice, language_button};
use crate::components::side_nav::SideNav;
use crate::i18n::t::frame as words;
use crate::i18n::{self, Language, t};

/// The id of the part of the page that changes.
pub const MAIN: &str = "main";
const NAV: &str = "navigation";

/// Which page stands in the frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// The Connectors screen, with the form over it.
    Connectors,
    /// One connector's own page, below the connectors.
    Connector,
    /// The service tokens, below the connectors.
    ServiceTokens,
    /// None: nobody knows the address.
    NotFound,
}

impl Page {
    fn name(self) -> String {
        match self {
            Self::Connectors => words::connectors(),
            Self::Connector => t::connector::title(),
            Self::ServiceTokens => t::service_tokens::title(),
            Self::NotFound => t::not_found::title(),
        }
    }

    /// What the navigation's item of the connectors is to the page: `aria-current`.
    const fn current(self) -> Option<&'static str> {
        match self {
            Self::Connectors => Some("page"),
            Self::Connector | Self::ServiceTokens => Some("true"),
            Self::NotFound => None,
        }
    }
}

/// What stands around every screen: header, navigation, breadcrumb.
#[component]
pub fn Frame(
    /// The language in use: the header changes it.
    language: RwSignal<Language>,
    /// The page that is shown.
    #[prop(into)]
    page: Signal<Page>,
    /// The name of what the page is about, where that has one and it is known.
    #[prop(optional, into)]
    name: Signal<Option<String>>,
    /// The connectors' own item was clicked.
    on_connectors: Callback<()>,
    children: Children,
) -> impl IntoView {
    let now = language.get_untracked();
    let name = move || name.get().unwrap_or_else(|| page.get().name());
    Effect::new(move || i18n::set_document_title(&name()));
    let menu_open = RwSignal::new(false);
    let not_loaded = RwSignal::new(false);
    let choices = Language::ALL
        .iter()
        .map(|&one| LanguageChoice { tag: one.tag, name: one.name, chosen: one == now })
        .collect();
    let on_choose = Callback::new(move |tag: &'static str| {
        let Some(chosen) = Language::from_tag(tag).filter(|&chosen| chosen != now) else { return };
        spawn_local(async move {
            match i18n::switch_to(chosen).await {
                Ok(()) => {
                    language.set(chosen);
                    // The button that was clicked is drawn anew as well.
                    focus_after_render(language_button(tag));
                }
                // Another language may have been chosen meanwhile, which draws all this anew.
                Err(i18n::LoadError) => drop(not_loaded.try_set(true)),
            }
        });
    });
    let skip = |event: MouseEvent| {
        event.prevent_default();
        focus_after_render(MAIN);
    };
    let place =
        move || Place { name: words::connectors(), href: Route::Connectors.path(), on_click: on_connectors };
    view! {
        <a class="skip" href=["#", MAIN].concat() on:click=skip>
            {words::skip()}
        </a>
        <div class="frame">
            <Header
                product=words::product()
                menu=words::menu()
                menu_open
                menu_controls=NAV
                language=words::language()
                choices
                on_choose
            />
            <SideNav
                id=NAV
                label=words::navigation()
                section=words::contact_center()
                above=vec![words::tenant_settings(), words::integrations()]
                here=words::connectors()
                href=Route::Connectors.path()
                open=menu_open
                current=Signal::derive(move || page.get().current())
                on_here=on_connectors
            />
            <main class="main" id=MAIN tabindex="-1">
                {dynamic(move || {
                    let page = page.get();
                    // An unknown address stands nowhere.
                    if page == Page::NotFound {
                        return None;
                    }
                    let above = vec![
                        words::contact_center(),
                        words::tenant_settings(),
                        words::integrations(),
                    ];
                    let parent = matches!(page, Page::Connector | Page::ServiceTokens).then(place);
                    let label = words::breadcrumb();
                    Some(view! { <Breadcrumb label above parent here=name() /> }.into_any())
                })}
                {dynamic(move || {
                    not_loaded
                        .get()
                        .then(|| {
                            view! {
                                <div class="page-banner" role="alert">
                                    <Banner tone=Tone::Error>
                                        <p>{t::language::failed()}</p>
                                    </Banner>
                                </div>
                            }
                                .into_any()
                        })
                })}
                {children()}
            </main>
        </div>
    }
}
