//! What the cards show, and fetching it.

use contract::api::{Config, ConnectorList};
use leptos::prelude::*;

use super::fetched::{Fetched, Load, OnFailure};
use crate::api;

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
    config: Fetched<Config>,
    list: Fetched<ConnectorList>,
    overview: Memo<Load<Overview>>,
}

impl Source {
    /// One that is fetching already.
    pub fn start() -> Self {
        let (config, list) = (Fetched::default(), Fetched::default());
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
        self.config.with(|load| load.ready().cloned())
    }

    /// Fetches what failed, after a failure.
    pub fn retry(self) {
        self.config.set(Load::Loading);
        self.list.set(Load::Loading);
        self.fetch();
    }

    /// Fetches the list again, since it has changed.
    pub fn refresh(self) {
        self.list.fetch(api::connectors(), OnFailure::Tell);
    }

    /// Fetches the list again, for how its connectors were used.
    pub fn recount(self) {
        self.list.fetch(api::connectors(), OnFailure::Keep);
    }

    fn fetch(self) {
        self.config.fetch(api::config(), OnFailure::Tell);
        self.refresh();
    }
}
