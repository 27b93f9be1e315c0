//! The app: the frame, the language, and which view stands at the route.

use crate::ui::draw::{Draw, Parts, live};
use contract::route::Route;
use leptos::prelude::*;

use crate::connectors::page::{ConnectorsPage, Screen};
use crate::language;
use crate::navigation::Navigation;
use crate::ui::breadcrumb::Breadcrumb;
use crate::ui::focus::focus_soon;
use crate::ui::header::{Choice, Header};
use crate::ui::side_nav::SideNav;
use crate::words::Language;

const NAV: &str = "navigation";
const MAIN: &str = "main";

/// Everything.
#[component]
pub fn App() -> impl IntoView {
    let navigation = Navigation::start();
    let language = RwSignal::new(language::first());
    #[cfg(feature = "gallery")]
    if let Some(Route::Gallery(name)) = navigation.route().get_untracked() {
        return view! { <crate::gallery::Gallery name language /> }.drawn();
    }
    let screen = Screen::start(navigation);
    // Another language is rare: drawing all anew is less code than watching it in every view.
    live(move || {
        let language_now = language.get();
        provide_context(language_now);
        introduce(language_now);
        view! { <Framed navigation language screen /> }.drawn()
    })
}

/// Tells the document which language it is in, and what it is called.
pub(crate) fn introduce(language: Language) {
    let frame = &language.words().frame;
    document().set_title(&format!("{} · {}", frame.connectors, frame.product));
    if let Some(root) = document().document_element() {
        // It fails only for names that are no attribute's.
        let _ = root.set_attribute("lang", language.tag());
    }
}

#[component]
fn Framed(navigation: Navigation, language: RwSignal<Language>, screen: Screen) -> impl IntoView {
    let route = navigation.route();
    let view = Memo::new(move |_| matches!(route.get(), Some(Route::Connectors | Route::NewSalesforce)));
    let content = move || {
        live(move || {
            if view.get() {
                view! { <ConnectorsPage screen /> }.drawn()
            } else {
                view! { <NoSuchPage navigation /> }.drawn()
            }
        })
    };
    let on_here = Callback::new(move |()| {
        if route.get_untracked() != Some(Route::Connectors) {
            navigation.go(Route::Connectors);
        }
    });
    view! { <Frame language on_here>{content()}</Frame> }.drawn()
}

/// The frame around every page, as Control Hub has it.
#[component]
pub fn Frame(
    /// The language in use: the header changes it.
    language: RwSignal<Language>,
    /// The navigation's own item was followed.
    on_here: Callback<()>,
    children: Parts,
) -> impl IntoView {
    let now = language.get_untracked();
    let frame = &now.words().frame;
    let menu_open = RwSignal::new(false);
    let choices =
        Language::ALL.iter().map(|&one| Choice { tag: one.tag(), name: one.name(), chosen: one == now });
    let on_choose = Callback::new(move |tag: &'static str| {
        if let Some(chosen) = Language::from_tag(tag).filter(|&chosen| chosen != language.get_untracked()) {
            language::remember(chosen);
            language.set(chosen);
            // The button that was pressed is drawn anew as well.
            focus_soon(choice_id(chosen));
        }
    });
    let skip = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        focus_soon(MAIN);
    };
    let above = vec![frame.tenant_settings, frame.integrations];
    view! {
        <a class="skip" href=format!("#{MAIN}") on:click=skip>{frame.skip}</a>
        <div class="frame">
            <Header
                product=frame.product
                menu=frame.menu
                menu_open
                menu_controls=NAV
                language=frame.language
                choices=choices.collect()
                on_choose
            />
            <SideNav
                id=NAV
                label=frame.navigation
                section=frame.contact_center
                above=above.clone()
                here=frame.connectors
                href=Route::Connectors.path()
                open=menu_open
                on_here
            />
            <main class="main" id=MAIN tabindex="-1">
                <Breadcrumb
                    label=frame.breadcrumb
                    above=[vec![frame.contact_center], above].concat()
                    here=frame.connectors
                />
                {children.drawn()}
            </main>
        </div>
    }
    .drawn()
}

/// The id of a language's button in the header.
const fn choice_id(language: Language) -> &'static str {
    match language {
        Language::En => "language-en",
        Language::Fr => "language-fr",
    }
}

/// Where the app has no view. The server answers 404 there, so this is rarely seen.
#[component]
fn NoSuchPage(navigation: Navigation) -> impl IntoView {
    let frame = &language::use_words().frame;
    let go = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        navigation.go(Route::Connectors);
    };
    view! {
        <h1>{frame.no_such_page}</h1>
        <p><a href=Route::Connectors.path() on:click=go>{frame.to_connectors}</a></p>
    }
    .drawn()
}
