//! The connector that a page shows, and what is told of it.

use contract::api::{Config, Connector};
use contract::codes::ProblemCode;
use contract::service_token::ServiceTokenList;
use leptos::prelude::*;

use super::history_state::History;
use crate::api::{self, ApiError};
use crate::common::remote_data::{OnFailure, RemoteData, RemoteResource};

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
    /// The page is left for the connectors, whatever is lost with it.
    pub on_leave: Callback<()>,
    /// The connector of this name was deleted here.
    pub on_deleted: Callback<String>,
    /// Now, in milliseconds since 1970 (UTC).
    pub now: fn() -> i64,
}

/// The connector that is shown, by its id, and what was fetched of it.
#[derive(Clone, Copy)]
pub struct Shown {
    /// Where the page leads to.
    pub around: Surroundings,
    /// The connector's id.
    pub id: RwSignal<String>,
    /// The connector that was fetched. There may be none of its id.
    pub fetched: RemoteResource<Option<Connector>>,
    /// The connector, where it is here; after it is gone, as it was.
    pub connector: Memo<Option<Connector>>,
    /// What happened to it.
    pub history: History,
    /// The organization's service tokens.
    pub tokens: RemoteResource<ServiceTokenList>,
}

impl Shown {
    /// No connector. Nothing is fetched by itself.
    pub(super) fn new(around: Surroundings) -> Self {
        let fetched = RemoteResource::<Option<Connector>>::default();
        let connector = Memo::new(move |before: Option<&Option<Connector>>| {
            fetched.with(|fetched| match fetched {
                RemoteData::Ready(Some(connector)) => Some(connector.clone()),
                RemoteData::Ready(None) => before.cloned().flatten(),
                RemoteData::Loading | RemoteData::Failed(_) => None,
            })
        });
        Self {
            around,
            id: RwSignal::new(String::new()),
            fetched,
            connector,
            history: History::default(),
            tokens: RemoteResource::default(),
        }
    }

    /// Shows the connector with this id, or none. What was known of another one is forgotten.
    pub(super) fn show(self, id: Option<String>) {
        self.fetched.abandon();
        self.history.forget();
        if let Some(id) = id {
            self.id.set(id);
            self.fetch(OnFailure::Show);
        }
    }

    /// Reads the connector, where it is here, and follows it.
    pub fn read<T>(self, read: impl FnOnce(&Connector) -> T) -> Option<T> {
        self.connector.with(|connector| connector.as_ref().map(read))
    }

    /// Whether there is no such connector, or none any more.
    pub fn is_gone(self) -> bool {
        self.fetched.with(|fetched| matches!(fetched, RemoteData::Ready(None)))
    }

    /// Why the page could not be loaded, if so.
    pub fn error(self) -> Option<ApiError> {
        let error = self.around.config.with(|config| config.error().cloned());
        error.or_else(|| self.fetched.with(|fetched| fetched.error().cloned()))
    }

    /// Something of what the server said of itself and of the admin.
    pub(super) fn config<T: Default>(self, read: impl FnOnce(&Config) -> T) -> T {
        self.around.config.with(|config| config.ready().map(read).unwrap_or_default())
    }

    /// Whether the admin's role may change connectors.
    pub fn can_manage(self) -> bool {
        self.config(|config| config.can_manage)
    }

    /// Whether the admin may change the connector, and it is still there.
    pub fn may_change(self) -> bool {
        self.can_manage() && !self.is_gone()
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

    /// Fetches all anew, for what others did meanwhile. While a first answer is awaited, that one will tell it.
    pub(super) fn look_again(self) {
        if untrack(move || self.fetched.with(|fetched| fetched.ready().is_some())) {
            self.fetch(OnFailure::Keep);
        }
    }

    /// The connector may be another one than is shown, here and on the cards.
    pub(super) fn stale(self) {
        self.look_again();
        self.around.on_changed.run(());
    }

    /// Shows the connector as the server answered that it is now, and fetches what is told of it elsewhere.
    pub(super) fn changed(self, connector: Connector) {
        let usage = untrack(move || self.read(|shown| shown.usage.clone())).flatten();
        // How it was used is told where it is asked for alone.
        let connector = Connector { usage: connector.usage.or(usage), ..connector };
        self.fetched.set(RemoteData::Ready(Some(connector)));
        self.stale();
    }

    /// There is no such connector any more.
    pub(super) fn gone(self) {
        self.fetched.set(RemoteData::Ready(None));
        self.around.on_changed.run(());
    }
}

/// Fetches a connector. That there is none is an answer as well.
pub(super) async fn found(id: String) -> Result<Option<Connector>, ApiError> {
    match api::connector(&id).await {
        Ok(connector) => Ok(Some(connector)),
        Err(error) if is_not_found(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether there is no such connector.
pub(super) fn is_not_found(error: &ApiError) -> bool {
    matches!(error, ApiError::Problem(problem) if problem.code == ProblemCode::NotFound)
}
