//! A URL by a grammar of its own: strict, ASCII only, without a table.
//!
//! Two readers of one URL must never see two hosts in it, so whatever browsers forgive (backslashes, tabs inside,
//! missing slashes, percent-encoded hosts, IDN) is refused. The server holds [`ValidatedUrl::canonical`] against
//! `url::Url` before it connects.

mod canonical;

pub use canonical::CanonicalUrl;

use super::UrlPolicy;
use super::host::{check_domain, is_canonical_ip};
use super::salesforce::is_salesforce_host;
use super::suggest::is_of_address_bar;
use super::text::is_hidden;
use crate::blank::trimmed;
use crate::codes::RuleCode;
use crate::limits::URL_CHARS;

/// An authorization server's URL, or an audience, taken apart by the strict grammar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidatedUrl {
    /// `https`, or `http` for an authority that the operator allowed.
    pub scheme: &'static str,
    /// Host in lower case: a domain name, or an IP address that the operator allowed.
    pub host: String,
    /// Port, where it is not the scheme's default.
    pub port: Option<u16>,
    /// The path without a trailing slash: that of an Experience Cloud site, where the operator allows its authority, or
    /// of an audience.
    pub path: String,
    /// Whether an authority of the operator's allowed it, rather than the list of Salesforce's hosts.
    pub allowed_by_operator: bool,
}

impl ValidatedUrl {
    /// No URL: what stands in a form's place for one until a URL is read.
    pub(crate) const fn none() -> Self {
        Self { scheme: "", host: String::new(), port: None, path: String::new(), allowed_by_operator: false }
    }

    /// The canonical form: no default port, no trailing slash.
    pub fn canonical(&self) -> String {
        let Self { scheme, host, path, .. } = self;
        match self.port {
            Some(port) => format!("{scheme}://{host}:{port}{path}"),
            None => format!("{scheme}://{host}{path}"),
        }
    }
}

/// The rule of the authorization server's URL. Gives the URL taken apart.
///
/// # Errors
/// In this order: empty; an address bar's host (whatever follows it, since it is pasted with its path); an invisible
/// character inside; characters that no URL has; too long; not https; userinfo; an IP address; a trailing dot; a
/// malformed host; not Salesforce's; a port; a path; a query; a fragment. An operator's authority may have http, an IP
/// address, a port, and the path of an Experience Cloud site, which token and audience then stand below.
pub fn url(typed: &str, policy: &UrlPolicy) -> Result<ValidatedUrl, RuleCode> {
    check(typed, policy, Paths::OfSites)
}

/// The rule of the `instance_url` that Salesforce answers with: [`url`], without a path, whoever's it is.
///
/// # Errors
/// Those of [`url`].
pub fn instance_url(answered: &str, policy: &UrlPolicy) -> Result<ValidatedUrl, RuleCode> {
    check(answered, policy, Paths::Refused)
}

/// The rule of an audience. Gives the URL taken apart, or `None` when empty, which means the connector's URL.
///
/// # Errors
/// In the order of [`url`], its codes being gathered under those that begin with `audience_`. A path is allowed if
/// its segments are plain: no empty one, no `.` or `..`, nothing outside `[A-Za-z0-9._~-]`.
pub fn audience(typed: &str, policy: &UrlPolicy) -> Result<Option<ValidatedUrl>, RuleCode> {
    match check(typed, policy, Paths::Plain) {
        Ok(url) => Ok(Some(url)),
        Err(RuleCode::UrlEmpty) => Ok(None),
        Err(RuleCode::InvisibleCharacter) => Err(RuleCode::InvisibleCharacter),
        Err(RuleCode::UrlTooLong) => Err(RuleCode::AudienceTooLong),
        Err(RuleCode::UrlNotHttps) => Err(RuleCode::AudienceNotHttps),
        Err(RuleCode::UrlUserinfo | RuleCode::UrlQuery | RuleCode::UrlFragment) => {
            Err(RuleCode::AudienceParts)
        }
        Err(RuleCode::UrlIpAddress | RuleCode::UrlTrailingDot | RuleCode::UrlPort) => {
            Err(RuleCode::AudienceHost)
        }
        Err(RuleCode::UrlNotSalesforce | RuleCode::UrlAddressBar) => Err(RuleCode::AudienceNotSalesforce),
        Err(_) => Err(RuleCode::AudienceMalformed),
    }
}

/// An entry of [`UrlPolicy::allowed_authorities`], taken apart: what an operator's configuration must pass.
///
/// An IPv4 address must be written as four decimal numbers, an IPv6 address in its shortest form (RFC 5952).
///
/// # Errors
/// The codes of [`url`], except for those that a Salesforce host is held to.
pub fn operator_authority(entry: &str) -> Result<ValidatedUrl, RuleCode> {
    let split = Split::of(trimmed(entry))?;
    if split.userinfo {
        return Err(RuleCode::UrlUserinfo);
    }
    if !is_canonical_ip(&split.host) {
        check_domain(&split.host)?;
    }
    split.finish(Paths::Refused, true)
}

/// What may follow the authority.
enum Paths {
    /// Nothing but one `/`.
    Refused,
    /// Where the operator allows the authority, a site's: see [`site_path`].
    OfSites,
    /// Segments that read the same to everyone.
    Plain,
}

fn check(typed: &str, policy: &UrlPolicy, paths: Paths) -> Result<ValidatedUrl, RuleCode> {
    if is_of_address_bar(typed) {
        return Err(RuleCode::UrlAddressBar);
    }
    let split = Split::of(trimmed(typed))?;
    // Salesforce's own hosts stay under the rules for Salesforce's hosts, also where an operator lists them.
    let own = split.is_of_salesforce();
    let by_operator = !(own && split.port == Ok(None)) && split.is_allowed_by(policy);
    if split.scheme != "https" && !by_operator {
        return Err(RuleCode::UrlNotHttps);
    }
    if split.userinfo {
        return Err(RuleCode::UrlUserinfo);
    }
    if !by_operator {
        check_domain(&split.host)?;
        if !own {
            return Err(RuleCode::UrlNotSalesforce);
        }
        if matches!(split.port, Ok(Some(_))) {
            return Err(RuleCode::UrlPort);
        }
    }
    split.finish(paths, by_operator)
}

/// A URL cut at its delimiters, none of its parts judged yet but the scheme.
struct Split<'a> {
    scheme: &'static str,
    userinfo: bool,
    /// Host in lower case.
    host: String,
    /// The port where it is not the scheme's default, or what is wrong with it.
    port: Result<Option<u16>, RuleCode>,
    /// Path without one trailing slash.
    path: &'a str,
    query: bool,
    fragment: bool,
}

impl<'a> Split<'a> {
    fn of(text: &'a str) -> Result<Self, RuleCode> {
        if text.is_empty() {
            return Err(RuleCode::UrlEmpty);
        }
        if text.contains(is_hidden) {
            return Err(RuleCode::InvisibleCharacter);
        }
        if !text.bytes().all(is_url_byte) {
            return Err(RuleCode::UrlMalformed);
        }
        if text.len() > URL_CHARS {
            return Err(RuleCode::UrlTooLong);
        }
        let (scheme, rest) = split_scheme(text)?;
        let (rest, fragment) = cut(rest, '#');
        let (rest, query) = cut(rest, '?');
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (userinfo, host_and_port) = match authority.rsplit_once('@') {
            Some((_, host_and_port)) => (true, host_and_port),
            None => (false, authority),
        };
        let (host, port) = split_port(host_and_port);
        Ok(Self {
            scheme,
            userinfo,
            host: host.to_ascii_lowercase(),
            port: port.map_or(Ok(None), |digits| parse_port(digits, scheme)),
            path: path.strip_suffix('/').unwrap_or(path),
            query,
            fragment,
        })
    }

    /// Whether it is https at one of Salesforce's hosts, at whatever port.
    fn is_of_salesforce(&self) -> bool {
        self.scheme == "https" && is_salesforce_host(&self.host)
    }

    fn is_allowed_by(&self, policy: &UrlPolicy) -> bool {
        self.port.is_ok_and(|port| policy.lists(self.scheme, &self.host, port))
    }

    /// Judges what follows the host, which the caller has judged.
    fn finish(self, paths: Paths, allowed_by_operator: bool) -> Result<ValidatedUrl, RuleCode> {
        let Self { scheme, host, path, .. } = self;
        let port = self.port?;
        let (path_holds, otherwise) = match paths {
            Paths::Refused => (path.is_empty(), RuleCode::UrlPath),
            Paths::OfSites => {
                let is_site = allowed_by_operator && is_plain_path(path) && site_path(path) == path;
                (path.is_empty() || is_site, RuleCode::UrlPath)
            }
            Paths::Plain => (is_plain_path(path), RuleCode::UrlMalformed),
        };
        if !path_holds {
            Err(otherwise)
        } else if self.query {
            Err(RuleCode::UrlQuery)
        } else if self.fragment {
            Err(RuleCode::UrlFragment)
        } else {
            Ok(ValidatedUrl { scheme, host, port, path: path.to_owned(), allowed_by_operator })
        }
    }
}

/// Unreserved and reserved characters, and the percent sign (RFC 3986 sections 2.1 to 2.3).
const fn is_url_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'%' | b'!' | b'#'..=b'/' | b':' | b';')
        || matches!(byte, b'=' | b'?' | b'@' | b'[' | b']')
}

fn split_scheme(text: &str) -> Result<(&'static str, &str), RuleCode> {
    let (scheme, rest) = text.split_once(':').ok_or(RuleCode::UrlNotHttps)?;
    let after_slashes = rest.strip_prefix("//");
    if scheme.eq_ignore_ascii_case("https") {
        Ok(("https", after_slashes.ok_or(RuleCode::UrlMalformed)?))
    } else if scheme.eq_ignore_ascii_case("http") {
        Ok(("http", after_slashes.ok_or(RuleCode::UrlNotHttps)?))
    } else {
        Err(RuleCode::UrlNotHttps)
    }
}

/// What stands before a delimiter, and whether there is one.
fn cut(text: &str, delimiter: char) -> (&str, bool) {
    text.split_once(delimiter).map_or((text, false), |(before, _)| (before, true))
}

/// Two colons without brackets make an IPv6 address, not a port.
fn split_port(host_and_port: &str) -> (&str, Option<&str>) {
    let (host, after) = match host_and_port.find(']') {
        Some(at) => host_and_port.split_at(at + 1),
        None => host_and_port.split_at(host_and_port.find(':').unwrap_or(host_and_port.len())),
    };
    match after.strip_prefix(':') {
        Some(port) if !port.contains(':') => (host, Some(port)),
        _ => (host_and_port, None),
    }
}

fn parse_port(digits: &str, scheme: &str) -> Result<Option<u16>, RuleCode> {
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(RuleCode::UrlMalformed);
    }
    match (digits, scheme) {
        ("443", "https") | ("80", "http") => Ok(None),
        _ if digits.starts_with('0') => Err(RuleCode::UrlPort),
        _ => digits.parse().map(Some).map_err(|_| RuleCode::UrlPort),
    }
}

/// The part of a path that an Experience Cloud site can stand below: up to the segment that begins its pages (`s`,
/// `login`, `apex`) or Salesforce's endpoints.
pub(super) fn site_path(path: &str) -> &str {
    let mut segments = path.match_indices('/').filter(|&(at, _)| {
        let segment = path.get(at + 1..).and_then(|rest| rest.split('/').next()).unwrap_or_default();
        matches!(segment, "s" | "login")
            || ["services", "secur", "apex", "idp"].iter().any(|begin| segment.eq_ignore_ascii_case(begin))
    });
    segments.next().and_then(|(at, _)| path.get(..at)).unwrap_or(path)
}

fn is_plain_path(path: &str) -> bool {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    let plain = |segment: &str| !matches!(segment, "" | "." | "..") && segment.bytes().all(unreserved);
    path.is_empty() || path.split('/').skip(1).all(plain)
}
