//! What happened to a connector is told in order, equal neighbors once, and not for ever.

use std::sync::Arc;
use std::time::Duration;

use connectors_server::model::{ConnectorId, HistoryNote, PageRequest, Refusal, TenantId};
use connectors_server::store::Store;
use contract::api::{ConnectorField, HistoryEntry, HistoryEvent, SalesforceError};
use contract::codes::{ProblemCode, Step};
use tokio::task::JoinSet;

use crate::database::{START_MS, TestDatabase, on_both_databases, run};
use crate::sample;

on_both_databases!(
    equal_neighbors_are_one_row,
    parallel_equals_are_one_row,
    it_is_read_to_its_end_a_page_at_a_time,
    it_is_its_tenants_and_goes_with_its_connector,
    what_a_newer_server_noted_is_passed_over,
);

const SECOND: Duration = Duration::from_secs(1);

async fn a_connector(store: &Store) -> (TenantId, ConnectorId) {
    let sample = sample::connector("org-a", "One");
    (sample.tenant.clone(), sample.save(store).await.unwrap().into_connector().id)
}

fn note(event: HistoryEvent) -> HistoryNote {
    HistoryNote::new(event, Some("ann".to_owned()))
}

fn refused(words: &str) -> HistoryNote {
    let salesforce =
        SalesforceError { error: "invalid_grant".to_owned(), error_description: words.to_owned() };
    let refusal = Refusal {
        code: ProblemCode::SalesforceNotApproved,
        step: Some(Step::SignIn),
        salesforce: Some(salesforce),
    };
    HistoryNote { refusal: Some(refusal), ..note(HistoryEvent::Checked) }
}

async fn page(store: &Store, tenant: &TenantId, id: ConnectorId) -> Vec<HistoryEntry> {
    let first = PageRequest { limit: 100, after: None };
    let page = store.for_tenant(tenant).history(id, first).await.unwrap();
    assert_eq!(page.next, None);
    page.items
}

async fn equal_neighbors_are_one_row(database: Arc<TestDatabase>) {
    let store = database.store().await;
    let (tenant, id) = a_connector(&store).await;
    let add = async |note: HistoryNote| {
        assert!(store.for_tenant(&tenant).note_history(id, &note).await.unwrap());
        database.clock.advance(SECOND);
    };
    let took = |duration_ms, note| HistoryNote { duration_ms: Some(duration_ms), ..note };
    add(took(10, note(HistoryEvent::Checked))).await;
    add(took(20, note(HistoryEvent::Checked))).await;
    // Each differs from its neighbor in one thing.
    add(HistoryNote { user: Some("ben".to_owned()), ..note(HistoryEvent::Checked) }).await;
    add(HistoryNote { user: None, ..note(HistoryEvent::Checked) }).await;
    add(note(HistoryEvent::Deactivated)).await;
    add(took(30, refused("one"))).await;
    add(took(40, refused("one"))).await;
    add(took(50, refused("one"))).await;
    add(refused("another")).await;
    let changed = |fields| HistoryNote { fields, ..note(HistoryEvent::Changed) };
    add(changed(vec![ConnectorField::Name])).await;
    add(changed(vec![ConnectorField::Name])).await;
    add(changed(vec![ConnectorField::Name, ConnectorField::Notes])).await;
    add(note(HistoryEvent::Checked)).await;

    let entries = page(&store, &tenant, id).await;
    let told: Vec<_> = entries.iter().rev().map(|one| (one.event, one.times, one.duration_ms)).collect();
    use HistoryEvent as E;
    assert_eq!(
        told,
        [
            (E::Checked, 2, Some(20)),
            (E::Checked, 1, None),
            (E::Checked, 1, None),
            (E::Deactivated, 1, None),
            (E::Checked, 3, Some(50)),
            (E::Checked, 1, None),
            (E::Changed, 2, None),
            (E::Changed, 1, None),
            (E::Checked, 1, None),
        ]
    );
    let folded = &entries[4];
    assert_eq!((folded.created_at, folded.last_at), (START_MS + 5_000, START_MS + 7_000));
    assert_eq!((folded.code, folded.step), (Some(ProblemCode::SalesforceNotApproved), Some(Step::SignIn)));
    assert_eq!(folded.salesforce.as_ref().unwrap().error_description, "one");
    assert_eq!(entries[1].fields, [ConnectorField::Name, ConnectorField::Notes]);
    assert_eq!(entries[8].user.as_deref(), Some("ann"));
    assert_eq!(entries[6].user, None);
}

/// Two servers of one database at a time.
async fn parallel_equals_are_one_row(database: Arc<TestDatabase>) {
    let stores = [database.store().await, database.store().await];
    let (tenant, id) = a_connector(&stores[0]).await;
    let mut tasks = JoinSet::new();
    for number in 0..40 {
        let (store, tenant) = (stores[number % 2].clone(), tenant.clone());
        tasks.spawn(async move { store.for_tenant(&tenant).note_history(id, &refused("one")).await });
    }
    for added in tasks.join_all().await {
        assert!(added.unwrap());
    }
    let entries = page(&stores[0], &tenant, id).await;
    assert_eq!(entries.iter().map(|one| one.times).collect::<Vec<_>>(), [40]);
}

async fn it_is_read_to_its_end_a_page_at_a_time(database: Arc<TestDatabase>) {
    let store = database.store().await;
    let (tenant, id) = a_connector(&store).await;
    let add = async |number: usize| {
        let note = HistoryNote::new(HistoryEvent::Checked, Some(number.to_string()));
        assert!(store.for_tenant(&tenant).note_history(id, &note).await.unwrap());
    };
    // All of one millisecond: their ids keep their order.
    for number in 0..7 {
        add(number).await;
    }
    let (mut after, mut users) = (None, Vec::new());
    loop {
        let page = store.for_tenant(&tenant).history(id, PageRequest { limit: 3, after }).await.unwrap();
        users.extend(page.items.into_iter().map(|one| one.user.unwrap()));
        database.clock.advance(SECOND);
        add(100 + users.len()).await;
        let Some(next) = page.next else { break };
        after = Some(next);
    }
    assert_eq!(users, ["6", "5", "4", "3", "2", "1", "0"], "whatever came meanwhile");
}

async fn it_is_its_tenants_and_goes_with_its_connector(database: Arc<TestDatabase>) {
    let store = database.store().await;
    let (tenant, id) = a_connector(&store).await;
    let checked = note(HistoryEvent::Checked);
    assert!(store.for_tenant(&tenant).note_history(id, &checked).await.unwrap());
    let other = sample::tenant("org-b");
    assert!(!store.for_tenant(&other).note_history(id, &checked).await.unwrap(), "nobody notes for others");
    assert_eq!(page(&store, &other, id).await, []);
    assert_eq!(page(&store, &tenant, id).await[0].times, 1);
    let delete = format!("DELETE FROM connectors WHERE id = '{id}'");
    run(&mut database.connection().await, &delete).await;
    assert_eq!(page(&store, &tenant, id).await, []);
    assert!(!store.for_tenant(&tenant).note_history(id, &checked).await.unwrap(), "it comes back not");
}

async fn what_a_newer_server_noted_is_passed_over(database: Arc<TestDatabase>) {
    let store = database.store().await;
    let (tenant, id) = a_connector(&store).await;
    let add = async || store.for_tenant(&tenant).note_history(id, &refused("one")).await.unwrap();
    assert!(add().await);
    database.clock.advance(SECOND);
    assert!(add().await);
    let mut connection = database.connection().await;
    run(&mut connection, "UPDATE connector_history SET event = 'praised'").await;
    database.clock.advance(SECOND);
    assert!(add().await);
    run(
        &mut connection,
        "UPDATE connector_history SET code = 'newer', step = 'newer', fields = '[\"newer\"]'",
    )
    .await;
    let entries = page(&store, &tenant, id).await;
    let told: Vec<_> = entries.iter().map(|one| (one.code, one.step, one.fields.len())).collect();
    assert_eq!(told, [(Some(ProblemCode::SalesforceRefused), None, 0)]);
}
