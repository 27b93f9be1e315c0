//! What the Connectors screen knows, and what it does.

use contract::api::{Config, Connector, Kind};
use contract::limits::DEFAULT_URL;
use contract::route::Route;
use contract::validation::UrlPolicy;
use leptos::prelude::*;

use super::demo_fill::DemoFill;
use super::lifecycle::{Action, Lifecycle};
use super::overview::{Overview, OverviewResource};
use super::request_tester::RequestTester;
use super::salesforce_card::{CardActions, SET_UP_BUTTON};
use super::salesforce_form::FormActions;
use super::{find_audience, submit};
use crate::common::api_error::RETRY_BUTTON;
use crate::common::remote_data::{RemoteData, RemoteStatus};
use crate::components::focus::{focus_after_render, focus_after_render_if_lost};
use crate::components::window::{guard_unload, on_window};
use crate::form::{LeaveGuard, SalesforceFormState, Status};
use crate::navigation::Navigation;

/// What the screen knows. It outlives its views: another language draws them anew and loses nothing.
#[derive(Clone, Copy)]
pub struct ConnectorsState {
    /// Where the page is.
    pub navigation: Navigation,
    /// What the cards are drawn from.
    pub overview: OverviewResource,
    /// The form over the cards. It is closed while no route leads to it.
    pub form: RwSignal<SalesforceFormState>,
    /// Whether it is asked before the form is left. The question stands for as long as something would be lost.
    pub asking: RwSignal<bool>,
    /// The dialog that tries a request.
    pub tester: RequestTester,
    /// The dialogs that deactivate, reactivate and delete a connector of the cards.
    pub lifecycle: Lifecycle,
    /// Fills in the demo's values.
    pub demo: DemoFill,
    on_list_changed: Callback<()>,
    /// Whether the form was left before there was anything behind it to have the focus.
    left_early: StoredValue<bool>,
}

impl ConnectorsState {
    /// Starts fetching, and follows the route.
    pub fn start(navigation: Navigation) -> Self {
        let route = navigation.route();
        // An unknown address shows nothing of it.
        let overview = OverviewResource::start(Signal::derive(move || route.get().is_some()));
        let on_list_changed = Callback::new(move |()| overview.refresh());
        let form = RwSignal::new(closed());
        let state = Self {
            navigation,
            overview,
            form,
            asking: RwSignal::new(false),
            demo: DemoFill::default(),
            tester: RequestTester::new(Callback::new(move |()| overview.recount())),
            lifecycle: Lifecycle::new(Callback::new(move |_| overview.refresh()), SET_UP_BUTTON),
            on_list_changed,
            left_early: StoredValue::new(false),
        };
        Effect::new(move |was_open: Option<bool>| {
            let open = route.get() == Some(Route::NewSalesforce);
            match (was_open, open) {
                (None | Some(false), true) => {
                    let (policy, saved) = (state.policy(), untrack(move || state.saved()));
                    state.form.update(|form| {
                        form.reopen(DEFAULT_URL, policy);
                        form.set_saved(saved);
                        state.demo.fill_in(form);
                    });
                }
                (Some(true), false) => state.closed(),
                _ => {}
            }
            if route.get() != Some(Route::Connectors) {
                state.tester.open.set(None);
                state.lifecycle.close();
            }
            open
        });
        Effect::new(move || {
            if let Some(config) = state.overview.config() {
                state.form.update(|form| form.set_policy(policy(&config)));
            }
        });
        Effect::new(move || {
            let saved = state.saved();
            state.form.update(|form| form.set_saved(saved));
        });
        Effect::new(move || state.redirect_if_limit_reached());
        Effect::new(move || {
            if !state.is_loading() && state.left_early.get_value() {
                state.left_early.set_value(false);
                focus_after_render_if_lost(RETRY_BUTTON);
                focus_after_render_if_lost(SET_UP_BUTTON);
            }
        });
        navigation.add_guard(Callback::new(move |()| state.may_leave()));
        // The browser may keep the page, for Back.
        on_window("pagehide", move |_| state.form.update(SalesforceFormState::drop_key));
        guard_unload(move || state.form.with_untracked(SalesforceFormState::leave_guard) != LeaveGuard::Free);
        state
    }

    fn policy(self) -> UrlPolicy {
        untrack(move || self.overview.config()).map(|config| policy(&config)).unwrap_or_default()
    }

    /// The connectors that are there, as far as they are known.
    fn saved(self) -> Vec<Connector> {
        let connectors = |overview: &Overview| overview.list.connectors.clone();
        self.overview.data().with(|data| data.ready().map(connectors).unwrap_or_default())
    }

    /// Whether nothing would be lost. Otherwise the question is put.
    fn may_leave(self) -> bool {
        let free = self.form.with_untracked(SalesforceFormState::leave_guard) == LeaveGuard::Free;
        self.asking.set(!free);
        free
    }

    /// The admin wants the form closed: it is asked first where something would be lost.
    pub fn ask_to_close(self) {
        if self.may_leave() {
            self.leave();
        }
    }

    /// Closes the form, whatever is lost with it.
    pub fn leave(self) {
        self.cancel();
        self.form.update(SalesforceFormState::close);
        self.navigation.leave_to(Route::Connectors);
    }

    /// Cancels the check or the search that runs. Gives `false` where none does.
    fn cancel(self) -> bool {
        let searched = self.form.try_update(SalesforceFormState::cancel_search) == Some(true);
        if searched {
            find_audience::stop();
        }
        searched || submit::cancel(self.form, self.on_list_changed)
    }

    /// The route has left the form, whoever did that.
    fn closed(self) {
        self.asking.set(false);
        self.form.update(SalesforceFormState::close);
        find_audience::stop();
        // One of them stands there.
        focus_after_render(RETRY_BUTTON);
        focus_after_render(SET_UP_BUTTON);
        self.left_early.set_value(untrack(move || self.is_loading()));
    }

    fn is_loading(self) -> bool {
        self.overview.data().with(|data| data.status() == RemoteStatus::Loading)
    }

    /// A form that the server would refuse for certain is not offered, unless something stands in it already.
    fn redirect_if_limit_reached(self) {
        let blocked = self
            .overview
            .data()
            .with(|load| load.ready().and_then(|overview| overview.create_blocked(Kind::Salesforce)));
        let open = self.navigation.route().get() == Some(Route::NewSalesforce);
        let untouched = self.form.with_untracked(|form| {
            matches!(form.status(), Status::Editing) && form.leave_guard() == LeaveGuard::Free
        });
        if blocked.is_some() && open && untouched {
            self.navigation.replace(Route::Connectors);
        }
    }

    /// Opens the form with the demo's values in it.
    pub fn fill_in_demo(self) {
        let taken = untrack(move || self.saved()).into_iter().map(|connector| connector.name).collect();
        let navigation = self.navigation;
        self.demo.fetch(taken, Callback::new(move |()| navigation.go(Route::NewSalesforce)));
    }

    /// Opens the dialog that tries a connector.
    pub fn try_request(self, connector: &str) {
        let RemoteData::Ready(Overview { list, config }) = self.overview.data().get_untracked() else {
            return;
        };
        if let Some(found) = list.connectors.into_iter().find(|one| one.id == connector) {
            self.tester.open(found.id, found.name, config.try_paths);
        }
    }

    /// Opens a dialog about a connector of the cards.
    pub fn ask(self, action: Action, connector: &str) {
        let found = self.overview.data().with_untracked(|data| {
            let list = &data.ready()?.list;
            let used = list.usage.get(connector).map(|usage| usage.last_used_at);
            list.connectors.iter().find(|one| one.id == connector).map(|one| (one.clone(), used))
        });
        if let Some((found, used)) = found {
            self.lifecycle.ask(action, found, used);
        }
    }

    /// What the card's links, buttons and menus do.
    pub fn card_actions(self) -> CardActions {
        let navigation = self.navigation;
        CardActions {
            set_up: Callback::new(move |()| navigation.go(Route::NewSalesforce)),
            open: Callback::new(move |id| navigation.go(Route::SalesforceConnector(id))),
            try_request: Callback::new(move |id: String| self.try_request(&id)),
            ask: Callback::new(move |(action, id): (Action, String)| self.ask(action, &id)),
            retry: Callback::new(move |()| self.overview.retry()),
        }
    }

    /// What the form's buttons do.
    pub fn form_actions(self) -> FormActions {
        FormActions {
            done: Callback::new(move |()| submit::submit(self.form, self.on_list_changed)),
            cancel: Callback::new(move |()| {
                if !self.cancel() {
                    self.ask_to_close();
                }
            }),
            close: Callback::new(move |()| self.ask_to_close()),
            // The form is done with: Back does not lead to it again.
            open: Callback::new(move |id| self.navigation.replace(Route::SalesforceConnector(id))),
            find_audience: Callback::new(move |()| find_audience::start(self.form)),
        }
    }
}

fn policy(config: &Config) -> UrlPolicy {
    UrlPolicy { allowed_authorities: config.allowed_authorities.clone() }
}

/// No form is open: nothing is held.
fn closed() -> SalesforceFormState {
    let mut form = SalesforceFormState::new(DEFAULT_URL, UrlPolicy::default());
    form.close();
    form
}
