//! The command line, and the environment variables that stand for it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::Parser;
use contract::rules;

use crate::config::{AppSource, Config};
use crate::store::Database;
use crate::telemetry::LogFormat;

/// The Connectors server.
#[derive(Debug, Parser)]
#[command(name = "connectors-server", version)]
pub struct Args {
    /// Port to listen on
    #[arg(long, env = "CONNECTORS_PORT", default_value_t = 8080)]
    pub port: u16,

    /// Directory of the database and the master key
    #[arg(long, env = "CONNECTORS_DATA", default_value = "data", value_name = "DIR")]
    pub data: PathBuf,

    /// PostgreSQL's URL, or a SQLite file [default: connectors.sqlite in the data directory]
    #[arg(long, env = "CONNECTORS_DATABASE", hide_env_values = true, value_name = "URL")]
    pub database: Option<String>,

    /// Serve everybody on this machine as one administrator, without sign-in
    #[arg(long, env = "CONNECTORS_DEMO")]
    pub demo: bool,

    /// Authority (scheme://host[:port]) that the URL may name beside Salesforce's hosts; may be repeated
    #[arg(long, env = "CONNECTORS_ALLOW_AUTHORITY", value_delimiter = ',', value_parser = authority, value_name = "AUTHORITY")]
    pub allow_authority: Vec<String>,

    /// Serve the built app from this directory rather than from inside the binary
    #[arg(long, env = "CONNECTORS_APP_DIR", value_name = "DIR")]
    pub app_dir: Option<PathBuf>,

    /// Serve the gallery of the screens' states
    #[arg(long, env = "CONNECTORS_GALLERY")]
    pub gallery: bool,

    /// File of the master key, created when missing [default: master.key in the data directory]
    #[arg(long, env = "CONNECTORS_MASTER_KEY_FILE", value_name = "FILE")]
    pub master_key_file: Option<PathBuf>,

    /// Origin that browsers know the server by
    #[arg(long, env = "CONNECTORS_PUBLIC_ORIGIN", value_parser = origin, value_name = "ORIGIN")]
    pub public_origin: Option<String>,

    /// Outgoing address of this server, shown to admins for Salesforce's Login IP Ranges; may be repeated
    #[arg(long, env = "CONNECTORS_OUTGOING_ADDRESS", value_delimiter = ',', value_name = "ADDRESS")]
    pub outgoing_address: Vec<IpAddr>,

    /// Origin that may put the page into a frame; may be repeated
    #[arg(long, env = "CONNECTORS_FRAME_ANCESTOR", value_delimiter = ',', value_parser = origin, value_name = "ORIGIN")]
    pub frame_ancestor: Vec<String>,

    /// Write the log as JSON
    #[arg(long, env = "CONNECTORS_LOG_JSON")]
    pub log_json: bool,
}

impl Args {
    /// Where to listen. The demo knows no sign-in, so it is for this machine only.
    pub fn address(&self) -> SocketAddr {
        let ip = if self.demo { Ipv4Addr::LOCALHOST } else { Ipv4Addr::UNSPECIFIED };
        SocketAddr::new(ip.into(), self.port)
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

    /// The configuration.
    pub fn config(&self) -> Config {
        let base = if self.demo { Config::demo() } else { Config::default() };
        Config {
            public_origin: self.public_origin.clone(),
            allowed_authorities: self.allow_authority.clone(),
            outgoing_addresses: self.outgoing_address.iter().map(ToString::to_string).collect(),
            frame_ancestors: self.frame_ancestor.clone(),
            app: self.app_dir.clone().map_or(AppSource::Embedded, AppSource::Directory),
            gallery: self.gallery,
            ..base
        }
    }
}

/// An authority that the rules understand.
fn authority(text: &str) -> Result<String, String> {
    let authority = rules::operator_authority(text);
    authority.map(|url| url.canonical()).map_err(|code| format!("not scheme://host[:port] ({code})"))
}

/// An http or https origin, as browsers write it.
fn origin(text: &str) -> Result<String, String> {
    let url = url::Url::parse(text).map_err(|error| error.to_string())?;
    let written = url.origin().ascii_serialization();
    let same = url.as_str() == format!("{written}/") && matches!(url.scheme(), "http" | "https");
    if same { Ok(written) } else { Err(format!("not an origin such as {written}")) }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_holds_together() {
        Args::command().debug_assert();
    }

    #[test]
    fn the_demo_listens_on_loopback_only() {
        let args = Args::parse_from(["server", "--demo", "--port", "1234"]);
        assert_eq!(args.address().to_string(), "127.0.0.1:1234");
        assert!(args.config().for_app(true).demo);
    }

    #[test]
    fn origins_are_written_as_browsers_write_them() {
        assert_eq!(origin("https://hub.example"), Ok("https://hub.example".to_owned()));
        assert_eq!(origin("https://hub.example:443/"), Ok("https://hub.example".to_owned()));
        for text in
            ["hub.example", "https://hub.example/path", "ftp://hub.example", "https://a@hub.example", "*"]
        {
            assert!(origin(text).is_err(), "{text}");
        }
    }
}
