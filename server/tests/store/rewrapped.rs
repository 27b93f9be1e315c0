//! Everything that is stored, brought under another master key.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use connectors_server::model::{Actor, ConnectorId, RequestId, SignInMethod};
use connectors_server::store::{
    FoundToken, LockedStore, NewServiceToken, Rewrapped, Store, StoreOptions, UnlockError, bindings,
};
use connectors_server::vault::{MasterKey, Vault};
use contract::api::ConnectorState;
use contract::service_token::ServiceTokenScope;

use crate::database::{START_MS, TestDatabase, on_both_databases, run};
use crate::sample;

on_both_databases!(
    everything_is_brought_under_the_new_key,
    a_rewrap_that_is_killed_anywhere_is_gone_on_with,
    a_state_that_changes_meanwhile_is_not_lost,
    what_was_changed_past_the_server_is_not_made_good,
);

/// Tenants, each of which has five connectors and a token: more than one batch.
const TENANTS: usize = 24;

async fn everything_is_brought_under_the_new_key(database: Arc<TestDatabase>) {
    let ids = filled(&database).await;
    let next = unlock(&database, "b2", &["a1"]).await.unwrap();
    let mut batches = 0;
    let done = next.rewrap(|_| batches += 1).await.unwrap();
    let all = TENANTS * 5;
    assert_eq!(done, Rewrapped { keys: all, connectors: all, tokens: TENANTS, altered: 0 });
    assert!(batches > 2, "not all at once");
    assert_eq!(next.rewrap(|_| ()).await.unwrap(), Rewrapped::default(), "there is nothing left to do");
    next.close().await;

    let refused = unlock(&database, "a1", &[]).await.unwrap_err();
    assert!(matches!(refused, UnlockError::OtherMasterKey(_)), "{refused:?}");
    everything_opens(&unlock(&database, "b2", &[]).await.unwrap(), &key("b2"), &ids).await;
}

/// Wherever it ends, whoever has both keys opens everything.
async fn a_rewrap_that_is_killed_anywhere_is_gone_on_with(database: Arc<TestDatabase>) {
    let ids = filled(&database).await;
    let mut batches = 0;
    loop {
        let next = unlock(&database, "b2", &["a1"]).await.unwrap();
        let reached = Arc::new(AtomicUsize::new(0));
        let (counted, worker) = (Arc::clone(&reached), next.clone());
        let (killed, heard) = tokio::sync::oneshot::channel::<()>();
        let mut killed = Some(killed);
        let work = tokio::spawn(async move {
            let progress = |_: &Rewrapped| {
                counted.fetch_add(1, Ordering::Relaxed);
                drop(killed.take());
            };
            worker.rewrap(progress).await
        });
        // After its first batch, in the middle of the next one.
        let _batch_is_done = heard.await;
        work.abort();
        let ended = work.await;
        everything_opens(&next, &key("b2"), &ids).await;
        next.close().await;
        batches += reached.load(Ordering::Relaxed);
        // Only being killed is no end.
        if let Ok(ended) = ended {
            ended.unwrap();
            break;
        }
        if unlock(&database, "b2", &[]).await.is_ok() {
            break;
        }
    }
    assert!(batches > 2, "{batches}");
    everything_opens(&unlock(&database, "b2", &[]).await.unwrap(), &key("b2"), &ids).await;
}

/// A server with both keys, which seals under the old one or under the new one, goes on.
async fn a_state_that_changes_meanwhile_is_not_lost(database: Arc<TestDatabase>) {
    let ids = filled(&database).await;
    let old = unlock(&database, "a1", &["b2"]).await.unwrap();
    let next = unlock(&database, "b2", &["a1"]).await.unwrap();
    let work = tokio::spawn({
        let next = next.clone();
        async move { next.rewrap(|_| ()).await }
    });
    let mut rounds = 0;
    while !work.is_finished() || rounds < 2 {
        let store = if rounds % 2 == 0 { &old } else { &next };
        for (tenant, id) in ids.iter().step_by(17) {
            for state in [ConnectorState::Deactivated, ConnectorState::Connected] {
                let tenant = sample::tenant(tenant);
                let changed = store.for_tenant(&tenant).set_state(*id, state, &actor()).await;
                // The old key is retired at the end, and says so: nothing is half done.
                if rounds % 2 == 0
                    && changed.as_ref().is_err_and(|refused| format!("{refused:?}").contains("by now"))
                {
                    continue;
                }
                assert_eq!(changed.unwrap().expect("a connector").state, state);
            }
        }
        rounds += 1;
    }
    work.await.unwrap().unwrap();
    // Those that were left deactivated by a server whose key was retired in between are put back.
    for (tenant, id) in &ids {
        let tenant = sample::tenant(tenant);
        next.for_tenant(&tenant).set_state(*id, ConnectorState::Connected, &actor()).await.unwrap();
    }
    everything_opens(&unlock(&database, "b2", &[]).await.unwrap(), &key("b2"), &ids).await;
}

async fn what_was_changed_past_the_server_is_not_made_good(database: Arc<TestDatabase>) {
    let ids = filled(&database).await;
    let mut operator = database.connection().await;
    run(&mut operator, "UPDATE service_tokens SET expires_at = expires_at + 1 WHERE organisation = 'org-3'")
        .await;
    run(
        &mut operator,
        "UPDATE connectors SET state = 'deactivated' WHERE organisation = 'org-3' AND slot = 2",
    )
    .await;
    run(&mut operator, "UPDATE connectors SET state = 'connected'").await;
    let edit = "UPDATE connectors \
                SET key_id = (SELECT key_id FROM connectors WHERE organisation = 'org-4' AND slot = 1) \
                WHERE organisation = 'org-4' AND slot = 2";
    let next = unlock(&database, "b2", &["a1"]).await.unwrap();
    let done = next.rewrap(|_| ()).await.unwrap();
    assert_eq!(done.altered, 1, "the token; the states are as they were: {done:?}");
    let found = next.for_all_tenants().service_token_by_prefix(&prefix(3)).await.unwrap();
    assert!(matches!(found, Some(FoundToken::Altered(_))), "{found:?}");

    run(&mut operator, edit).await;
    let tenant = sample::tenant("org-4");
    let listed = next.for_tenant(&tenant).list().await.unwrap();
    let deactivated = listed.iter().filter(|one| one.state == ConnectorState::Deactivated).count();
    assert_eq!(deactivated, 1, "it points at another one's key");
    assert_eq!(ids.len(), TENANTS * 5);
}

fn key(byte: &str) -> MasterKey {
    MasterKey::from_text(&byte.repeat(32)).unwrap()
}

fn actor() -> Actor {
    Actor::new("admin-1".to_owned(), SignInMethod::Demo, RequestId::random())
}

fn prefix(tenant: usize) -> String {
    format!("cct_{tenant:016x}")
}

async fn unlock(database: &TestDatabase, sealing: &str, others: &[&str]) -> Result<Store, UnlockError> {
    let connected =
        LockedStore::connect(&database.database, database.clock.clone(), &StoreOptions::default()).await;
    let others: Vec<MasterKey> = others.iter().map(|byte| key(byte)).collect();
    connected.unwrap().unlock(Vault::with_older(&key(sealing), &others)).await
}

/// Fills a database under the master key of all tests.
async fn filled(database: &TestDatabase) -> Vec<(String, ConnectorId)> {
    let store = database.store().await;
    let mut ids = Vec::new();
    for number in 0..TENANTS {
        let tenant = format!("org-{number}");
        for slot in 0..5 {
            let saved = sample::connector(&tenant, &format!("Connector {slot}")).save(&store).await.unwrap();
            ids.push((tenant.clone(), saved.into_connector().id));
        }
        let new = NewServiceToken {
            name: "Flows".to_owned(),
            prefix: prefix(number),
            hash: [7; 32],
            scope: ServiceTokenScope::All,
            expires_at: START_MS + 1_000,
            actor: actor(),
        };
        store.for_tenant(&sample::tenant(&tenant)).create_service_token(new).await.unwrap();
    }
    store.close().await;
    ids
}

/// Every key opens, every connector is in use, every token lets in.
async fn everything_opens(store: &Store, sealing: &MasterKey, ids: &[(String, ConnectorId)]) {
    let both = Vault::with_older(sealing, &[key("a1")]);
    for (tenant, id) in ids {
        let tenant = sample::tenant(tenant);
        let stored = store.for_tenant(&tenant).sealed_key(*id).await.unwrap().expect("a key");
        let context = bindings::private_key(&tenant, stored.key_id, Some(&sample::subject()));
        let opened = both.open(&context, &stored.sealed).unwrap();
        assert_eq!(&opened[..], b"not a key, but as secret as one");
        let connector = store.for_tenant(&tenant).get(*id).await.unwrap().expect("a connector");
        assert_eq!(connector.state, ConnectorState::Connected, "{tenant} {id}");
    }
    for number in 0..TENANTS {
        let found = store.for_all_tenants().service_token_by_prefix(&prefix(number)).await.unwrap();
        assert!(matches!(found, Some(FoundToken::Genuine(_))), "{number}: {found:?}");
    }
}
