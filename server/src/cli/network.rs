//! Where to listen, whom to believe, and what may be sent in plain text: within this machine everything, beyond it what
//! the operator names.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::IpNet;
use url::Url;

use super::values::proxy;
use super::{AllowedAuthority, Args};
use crate::model::is_loopback;

/// The options.
#[derive(Clone, Debug, clap::Args)]
pub struct NetworkArgs {
    /// Address to listen on
    #[arg(long, env = "CONNECTORS_LISTEN", default_value_t = Ipv4Addr::LOCALHOST.into(), value_name = "ADDRESS")]
    pub listen: IpAddr,

    /// Address or network of a proxy that ends TLS before this server, and is believed when it says by X-Forwarded-For
    /// whom it asks for; may be repeated
    #[arg(long, env = "CONNECTORS_TRUSTED_PROXY", value_delimiter = ',', value_parser = proxy, value_name = "ADDRESS[/BITS]")]
    pub trusted_proxy: Vec<IpNet>,

    /// Let the page, the API and metrics be read in plain HTTP beyond this machine
    #[arg(long, env = "CONNECTORS_INSECURE_LISTEN")]
    pub insecure_listen: bool,

    /// Let authorities beyond this machine be http
    #[arg(long, env = "CONNECTORS_INSECURE_AUTHORITIES")]
    pub insecure_authorities: bool,

    /// Let a collector beyond this machine be http
    #[arg(long, env = "CONNECTORS_INSECURE_OTLP")]
    pub insecure_otlp: bool,

    /// Let a PostgreSQL beyond this machine be asked in plain text, or without knowing it by its certificate
    #[arg(long, global = true, env = "CONNECTORS_INSECURE_DATABASE")]
    pub insecure_database: bool,
}

impl Args {
    /// Refuses what would be sent in plain text beyond this machine, and a demo that others could reach. The database has
    /// its own rules ([`StoreOptions::insecure`](crate::store::StoreOptions::insecure)).
    ///
    /// # Errors
    /// The option at fault, and the way out.
    pub fn check_network(&self) -> Result<(), String> {
        let network = &self.network;
        let listen = network.listen;
        if self.demo && !listen.is_loopback() {
            return Err(format!(
                "--listen {listen}: the demo knows no sign-in, so it serves this machine only"
            ));
        }
        if !listen.is_loopback() && network.trusted_proxy.is_empty() && !network.insecure_listen {
            return Err(format!(
                "--listen {listen}: passwords and keys would cross the network in plain HTTP; name the proxy that ends \
                 TLS by --trusted-proxy, or accept it by --insecure-listen"
            ));
        }
        let origin = self.public_origin.as_ref().filter(|origin| leaves_in_plain_text(origin));
        if let Some(origin) = origin.filter(|_| !network.insecure_listen) {
            return Err(format!(
                "--public-origin {origin}: browsers would send keys in plain HTTP; use https, or accept it by \
                 --insecure-listen"
            ));
        }
        let metrics = self.metrics.filter(|metrics| !metrics.ip().is_loopback() && !network.insecure_listen);
        if let Some(metrics) = metrics {
            return Err(format!(
                "--metrics {metrics}: they would be served in plain HTTP beyond this machine; listen on a loopback \
                 address, or accept it by --insecure-listen"
            ));
        }
        let mut authorities = self.allow_authority.iter().flat_map(AllowedAuthority::all);
        let authority = authorities.find(|authority| leaves_in_plain_text(authority));
        if let Some(authority) = authority.filter(|_| !network.insecure_authorities) {
            return Err(format!(
                "--allow-authority {authority}: assertions and tokens would be sent in plain HTTP; use https, or accept \
                 it by --insecure-authorities"
            ));
        }
        let collector = self.otlp_endpoint.iter().find(|collector| leaves_in_plain_text(collector));
        if let Some(collector) = collector.filter(|_| !network.insecure_otlp) {
            let host = Url::parse(collector).ok().and_then(|url| url.host_str().map(str::to_owned));
            return Err(format!(
                "--otlp-endpoint at {}: traces and the log would be sent in plain HTTP; use https, or accept it by \
                 --insecure-otlp",
                host.unwrap_or_default()
            ));
        }
        Ok(())
    }
}

/// Whether what is sent to this URL leaves the machine, and can be read on its way.
fn leaves_in_plain_text(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| url.scheme() == "http" && !url.host_str().is_some_and(is_loopback))
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    /// What a server that is started so says.
    fn refusal(args: &[&str]) -> Option<String> {
        let args = Args::try_parse_from([&["server"], args].concat());
        args.expect("well-formed").check_network().err()
    }

    #[track_caller]
    fn must_be_accepted(args: &[&str], by: &str) {
        let said = refusal(args).unwrap_or_else(|| panic!("{args:?} needs no {by}"));
        assert!(said.contains(by) && said.starts_with(args[0]), "{said}");
        assert_eq!(refusal(&[args, &[by]].concat()), None, "{args:?}");
    }

    #[test]
    fn beyond_this_machine_plain_http_must_be_accepted() {
        must_be_accepted(&["--listen", "0.0.0.0"], "--insecure-listen");
        must_be_accepted(&["--listen", "::"], "--insecure-listen");
        must_be_accepted(&["--metrics", "10.0.0.1:9464"], "--insecure-listen");
        must_be_accepted(&["--public-origin", "http://hub.example"], "--insecure-listen");
        must_be_accepted(&["--allow-authority", "http://salesforce.example"], "--insecure-authorities");
        must_be_accepted(&["--allow-authority", "http://127.0.0.1.example:80"], "--insecure-authorities");
        must_be_accepted(
            &["--allow-authority", "https://a.example=http://b.example"],
            "--insecure-authorities",
        );
        must_be_accepted(&["--otlp-endpoint", "http://collector:4318"], "--insecure-otlp");
        let one = ["--allow-authority", "https://a.example,http://b.example"];
        assert!(refusal(&one).is_some_and(|said| said.contains("http://b.example")));
        for (option, other) in
            [("--insecure-otlp", "--listen=0.0.0.0"), ("--insecure-listen", "--otlp-endpoint=http://c")]
        {
            assert!(refusal(&[option, other]).is_some(), "{option} is not about {other}");
        }
    }

    #[test]
    fn within_this_machine_and_by_https_nothing_need_be_accepted() {
        for args in [
            &[][..],
            &["--demo"],
            &["--listen", "::1", "--metrics", "127.0.0.1:9464"],
            &["--otlp-endpoint", "http://localhost:4318"],
            &["--otlp-endpoint", "http://[::1]:4318"],
            &["--otlp-endpoint", "https://collector:4318"],
            &["--public-origin", "https://hub.example"],
            &["--public-origin", "http://localhost:8080"],
            &["--allow-authority", "http://localhost:8090", "--allow-authority", "http://127.0.0.77:9"],
            &["--allow-authority", "https://salesforce.example"],
            &["--listen", "0.0.0.0", "--trusted-proxy", "10.0.0.0/8"],
        ] {
            assert_eq!(refusal(args), None, "{args:?}");
        }
        let metrics = ["--metrics", "0.0.0.0:9464", "--trusted-proxy", "10.0.0.0/8"];
        assert!(refusal(&metrics).is_some(), "no proxy stands before them");
    }

    #[test]
    fn nothing_makes_the_demo_serve_others() {
        for accepted in ["--insecure-listen", "--trusted-proxy=10.0.0.1"] {
            let said = refusal(&["--demo", "--listen", "0.0.0.0", accepted]);
            assert!(said.is_some_and(|said| said.contains("this machine only")), "{accepted}");
        }
    }

    #[test]
    fn a_collectors_password_is_not_repeated() {
        let said = refusal(&["--otlp-endpoint", "http://ann:canary@collector:4318"]).expect("refused");
        assert!(said.contains("collector") && !said.contains("canary"), "{said}");
    }

    #[test]
    fn proxies_are_addresses_or_networks() {
        let args =
            ["server", "--trusted-proxy", "10.0.0.1,10.1.2.3/8", "--trusted-proxy", "::ffff:192.0.2.1"];
        let proxies = Args::parse_from(args).config().trusted_proxies;
        let proxies: Vec<String> = proxies.iter().map(ToString::to_string).collect();
        assert_eq!(proxies, ["10.0.0.1/32", "10.0.0.0/8", "192.0.2.1/32"]);
        for text in
            ["", "proxy.example", "10.0.0.1:80", "0.0.0.0/0", "::/0", "::ffff:10.0.0.0/104", "10.0.0.0/33"]
        {
            assert!(proxy(text).is_err(), "{text}");
        }
    }
}
