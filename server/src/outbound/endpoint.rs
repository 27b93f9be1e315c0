//! From a URL that the rules took apart to the one that is asked: rebuilt from its parts, and confirmed by
//! a parser that nobody here wrote.

use contract::validation::ValidatedUrl;
use url::{Host, Url};

/// An address to ask, and by which of the two clients.
#[derive(Clone, Debug)]
pub struct Endpoint {
    url: Url,
    authority: String,
    by_operator: bool,
}

/// Our grammar and `url::Url` read a URL differently: never asked, whoever is right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the URL's parts do not survive a second parser: {0}")]
pub struct Disagreement(&'static str);

impl Endpoint {
    /// The address of `path` at a checked URL.
    ///
    /// # Errors
    /// When `url::Url` disagrees with the parts, or the parts are none that the rules let through.
    pub fn new(base: &ValidatedUrl, path: &str) -> Result<Self, Disagreement> {
        let written = format!("{}{path}", base.canonical());
        let url = Url::parse(&written).map_err(|_| Disagreement("it does not parse"))?;
        let by_operator = base.allowed_by_operator;
        let verdicts = [
            (url.as_str() == written, "it is written differently"),
            (url.scheme() == base.scheme, "scheme"),
            (url.host_str() == Some(base.host.as_str()), "host"),
            (url.port() == base.port, "port"),
            (url.username().is_empty() && url.password().is_none(), "userinfo"),
            (url.query().is_none() && url.fragment().is_none(), "query or fragment"),
            (by_operator || url.scheme() == "https", "not https"),
            (by_operator || url.port().is_none(), "a port"),
            // The connector never asks the resolver about a literal, so none may get as far.
            (by_operator || matches!(url.host(), Some(Host::Domain(_))), "an IP address"),
        ];
        if let Some((_, what)) = verdicts.into_iter().find(|&(agreed, _)| !agreed) {
            return Err(Disagreement(what));
        }
        let port = url.port_or_known_default().unwrap_or_default();
        Ok(Self { authority: format!("{}:{port}", base.host), url, by_operator })
    }

    /// This endpoint with a query, where there is one.
    ///
    /// # Errors
    /// When `url::Url` would write the query otherwise.
    pub fn with_query(mut self, query: &str) -> Result<Self, Disagreement> {
        if query.is_empty() {
            return Ok(self);
        }
        self.url.set_query(Some(query));
        if self.url.query() == Some(query) { Ok(self) } else { Err(Disagreement("the query")) }
    }

    /// The URL to ask.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Host and port: what concurrency bounds and circuit breakers go by.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// Whether the operator named this authority, so that its address may be any.
    pub fn by_operator(&self) -> bool {
        self.by_operator
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(scheme: &'static str, host: &str, port: Option<u16>, allowed_by_operator: bool) -> ValidatedUrl {
        ValidatedUrl { scheme, host: host.to_owned(), port, path: String::new(), allowed_by_operator }
    }

    #[test]
    fn a_salesforce_url_survives() {
        let base = parts("https", "login.salesforce.com", None, false);
        let endpoint = Endpoint::new(&base, "/services/oauth2/token").expect("agreed");
        assert_eq!(endpoint.url().as_str(), "https://login.salesforce.com/services/oauth2/token");
        assert_eq!(endpoint.authority(), "login.salesforce.com:443");
    }

    #[test]
    fn parts_that_no_rule_lets_through_are_refused_again() {
        for base in [
            parts("http", "login.salesforce.com", None, false),
            parts("https", "login.salesforce.com", Some(8443), false),
            parts("https", "127.0.0.1", None, false),
            parts("https", "0x7f.1", None, false),
            parts("https", "2130706433", None, false),
            parts("https", "[::1]", None, false),
            parts("https", "LOGIN.salesforce.com", None, false),
            parts("https", "a@login.salesforce.com", None, false),
            parts("https", "evil.com/.my.salesforce.com", None, false),
            parts("https", "evil.com#.my.salesforce.com", None, false),
            parts("https", "evil.com?.my.salesforce.com", None, false),
            parts("https", "evil.com\\.my.salesforce.com", None, false),
            parts("https", "ｌogin.salesforce.com", None, false),
            parts("https", "a b.my.salesforce.com", None, false),
            parts("https", "%6cogin.salesforce.com", None, false),
            parts("https", "", None, false),
        ] {
            let endpoint = Endpoint::new(&base, "/services/oauth2/token");
            assert!(endpoint.is_err(), "{base:?}: {endpoint:?}");
        }
    }

    #[test]
    fn only_the_operator_opens_http_ports_and_literals() {
        for base in [
            parts("http", "localhost", Some(8090), true),
            parts("http", "127.0.0.1", Some(8090), true),
            parts("http", "[::1]", None, true),
        ] {
            assert!(Endpoint::new(&base, "/services/oauth2/token").is_ok(), "{base:?}");
        }
    }
}
