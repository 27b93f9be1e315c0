//! A token that is revoked.

use salesforce_sandbox::paths;

use crate::support::{Answer, Demo, read};

async fn revoke(demo: &Demo, form: &[(&str, &str)]) -> Answer {
    read(demo.client.post(demo.url(paths::REVOKE)).form(form).send().await.expect("an answer")).await
}

#[tokio::test]
async fn a_revoked_token_is_good_for_nothing_more() {
    let demo = Demo::start().await;
    let (token, other) = (demo.token().await, demo.token().await);
    let works = async |token: &str| demo.get("/services/data/v60.0/", token).await;
    assert_eq!(works(&token).await.status, 200);
    assert_eq!(revoke(&demo, &[("token", &token)]).await.status, 200);
    let refused = works(&token).await;
    assert_eq!((refused.status, &refused.json()[0]["errorCode"]), (401, &"INVALID_SESSION_ID".into()));
    assert_eq!(works(&other).await.status, 200, "another session goes on");
    assert_eq!(demo.running.sandbox().live_tokens(), 1);
    let counters = demo.running.counters();
    assert_eq!((counters.revoke_requests, counters.tokens_revoked), (1, 1));
}

#[tokio::test]
async fn what_is_no_token_is_not_revoked() {
    let demo = Demo::start().await;
    let token = demo.token().await;
    let forms: [(&[(&str, &str)], &str); 4] = [
        (&[("token", "00D!unknown")], "invalid_token"),
        (&[], "invalid_token"),
        (&[("token", "")], "invalid_token"),
        (&[("token", &token), ("token", &token)], "invalid_request"),
    ];
    for (form, error) in forms {
        let refused = revoke(&demo, form).await;
        assert_eq!((refused.status, &refused.json()["error"]), (400, &error.into()), "{form:?}");
    }
    let as_json = demo.client.post(demo.url(paths::REVOKE)).header("content-type", "application/json");
    assert_eq!(
        read(as_json.body(format!("token={token}")).send().await.expect("an answer")).await.status,
        400
    );
    assert_eq!(demo.get("/services/data/v60.0/", &token).await.status, 200);
    // Once is enough.
    assert_eq!(revoke(&demo, &[("token", &token)]).await.status, 200);
    assert_eq!(revoke(&demo, &[("token", &token)]).await.status, 400);
}
