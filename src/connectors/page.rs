//! The screen at `/connectors`, with the form over it at `/connectors/salesforce/new`.

use crate::ui::draw::{Draw, live_if};
use contract::api::Config;
use contract::limits::DEFAULT_URL;
use contract::route::Route;
use contract::rules::Rules;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::BeforeUnloadEvent;

use super::confirm_leave::ConfirmLeave;
use super::fetched::Load;
use super::form_dialog::FormDialog;
use super::overview::{Overview, Source};
use super::salesforce_card::SalesforceCard;
use super::salesforce_form::{SalesforceForm, Wishes};
use super::trial::{TrialDialog, Trials};
use super::{RETRY_BUTTON, SET_UP_BUTTON, submit};
use crate::form::{FormState, LeaveGuard, Status};
use crate::language::use_words;
use crate::navigation::Navigation;
use crate::ui::banner::{Banner, Tone};
use crate::ui::focus::focus_soon;
use crate::ui::link::link;
use crate::ui::node::{classed, node};
use crate::ui::window::on_window;

/// What the screen knows. It outlives its views: another language draws them anew and loses nothing.
#[derive(Clone, Copy)]
pub struct Screen {
    navigation: Navigation,
    source: Source,
    form: RwSignal<FormState>,
    /// Whether the question is put; it stands for as long as something would be lost.
    asking: RwSignal<bool>,
    trials: Trials,
    on_list_changed: Callback<()>,
}

impl Screen {
    /// Starts fetching, and follows the route.
    pub fn start(navigation: Navigation) -> Self {
        let source = Source::start();
        let on_list_changed = Callback::new(move |()| source.refresh());
        let screen = Self {
            navigation,
            source,
            form: RwSignal::new(closed()),
            asking: RwSignal::new(false),
            trials: Trials::new(Callback::new(move |()| source.recount())),
            on_list_changed,
        };
        let route = navigation.route();
        Effect::new(move |was_open: Option<bool>| {
            let open = route.get() == Some(Route::NewSalesforce);
            match (was_open, open) {
                (None | Some(false), true) => {
                    let rules = screen.rules();
                    screen.form.update(|form| form.reopen(DEFAULT_URL, rules));
                }
                (Some(true), false) => screen.closed(),
                _ => {}
            }
            if route.get() != Some(Route::Connectors) {
                screen.trials.open.set(None);
            }
            open
        });
        Effect::new(move || {
            if let Some(config) = screen.source.config() {
                screen.form.update(|form| form.set_rules(rules(&config)));
            }
        });
        Effect::new(move || screen.turn_back_where_full());
        navigation.set_guard(Callback::new(move |()| screen.may_leave()));
        screen.guard_unload();
        screen
    }

    fn rules(self) -> Rules {
        untrack(move || self.source.config()).map(|config| rules(&config)).unwrap_or_default()
    }

    /// Whether nothing would be lost. Otherwise the question is put.
    fn may_leave(self) -> bool {
        let free = self.form.with_untracked(FormState::leave_guard) == LeaveGuard::Free;
        self.asking.set(!free);
        free
    }

    /// A wish to close the form: by Esc, by a button.
    fn wants_to_close(self) {
        if self.may_leave() {
            self.leave();
        }
    }

    fn leave(self) {
        self.cancel();
        self.form.update(FormState::close);
        self.navigation.leave_to(Route::Connectors);
    }

    /// Cancels the check that runs. Gives `false` where none does.
    fn cancel(self) -> bool {
        submit::cancel(self.form, self.on_list_changed)
    }

    /// The route has left the form, whoever did that.
    fn closed(self) {
        self.asking.set(false);
        self.form.update(FormState::close);
        // One of them stands there.
        focus_soon(RETRY_BUTTON);
        focus_soon(SET_UP_BUTTON);
    }

    /// A form that the server would refuse for certain is not offered, unless something stands in it already.
    fn turn_back_where_full(self) {
        let obstacle = self.source.overview().with(|load| load.ready().and_then(Overview::obstacle));
        let open = self.navigation.route().get() == Some(Route::NewSalesforce);
        let untouched = self.form.with_untracked(|form| {
            matches!(form.status(), Status::Editing) && form.leave_guard() == LeaveGuard::Free
        });
        if obstacle.is_some() && open && untouched {
            self.navigation.replace(Route::Connectors);
        }
    }

    /// A reload, or closing the tab: the browser asks in its own words.
    fn guard_unload(self) {
        on_window("beforeunload", move |event| {
            if self.form.with_untracked(FormState::leave_guard) != LeaveGuard::Free {
                event.prevent_default();
                event.unchecked_into::<BeforeUnloadEvent>().set_return_value("true");
            }
        });
    }

    /// What the cards are drawn from.
    pub fn source(self) -> Source {
        self.source
    }

    /// Opens the dialog that tries a connector.
    fn try_request(self, connector: &str) {
        let Load::Ready(Overview { list, config }) = self.source.overview().get_untracked() else { return };
        if let Some(found) = list.connectors.into_iter().find(|one| one.id == connector) {
            self.trials.open(found.id, found.name, config.try_paths);
        }
    }

    fn wishes(self) -> Wishes {
        Wishes {
            done: Callback::new(move |()| submit::submit(self.form, self.on_list_changed)),
            cancel: Callback::new(move |()| {
                if !self.cancel() {
                    self.wants_to_close();
                }
            }),
            close: Callback::new(move |()| self.wants_to_close()),
        }
    }
}

/// The screen.
#[component]
pub fn ConnectorsPage(
    /// What it knows.
    screen: Screen,
) -> impl IntoView {
    let words = use_words();
    let Screen { navigation, source, form, asking, trials, .. } = screen;
    let route = navigation.route();
    // Drawn once there is something to fill in: a dialog gives the focus to what is in it when it opens.
    let open = Memo::new(move |_| {
        route.get() == Some(Route::NewSalesforce)
            && form.with(|form| !matches!(form.status(), Status::Closed))
    });
    let saved = Memo::new(move |_| form.with(|form| matches!(form.status(), Status::Saved)));
    let trying = Memo::new(move |_| trials.open.with(Option::is_some));
    let demo = Memo::new(move |_| source.config().is_some_and(|config| config.demo));
    let outgoing =
        Signal::derive(move || source.config().map(|config| config.outgoing_addresses).unwrap_or_default());
    let on_close = Callback::new(move |()| screen.wants_to_close());
    let to_tokens = Callback::new(move |()| navigation.go(Route::ServiceTokens));
    let on_set_up = Callback::new(move |()| navigation.go(Route::NewSalesforce));
    let demo = live_if(move || {
        let text = demo.get().then(|| node("p").text(words.frame.demo).drawn())?;
        let banner = view! { <Banner tone=Tone::Info>{text}</Banner> };
        Some(classed("div", "page-banner").child(banner.drawn()).drawn())
    });
    let tokens = link(Route::ServiceTokens.path(), to_tokens).text(words.tokens.title);
    let card = view! {
        <SalesforceCard
            overview=source.overview()
            on_set_up
            on_try=Callback::new(move |id: String| screen.try_request(&id))
            on_retry=Callback::new(move |()| source.retry())
        />
    };
    let form_dialog = live_if(move || {
        let content = open
            .get()
            .then(|| view! { <SalesforceForm state=form outgoing wishes=screen.wishes() /> }.drawn());
        content.map(|content| view! { <FormDialog saved on_close>{content}</FormDialog> }.drawn())
    });
    // A check may end while the question stands: then something else would be lost, or nothing.
    let asks = Memo::new(move |_| asking.get() && form.with(FormState::leave_guard) != LeaveGuard::Free);
    let question = live_if(move || {
        asks.get().then_some(())?;
        let checking = Signal::derive(move || form.with(FormState::leave_guard) == LeaveGuard::AskChecking);
        let on_stay = Callback::new(move |()| asking.set(false));
        let on_leave = Callback::new(move |()| screen.leave());
        Some(view! { <ConfirmLeave checking on_stay on_leave /> }.drawn())
    });
    vec![
        demo,
        node("h1").text(words.frame.connectors).drawn(),
        classed("p", "intro").text(words.cards.intro).drawn(),
        classed("p", "page-link").child(tokens).drawn(),
        classed("div", "cards").child(card.drawn()).drawn(),
        live_if(move || trying.get().then(|| view! { <TrialDialog trials /> }.drawn())),
        form_dialog,
        question,
    ]
    .drawn()
}

fn rules(config: &Config) -> Rules {
    Rules { allowed_authorities: config.allowed_authorities.clone() }
}

/// No form is open: nothing is held.
fn closed() -> FormState {
    let mut form = FormState::new(DEFAULT_URL, Rules::default());
    form.close();
    form
}
