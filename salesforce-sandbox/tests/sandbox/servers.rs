//! Where an app signs in, by its policy: which of Salesforce's servers knows it, and which audience it takes there.

use reqwest::header::HOST;
use salesforce_sandbox::{App, Certificate, Config, KeyFiles, OauthError, Registry, paths, start};
use serde_json::{Value, json};

use crate::support::{Answer, Demo, GRANT_TYPE, NOW, client, fixed_clock, read};

/// A server's URL, as a client knows it.
type Url = fn(&Demo) -> String;

const OWN: Url = |demo| demo.running.base_url().to_owned();
const LOGIN: Url = |demo| demo.running.addresses().login_url();
const TEST: Url = |demo| demo.running.addresses().test_url();

#[tokio::test]
async fn each_policy_lets_in_at_one_server_with_one_audience() {
    let keys = KeyFiles::generate().expect("a key");
    for (app, server, audience, elsewhere) in [
        (App::of_production as fn(Certificate) -> App, LOGIN, LOGIN, OauthError::NOT_APPROVED),
        (App::of_sandbox_org, TEST, TEST, OauthError::NOT_APPROVED),
        (App::external_client_app, OWN, OWN, OauthError::APP_NOT_FOUND),
        (App::of_government_cloud, OWN, LOGIN, OauthError::NOT_APPROVED),
    ] {
        let config = Config::demo(&keys, fixed_clock());
        let registry = Registry { apps: vec![app(keys.certificate.clone())], ..config.registry.clone() };
        let running = start(Config { registry, ..config }).await.expect("a sandbox");
        let demo = Demo { running, keys: keys.clone(), client: client() };
        for asked in [OWN, LOGIN, TEST] {
            for named in [OWN, LOGIN, TEST] {
                let answer = sign_in(&demo, &asked(&demo), &named(&demo)).await;
                let refusal = match (asked(&demo) == server(&demo), named(&demo) == audience(&demo)) {
                    (true, true) => None,
                    (true, false) => Some(OauthError::AUDIENCE),
                    (false, _) => Some(elsewhere),
                };
                let error = refusal.map_or(Value::Null, |refusal| json!(refusal.error));
                assert_eq!(answer.json()["error"], error, "{} {}: {answer:?}", asked(&demo), named(&demo));
            }
        }
    }
}

#[tokio::test]
async fn salesforces_own_audiences_stand_for_the_servers_in_front() {
    let demo = Demo::start().await;
    for audience in ["https://login.salesforce.com", &LOGIN(&demo), &OWN(&demo)] {
        assert_eq!(sign_in(&demo, &OWN(&demo), audience).await.status, 200, "{audience}");
    }
}

#[tokio::test]
async fn answers_are_dated_by_the_sandboxs_clock() {
    let demo = Demo::start().await;
    let answer = sign_in(&demo, &OWN(&demo), &OWN(&demo)).await;
    // What `date -u -d @1800000000` says.
    assert_eq!(NOW, 1_800_000_000);
    assert_eq!(answer.header("date"), Some("Fri, 15 Jan 2027 08:00:00 GMT"));
}

/// Asks as a client does that has resolved the server's name to this sandbox.
async fn sign_in(demo: &Demo, server: &str, audience: &str) -> Answer {
    let mut claims = demo.claims();
    claims["aud"] = json!(audience);
    let assertion = demo.sign(&claims);
    let request = demo.client.post(demo.url(paths::TOKEN)).header(HOST, server.trim_start_matches("http://"));
    let request = request.form(&[("grant_type", GRANT_TYPE), ("assertion", &assertion)]);
    read(request.send().await.expect("an answer")).await
}
