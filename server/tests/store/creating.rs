//! Saving: the limit of five, unique names, what comes back.

use std::collections::BTreeMap;
use std::sync::Arc;

use connectors_server::model::{Connector, JwtSubject, NameKey, SalesforceSettings, Settings};
use connectors_server::store::bindings;
use connectors_server::store::{Availability, CreateError, Saved, Store};
use contract::api::{ConnectorKey, ConnectorState, Kind};
use contract::codes::WarningCode;

use crate::database::{START_MS, TestDatabase, on_both_databases};
use crate::sample::{self, Sample};

on_both_databases!(
    what_is_saved_comes_back_whole,
    fifty_parallel_creates_leave_exactly_five,
    one_of_many_parallel_creates_gets_a_name,
    a_name_is_taken_however_it_is_written,
    at_five_it_is_the_limit_that_is_reported,
    the_limit_is_a_constraint_of_the_table,
    the_oldest_comes_first,
);

/// Tenants that create at the same time. Few, since each brings 50 creates of its own.
const TENANTS: usize = 6;

/// The environment's name for how often as many more tenants do the same, for the full figure of
/// `security.md`: 1,000 tenants are 167 times.
const TIMES_BY_ENVIRONMENT: &str = "CONNECTORS_TEST_CREATE_TIMES";

/// Parallel creates of each tenant: what `security.md`'s table of figures asks for.
const PARALLEL: usize = 50;

async fn what_is_saved_comes_back_whole(database: Arc<TestDatabase>) {
    let store = database.store().await;
    let mut sample = sample::connector("org-a", "Großes 会社 😀");
    let subject =
        JwtSubject { audience: Some(sample::url("https://example.my.site.com")), ..sample::subject() };
    let settings = Settings::Salesforce(SalesforceSettings {
        subject: subject.clone(),
        org_id: "00D000000000002EAA".to_owned(),
        user_id: "005000000000002AAA".to_owned(),
        instance_url: sample::url("https://other.my.salesforce.com"),
        scopes: vec!["api".to_owned(), "web".to_owned()],
        extra_fields: BTreeMap::from([("apiVersion".to_owned(), "v62.0 é".to_owned())]),
    });
    let context = bindings::private_key(&sample.tenant, sample.new.key_id, Some(&subject));
    sample.new.settings = settings.clone();
    sample.new.warnings = WarningCode::ALL.to_vec();
    sample.new.sealed_key = sample::vault().seal(&context, b"secret").unwrap();
    let key_id = sample.new.key_id;

    let Saved::Created(saved) = sample.save(&store).await.unwrap() else { panic!("saved before") };
    let id = saved.id;
    let expected = Connector {
        id,
        name: "Großes 会社 😀".to_owned(),
        state: ConnectorState::Connected,
        warnings: WarningCode::ALL.to_vec(),
        created_at: START_MS,
        revision: 1,
        changed: None,
        state_since: START_MS,
        failing: None,
        checked_at: START_MS,
        key_id: saved.key_id,
        key: ConnectorKey {
            public_key_sha256: Some(sample::PUBLIC_KEY_SHA256.to_owned()),
            stored_at: START_MS,
        },
        notes: String::new(),
        contact: String::new(),
        settings: settings.clone(),
    };
    assert_eq!(saved, expected);
    assert_eq!(store.for_tenant(&sample::tenant("org-a")).get(id).await.unwrap().as_ref(), Some(&saved));
    assert_eq!(store.for_tenant(&sample::tenant("org-a")).list().await.unwrap(), [saved]);

    let stored = store.for_tenant(&sample::tenant("org-a")).sealed_key(id).await.unwrap().unwrap();
    assert_eq!((stored.key_id, &stored.settings), (key_id, &settings));
    assert_eq!(sample::open("org-a", &stored).unwrap().as_slice(), b"secret");

    store.close().await;
    assert_eq!(
        database.store().await.for_tenant(&sample::tenant("org-a")).list().await.unwrap().len(),
        1,
        "after opening again"
    );
}

async fn fifty_parallel_creates_leave_exactly_five(database: Arc<TestDatabase>) {
    let times = std::env::var(TIMES_BY_ENVIRONMENT).map_or(1, |times| times.parse().expect("a number"));
    let store = database.store().await;
    for time in 0..times {
        fifty_creates_for_each_leave_five(&store, time).await;
    }
}

async fn fifty_creates_for_each_leave_five(store: &Store, time: usize) {
    let mut creates = Vec::new();
    for round in 0..PARALLEL {
        for tenant in 0..TENANTS {
            let tenant = format!("org-{time}-{tenant}");
            creates.push(sample::connector(&tenant, &format!("Connector {round}")));
        }
    }
    let results = create_at_once(store, creates).await;

    let mut saved: BTreeMap<String, usize> = BTreeMap::new();
    for (tenant, result) in results {
        match result {
            Ok(Saved::Created(_)) => *saved.entry(tenant).or_default() += 1,
            Err(CreateError::LimitReached) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(saved.len(), TENANTS);
    for (tenant, count) in saved {
        assert_eq!(count, 5, "{tenant}");
        assert_eq!(store.for_tenant(&sample::tenant(&tenant)).list().await.unwrap().len(), 5, "{tenant}");
    }
}

async fn one_of_many_parallel_creates_gets_a_name(database: Arc<TestDatabase>) {
    let store = database.store().await;
    let spellings = ["Straße", "STRASSE", " strasse ", "ｓｔｒａｓｓｅ"];
    let creates = (0..20).map(|n| sample::connector("org-a", spellings[n % spellings.len()])).collect();
    let mut saved = 0;
    for (_, result) in create_at_once(&store, creates).await {
        match result {
            Ok(Saved::Created(_)) => saved += 1,
            Err(CreateError::NameTaken) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(saved, 1);
    assert_eq!(store.for_tenant(&sample::tenant("org-a")).list().await.unwrap().len(), 1);
}

async fn a_name_is_taken_however_it_is_written(database: Arc<TestDatabase>) {
    let store = database.store().await;
    sample::connector("org-a", "Ångström").save(&store).await.unwrap();
    for name in ["Ångström", "ÅNGSTRÖM", "A\u{30a}ngstro\u{308}m", " ångström "] {
        let key = NameKey::of(name);
        let availability =
            store.for_tenant(&sample::tenant("org-a")).availability(Kind::Salesforce, &key).await.unwrap();
        assert_eq!(availability, Availability { used: 1, name_taken: true }, "{name:?}");
        let result = sample::connector("org-a", name).save(&store).await;
        assert!(matches!(result, Err(CreateError::NameTaken)), "{name:?}: {result:?}");
    }
    let other = store
        .for_tenant(&sample::tenant("org-a"))
        .availability(Kind::Salesforce, &NameKey::of("Angström"))
        .await
        .unwrap();
    assert_eq!(other, Availability { used: 1, name_taken: false });
}

async fn at_five_it_is_the_limit_that_is_reported(database: Arc<TestDatabase>) {
    let store = database.store().await;
    for name in ["1", "2", "3", "4", "5"] {
        sample::connector("org-a", name).save(&store).await.unwrap();
    }
    for name in ["1", "5", "6"] {
        let result = sample::connector("org-a", name).save(&store).await;
        assert!(matches!(result, Err(CreateError::LimitReached)), "{name}: {result:?}");
    }
    let availability = store
        .for_tenant(&sample::tenant("org-a"))
        .availability(Kind::Salesforce, &NameKey::of("3"))
        .await
        .unwrap();
    assert_eq!(availability, Availability { used: 5, name_taken: true });
}

async fn the_limit_is_a_constraint_of_the_table(database: Arc<TestDatabase>) {
    let store = database.store().await;
    sample::connector("org-a", "One").save(&store).await.unwrap();
    let mut connection = database.connection().await;
    for slot in [0, 6] {
        let moved = sqlx::query("UPDATE connectors SET slot = $1").bind(slot).execute(&mut connection).await;
        let error = moved.expect_err("a sixth slot");
        assert!(error.as_database_error().unwrap().is_check_violation(), "{slot}: {error}");
    }
    sqlx::query("UPDATE connectors SET slot = 5").execute(&mut connection).await.unwrap();
    sample::connector("org-a", "Two").save(&store).await.unwrap();
    let second =
        sqlx::query("UPDATE connectors SET slot = 5 WHERE name = 'Two'").execute(&mut connection).await;
    assert!(second.expect_err("the same slot").as_database_error().unwrap().is_unique_violation());
}

async fn the_oldest_comes_first(database: Arc<TestDatabase>) {
    let store = database.store().await;
    for name in ["c", "a", "b"] {
        sample::connector("org-a", name).save(&store).await.unwrap();
        database.clock.advance(std::time::Duration::from_secs(1));
    }
    let names: Vec<_> = store
        .for_tenant(&sample::tenant("org-a"))
        .list()
        .await
        .unwrap()
        .into_iter()
        .map(|connector| connector.name)
        .collect();
    assert_eq!(names, ["c", "a", "b"]);
}

/// Starts all creates before it waits for any.
async fn create_at_once(store: &Store, creates: Vec<Sample>) -> Vec<(String, Result<Saved, CreateError>)> {
    let tasks: Vec<_> = creates
        .into_iter()
        .map(|new| {
            let store = store.clone();
            tokio::spawn(async move { (new.tenant.to_string(), new.save(&store).await) })
        })
        .collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.expect("no create panics"));
    }
    results
}
