//! The command line, and the environment variables that stand for it.

mod authority;
mod bounds;
mod network;
mod values;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::{Parser, Subcommand};

pub use self::authority::AllowedAuthority;
use self::bounds::BoundsArgs;
pub use self::network::NetworkArgs;
use self::values::{http_url, origin, rate, try_path};
use crate::config::{AppSource, Config, default_try_paths};
use crate::rate_limit::Rate;
use crate::salesforce::CheckLimits;
use crate::salesforce::budget::Rates;
use crate::store::{Database, StoreOptions};
use crate::telemetry::LogFormat;

/// The Connectors server.
#[derive(Debug, Parser)]
#[command(name = "connectors-server", version)]
pub struct Args {
    /// Port to listen on
    #[arg(long, env = "CONNECTORS_PORT", default_value_t = 8080)]
    pub port: u16,

    /// Where to listen, whom to believe, and what may be plain text.
    #[command(flatten)]
    pub network: NetworkArgs,

    /// Something else than to serve
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Directory of the database and the master key
    #[arg(long, global = true, env = "CONNECTORS_DATA", default_value = "data", value_name = "DIR")]
    pub data: PathBuf,

    /// PostgreSQL's URL, or a SQLite file [default: connectors.sqlite in the data directory]
    #[arg(long, global = true, env = "CONNECTORS_DATABASE", hide_env_values = true, value_name = "URL")]
    pub database: Option<String>,

    /// Serve everybody on this machine as one administrator, without sign-in
    #[arg(long, env = "CONNECTORS_DEMO")]
    pub demo: bool,

    /// File of the demo's credentials, by which the page offers to fill in its form, the sandbox's private key included
    #[arg(long, env = "CONNECTORS_DEMO_CREDENTIALS", requires = "demo", value_name = "FILE")]
    pub demo_credentials: Option<PathBuf>,

    /// Authority (scheme://host[:port]) that the URL may name beside Salesforce's hosts, or AUTHORITY=INSTANCE where its sign-ins may
    /// be sent on to another one; may be repeated
    #[arg(long, env = "CONNECTORS_ALLOW_AUTHORITY", value_delimiter = ',', value_parser = AllowedAuthority::parse, value_name = "AUTHORITY")]
    pub allow_authority: Vec<AllowedAuthority>,

    /// Serve the built app from this directory rather than from inside the binary
    #[arg(long, env = "CONNECTORS_APP_DIR", value_name = "DIR")]
    pub app_dir: Option<PathBuf>,

    /// Serve the gallery of the screens' states at `/_gallery`
    #[arg(long, env = "CONNECTORS_GALLERY")]
    pub gallery: bool,

    /// File of the master key, created for a new SQLite database [default: master.key in the data directory]
    #[arg(long, global = true, env = "CONNECTORS_MASTER_KEY_FILE", value_name = "FILE")]
    pub master_key_file: Option<PathBuf>,

    /// File of another master key, which opens what was sealed under it and seals nothing; may be repeated
    #[arg(
        long,
        global = true,
        env = "CONNECTORS_OTHER_MASTER_KEY_FILE",
        value_delimiter = ',',
        value_name = "FILE"
    )]
    pub other_master_key_file: Vec<PathBuf>,

    /// Origin that browsers know the server by
    #[arg(long, env = "CONNECTORS_PUBLIC_ORIGIN", value_parser = origin, value_name = "ORIGIN")]
    pub public_origin: Option<String>,

    /// Outgoing address of this server, shown to admins for Salesforce's Login IP Ranges; may be repeated
    #[arg(long, env = "CONNECTORS_OUTGOING_ADDRESS", value_delimiter = ',', value_name = "ADDRESS")]
    pub outgoing_address: Vec<IpAddr>,

    /// Origin that may put the page into a frame; may be repeated
    #[arg(long, env = "CONNECTORS_FRAME_ANCESTOR", value_delimiter = ',', value_parser = origin, value_name = "ORIGIN")]
    pub frame_ancestor: Vec<String>,

    /// Let admins try requests on a connector; the demo does
    #[arg(long, env = "CONNECTORS_TRY_REQUESTS")]
    pub try_requests: bool,

    /// What they may try, as a path with its query, in place of the built-in list; may be repeated
    #[arg(long, env = "CONNECTORS_TRY_PATH", requires = "try_requests", value_parser = try_path, value_name = "PATH")]
    pub try_path: Vec<String>,

    /// Requests a minute that one service token may send
    #[arg(long, env = "CONNECTORS_TOKEN_RATE", default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub token_rate: u32,

    /// Checks a minute that one tenant may make [default: 6, in the demo 600]
    #[arg(long, env = "CONNECTORS_CHECK_RATE", value_parser = rate())]
    pub check_rate: Option<u32>,

    /// Logins an hour that one tenant may make as one Salesforce user, who has 3,600 in all [default: 60, in the demo 3600]
    #[arg(long, env = "CONNECTORS_LOGIN_RATE", value_parser = rate())]
    pub login_rate: Option<u32>,

    /// How much admins may have written, and for how long it is kept.
    #[command(flatten)]
    pub bounds: BoundsArgs,

    /// Where to serve Prometheus' metrics, and nothing else, at /metrics [default: nowhere]
    #[arg(long, env = "CONNECTORS_METRICS", value_name = "ADDRESS:PORT")]
    pub metrics: Option<SocketAddr>,

    /// OTLP collector (http://host:4318) that traces and the log are sent to, by HTTP/protobuf [default: none]
    #[arg(long, env = "OTEL_EXPORTER_OTLP_ENDPOINT", value_parser = http_url, value_name = "URL")]
    pub otlp_endpoint: Option<String>,

    /// Write the log as JSON
    #[arg(long, env = "CONNECTORS_LOG_JSON")]
    pub log_json: bool,
}

/// What the program does beside serving.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Prepare a new database: its schema and its master key, which is created where its file is missing
    Init,
    /// Write a backup of the database to a new file, while servers go on; the master key is not in it
    Backup {
        /// The file
        file: PathBuf,
    },
    /// Put a backup into a new database; all its service tokens are revoked
    Restore {
        /// The file
        file: PathBuf,
    },
    /// Bring all that is stored under the master key, from those that --other-master-key-file names; servers may go on
    Rewrap,
}

impl Args {
    /// Where to listen.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::new(self.network.listen, self.port)
    }

    /// How the store is opened.
    pub fn store_options(&self) -> StoreOptions {
        StoreOptions { insecure: self.network.insecure_database, ..StoreOptions::default() }
    }

    /// The database.
    pub fn database(&self) -> Database {
        match &self.database {
            Some(url) => Database::parse(url),
            None => Database::Sqlite(self.data.join("connectors.sqlite")),
        }
    }

    /// The master key's file.
    pub fn master_key_file(&self) -> PathBuf {
        self.master_key_file.clone().unwrap_or_else(|| self.data.join("master.key"))
    }

    /// How the log is written.
    pub fn log_format(&self) -> LogFormat {
        if self.log_json { LogFormat::Json } else { LogFormat::Text }
    }

    fn try_paths(&self, base: &Config) -> Vec<String> {
        match (self.try_requests, self.try_path.is_empty()) {
            (false, _) => base.try_paths.clone(),
            (true, true) => default_try_paths(),
            (true, false) => self.try_path.clone(),
        }
    }

    fn rates(&self, base: Rates) -> Rates {
        let times = |asked: Option<u32>, base: usize| asked.map_or(base, |times| times as usize);
        Rates {
            checks: Rate { times: times(self.check_rate, base.checks.times), ..base.checks },
            logins: Rate { times: times(self.login_rate, base.logins.times), ..base.logins },
        }
    }

    /// The configuration.
    pub fn config(&self) -> Config {
        let base = if self.demo { Config::demo() } else { Config::default() };
        let mut runtime = base.runtime;
        runtime.rate.times = self.token_rate as usize;
        Config {
            runtime,
            writes: self.bounds.writes(&base),
            retention: self.bounds.retention(&base),
            check: CheckLimits { rates: self.rates(base.check.rates), ..base.check },
            try_paths: self.try_paths(&base),
            public_origin: self.public_origin.clone(),
            allowed_authorities: AllowedAuthority::authorities(&self.allow_authority),
            instances: AllowedAuthority::instances(&self.allow_authority),
            outgoing_addresses: self.outgoing_address.iter().map(ToString::to_string).collect(),
            trusted_proxies: self.network.trusted_proxy.clone(),
            frame_ancestors: self.frame_ancestor.clone(),
            app: self.app_dir.clone().map_or(AppSource::Embedded, AppSource::Directory),
            gallery: self.gallery,
            demo_credentials: self.demo_credentials.clone(),
            ..base
        }
    }
}

#[cfg(test)]
mod tests;
