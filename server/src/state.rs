//! What the handlers share, put together once: the one place that knows all rooms.

use std::sync::Arc;

use axum::extract::FromRef;

use crate::admission::Admission;
use crate::audit::AuditLog;
use crate::clock::Clock;
use crate::config::{Access, Config};
use crate::connectors::attempts::Attempts;
use crate::connectors::health::ConnectorHealth;
use crate::connectors::revocations::Revocations;
use crate::connectors::sessions::{InBackground, Sessions};
use crate::connectors::{ConnectorParts, ConnectorService};
use crate::flow_requests::{FlowParts, FlowRequests};
use crate::identity::{Authenticator, Demo, Guesses, ServiceTokens, WriteBudget};
use crate::metrics::Metrics;
use crate::outbound::resolver::{DnsResolver, SystemResolver};
use crate::rate_limit::quota::Quota;
use crate::readiness::Readiness;
use crate::salesforce::Salesforce;
use crate::salesforce::send::Sender;
use crate::shutdown::Shutdown;
use crate::site::Site;
use crate::store::Store;
use crate::tasks::Tasks;
use crate::usage::Usage;
use crate::vault::Vault;

/// What the handlers share. Each takes the service that it calls (`State<ConnectorService>`, …), and no other part can be
/// taken. Every layer and handler of a request has a clone of its own: it costs one count.
#[derive(Clone, Debug)]
pub struct AppState(Arc<Shared>);

/// The parts of [`AppState`].
#[derive(Clone, Debug)]
pub struct Shared {
    /// What the operator configured.
    pub config: Arc<Config>,
    /// Tells who is asking.
    pub authenticator: Arc<dyn Authenticator>,
    /// What each admin may still change.
    pub write_budget: WriteBudget,
    /// All that can be done with connectors.
    pub connectors: ConnectorService,
    /// All that can be done with service tokens.
    pub service_tokens: ServiceTokens,
    /// Sends the requests of flows, as connectors.
    pub flow_requests: FlowRequests,
    /// Lets requests in before their bodies are read.
    pub admission: Admission,
    /// Whether the server can do its work.
    pub readiness: Readiness,
    /// Serves the built app.
    pub site: Arc<Site>,
    /// The time, as all rooms see it.
    pub clock: Clock,
    /// Counts for operators.
    pub metrics: Metrics,
    /// Whether the server leaves.
    pub shutdown: Shutdown,
    /// Where everything is kept.
    pub store: Store,
    /// Notes who did what.
    pub audit: AuditLog,
    /// Seals what is kept.
    pub vault: Vault,
    /// What connectors are signed in with.
    pub sessions: Sessions,
    /// The creates that run.
    pub attempts: Attempts,
    /// How connectors and tokens are used.
    pub usage: Usage,
    /// What goes on when its client goes away.
    pub tasks: Tasks,
}

/// Lets handlers take a part of the state.
macro_rules! parts {
    ($($part:ident: $type:ty),+ $(,)?) => {
        $(
            impl FromRef<AppState> for $type {
                fn from_ref(state: &AppState) -> Self {
                    state.0.$part.clone()
                }
            }
        )+
    };
}

parts! {
    config: Arc<Config>,
    authenticator: Arc<dyn Authenticator>,
    write_budget: WriteBudget,
    connectors: ConnectorService,
    service_tokens: ServiceTokens,
    flow_requests: FlowRequests,
    admission: Admission,
    audit: AuditLog,
    readiness: Readiness,
    site: Arc<Site>,
    metrics: Metrics,
    shutdown: Shutdown,
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

/// What the server takes from outside itself, and tests choose for themselves.
#[derive(Clone)]
pub struct Dependencies {
    /// Tells who is asking.
    pub authenticator: Arc<dyn Authenticator>,
    /// Resolves the names of hosts that are asked.
    pub dns: Arc<dyn DnsResolver>,
    /// The time, as all rooms will see it.
    pub clock: Clock,
}

impl Dependencies {
    /// The machine's own, for this configuration.
    ///
    /// # Errors
    /// Without the demo there is no sign-in yet.
    pub fn of(config: &Config) -> Result<Self, StateError> {
        match config.access {
            Access::Demo => Ok(Self {
                authenticator: Arc::new(Demo),
                dns: Arc::new(SystemResolver),
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
    pub fn new(config: Config, dependencies: Dependencies, store: Store) -> Result<Self, StateError> {
        let vault = store.vault().clone();
        let Dependencies { authenticator, dns, clock } = dependencies;
        let metrics = Metrics::new(&clock);
        let (shutdown, tasks, usage) = (Shutdown::default(), Tasks::default(), Usage::default());
        let salesforce = Salesforce::new(
            &config.check,
            config.url_policy(),
            &config.instances,
            Arc::clone(&dns),
            clock.clone(),
            metrics.clone(),
        )?;
        let sender = Sender::new(&salesforce, &config.runtime.send, dns)?;
        let sessions = Sessions::new(
            salesforce.clone(),
            store.clone(),
            vault.clone(),
            clock.clone(),
            config.sessions,
            metrics.clone(),
            InBackground {
                revocations: Revocations::new(salesforce.clone(), tasks.clone(), shutdown.clone()),
                health: ConnectorHealth::new(store.clone(), clock.clone(), tasks.clone()),
            },
        );
        let audit = AuditLog::new(store.clone(), clock.clone());
        let attempts = Attempts::new(clock.clone(), config.cancel_memory, tasks.clone());
        let connectors = ConnectorService::new(ConnectorParts {
            store: store.clone(),
            audit: audit.clone(),
            vault: vault.clone(),
            salesforce,
            sessions: sessions.clone(),
            usage: usage.clone(),
            attempts: attempts.clone(),
            tasks: tasks.clone(),
            shutdown: shutdown.clone(),
            metrics: metrics.clone(),
            login_servers: config.login_servers.clone(),
        });
        let tokens = Quota::new(config.runtime.rate);
        let guesses = Guesses::new(config.unknown_tokens, clock.clone(), metrics.clone());
        let service_tokens =
            ServiceTokens::new(store.clone(), usage.clone(), tokens, guesses, clock.clone(), metrics.clone());
        let flow_requests = FlowRequests::new(FlowParts {
            connectors: connectors.clone(),
            audit: audit.clone(),
            sessions: sessions.clone(),
            sender,
            tries: Quota::new(config.runtime.rate),
            try_paths: config.try_paths.clone(),
            usage: usage.clone(),
            metrics: metrics.clone(),
            tasks: tasks.clone(),
            shutdown: shutdown.clone(),
            clock: clock.clone(),
        });
        let admission = Admission::new(config.admission, metrics.clone());
        let write_budget = WriteBudget::new(config.writes, clock.clone(), metrics.clone());
        let readiness = Readiness::new(store.clone(), vault.clone(), shutdown.clone(), config.readiness);
        Ok(Self::from(Shared {
            site: Arc::new(Site::new(&config)),
            config: Arc::new(config),
            authenticator,
            write_budget,
            connectors,
            service_tokens,
            flow_requests,
            admission,
            readiness,
            clock,
            metrics,
            shutdown,
            store,
            audit,
            vault,
            sessions,
            attempts,
            usage,
            tasks,
        }))
    }
}

impl std::ops::Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl From<Shared> for AppState {
    fn from(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }
}
