//! What a connector's own page knows, and what it does.

use contract::api::{Config, Connector};
use contract::codes::ProblemCode;
use contract::route::Route;
use contract::service_token::ServiceTokenList;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::check::{CHECK_BUTTON, CHECK_RESULT, Check};
use super::history_state::History;
use crate::api::{self, ApiError};
use crate::common::remote_data::{OnFailure, RemoteData, RemoteResource};
use crate::components::focus::{focus_after_render, has_focus};
use crate::components::live_region::Announcer;
use crate::components::window::on_return;
use crate::connectors::overview::OverviewResource;
use crate::connectors::request_tester::RequestTester;
use crate::i18n::format;
use crate::i18n::t::connector as words;
use crate::latest_only::LatestOnly;
use crate::navigation::Navigation;

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

/// Where the page leads to, and what it is told by.
#[derive(Clone, Copy)]
pub struct Surroundings {
    /// What the server said of itself and of the admin.
    pub config: Signal<RemoteData<Config>>,
    /// Fetches that again, after it could not be fetched.
    pub on_retry: Callback<()>,
    /// Goes to the connectors.
    pub on_connectors: Callback<()>,
    /// Goes to the service tokens.
    pub on_tokens: Callback<()>,
    /// The connector has changed: what the cards show of it is old.
    pub on_changed: Callback<()>,
    /// Now, in milliseconds since 1970 (UTC).
    pub now: fn() -> i64,
}

/// What the page knows. It outlives its views: another language draws them anew and loses nothing.
#[derive(Clone, Copy)]
pub struct ConnectorPageState {
    /// Where the page leads to.
    pub around: Surroundings,
    /// The id of the connector that is shown.
    pub id: RwSignal<String>,
    /// The connector that was fetched. There may be none of its id.
    pub fetched: RemoteResource<Option<Connector>>,
    /// What happened to it.
    pub history: History,
    /// The organization's service tokens.
    pub tokens: RemoteResource<ServiceTokenList>,
    /// The last check that was asked for here.
    pub check: RwSignal<Check>,
    /// The dialog that tries a request.
    pub tester: RequestTester,
    /// Tells what happened to who does not see it.
    pub announcer: Announcer,
    checks: StoredValue<LatestOnly>,
}

impl ConnectorPageState {
    /// A page without a connector. It fetches nothing by itself.
    pub fn new(around: Surroundings) -> Self {
        let (id, fetched) = (RwSignal::new(String::new()), RemoteResource::default());
        // Requests that were tried count as use.
        let on_counted = Callback::new(move |()| {
            fetched.fetch_again(found(id.get_untracked()));
            around.on_changed.run(());
        });
        Self {
            around,
            id,
            fetched,
            history: History::default(),
            tokens: RemoteResource::default(),
            check: RwSignal::new(Check::None),
            tester: RequestTester::new(on_counted),
            announcer: Announcer::new(),
            checks: StoredValue::new(LatestOnly::default()),
        }
    }

    /// Follows the route: fetches what it leads to, and forgets it when it leaves.
    pub fn start(navigation: Navigation, overview: OverviewResource) -> Self {
        let route = navigation.route();
        let state = Self::new(Surroundings {
            config: overview.config_data(),
            on_retry: Callback::new(move |()| overview.retry()),
            on_connectors: Callback::new(move |()| navigation.go(Route::Connectors)),
            on_tokens: Callback::new(move |()| navigation.go(Route::ServiceTokens)),
            on_changed: Callback::new(move |()| overview.recount()),
            now: format::now_ms,
        });
        Effect::new(move |before: Option<Option<String>>| {
            let id = match route.get() {
                Some(Route::SalesforceConnector(id)) => Some(id),
                _ => None,
            };
            if before.flatten() != id {
                state.forget();
                if let Some(id) = id.clone() {
                    state.id.set(id);
                    state.fetch(OnFailure::Show);
                }
            }
            id
        });
        on_return(move || {
            if matches!(route.get_untracked(), Some(Route::SalesforceConnector(_))) {
                state.look_again();
            }
        });
        state
    }

    /// What stands on the page.
    pub fn status(self) -> PageStatus {
        self.around.config.with(|config| {
            self.fetched.with(|fetched| match (config, fetched) {
                (RemoteData::Failed(_), _) | (_, RemoteData::Failed(_)) => PageStatus::Failed,
                (_, RemoteData::Ready(None)) => PageStatus::Gone,
                (RemoteData::Ready(_), RemoteData::Ready(Some(_))) => PageStatus::Ready,
                (RemoteData::Loading, _) | (_, RemoteData::Loading) => PageStatus::Loading,
            })
        })
    }

    /// Why the page could not be loaded, if so.
    pub fn error(self) -> Option<ApiError> {
        let error = self.around.config.with(|config| config.error().cloned());
        error.or_else(|| self.fetched.with(|fetched| fetched.error().cloned()))
    }

    /// Reads the connector, where it is here, and follows it.
    pub fn read<T>(self, read: impl FnOnce(&Connector) -> T) -> Option<T> {
        self.fetched.with(|fetched| fetched.ready().and_then(Option::as_ref).map(read))
    }

    /// What the page is called, where that is known.
    pub fn title(self) -> Option<String> {
        match self.status() {
            PageStatus::Ready => self.read(|connector| connector.name.clone()),
            PageStatus::Gone => Some(words::gone()),
            PageStatus::Loading | PageStatus::Failed => None,
        }
    }

    /// Whether the admin may change the connector.
    pub fn can_manage(self) -> bool {
        self.around.config.with(|config| config.ready().is_some_and(|config| config.can_manage))
    }

    /// Fetches what failed, after a failure.
    pub fn retry(self) {
        if self.around.config.with_untracked(|config| config.ready().is_none()) {
            self.around.on_retry.run(());
        }
        self.fetched.set(RemoteData::Loading);
        self.fetch(OnFailure::Show);
    }

    /// Fetches the history again, after it could not be fetched.
    pub(super) fn retry_history(self) {
        self.history.forget();
        self.history.fetch(self.id.get_untracked(), OnFailure::Show);
    }

    /// Fetches what is older than the history that is shown.
    pub(super) fn show_older(self) {
        self.history.show_older(self.id.get_untracked());
    }

    /// Fetches the service tokens again, after they could not be fetched.
    pub(super) fn retry_tokens(self) {
        self.tokens.set(RemoteData::Loading);
        self.tokens.fetch(api::service_tokens(), OnFailure::Show);
    }

    fn fetch(self, on_failure: OnFailure) {
        let id = self.id.get_untracked();
        self.fetched.fetch(found(id.clone()), on_failure);
        self.history.fetch(id, on_failure);
        self.tokens.fetch(api::service_tokens(), on_failure);
    }

    /// Fetches all anew, for what others did meanwhile.
    fn look_again(self) {
        if untrack(move || self.fetched.with(|fetched| fetched.ready().is_some())) {
            self.fetch(OnFailure::Keep);
        }
    }

    /// Shows the connector as the server answered that it is now, and fetches what is told of it elsewhere.
    pub fn changed(self, connector: Connector) {
        let usage = untrack(move || self.read(|shown| shown.usage.clone())).flatten();
        // How it was used is told where it is asked for alone.
        let connector = Connector { usage: connector.usage.or(usage), ..connector };
        // What came of a check was said of the connector as it was.
        self.check.update(|check| {
            if *check != Check::Running {
                *check = Check::None;
            }
        });
        self.fetched.set(RemoteData::Ready(Some(connector)));
        self.fetch(OnFailure::Keep);
        self.around.on_changed.run(());
    }

    /// There is no such connector any more.
    pub fn gone(self) {
        self.fetched.set(RemoteData::Ready(None));
        self.around.on_changed.run(());
    }

    fn forget(self) {
        self.checks.update_value(LatestOnly::abandon);
        self.check.set(Check::None);
        self.tester.open.set(None);
        self.fetched.set(RemoteData::Loading);
        self.history.forget();
    }

    /// Opens the dialog that tries a request as the connector.
    pub fn try_request(self) {
        let paths = untrack(move || self.try_paths());
        if let Some((id, name)) = untrack(move || self.read(|shown| (shown.id.clone(), shown.name.clone()))) {
            self.tester.open(id, name, paths);
        }
    }

    /// The requests that the operator offers to be tried.
    pub fn try_paths(self) -> Vec<String> {
        let paths = |config: &Config| config.try_paths.clone();
        self.around.config.with(|config| config.ready().map(paths).unwrap_or_default())
    }

    /// Has the server sign in with what is stored, and says what came of it.
    pub(super) fn check_now(self) {
        let running = self.check.with_untracked(|check| *check == Check::Running);
        let (false, Some(request)) = (running, self.checks.try_update_value(LatestOnly::begin)) else {
            return;
        };
        self.check.set(Check::Running);
        self.announcer.say(words::checking());
        let id = self.id.get_untracked();
        spawn_local(async move {
            let answer = api::check_connector(&id).await;
            // Another page may be shown meanwhile.
            if !self.checks.get_value().wants(request) {
                return self.around.on_changed.run(());
            }
            match answer {
                Ok(connector) => {
                    let (at_ms, warned) = (connector.checked_at, !connector.warnings.is_empty());
                    self.changed(connector);
                    self.check.set(Check::Passed { at_ms, warned });
                    self.announcer.say(words::passed());
                }
                Err(error) if is_not_found(&error) => self.gone(),
                Err(error) => {
                    // The connector may be failing by now. Where it cannot be asked for, it stays as it is shown.
                    if let Ok(connector) = found(id).await
                        && self.checks.get_value().wants(request)
                    {
                        self.fetched.set(RemoteData::Ready(connector));
                    }
                    self.history.fetch(self.id.get_untracked(), OnFailure::Keep);
                    self.around.on_changed.run(());
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

/// Fetches a connector. That there is none is an answer as well.
async fn found(id: String) -> Result<Option<Connector>, ApiError> {
    match api::connector(&id).await {
        Ok(connector) => Ok(Some(connector)),
        Err(error) if is_not_found(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

fn is_not_found(error: &ApiError) -> bool {
    matches!(error, ApiError::Problem(problem) if problem.code == ProblemCode::NotFound)
}
