//! Where else a form may be meant to sign in: Salesforce's own servers, and the org's address where it is known.

use contract::limits::{ADDRESSES_TRIED, DEFAULT_URL, SANDBOX_URL};
use contract::validation::{self, UrlPolicy, ValidatedUrl};

/// The servers that all orgs sign in at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginServers {
    /// Where production orgs sign in.
    pub production: String,
    /// Where sandboxes sign in.
    pub sandbox: String,
}

impl Default for LoginServers {
    /// Salesforce's own.
    fn default() -> Self {
        Self { production: DEFAULT_URL.to_owned(), sandbox: SANDBOX_URL.to_owned() }
    }
}

/// A server to ask, and the audience to name to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Where to sign in.
    pub url: ValidatedUrl,
    /// The audience that the assertion names: `aud`.
    pub audience: ValidatedUrl,
}

/// The addresses to try in place of the one that a form has, at most [`ADDRESSES_TRIED`], the likeliest first. `learned`
/// are addresses of the org that Salesforce itself has given.
///
/// An External Client App wants the org's own address as both; Government Cloud wants the org's own address, and a login
/// server's as audience; a Connected App takes a login server as both.
pub fn elsewhere(
    servers: &LoginServers,
    policy: &UrlPolicy,
    url: &ValidatedUrl,
    audience: Option<&ValidatedUrl>,
    learned: &[ValidatedUrl],
) -> Vec<Address> {
    let allowed = |server: &str| validation::url(server, policy).ok();
    let (Some(production), Some(sandbox)) = (allowed(&servers.production), allowed(&servers.sandbox)) else {
        return Vec::new();
    };
    let entered = Address { url: url.clone(), audience: audience.unwrap_or(url).clone() };
    // An operator's authority is not Salesforce's: it stands for itself, and nobody else is told of what is for it.
    let is_foreign = |url: &ValidatedUrl| url.allowed_by_operator != production.allowed_by_operator;
    let is_own = |url: &&ValidatedUrl| **url != production && **url != sandbox && url.path.is_empty();
    let mut addresses = Vec::new();
    let mut add = |url: &ValidatedUrl, audience: &ValidatedUrl| {
        let address = Address { url: url.clone(), audience: audience.clone() };
        if address != entered && !addresses.contains(&address) {
            addresses.push(address);
        }
    };
    if is_foreign(url) {
        for audience in [url, &production, &sandbox] {
            add(url, audience);
        }
    } else {
        let own = [url].into_iter().chain(audience).chain(learned);
        let own: Vec<&ValidatedUrl> = own.filter(|url| is_own(url) && !is_foreign(url)).collect();
        let of_sandbox = own.first().is_some_and(|url| names_a_sandbox(&url.host));
        let (likely, unlikely) = if of_sandbox { (&sandbox, &production) } else { (&production, &sandbox) };
        for url in own {
            add(url, url);
            add(url, likely);
        }
        add(likely, likely);
        add(unlikely, unlikely);
    }
    addresses.truncate(ADDRESSES_TRIED);
    addresses
}

/// Whether a My Domain's users sign in where sandboxes' do: a sandbox's name stands behind two hyphens, a scratch org's says
/// that it is one.
fn names_a_sandbox(host: &str) -> bool {
    host.split('.').any(|label| matches!(label, "sandbox" | "scratch") || label.contains("--"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOGIN: &str = DEFAULT_URL;
    const TEST: &str = SANDBOX_URL;
    const OWN: &str = "https://acme.my.salesforce.com";
    const OWN_SANDBOX: &str = "https://acme--uat.sandbox.my.salesforce.com";
    const SCRATCH: &str = "https://acme-dev-ed.scratch.my.salesforce.com";
    const OTHER: &str = "https://other.my.salesforce.com";
    const SITE: &str = "https://site.example";

    fn policy() -> UrlPolicy {
        UrlPolicy { allowed_authorities: vec![SITE.to_owned()] }
    }

    fn parsed(url: &str) -> ValidatedUrl {
        validation::url(url, &policy()).unwrap_or_else(|code| panic!("{url}: {code}"))
    }

    fn tried(url: &str, audience: Option<&str>, learned: &[&str]) -> Vec<(String, String)> {
        let learned: Vec<ValidatedUrl> = learned.iter().map(|url| parsed(url)).collect();
        let audience = audience.map(parsed);
        let found = elsewhere(&LoginServers::default(), &policy(), &parsed(url), audience.as_ref(), &learned);
        found.iter().map(|address| (address.url.canonical(), address.audience.canonical())).collect()
    }

    #[test]
    fn the_likeliest_comes_first() {
        type Pairs<'a> = &'a [(&'a str, &'a str)];
        let cases: &[(&str, Option<&str>, &[&str], Pairs<'_>)] = &[
            (LOGIN, None, &[], &[(TEST, TEST)]),
            (TEST, None, &[], &[(LOGIN, LOGIN)]),
            (LOGIN, Some(TEST), &[], &[(LOGIN, LOGIN), (TEST, TEST)]),
            (LOGIN, None, &[OWN], &[(OWN, OWN), (OWN, LOGIN), (TEST, TEST)]),
            (LOGIN, Some(OWN), &[], &[(OWN, OWN), (OWN, LOGIN), (LOGIN, LOGIN)]),
            (OWN, None, &[], &[(OWN, LOGIN), (LOGIN, LOGIN), (TEST, TEST)]),
            (OWN, Some(LOGIN), &[OWN], &[(OWN, OWN), (LOGIN, LOGIN), (TEST, TEST)]),
            (OWN_SANDBOX, None, &[], &[(OWN_SANDBOX, TEST), (TEST, TEST), (LOGIN, LOGIN)]),
            (LOGIN, Some(OWN_SANDBOX), &[], &[(OWN_SANDBOX, OWN_SANDBOX), (OWN_SANDBOX, TEST), (TEST, TEST)]),
            (LOGIN, Some(SCRATCH), &[], &[(SCRATCH, SCRATCH), (SCRATCH, TEST), (TEST, TEST)]),
            (SCRATCH, None, &[], &[(SCRATCH, TEST), (TEST, TEST), (LOGIN, LOGIN)]),
            // What an operator allows is asked, and nobody else.
            (SITE, None, &[OWN], &[(SITE, LOGIN), (SITE, TEST)]),
            (SITE, Some(TEST), &[], &[(SITE, SITE), (SITE, LOGIN)]),
            (LOGIN, Some(SITE), &[SITE], &[(LOGIN, LOGIN), (TEST, TEST)]),
        ];
        for (url, audience, learned, expected) in cases {
            let expected: Vec<(String, String)> =
                expected.iter().map(|(url, audience)| (url.to_string(), audience.to_string())).collect();
            assert_eq!(tried(url, *audience, learned), expected, "{url} {audience:?} {learned:?}");
        }
    }

    /// Whatever is entered and known, in all combinations.
    #[test]
    fn no_host_off_the_list_is_ever_asked() {
        let all = [LOGIN, TEST, OWN, OWN_SANDBOX, OTHER, SITE];
        let mut combinations = 0;
        for url in all {
            for audience in all.map(Some).into_iter().chain([None]) {
                for learned in 0..1 << all.len() {
                    let learned: Vec<&str> = all
                        .iter()
                        .enumerate()
                        .filter(|(at, _)| learned >> at & 1 == 1)
                        .map(|(_, url)| *url)
                        .collect();
                    let found = tried(url, audience, &learned);
                    assert!(found.len() <= ADDRESSES_TRIED);
                    for (asked, named) in &found {
                        assert!(asked != url || Some(named.as_str()) != audience.or(Some(url)), "{found:?}");
                        let listed = if url == SITE {
                            asked == SITE
                        } else {
                            asked != SITE
                                && ([LOGIN, TEST, url].contains(&asked.as_str())
                                    || audience == Some(asked)
                                    || learned.contains(&asked.as_str()))
                        };
                        assert!(listed, "{url} {audience:?} {learned:?}: {asked}");
                    }
                    combinations += 1;
                }
            }
        }
        assert_eq!(combinations, 6 * 7 * 64);
    }
}
