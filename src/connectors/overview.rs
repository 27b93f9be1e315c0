//! What the cards show, and fetching it.

use contract::api::{Config, ConnectorList};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::api::{self, Failure};

/// Something that is fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Load<T> {
    /// On its way.
    Loading,
    /// Here.
    Ready(T),
    /// It could not be fetched.
    Failed(Failure),
}

/// What the cards are drawn from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// The connectors and their limits.
    pub list: ConnectorList,
    /// What the server said of itself and of the admin.
    pub config: Config,
}

impl Overview {
    /// Why no connector can be added, if so.
    pub fn obstacle(&self) -> Option<Obstacle> {
        let limit = self.list.limits.salesforce;
        if !self.config.can_manage {
            Some(Obstacle::ReadOnly)
        } else if self.list.connectors.len() >= usize::from(limit) {
            Some(Obstacle::Full { limit })
        } else {
            None
        }
    }
}

/// Why no connector can be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The role only looks.
    ReadOnly,
    /// There are as many as there may be.
    Full {
        /// How many that is.
        limit: u8,
    },
}

/// Fetches the overview, and keeps what came.
#[derive(Clone, Copy)]
pub struct Source {
    config: RwSignal<Load<Config>>,
    list: RwSignal<Load<ConnectorList>>,
    overview: Memo<Load<Overview>>,
}

impl Source {
    /// One that is fetching already.
    pub fn start() -> Self {
        let config = RwSignal::new(Load::Loading);
        let list = RwSignal::new(Load::Loading);
        let overview = Memo::new(move |_| match (config.get(), list.get()) {
            (Load::Failed(failure), _) | (_, Load::Failed(failure)) => Load::Failed(failure),
            (Load::Ready(config), Load::Ready(list)) => Load::Ready(Overview { list, config }),
            (Load::Loading, _) | (_, Load::Loading) => Load::Loading,
        });
        let source = Self { config, list, overview };
        source.fetch();
        source
    }

    /// Both answers as one.
    pub fn overview(self) -> Memo<Load<Overview>> {
        self.overview
    }

    /// The configuration, once it is here.
    pub fn config(self) -> Option<Config> {
        match self.config.get() {
            Load::Ready(config) => Some(config),
            Load::Loading | Load::Failed(_) => None,
        }
    }

    /// Fetches what failed, after a failure.
    pub fn retry(self) {
        self.config.set(Load::Loading);
        self.list.set(Load::Loading);
        self.fetch();
    }

    /// Fetches the list again. What is shown stays until it is here.
    pub fn refresh(self) {
        spawn_local(async move { self.list.set(loaded(api::connectors().await)) });
    }

    fn fetch(self) {
        spawn_local(async move { self.config.set(loaded(api::config().await)) });
        self.refresh();
    }
}

/// What a fetch ended in.
pub(super) fn loaded<T>(answer: Result<T, Failure>) -> Load<T> {
    match answer {
        Ok(value) => Load::Ready(value),
        Err(failure) => Load::Failed(failure),
    }
}
