//! The authorities that an operator may allow.

use contract::codes::RuleCode;
use contract::validation::{UrlPolicy, instance_url, operator_authority, url};

#[test]
fn an_operators_authority_is_scheme_host_and_port() {
    for (entry, canonical) in [
        ("http://localhost:8090", "http://localhost:8090"),
        ("HTTPS://Partners.Example.com:443/", "https://partners.example.com"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://[::1]:9001", "http://[::1]:9001"),
    ] {
        assert_eq!(operator_authority(entry).map(|url| url.canonical()).as_deref(), Ok(canonical));
    }
}

#[test]
fn what_an_operator_cannot_mean_is_refused() {
    for (entry, code) in [
        ("", RuleCode::UrlEmpty),
        ("localhost:8090", RuleCode::UrlNotHttps),
        ("https://*.example.com", RuleCode::UrlMalformed),
        ("https://a@partners.example.com", RuleCode::UrlUserinfo),
        ("https://partners.example.com/emea", RuleCode::UrlPath),
        ("https://partners.example.com.", RuleCode::UrlTrailingDot),
        ("http://127.1:9000", RuleCode::UrlIpAddress),
        ("http://0177.0.0.1:9000", RuleCode::UrlIpAddress),
        ("http://2130706433", RuleCode::UrlIpAddress),
        ("http://::1", RuleCode::UrlIpAddress),
        ("http://localhost:99999", RuleCode::UrlPort),
        ("http://localhost?x", RuleCode::UrlQuery),
    ] {
        assert_eq!(operator_authority(entry).err(), Some(code), "{entry}");
    }
}

#[test]
fn an_instance_has_no_path_though_a_site_may() {
    let policy = UrlPolicy { allowed_authorities: vec!["https://site.example".to_owned()] };
    for (answered, code) in [
        ("https://site.example/customers", Some(RuleCode::UrlPath)),
        ("https://site.example", None),
        ("https://acme.my.salesforce.com/", None),
        ("https://evil.example", Some(RuleCode::UrlNotSalesforce)),
    ] {
        assert_eq!(instance_url(answered, &policy).err(), code, "{answered}");
    }
    assert!(url("https://site.example/customers", &policy).is_ok());
}
