//! Everything that can be configured, in one place and typed. The defaults are production's.

use std::path::{Path, PathBuf};
use std::time::Duration;

use contract::limits;
use contract::validation::UrlPolicy;
use ipnet::IpNet;

use crate::admission::AdmissionLimits;
use crate::connectors::sessions::SessionLimits;
use crate::flow_requests::RuntimeLimits;
use crate::identity::{Permission, Permissions};
use crate::inbound::InboundLimits;
use crate::outbound::breaker::BreakerLimits;
use crate::outbound::client::ClientLimits;
use crate::rate_limit::Rate;
use crate::retention::Retention;
use crate::salesforce::CheckLimits;
use crate::salesforce::budget::Rates;
use crate::salesforce::check::PROBE_PATH;
use crate::salesforce::elsewhere::LoginServers;
use crate::salesforce::instance::AllowedInstance;
use crate::salesforce::send::SendLimits;

/// Whom the server lets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Whoever the sign-in knows.
    SignedIn,
    /// The demo's one administrator, from this machine only.
    Demo,
}

/// Where the built app comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AppSource {
    /// From inside the binary (feature `embedded-app`); without it a page says how to build.
    Embedded,
    /// From a directory, read anew when it changes: development.
    Directory(PathBuf),
}

/// The server's configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Whom the server lets in.
    pub access: Access,
    /// The origin that browsers know the server by, as `https://host[:port]`. `None`: whatever host they ask.
    pub public_origin: Option<String>,
    /// Authorities beside Salesforce's own hosts, as `scheme://host[:port]`.
    pub allowed_authorities: Vec<String>,
    /// Authorities of the operator's that another one of them may name as its instance.
    pub instances: Vec<AllowedInstance>,
    /// The server's outgoing addresses, shown to admins for Salesforce's Login IP Ranges.
    pub outgoing_addresses: Vec<String>,
    /// Proxies that are believed when they say by `X-Forwarded-For` whom they ask for. Empty: nobody is.
    pub trusted_proxies: Vec<IpNet>,
    /// Origins that may put the page into a frame. Empty: none.
    pub frame_ancestors: Vec<String>,
    /// Where the built app comes from.
    pub app: AppSource,
    /// Whether the gallery of states is served.
    pub gallery: bool,
    /// What connections are held to.
    pub inbound: InboundLimits,
    /// What requests with a body are held to.
    pub admission: AdmissionLimits,
    /// What checks are held to.
    pub check: CheckLimits,
    /// Where all of Salesforce's orgs sign in.
    pub login_servers: LoginServers,
    /// What requests as connectors are held to.
    pub runtime: RuntimeLimits,
    /// Service tokens that may let nobody in, from one address. Above that, none that is not known as good is looked up.
    pub unknown_tokens: Rate,
    /// What connectors' sessions are held to.
    pub sessions: SessionLimits,
    /// Changes that one admin may make.
    pub writes: Rate,
    /// How long what only grows is kept.
    pub retention: Retention,
    /// How often counts of use are written.
    pub usage_flush: Duration,
    /// The file of the demo's credentials, which admins may have the form filled in with. Only the demo uses it.
    pub demo_credentials: Option<PathBuf>,
    /// What an admin may try on a connector, as paths with their query. Empty: nothing.
    pub try_paths: Vec<String>,
    /// How long a client may take to send a body.
    pub body_timeout: Duration,
    /// How long a cancel that came before its create is remembered.
    pub cancel_memory: Duration,
    /// How long the store may take to answer before the server counts as not ready.
    pub readiness: Duration,
    /// How long leaving may take after a SIGTERM, the requests that run and the last counts included.
    pub drain: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            access: Access::SignedIn,
            public_origin: None,
            allowed_authorities: Vec::new(),
            instances: Vec::new(),
            outgoing_addresses: Vec::new(),
            trusted_proxies: Vec::new(),
            frame_ancestors: Vec::new(),
            app: AppSource::Embedded,
            gallery: false,
            inbound: InboundLimits::default(),
            admission: AdmissionLimits::default(),
            check: CheckLimits {
                budget: Duration::from_secs(10),
                client_limits: ClientLimits { connect: Duration::from_secs(3), answer_bytes: 64 * 1024 },
                rates: Rates {
                    checks: Rate { times: 6, per: Duration::from_secs(60) },
                    logins: Rate { times: 60, per: Duration::from_secs(60 * 60) },
                },
                host_concurrency: 64,
                breaker: BreakerLimits {
                    failures: 10,
                    tenants: 3,
                    window: Duration::from_secs(60),
                    pause: Duration::from_secs(30),
                    // As long as connecting may take.
                    patience: Duration::from_secs(3),
                },
                revocation: Duration::from_secs(5),
            },
            login_servers: LoginServers::default(),
            runtime: RuntimeLimits {
                send: SendLimits {
                    client_limits: ClientLimits {
                        connect: Duration::from_secs(3),
                        answer_bytes: 20 * 1024 * 1024,
                    },
                    idle: Duration::from_secs(30),
                    host_concurrency: 256,
                },
                body_bytes: 1024 * 1024,
                // As Webex's own API has it.
                rate: Rate { times: 300, per: Duration::from_secs(60) },
            },
            unknown_tokens: Rate { times: 30, per: Duration::from_secs(60) },
            sessions: SessionLimits {
                kept: 10_000,
                idle: Duration::from_secs(60 * 60),
                // Salesforce's shortest session is 15 minutes.
                renewals: Rate { times: 5, per: Duration::from_secs(15 * 60) },
                login_pause: Duration::from_secs(1),
                login_pause_max: Duration::from_secs(5 * 60),
            },
            writes: Rate { times: 120, per: Duration::from_secs(60) },
            retention: Retention {
                audit: DAY * AUDIT_DAYS,
                service_tokens: DAY * TOKEN_DAYS,
                every: Duration::from_secs(60 * 60),
            },
            usage_flush: Duration::from_secs(5),
            demo_credentials: None,
            try_paths: Vec::new(),
            body_timeout: Duration::from_secs(10),
            cancel_memory: Duration::from_secs(60),
            readiness: Duration::from_secs(1),
            drain: Duration::from_secs(12),
        }
    }
}

impl Config {
    /// The demo: one administrator on this machine, who may try as often as he likes.
    pub fn demo() -> Self {
        let production = Self::default();
        let rates = Rates {
            checks: Rate { times: 600, ..production.check.rates.checks },
            logins: Rate { times: 3600, ..production.check.rates.logins },
        };
        // All clients are on this machine, so they have one address.
        let connections_of_an_address = production.inbound.connections;
        Self {
            access: Access::Demo,
            inbound: InboundLimits { connections_of_an_address, ..production.inbound },
            check: CheckLimits { rates, ..production.check },
            writes: Rate { times: 6_000, ..production.writes },
            try_paths: default_try_paths(),
            ..production
        }
    }

    /// The file of the demo's credentials, where this is the demo and has one.
    pub fn demo_credentials(&self) -> Option<&Path> {
        self.demo_credentials.as_deref().filter(|_| self.access == Access::Demo)
    }

    /// What the rules must know.
    pub fn url_policy(&self) -> UrlPolicy {
        UrlPolicy { allowed_authorities: self.allowed_authorities.clone() }
    }

    /// What the app must know at start.
    pub fn for_app(&self, permissions: Permissions) -> contract::api::Config {
        contract::api::Config {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            can_manage: permissions.allow(Permission::ManageConnectors),
            allowed_authorities: self.allowed_authorities.clone(),
            outgoing_addresses: self.outgoing_addresses.clone(),
            demo: self.access == Access::Demo,
            demo_form: self.demo_credentials().is_some(),
            try_paths: self.try_paths.clone(),
        }
    }
}

/// What may be tried where the operator names nothing else: the versions, the limits, and one query that every org
/// can answer.
pub fn default_try_paths() -> Vec<String> {
    let limits = format!("{PROBE_PATH}limits");
    let query = format!("{PROBE_PATH}query?q=SELECT+Id,Name+FROM+Organization");
    vec!["/services/data/".to_owned(), limits, query]
}

/// A day.
pub const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Days for which a row of the audit log is kept, unless the operator says otherwise.
pub const AUDIT_DAYS: u32 = 365;
/// Days for which a service token is kept that was revoked or has expired, unless the operator says otherwise.
pub const TOKEN_DAYS: u32 = 90;

/// Largest request body, in bytes.
pub const BODY_BYTES: usize = limits::BODY_BYTES;

#[cfg(test)]
mod tests;
