//! What a connector's own page knows, and what it does.

use contract::api::Connector;
use contract::route::Route;
use contract::validation::UrlPolicy;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::check::{CHECK_BUTTON, CHECK_RESULT, Check};
use super::shown::{Shown, Surroundings, found, is_not_found};
use crate::api;
use crate::common::remote_data::RemoteData;
use crate::components::focus::{focus_after_render, has_focus};
use crate::components::live_region::Announcer;
use crate::components::window::{guard_unload, on_return, on_window};
use crate::connectors::connector_forms::ConnectorForms;
use crate::connectors::lifecycle::{Action, Lifecycle, Settled};
use crate::connectors::request_tester::RequestTester;
use crate::connectors::salesforce_card::SET_UP_BUTTON;
use crate::connectors::state::ConnectorsState;
use crate::connectors::update::OnUpdate;
use crate::form::LeaveGuard;
use crate::i18n::format;
use crate::i18n::t;
use crate::i18n::t::connector as words;
use crate::latest_only::LatestOnly;

/// What stands on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageStatus {
    /// Nothing came yet.
    Loading,
    /// The connector could not be fetched.
    Failed,
    /// There is no such connector, or none any more.
    Gone,
    /// The connector's cards.
    Ready,
}

/// What the page knows. It outlives its views: another language draws them anew and loses nothing.
#[derive(Clone, Copy)]
pub struct ConnectorPageState {
    /// The connector, and what was fetched of it.
    pub shown: Shown,
    /// The last check that was asked for here.
    pub check: RwSignal<Check>,
    /// The dialog that tries a request.
    pub tester: RequestTester,
    /// The forms that change the connector.
    pub forms: ConnectorForms,
    /// The dialogs that deactivate, reactivate and delete the connector.
    pub lifecycle: Lifecycle,
    /// Tells what happened to who does not see it.
    pub announcer: Announcer,
    checks: StoredValue<LatestOnly>,
}

impl ConnectorPageState {
    /// A page without a connector. It fetches nothing by itself.
    pub fn new(around: Surroundings) -> Self {
        let shown = Shown::new(around);
        let check = RwSignal::new(Check::None);
        let on_changed = Callback::new(move |connector| {
            // What came of a check was said of the connector as it was.
            check.update(|check| {
                if *check != Check::Running {
                    *check = Check::None;
                }
            });
            shown.changed(connector);
        });
        let stale = Callback::new(move |()| shown.stale());
        let allowed = Signal::derive(move || shown.config(|config| config.allowed_authorities.clone()));
        let policy = Signal::derive(move || UrlPolicy { allowed_authorities: allowed.get() });
        let on_settled = Callback::new(move |settled| match settled {
            Settled::Changed(connector) => on_changed.run(*connector),
            Settled::Deleted(id) => deleted(shown, &id),
            Settled::Unknown => shown.stale(),
        });
        Self {
            shown,
            check,
            // Requests that were tried count as use.
            tester: RequestTester::new(stale),
            forms: ConnectorForms::new(
                shown.connector.into(),
                policy,
                OnUpdate { changed: on_changed, stale },
            ),
            lifecycle: Lifecycle::new(on_settled, SET_UP_BUTTON),
            announcer: Announcer::new(),
            checks: StoredValue::new(LatestOnly::default()),
        }
    }

    /// Follows the route: fetches what it leads to, and forgets it when it leaves.
    pub fn start(connectors: ConnectorsState) -> Self {
        let ConnectorsState { navigation, overview, lifecycle, .. } = connectors;
        let route = navigation.route();
        let state = Self::new(Surroundings {
            config: overview.config_data(),
            on_retry: Callback::new(move |()| overview.retry()),
            on_connectors: Callback::new(move |()| navigation.go(Route::Connectors)),
            on_tokens: Callback::new(move |()| navigation.go(Route::ServiceTokens)),
            on_changed: Callback::new(move |()| overview.recount()),
            on_leave: Callback::new(move |()| navigation.leave_to(Route::Connectors)),
            on_deleted: Callback::new(move |name: String| {
                navigation.leave_to(Route::Connectors);
                // This page goes away, and with it what could be heard here.
                request_animation_frame(move || lifecycle.announcer.say(t::lifecycle::deleted(&name)));
            }),
            now: format::now_ms,
        });
        Effect::new(move |before: Option<Option<String>>| {
            let id = match route.get() {
                Some(Route::SalesforceConnector(id)) => Some(id),
                _ => None,
            };
            if before.flatten() != id {
                state.show(id.clone());
            }
            id
        });
        on_return(move || {
            if matches!(route.get_untracked(), Some(Route::SalesforceConnector(_))) {
                state.shown.look_again();
            }
        });
        navigation.add_guard(Callback::new(move |()| state.forms.may_leave()));
        // The browser may keep the page, for Back.
        on_window("pagehide", move |_| state.forms.drop_keys());
        guard_unload(move || untrack(move || state.would_lose()));
        state
    }

    /// Whether something that was entered is not saved.
    fn would_lose(self) -> bool {
        self.forms.leave_guard() != LeaveGuard::Free
    }

    fn show(self, id: Option<String>) {
        self.checks.update_value(LatestOnly::abandon);
        self.check.set(Check::None);
        self.tester.open.set(None);
        self.lifecycle.close();
        self.shown.show(id);
    }

    /// What stands on the page.
    pub fn status(self) -> PageStatus {
        self.shown.around.config.with(|config| {
            self.shown.fetched.with(|fetched| match (config, fetched) {
                (RemoteData::Failed(_), _) | (_, RemoteData::Failed(_)) => PageStatus::Failed,
                // What was entered can still be copied.
                (_, RemoteData::Ready(None)) if !self.would_lose() => PageStatus::Gone,
                (RemoteData::Ready(_), RemoteData::Ready(_)) => PageStatus::Ready,
                (RemoteData::Loading, _) | (_, RemoteData::Loading) => PageStatus::Loading,
            })
        })
    }

    /// What the page is called, where that is known.
    pub fn title(self) -> Option<String> {
        match self.status() {
            PageStatus::Ready => self.shown.read(|connector| connector.name.clone()),
            PageStatus::Gone => Some(words::gone()),
            PageStatus::Loading | PageStatus::Failed => None,
        }
    }

    fn connector(self) -> Option<Connector> {
        self.shown.connector.get_untracked()
    }

    /// Opens the dialog that tries a request as the connector.
    pub(super) fn try_request(self) {
        let paths = untrack(move || self.try_paths());
        if let Some(Connector { id, name, .. }) = self.connector() {
            self.tester.open(id, name, paths);
        }
    }

    /// The requests that the operator offers to be tried.
    pub(super) fn try_paths(self) -> Vec<String> {
        self.shown.config(|config| config.try_paths.clone())
    }

    /// Opens a dialog that does something to the connector.
    pub(super) fn ask(self, action: Action) {
        if let Some(connector) = self.connector() {
            let last_used_at = connector.usage.as_ref().map(|usage| usage.last_used_at);
            self.lifecycle.ask(action, connector, last_used_at);
        }
    }

    /// Has the server sign in with what is stored, and says what came of it.
    pub(super) fn check_now(self) {
        let running = self.check.with_untracked(|check| *check == Check::Running);
        let (false, Some(request)) = (running, self.checks.try_update_value(LatestOnly::begin)) else {
            return;
        };
        self.check.set(Check::Running);
        self.announcer.say(words::checking());
        let (shown, id) = (self.shown, self.shown.id.get_untracked());
        spawn_local(async move {
            let answer = api::check_connector(&id).await;
            // Another page may be shown meanwhile.
            if !self.checks.get_value().wants(request) {
                return shown.around.on_changed.run(());
            }
            match answer {
                Ok(connector) => {
                    let (at_ms, warned) = (connector.checked_at, !connector.warnings.is_empty());
                    shown.changed(connector);
                    self.check.set(Check::Passed { at_ms, warned });
                    self.announcer.say(words::passed());
                }
                Err(error) if is_not_found(&error) => shown.gone(),
                Err(error) => {
                    // The connector may be failing by now. Where it cannot be asked for, it stays as it is shown.
                    let found = found(id).await;
                    if !self.checks.get_value().wants(request) {
                        return;
                    }
                    if let Ok(connector) = found {
                        shown.fetched.set(RemoteData::Ready(connector));
                    }
                    shown.stale();
                    self.check.set(Check::Failed(error));
                    self.announcer.say(words::not_passed());
                    // Whoever went on meanwhile is not disturbed.
                    if has_focus(CHECK_BUTTON) {
                        focus_after_render(CHECK_RESULT);
                    }
                }
            }
        });
    }
}

/// The connector with this id was deleted here.
fn deleted(shown: Shown, id: &str) {
    let name = untrack(move || shown.read(|connector| connector.name.clone()));
    shown.around.on_changed.run(());
    // Another page may be shown meanwhile.
    if let (Some(name), true) = (name, shown.id.with_untracked(|shown| shown == id)) {
        shown.around.on_deleted.run(name);
    }
}
