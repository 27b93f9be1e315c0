//! Experience Cloud sites below a path, where the operator allows their authority.

use std::sync::Arc;

use contract::api::{CheckResult, Connector};
use reqwest::StatusCode;
use salesforce_sandbox::paths::SITE;
use serde_json::{Value, json};

use crate::database::{TestDatabase, on_both_databases};
use crate::in_use::{echo, result};
use crate::test_server::{TestServer, succeeds};

on_both_databases!(a_site_signs_in_below_its_path, what_would_lead_elsewhere_below_a_site_is_refused);

/// A form that signs in at the sandbox's site.
fn form(server: &TestServer, path: &str) -> Value {
    let mut form = server.form("Site");
    form["url"] = json!([server.sandbox.base_url(), path].concat());
    form
}

async fn a_site_signs_in_below_its_path(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    let site = [server.sandbox.base_url(), SITE].concat();
    let form = form(&server, &format!("{SITE}/"));
    let found = succeeds(server.check(&form), StatusCode::OK).await;
    let found: CheckResult = serde_json::from_value(found).expect("a result");
    assert_eq!(found.instance_url, server.sandbox.base_url(), "requests go to the instance, not to the site");
    let counted = server.sandbox.counters();
    assert_eq!((counted.token_requests, counted.site_token_requests), (1, 1));
    assert_eq!(counted.last_claims["aud"], site);

    let saved = succeeds(server.create(&form), StatusCode::CREATED).await;
    let saved: Connector = serde_json::from_value(saved).expect("a connector");
    assert_eq!((&saved.url, &saved.audience), (&site, &None));
    // The sealed key opens only for the URL that it was sealed for.
    let token = server.token().await;
    let answered = result(server.as_connector(&saved.id, &token, &echo())).await;
    assert_eq!(answered.http_status_code, Some(200), "{answered:?}");
    let counted = server.sandbox.counters();
    assert_eq!((counted.token_requests, counted.site_token_requests), (3, 3));
    assert_eq!(counted.last_claims["aud"], site);
}

async fn what_would_lead_elsewhere_below_a_site_is_refused(database: Arc<TestDatabase>) {
    let server = TestServer::in_use(database).await;
    for (path, code) in [
        ("/customers/../services", "url_path"),
        ("/customers/./x", "url_path"),
        ("/customers//x", "url_path"),
        ("//customers", "url_path"),
        ("/customers%2Fx", "url_path"),
        ("/%2e%2e/customers", "url_path"),
        ("/customers;x", "url_path"),
        ("/customers/services/oauth2/token", "url_path"),
        ("/customers/s/login", "url_path"),
        ("/customers?x=1", "url_query"),
        ("/customers#x", "url_fragment"),
        ("/customers\\x", "url_malformed"),
    ] {
        let refused = succeeds(server.check(&form(&server, path)), StatusCode::UNPROCESSABLE_ENTITY).await;
        assert_eq!(refused["violations"], json!([{ "field": "url", "code": code }]), "{path}");
    }
    assert_eq!(server.sandbox.counters().connections, 0);
}
