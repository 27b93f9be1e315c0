//! What happens to the server, so that each table has rows, and each kind of row is there.

use connectors_server::clock::Clock;
use contract::api::Connector;
use contract::form::SalesforceForm;
use contract::secret::SecretText;
use contract::service_token::{CreatedServiceToken, ServiceTokenForm, ServiceTokenScope};
use reqwest::StatusCode;
use salesforce_sandbox::DEMO_EMAIL_ID;

use crate::admin::Admin;
use crate::keys::Key;
use crate::manifest::{ListedToken, SavedToken};
use crate::programs::salesforce;

const HOUR_MS: i64 = 60 * 60 * 1_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// An audience that is not the URL; the sandbox takes it.
const LOGIN: &str = "https://login.salesforce.com";

/// Names and audiences, in the order of the keys.
const CONNECTORS: [(&str, &str); 4] =
    [("Service Cloud Zürich", ""), ("営業部 (ventes)", LOGIN), ("Ancien système 🗝", ""), ("Unbenutzt", "")];

/// The connectors that are used later, and the tokens.
pub(crate) struct Tokens {
    first_connector: Connector,
    /// The one for all connectors comes first.
    tokens: Vec<CreatedServiceToken>,
}

/// Four connectors, one of them deactivated and one never used; tokens of each kind; everything that is audited.
pub(crate) async fn before_salesforce_is_away(admin: &Admin, keys: &[Key]) -> Tokens {
    let mut connectors = Vec::new();
    for ((name, audience), key) in CONNECTORS.into_iter().zip(keys) {
        connectors.push(admin.set_up(&form(name, audience, key), &idempotency_key(key)).await);
    }
    let [zurich, sales, old, _unused] = connectors.as_slice() else { panic!("four were set up") };
    let with_another_key =
        SalesforceForm { client_id: keys[0].client_id.clone(), ..form("Refused", "", &keys[1]) };
    admin.is_refused(&with_another_key).await;
    admin.check(&form("Only checked", "", &keys[0])).await;
    admin.try_request(&sales.id, "/services/data/").await;

    let create =
        async |name: &str, life_ms, scope| admin.create_token(&token_form(name, life_ms, scope)).await;
    let some = |ids: &[&Connector]| {
        ServiceTokenScope::Connectors(ids.iter().map(|connector| connector.id.clone()).collect())
    };
    let all = create("Alle Abläufe", 90 * DAY_MS, ServiceTokenScope::All).await;
    let one = create("Nur Zürich", 366 * DAY_MS, some(&[zurich])).await;
    let two = create("Nie benutzt", 30 * DAY_MS, some(&[old, sales])).await;
    let short_lived = create("Läuft ab", HOUR_MS, ServiceTokenScope::All).await;
    let revoked = create("Zurückgezogen", 90 * DAY_MS, ServiceTokenScope::All).await;
    for (connector, token) in [
        (zurich, &all),
        (zurich, &one),
        (zurich, &one),
        (sales, &all),
        (sales, &short_lived),
        (old, &all),
        (old, &revoked),
    ] {
        admin.send(&connector.id, token, StatusCode::OK).await;
    }
    admin.revoke_token(&revoked.service_token.id).await;
    admin.deactivate(&old.id).await;
    admin.reactivate(&old.id).await;
    admin.deactivate(&old.id).await;
    Tokens { first_connector: zurich.clone(), tokens: vec![all, one, two, short_lived, revoked] }
}

/// A request that fails is counted as such.
pub(crate) async fn while_salesforce_is_away(admin: &Admin, tokens: &Tokens) {
    admin.send(&tokens.first_connector.id, &tokens.tokens[0], StatusCode::BAD_GATEWAY).await;
}

/// What was listed, with the tokens themselves.
pub(crate) fn with_secrets(listed: Vec<ListedToken>, tokens: &Tokens) -> Vec<SavedToken> {
    let secret = |listed: &ListedToken| {
        let made = tokens.tokens.iter().find(|made| made.service_token.id == listed.id).expect("one of ours");
        made.token.expose().to_owned()
    };
    listed.into_iter().map(|listed| SavedToken { token: secret(&listed), listed }).collect()
}

/// What a key's connector is set up under.
pub(crate) fn idempotency_key(key: &Key) -> String {
    format!("set-up-{}", key.client_id)
}

fn form(name: &str, audience: &str, key: &Key) -> SalesforceForm {
    SalesforceForm {
        name: name.to_owned(),
        client_id: key.client_id.clone(),
        email_id: DEMO_EMAIL_ID.to_owned(),
        url: salesforce(),
        audience: audience.to_owned(),
        private_key: SecretText::new(key.private_key.clone()),
    }
}

fn token_form(name: &str, life_ms: i64, scope: ServiceTokenScope) -> ServiceTokenForm {
    ServiceTokenForm { name: name.to_owned(), expires_at: Clock::system().now_ms() + life_ms, scope }
}
