//! Everything that can be configured, in one place and typed. The defaults are production's.

use std::path::PathBuf;
use std::time::Duration;

use contract::limits;
use contract::rules::Rules;

use crate::salesforce::breaker::BreakerLimits;
use crate::salesforce::budget::{Rate, Rates};
use crate::salesforce::check::CheckLimits;
use crate::salesforce::client::Caps;

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
    /// The server's outgoing addresses, shown to admins for Salesforce's Login IP Ranges.
    pub outgoing_addresses: Vec<String>,
    /// Origins that may put the page into a frame. Empty: none.
    pub frame_ancestors: Vec<String>,
    /// Where the built app comes from.
    pub app: AppSource,
    /// Whether the gallery of states is served.
    pub gallery: bool,
    /// What checks are held to.
    pub check: CheckLimits,
    /// How long a client may take to send a body.
    pub body_timeout: Duration,
    /// How long a cancel that came before its create is remembered.
    pub cancel_memory: Duration,
    /// How long running requests may take to finish after a SIGTERM.
    pub drain: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            access: Access::SignedIn,
            public_origin: None,
            allowed_authorities: Vec::new(),
            outgoing_addresses: Vec::new(),
            frame_ancestors: Vec::new(),
            app: AppSource::Embedded,
            gallery: false,
            check: CheckLimits {
                budget: Duration::from_secs(10),
                caps: Caps { connect: Duration::from_secs(3), answer_bytes: 64 * 1024 },
                rates: Rates {
                    checks: Rate { times: 6, per: Duration::from_secs(60) },
                    logins: Rate { times: 60, per: Duration::from_secs(60 * 60) },
                },
                host_concurrency: 64,
                breaker: BreakerLimits {
                    failures: 10,
                    organisations: 3,
                    window: Duration::from_secs(60),
                    pause: Duration::from_secs(30),
                },
            },
            body_timeout: Duration::from_secs(10),
            cancel_memory: Duration::from_secs(60),
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
        Self { access: Access::Demo, check: CheckLimits { rates, ..production.check }, ..production }
    }

    /// What the rules must know.
    pub fn rules(&self) -> Rules {
        Rules { allowed_authorities: self.allowed_authorities.clone() }
    }

    /// What the app must know at start.
    pub fn for_app(&self, can_manage: bool) -> contract::api::Config {
        contract::api::Config {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            can_manage,
            allowed_authorities: self.allowed_authorities.clone(),
            outgoing_addresses: self.outgoing_addresses.clone(),
            demo: self.access == Access::Demo,
        }
    }
}

/// Largest request body, in bytes.
pub const BODY_BYTES: usize = limits::BODY_BYTES;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn production_is_strict_by_default() {
        let config = Config::default();
        assert_eq!(config.access, Access::SignedIn);
        assert_eq!(config.allowed_authorities, [""; 0]);
        assert_eq!(config.frame_ancestors, [""; 0]);
        assert!(!config.gallery);
        let check = config.check;
        assert_eq!(check.budget, Duration::from_secs(10));
        assert_eq!(check.caps, Caps { connect: Duration::from_secs(3), answer_bytes: 65_536 });
        assert_eq!(check.rates.checks, Rate { times: 6, per: Duration::from_secs(60) });
        assert_eq!(check.rates.logins, Rate { times: 60, per: Duration::from_secs(3600) });
        assert_eq!(check.breaker.organisations, 3);
        assert_eq!(check.host_concurrency, 64);
        assert_eq!(BODY_BYTES, 65_536);
        assert_eq!(config.drain, Duration::from_secs(12));
        assert!(check.budget < config.drain, "a check that runs may finish");
    }

    #[test]
    fn the_demo_differs_in_who_and_how_often_only() {
        let mut demo = Config::demo();
        assert!(demo.check.rates.checks.times > 6);
        demo.access = Access::SignedIn;
        demo.check.rates = Config::default().check.rates;
        assert_eq!(demo, Config::default());
    }
}
