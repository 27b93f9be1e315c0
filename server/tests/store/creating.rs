//! Saving: the limit of five, unique names, what comes back.

use std::collections::BTreeMap;
use std::sync::Arc;

use connectors_server::name_key::NameKey;
use connectors_server::store::{Availability, CreateError, NewConnector, Saved, Store};
use contract::api::{Connector, ConnectorState, Kind};
use contract::codes::WarningCode;
use uuid::Uuid;

use crate::database::{START_MS, TestDatabase, on_both_databases};
use crate::sample;

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
    let mut new = sample::connector("org-a", "Großes 会社 😀");
    new.subject.audience = Some("https://example.my.site.com".to_owned());
    new.settings = BTreeMap::from([("apiVersion".to_owned(), "v62.0 é".to_owned())]);
    new.warnings = WarningCode::ALL.to_vec();
    new.sealed_key = sample::vault().seal(&new.binding(), b"secret").unwrap();
    let expected = Connector {
        id: String::new(),
        kind: Kind::Salesforce,
        name: "Großes 会社 😀".to_owned(),
        client_id: new.subject.client_id.clone(),
        email_id: new.subject.user.clone(),
        url: new.subject.url.clone(),
        audience: new.subject.audience.clone(),
        settings: new.settings.clone(),
        state: ConnectorState::Connected,
        salesforce_org_id: new.salesforce_org_id.clone(),
        salesforce_user_id: new.salesforce_user_id.clone(),
        instance_url: new.instance_url.clone(),
        warnings: new.warnings.clone(),
        same_as: None,
        created_at: START_MS,
    };

    let Saved::Created(saved) = store.create(new.clone()).await.unwrap() else { panic!("saved before") };
    let id = Uuid::parse_str(&saved.id).unwrap();
    assert_eq!(saved, Connector { id: saved.id.clone(), ..expected });
    assert_eq!(store.get("org-a", id).await.unwrap().as_ref(), Some(&saved));
    assert_eq!(store.list("org-a").await.unwrap(), [saved]);

    let stored = store.sealed_key("org-a", id).await.unwrap().unwrap();
    assert_eq!(stored.binding, new.binding());
    assert_eq!(sample::vault().open(&stored.binding, &stored.sealed).unwrap().as_slice(), b"secret");

    store.close().await;
    assert_eq!(database.store().await.list("org-a").await.unwrap().len(), 1, "after opening again");
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
        assert_eq!(store.list(&tenant).await.unwrap().len(), 5, "{tenant}");
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
    assert_eq!(store.list("org-a").await.unwrap().len(), 1);
}

async fn a_name_is_taken_however_it_is_written(database: Arc<TestDatabase>) {
    let store = database.store().await;
    store.create(sample::connector("org-a", "Ångström")).await.unwrap();
    for name in ["Ångström", "ÅNGSTRÖM", "A\u{30a}ngstro\u{308}m", " ångström "] {
        let key = NameKey::of(name);
        let availability = store.availability("org-a", Kind::Salesforce, &key).await.unwrap();
        assert_eq!(availability, Availability { used: 1, name_taken: true }, "{name:?}");
        let result = store.create(sample::connector("org-a", name)).await;
        assert!(matches!(result, Err(CreateError::NameTaken)), "{name:?}: {result:?}");
    }
    let other = store.availability("org-a", Kind::Salesforce, &NameKey::of("Angström")).await.unwrap();
    assert_eq!(other, Availability { used: 1, name_taken: false });
}

async fn at_five_it_is_the_limit_that_is_reported(database: Arc<TestDatabase>) {
    let store = database.store().await;
    for name in ["1", "2", "3", "4", "5"] {
        store.create(sample::connector("org-a", name)).await.unwrap();
    }
    for name in ["1", "5", "6"] {
        let result = store.create(sample::connector("org-a", name)).await;
        assert!(matches!(result, Err(CreateError::LimitReached)), "{name}: {result:?}");
    }
    let availability = store.availability("org-a", Kind::Salesforce, &NameKey::of("3")).await.unwrap();
    assert_eq!(availability, Availability { used: 5, name_taken: true });
}

async fn the_limit_is_a_constraint_of_the_table(database: Arc<TestDatabase>) {
    let store = database.store().await;
    store.create(sample::connector("org-a", "One")).await.unwrap();
    let mut connection = database.connection().await;
    for slot in [0, 6] {
        let moved = sqlx::query("UPDATE connectors SET slot = $1").bind(slot).execute(&mut connection).await;
        let error = moved.expect_err("a sixth slot");
        assert!(error.as_database_error().unwrap().is_check_violation(), "{slot}: {error}");
    }
    sqlx::query("UPDATE connectors SET slot = 5").execute(&mut connection).await.unwrap();
    store.create(sample::connector("org-a", "Two")).await.unwrap();
    let second =
        sqlx::query("UPDATE connectors SET slot = 5 WHERE name = 'Two'").execute(&mut connection).await;
    assert!(second.expect_err("the same slot").as_database_error().unwrap().is_unique_violation());
}

async fn the_oldest_comes_first(database: Arc<TestDatabase>) {
    let store = database.store().await;
    for name in ["c", "a", "b"] {
        store.create(sample::connector("org-a", name)).await.unwrap();
        database.clock.advance(std::time::Duration::from_secs(1));
    }
    let names: Vec<_> =
        store.list("org-a").await.unwrap().into_iter().map(|connector| connector.name).collect();
    assert_eq!(names, ["c", "a", "b"]);
}

/// Starts all creates before it waits for any.
async fn create_at_once(
    store: &Store,
    creates: Vec<NewConnector>,
) -> Vec<(String, Result<Saved, CreateError>)> {
    let tasks: Vec<_> = creates
        .into_iter()
        .map(|new| {
            let store = store.clone();
            tokio::spawn(async move { (new.tenant.clone(), store.create(new).await) })
        })
        .collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.expect("no create panics"));
    }
    results
}
