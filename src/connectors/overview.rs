//! What the cards show, and fetching it.

use contract::api::{Config, ConnectorList, Kind};
use leptos::prelude::*;

use crate::api;
use crate::common::remote_data::{OnFailure, RemoteData, RemoteResource};
use crate::components::window::on_return;

/// What the cards are drawn from: two answers of the server as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// The connectors and their limits.
    pub list: ConnectorList,
    /// What the server said of itself and of the admin.
    pub config: Config,
}

impl Overview {
    /// Why no connector of a kind can be added, if so.
    pub fn create_blocked(&self, kind: Kind) -> Option<CreateBlocked> {
        let limit = self.list.limits.of(kind);
        if !self.config.can_manage {
            Some(CreateBlocked::ReadOnly)
        } else if self.list.of(kind).count() >= usize::from(limit) {
            Some(CreateBlocked::Full { limit })
        } else {
            None
        }
    }
}

/// Why no connector of a kind can be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreateBlocked {
    /// The role only looks.
    ReadOnly,
    /// There are as many of the kind as there may be.
    Full {
        /// How many of the kind there may be.
        limit: u8,
    },
}

/// Fetches the overview, and keeps what came.
#[derive(Clone, Copy)]
pub struct OverviewResource {
    config: RemoteResource<Config>,
    list: RemoteResource<ConnectorList>,
    overview: Memo<RemoteData<Overview>>,
}

impl OverviewResource {
    /// A resource that is fetched once it is wanted, and its list anew when the page is looked at again.
    pub fn start(wanted: Signal<bool>) -> Self {
        let (config, list) = (RemoteResource::default(), RemoteResource::default());
        let overview = Memo::new(move |_| match (config.get(), list.get()) {
            (RemoteData::Failed(error), _) | (_, RemoteData::Failed(error)) => RemoteData::Failed(error),
            (RemoteData::Ready(config), RemoteData::Ready(list)) => {
                RemoteData::Ready(Overview { list, config })
            }
            (RemoteData::Loading, _) | (_, RemoteData::Loading) => RemoteData::Loading,
        });
        let resource = Self { config, list, overview };
        Effect::new(move |fetched: Option<bool>| {
            let wanted = wanted.get();
            if wanted && fetched != Some(true) {
                resource.fetch();
            }
            wanted || fetched == Some(true)
        });
        on_return(move || {
            if wanted.get_untracked() {
                resource.recount();
            }
        });
        resource
    }

    /// Both answers as one.
    pub fn data(self) -> Memo<RemoteData<Overview>> {
        self.overview
    }

    /// The configuration alone.
    pub fn config_data(self) -> Signal<RemoteData<Config>> {
        Signal::derive(move || self.config.get())
    }

    /// The configuration, once it is here.
    pub fn config(self) -> Option<Config> {
        self.config.with(|load| load.ready().cloned())
    }

    /// Fetches what failed, after a failure.
    pub fn retry(self) {
        self.config.set(RemoteData::Loading);
        self.list.set(RemoteData::Loading);
        self.fetch();
    }

    /// Fetches the list again, since it has changed.
    pub fn refresh(self) {
        self.list.fetch(api::connectors(), OnFailure::Show);
    }

    /// Fetches the list again, for what others did meanwhile, and how its connectors were used.
    pub fn recount(self) {
        self.list.fetch_again(api::connectors());
    }

    fn fetch(self) {
        self.config.fetch(api::config(), OnFailure::Show);
        self.refresh();
    }
}

/// The host of a canonical URL, with the port where it has one.
pub fn host_of(url: &str) -> &str {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    after_scheme.split('/').next().unwrap_or(after_scheme)
}

#[cfg(test)]
mod tests {
    use super::host_of;

    #[test]
    fn a_host_is_what_stands_between_scheme_and_path() {
        for (url, host) in [
            ("https://login.salesforce.com", "login.salesforce.com"),
            ("https://example.my.site.com/partners", "example.my.site.com"),
            ("http://127.0.0.1:8090", "127.0.0.1:8090"),
        ] {
            assert_eq!(host_of(url), host);
        }
    }
}
