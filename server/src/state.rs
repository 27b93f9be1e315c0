//! What the handlers share.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::api::attempts::Attempts;
use crate::clock::Clock;
use crate::config::{Access, Config};
use crate::principal::{Authentication, Demo};
use crate::salesforce::check::Salesforce;
use crate::salesforce::resolver::{Lookup, SystemLookup};
use crate::site::Site;
use crate::store::Store;
use crate::vault::Vault;

/// What the handlers share. Cheap to clone.
#[derive(Clone, Debug)]
pub struct AppState {
    /// The configuration.
    pub config: Arc<Config>,
    /// Tells who is asking.
    pub authentication: Arc<dyn Authentication>,
    /// Checks forms.
    pub salesforce: Salesforce,
    /// Keeps connectors.
    pub store: Store,
    /// Seals keys.
    pub vault: Vault,
    /// The creates that run.
    pub attempts: Attempts,
    /// The built app.
    pub site: Arc<Site>,
    /// The time.
    pub clock: Clock,
    /// Set once the server is told to leave.
    pub shutdown: CancellationToken,
}

/// Why the state cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// TLS cannot be set up.
    #[error("TLS cannot be set up (are root certificates installed?)")]
    Tls(#[from] reqwest::Error),
    /// Nobody could sign in.
    #[error(
        "sign-in is not configured: this version serves only the demo, on this machine (start it with --demo)"
    )]
    NoSignIn,
}

/// The parts that tests choose for themselves.
#[derive(Clone)]
pub struct Surroundings {
    /// Tells who is asking.
    pub authentication: Arc<dyn Authentication>,
    /// Resolves names.
    pub lookup: Arc<dyn Lookup>,
    /// The time.
    pub clock: Clock,
}

impl Surroundings {
    /// The machine's own, for this configuration.
    ///
    /// # Errors
    /// Without the demo there is no sign-in yet.
    pub fn of(config: &Config) -> Result<Self, StateError> {
        match config.access {
            Access::Demo => Ok(Self {
                authentication: Arc::new(Demo),
                lookup: Arc::new(SystemLookup),
                clock: Clock::system(),
            }),
            Access::SignedIn => Err(StateError::NoSignIn),
        }
    }
}

impl AppState {
    /// Puts the parts together.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(
        config: Config,
        surroundings: Surroundings,
        store: Store,
        vault: Vault,
    ) -> Result<Self, StateError> {
        let Surroundings { authentication, lookup, clock } = surroundings;
        Ok(Self {
            salesforce: Salesforce::new(&config.check, config.rules(), lookup, clock.clone())?,
            attempts: Attempts::new(clock.clone(), config.cancel_memory),
            site: Arc::new(Site::new(&config)),
            config: Arc::new(config),
            authentication,
            store,
            vault,
            clock,
            shutdown: CancellationToken::new(),
        })
    }
}
