//! The route, over the History API. A router crate would weigh more than the whole form.

use contract::route::Route;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// Marks history entries that this app made: going back from one of them stays in the app.
const OURS: &str = "connectors";

/// Where the page is, and the ways to go elsewhere.
#[derive(Clone, Copy)]
pub struct Navigation {
    route: RwSignal<Option<Route>>,
    /// Asked before a route is left: `false` stays.
    guards: StoredValue<Vec<Callback<(), bool>>>,
}

impl Navigation {
    /// Follows the browser's history from here on.
    pub fn start() -> Self {
        let navigation = Self { route: RwSignal::new(here()), guards: StoredValue::new(Vec::new()) };
        let popped = window_event_listener(ev::popstate, move |_| navigation.popped());
        on_cleanup(move || popped.remove());
        navigation
    }

    /// The route, or `None` where the app has no view.
    pub fn route(self) -> Signal<Option<Route>> {
        self.route.into()
    }

    /// Asks `guard` as well before a link, Back or Forward leaves the route of that time: `false` stays there.
    pub fn add_guard(self, guard: Callback<(), bool>) {
        self.guards.update_value(|guards| guards.push(guard));
    }

    /// Goes to a route by a step that Back undoes, unless a guard stays.
    pub fn go(self, route: Route) {
        if self.may_leave() {
            push(&route);
            self.route.set(Some(route));
        }
    }

    fn may_leave(self) -> bool {
        self.guards.get_value().into_iter().all(|guard| guard.run(()))
    }

    /// Leaves a route for the one above it: back, if we came from there, so that Back does not return here.
    pub fn leave_to(self, above: Route) {
        let history = window().history();
        let ours = history.as_ref().ok().and_then(|history| history.state().ok());
        match (history, ours.and_then(|state| state.as_string())) {
            (Ok(history), Some(state)) if state == OURS => {
                self.route.set(Some(above));
                let _ = history.back();
            }
            _ => self.replace(above),
        }
    }

    /// Puts a route in the place of the one that is shown.
    pub fn replace(self, route: Route) {
        if let Ok(history) = window().history() {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&route.path()));
        }
        self.route.set(Some(route));
    }

    fn popped(self) {
        let (from, to) = (self.route.get_untracked(), here());
        if from == to {
            return;
        }
        match from {
            // The address has already changed: put the old one back on top.
            Some(from) if !self.may_leave() => push(&from),
            _ => self.route.set(to),
        }
    }
}

fn here() -> Option<Route> {
    window().location().pathname().ok().and_then(|path| Route::parse(&path))
}

fn push(route: &Route) {
    if let Ok(history) = window().history() {
        let _ = history.push_state_with_url(&JsValue::from_str(OURS), "", Some(&route.path()));
    }
}
