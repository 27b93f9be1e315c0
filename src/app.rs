//! The app: the frame, the language, and which view stands at the route.

use crate::ui::draw::{Draw, Parts, live};
use contract::route::Route;
use leptos::prelude::*;

use crate::connectors::page::{ConnectorsPage, Screen};
use crate::connectors::service_tokens::{ServiceTokens, ServiceTokensPage};
use crate::language;
use crate::navigation::Navigation;
use crate::ui::breadcrumb::Breadcrumb;
use crate::ui::focus::focus_soon;
use crate::ui::header::{Choice, Header};
use crate::ui::link::link;
use crate::ui::node::{classed, node};
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
    if let Some(Route::Gallery(_)) = navigation.route().get_untracked() {
        return view! { <crate::gallery::Gallery route=navigation.route() language /> }.drawn();
    }
    let screen = Screen::start(navigation);
    let tokens = ServiceTokens::start(navigation, screen.source());
    // Another language is rare: drawing all anew is less code than watching it in every view.
    live(move || {
        let language_now = language.get();
        provide_context(language_now);
        view! { <Framed navigation language screen tokens /> }.drawn()
    })
}

/// Tells the document which language it is in, and what it is called.
fn introduce(language: Language, page: &str) {
    document().set_title(&[page, language.words().frame.product].join(" · "));
    if let Some(root) = document().document_element() {
        // It fails only for names that are no attribute's.
        let _ = root.set_attribute("lang", language.tag());
    }
}

#[component]
fn Framed(
    navigation: Navigation,
    language: RwSignal<Language>,
    screen: Screen,
    tokens: ServiceTokens,
) -> impl IntoView {
    let route = navigation.route();
    let at_cards = Memo::new(move |_| matches!(route.get(), Some(Route::Connectors | Route::NewSalesforce)));
    let at_tokens = Memo::new(move |_| route.get() == Some(Route::ServiceTokens));
    // What had the focus is gone with the page that it stood on.
    Effect::new(move |before: Option<bool>| {
        let now = at_tokens.get();
        if before.is_some_and(|before| before != now) {
            focus_soon(MAIN);
        }
        now
    });
    let content = live(move || {
        if at_cards.get() {
            view! { <ConnectorsPage screen /> }.drawn()
        } else if at_tokens.get() {
            view! { <ServiceTokensPage tokens /> }.drawn()
        } else {
            view! { <NoSuchPage navigation /> }.drawn()
        }
    });
    let on_here = Callback::new(move |()| {
        if route.get_untracked() != Some(Route::Connectors) {
            navigation.go(Route::Connectors);
        }
    });
    view! { <Frame language below=at_tokens on_here>{content}</Frame> }.drawn()
}

/// The frame around every page, as Control Hub has it.
#[component]
pub fn Frame(
    /// The language in use: the header changes it.
    language: RwSignal<Language>,
    /// Whether the page is the service tokens', below the connectors.
    #[prop(into)]
    below: Signal<bool>,
    /// The connectors' own item was followed.
    on_here: Callback<()>,
    children: Parts,
) -> impl IntoView {
    let now = language.get_untracked();
    let words = now.words();
    let frame = &words.frame;
    let page = move || if below.get() { words.tokens.title } else { frame.connectors };
    Effect::new(move || introduce(now, page()));
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
    let skip = node("a").with("class", "skip").with("href", ["#", MAIN].concat()).text(frame.skip);
    let skip = skip.on("click", |event| {
        event.prevent_default();
        focus_soon(MAIN);
    });
    let above = vec![frame.tenant_settings, frame.integrations];
    let header = view! {
        <Header
            product=frame.product
            menu=frame.menu
            menu_open
            menu_controls=NAV
            language=frame.language
            choices=choices.collect()
            on_choose
        />
    };
    let side_nav = view! {
        <SideNav
            id=NAV
            label=frame.navigation
            section=frame.contact_center
            above=above.clone()
            here=frame.connectors
            href=Route::Connectors.path()
            open=menu_open
            below
            on_here
        />
    };
    let breadcrumb = live(move || {
        let parent = below.get().then(|| (frame.connectors, Route::Connectors.path(), on_here));
        let above = [vec![frame.contact_center], above.clone()].concat();
        view! { <Breadcrumb label=frame.breadcrumb above parent here=page() /> }.drawn()
    });
    let main = classed("main", "main").with("id", MAIN).with("tabindex", "-1");
    let main = main.child(breadcrumb).child(children.drawn());
    let frame = classed("div", "frame").child(header.drawn()).child(side_nav.drawn()).child(main);
    vec![skip.drawn(), frame.drawn()].drawn()
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
    let go = Callback::new(move |()| navigation.go(Route::Connectors));
    let link = link(Route::Connectors.path(), go).text(frame.to_connectors);
    vec![node("h1").text(frame.no_such_page).drawn(), node("p").child(link).drawn()].drawn()
}
