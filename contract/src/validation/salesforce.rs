//! Salesforce's own hosts: which are authorization servers, and which only stand in address bars.

use super::host::is_domain;
use super::near_miss::near_miss;

/// Where My Domain hosts stand: the world's, the Defense cloud's, and China's.
pub(super) const MY_DOMAIN_SUFFIXES: [&str; 3] = [WORLD, DEFENSE, CHINA];
const WORLD: &str = ".my.salesforce.com";
const DEFENSE: &str = ".my.salesforce.mil";
const CHINA: &str = ".my.sfcrmproducts.cn";

/// Below these stand the same names as below a My Domain's suffix, but for people: Lightning, Setup, files. Names below
/// Visualforce's have a package's name behind them: see [`without_package`].
pub(super) const ADDRESS_BARS: [(&str, &str); 15] = [
    (".lightning.force.com", WORLD),
    (".builder.salesforce-experience.com", WORLD),
    (".my.salesforce-setup.com", WORLD),
    (".file.force.com", WORLD),
    (".vf.force.com", WORLD),
    (".visualforce.com", WORLD),
    (".lightning.crmforce.mil", DEFENSE),
    (".lightning.force.mil", DEFENSE),
    (".my.salesforce-setup.mil", DEFENSE),
    (".file.crmforce.mil", DEFENSE),
    (".vf.crmforce.mil", DEFENSE),
    (".lightning.sfcrmapps.cn", CHINA),
    (".setup.sfcrmproducts.cn", CHINA),
    (".file.sfcrmapps.cn", CHINA),
    (".vf.sfcrmapps.cn", CHINA),
];

/// What Microsoft's proxy (Defender for Cloud Apps) puts behind a host in address bars: its own, those for governments,
/// and that of old; and what may stand in front of it, for its region.
const PROXIES: [&str; 4] = [".mcas.ms", ".mcas-gov.ms", ".mcas-gov.us", ".cas.ms"];
const REGIONS: [&str; 6] = [".us", ".us2", ".us3", ".eu", ".eu2", ".uk"];

/// The production authorization server of all organizations.
pub(super) const LOGIN: &str = "login.salesforce.com";

/// The authorization server of all sandboxes.
pub(super) const TEST: &str = "test.salesforce.com";

/// Whether a host (in lower case) is one of Salesforce's authorization servers.
pub(super) fn is_salesforce_host(host: &str) -> bool {
    host == LOGIN || host == TEST || MyDomain::of(host).is_some()
}

/// Whether a host (in lower case) is a Salesforce sandbox's: `test.salesforce.com`, or a My Domain whose name has the
/// sandbox's behind two hyphens (`acme--uat.sandbox.my.salesforce.com`, of old `acme--uat.cs42.my.salesforce.com`).
pub fn is_sandbox_host(host: &str) -> bool {
    host == TEST || MyDomain::of(host).is_some_and(|my_domain| my_domain.is_sandbox())
}

/// Whether a host (in lower case) can only be production's: `login.salesforce.com`, or a plain My Domain.
pub(super) fn is_production_host(host: &str) -> bool {
    let is_plain =
        |MyDomain { name, partition, .. }: MyDomain<'_>| partition.is_empty() && !name.contains("--");
    host == LOGIN || MyDomain::of(host).is_some_and(is_plain)
}

/// The host on the other side: the sandbox's of this name for a production host, the production's for a sandbox's.
pub(super) fn other_side(host: &str, sandbox: &str) -> Option<String> {
    if host == LOGIN {
        return Some(TEST.to_owned());
    }
    if host == TEST {
        return Some(LOGIN.to_owned());
    }
    let MyDomain { name, suffix, .. } = MyDomain::of(host)?;
    let other = if is_production_host(host) {
        [name, "--", sandbox, ".sandbox", suffix].concat()
    } else {
        let (production, _sandbox) = name.split_once("--")?;
        [production, suffix].concat()
    };
    is_domain(&other).then_some(other)
}

/// The authorization server that stands behind a host (in lower case) which only address bars show.
pub(super) fn behind_address_bar(host: &str) -> Option<String> {
    let shown = without_proxy(host);
    if shown.len() < host.len() && (shown == LOGIN || shown == TEST) {
        return Some(shown.to_owned());
    }
    if shown.len() == host.len() && MyDomain::of(host).is_some() {
        None
    } else {
        my_domain_of(shown).filter(|meant| is_domain(meant))
    }
}

/// The authorization server that a host (in lower case) may be meant for: it is one, stands in address bars for one, or
/// differs from either by a slip of the keyboard.
pub(super) fn meant_host(host: &str) -> Option<String> {
    if is_salesforce_host(host) && is_domain(host) {
        return Some(host.to_owned());
    }
    behind_address_bar(host).or_else(|| near_miss(without_proxy(host)))
}

/// A My Domain host taken apart.
struct MyDomain<'a> {
    /// The organization's name, with a sandbox's behind two hyphens.
    name: &'a str,
    /// What stands between the name and the suffix: `sandbox`, `develop`, an instance, or nothing.
    partition: &'a str,
    suffix: &'static str,
}

impl<'a> MyDomain<'a> {
    fn of(host: &'a str) -> Option<Self> {
        MY_DOMAIN_SUFFIXES.into_iter().find_map(|suffix| {
            let names = host.strip_suffix(suffix)?;
            let (name, partition) = names.split_once('.').unwrap_or((names, ""));
            Some(Self { name, partition, suffix })
        })
    }

    fn is_sandbox(&self) -> bool {
        let Self { name, partition, .. } = *self;
        let instance = partition.strip_prefix("cs").filter(|number| !number.is_empty());
        let of_old = partition.is_empty()
            || instance.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
        partition == "sandbox" || partition.ends_with(".sandbox") || of_old && name.contains("--")
    }
}

fn without_proxy(host: &str) -> &str {
    let Some(shown) = PROXIES.iter().find_map(|proxy| host.strip_suffix(proxy)) else { return host };
    REGIONS.iter().find_map(|region| shown.strip_suffix(region)).unwrap_or(shown)
}

/// The My Domain host that a host is, or that it stands in address bars for.
pub(super) fn my_domain_of(host: &str) -> Option<String> {
    if MyDomain::of(host).is_some() {
        return Some(host.to_owned());
    }
    ADDRESS_BARS.iter().find_map(|(suffix, my_domain)| {
        let name = host.strip_suffix(suffix)?;
        let name = if suffix.starts_with(".v") { &*without_package(name)? } else { name };
        Some([name, my_domain].concat())
    })
}

/// `acme--uat--c.sandbox` without the name of the package, `c`. `None` where it cannot be told from a sandbox's name.
fn without_package(names: &str) -> Option<String> {
    let (name, partition) = names.split_once('.').unwrap_or((names, ""));
    let hyphens = |name: &str| name.as_bytes().windows(2).rposition(|pair| pair == b"--");
    let name = name.get(..hyphens(name)?)?;
    match (partition, hyphens(name)) {
        ("", None) => Some(name.to_owned()),
        ("sandbox", Some(_)) => Some([name, ".", partition].concat()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_sandbox_host, meant_host, other_side};

    #[test]
    fn what_is_meant_is_salesforces_own() {
        for (typed, meant) in [
            ("login.salesforce.com", Some("login.salesforce.com")),
            ("salesforce.com", Some("login.salesforce.com")),
            ("www.salesforce.com", Some("login.salesforce.com")),
            ("saleforce.com", Some("login.salesforce.com")),
            ("salesforce.co", Some("login.salesforce.com")),
            ("my.saleforce.com", Some("login.salesforce.com")),
            ("lgoin.salesforce.com", Some("login.salesforce.com")),
            ("login.salesfroce.com", Some("login.salesforce.com")),
            ("login.s\u{430}lesforce.com", Some("login.salesforce.com")),
            ("tset.salesforce.com", Some("test.salesforce.com")),
            ("test.saleforce.com", Some("test.salesforce.com")),
            ("acme.my.saleforce.com", Some("acme.my.salesforce.com")),
            ("acme--uat.sandbox.my.salesforc.com", Some("acme--uat.sandbox.my.salesforce.com")),
            ("acme.mysalesforce.com", Some("acme.my.salesforce.com")),
            ("acme.my.salesforce.ml", Some("acme.my.salesforce.mil")),
            ("acme.lightening.force.com", Some("acme.my.salesforce.com")),
            ("acme.lightning.force.co.mcas.ms", Some("acme.my.salesforce.com")),
            ("acme--uat--c.sandbox.vf.force.com", Some("acme--uat.sandbox.my.salesforce.com")),
            ("acme--c.vf.force.com", Some("acme.my.salesforce.com")),
            ("acme--uat--c.vf.force.com", None),
            ("acme--c.na139.visualforce.com", None),
            ("acme.vf.force.com", None),
            ("trust.salesforce.com", None),
            ("help.salesforce.com", None),
            ("acme.salesforce.com", None),
            ("acme.force.com", None),
            ("a.b.salesforce.com", None),
            ("acme.my.site.com", None),
            ("login.salesforce.com.evil.example", None),
            ("evil.example", None),
            ("", None),
        ] {
            assert_eq!(meant_host(typed).as_deref(), meant, "{typed}");
        }
    }

    #[test]
    fn each_side_has_another() {
        for (host, other) in [
            ("login.salesforce.com", Some("test.salesforce.com")),
            ("test.salesforce.com", Some("login.salesforce.com")),
            ("acme.my.salesforce.com", Some("acme--uat.sandbox.my.salesforce.com")),
            ("acme.my.salesforce.mil", Some("acme--uat.sandbox.my.salesforce.mil")),
            ("acme--uat.sandbox.my.salesforce.com", Some("acme.my.salesforce.com")),
            ("acme--uat.cs42.my.salesforce.com", Some("acme.my.salesforce.com")),
            ("acme.sandbox.my.salesforce.com", None),
            ("site.example", None),
        ] {
            assert_eq!(other_side(host, "uat").as_deref(), other, "{host}");
        }
    }

    #[test]
    fn sandboxes_are_told_by_their_hosts() {
        for host in [
            "test.salesforce.com",
            "acme--uat.sandbox.my.salesforce.com",
            "acme--uat.cs42.my.salesforce.com",
            "acme--uat.my.salesforce.com",
            "acme--uat.sandbox.my.sfcrmproducts.cn",
        ] {
            assert!(is_sandbox_host(host), "{host}");
        }
        for host in [
            "login.salesforce.com",
            "acme.my.salesforce.com",
            "acme--x.scratch.my.salesforce.com",
            "acme.csx.my.salesforce.com",
        ] {
            assert!(!is_sandbox_host(host), "{host}");
        }
    }
}
