//! The search for the URL and audience that let a form in.

mod org;

use std::time::{Duration, Instant};

use contract::codes::ProblemCode;
use contract::limits::ADDRESSES_TRIED;
use reqwest::StatusCode;
use salesforce_sandbox::{App, Certificate, Fault, PermittedUsers};
use serde_json::json;
use sqlx::Row as _;

use self::org::Server::{self, Login, Own, Test};
use self::org::{OWN, OWN_SANDBOX, Org, Searched, host};
use crate::database::{Backend, run, with_database};
use crate::test_server::{READ_ONLY, TENANT, config, fails, keys, send, succeeds, until};

/// What an admin may have entered: the URL, and the audience where there is one.
const STARTS: [(Server, Option<Server>); 9] = [
    (Own, None),
    (Own, Some(Login)),
    (Own, Some(Test)),
    (Login, None),
    (Login, Some(Own)),
    (Login, Some(Test)),
    (Test, None),
    (Test, Some(Own)),
    (Test, Some(Login)),
];

#[tokio::test(flavor = "multi_thread")]
async fn whatever_was_entered_what_works_is_found() {
    with_database(Backend::Sqlite, async |database| {
        let mut found = 0;
        for (app, own, works) in [
            (App::of_production as fn(Certificate) -> App, OWN, (Login, None)),
            (App::external_client_app, OWN, (Own, None)),
            (App::of_government_cloud, OWN, (Own, Some(Login))),
            (App::of_sandbox_org, OWN_SANDBOX, (Test, None)),
            (App::external_client_app, OWN_SANDBOX, (Own, None)),
        ] {
            let org = Org::new(&database, own, app(keys().certificate.clone())).await;
            for start in STARTS.into_iter().filter(|start| *start != works) {
                // The org's own address can only be tried where it stands in one of the two fields.
                let known = works.0 != Own || start.0 == Own || start.1 == Some(Own);
                let expected = known.then(|| org.address(works));
                let before = org.server.sandbox.counters().token_requests;
                let search = org.search(&org.form(start)).await;
                assert_eq!(search.found, expected, "{works:?} from {start:?}: {:?}", search.refused);
                let tries = usize::try_from(org.server.sandbox.counters().token_requests - before);
                let tries = tries.expect("a few");
                assert_eq!(tries, search.refused.len() + usize::from(known), "{start:?}");
                assert!(tries <= ADDRESSES_TRIED, "{start:?}: {tries}");
                found += usize::from(known);
            }
            succeeds(org.server.check(&org.form(works)), StatusCode::OK).await;
            let listed = [Own, Login, Test].map(|login| host(&org.url(login)));
            let asked = org.asked.0.lock().expect("not poisoned").clone();
            assert!(asked.is_subset(&listed.into()), "{asked:?}");
            // The operator allows these ports as well, and they are nobody's address here.
            assert_eq!(org.server.sandbox.counters().fault_connections, 0);
            assert_eq!(org.server.count("acme").await, 0, "nothing is saved");
        }
        // The rest begins without the org's own address, and needs it.
        assert_eq!(found, 5 * 8 - 3 * 4);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_salesforce_gave_before_is_tried() {
    with_database(Backend::Sqlite, async |database| {
        let org = Org::new(&database, OWN, App::external_client_app(keys().certificate.clone())).await;
        assert_eq!(org.search(&org.form((Login, None))).await.found, None);
        succeeds(org.server.create(&org.form((Own, None))), StatusCode::CREATED).await;
        assert_eq!(org.search(&org.form((Login, None))).await.found, Some(org.address((Own, None))));
        // Another tenant's connectors teach nothing.
        let search = org.server.find_audience(&org.form((Login, None))).header(TENANT, "umbrella");
        let search = succeeds(search, StatusCode::OK).await;
        assert!(
            search["tried"].as_array().is_some_and(|tried| tried.iter().all(|one| one["code"].is_string()))
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_sign_in_is_audited_and_what_each_said_is_told() {
    with_database(Backend::Sqlite, async |database| {
        let org = Org::new(&database, OWN, App::of_production(keys().certificate.clone())).await;
        let Searched { found, refused } = org.search(&org.form((Test, Some(Own)))).await;
        assert_eq!(found, Some(org.address((Login, None))));
        let said: Vec<_> =
            refused.iter().map(|one| ((one.url.clone(), one.audience.clone()), one.code)).collect();
        let refusal = ProblemCode::SalesforceNotApproved;
        let addresses =
            [(Own, None), (Own, Some(Login))].map(|address| (org.address(address), Some(refusal)));
        assert_eq!(said, addresses);
        assert!(refused.iter().all(|one| one.salesforce.is_some()));

        let query = "SELECT target, outcome FROM audit WHERE action = 'find_audience' AND intent_id IS NOT NULL ORDER BY id";
        let rows = sqlx::query(query).fetch_all(&mut database.connection().await).await.expect("rows");
        let rows: Vec<(String, String)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        let expected =
            [(OWN, refusal.as_str()), (OWN, refusal.as_str()), ("login.acme.localhost", "succeeded")];
        assert_eq!(rows, expected.map(|(target, outcome)| (target.to_owned(), outcome.to_owned())));

        run(&mut database.connection().await, "ALTER TABLE audit RENAME TO away").await;
        fails(org.server.find_audience(&org.form((Test, Some(Own)))), ProblemCode::Internal).await;
        run(&mut database.connection().await, "ALTER TABLE away RENAME TO audit").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_refused_as_a_check_is() {
    with_database(Backend::Sqlite, async |database| {
        let org = Org::new(&database, OWN, App::of_production(keys().certificate.clone())).await;
        let (server, form) = (&org.server, org.form((Test, None)));
        fails(server.find_audience(&server.form("")), ProblemCode::Invalid).await;
        fails(server.find_audience(&json!({})), ProblemCode::BodyMalformed).await;
        fails(server.find_audience(&form).header(READ_ONLY, "1"), ProblemCode::Forbidden).await;
        fails(server.find_audience(&form).header("origin", "https://evil.example"), ProblemCode::CrossSite)
            .await;
        assert_eq!(server.sandbox.counters().token_requests, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_draws_on_the_budgets_of_checks_and_logins() {
    with_database(Backend::Sqlite, async |database| {
        for (checks, logins, refused, ended) in
            [(1, 100, 3, None), (100, 2, 3, Some(ProblemCode::RateLimited)), (100, 3, 3, None)]
        {
            let mut config = config();
            config.check.rates.checks.times = checks;
            config.check.rates.logins.times = logins;
            let app = App {
                permitted_users: PermittedUsers::SelfAuthorized,
                ..App::demo(keys().certificate.clone())
            };
            let org = Org::with(&database, OWN, app, config).await;
            let form = org.form((Own, None));
            let search = org.search(&form).await;
            assert_eq!(search.refused.len(), refused);
            let last = search
                .refused
                .last()
                .and_then(|one| one.code)
                .filter(|code| *code == ProblemCode::RateLimited);
            assert_eq!(last, ended, "{checks} {logins}");
            assert_eq!(org.server.sandbox.counters().token_requests, logins.min(3) as u64);
            let again = org.server.find_audience(&form);
            if checks == 1 || logins <= 3 {
                fails(again, ProblemCode::RateLimited).await;
            }
        }
    })
    .await;
}

/// A server that never answers takes its share of the time, and the next one is asked all the same.
#[tokio::test(flavor = "multi_thread")]
async fn all_sign_ins_share_one_budget() {
    with_database(Backend::Sqlite, async |database| {
        const BUDGET: Duration = Duration::from_secs(6);
        let mut config = config();
        config.check.budget = BUDGET;
        let demo = App::demo(keys().certificate.clone());
        let mut org = Org::with(&database, OWN, demo, config).await;
        let stalled = org.server.sandbox.addresses().fault_url(Fault::Stall);
        org.own = stalled.clone();
        let begun = Instant::now();
        let search = org.search(&org.form((Own, None))).await;
        let took = begun.elapsed();
        assert!((BUDGET / 3..BUDGET).contains(&took), "{took:?}");
        assert_eq!(search.found, Some(org.address((Login, None))));
        let said: Vec<_> = search.refused.iter().map(|one| (one.url.clone(), one.code)).collect();
        assert_eq!(said, [(stalled, Some(ProblemCode::SalesforceTimedOut))]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_goes_away_ends_it() {
    with_database(Backend::Sqlite, async |database| {
        let app =
            App { permitted_users: PermittedUsers::SelfAuthorized, ..App::demo(keys().certificate.clone()) };
        let org = Org::new(&database, OWN, app).await;
        org.server.sandbox.sandbox().delay_tokens(Duration::from_secs(1));
        let asked = || org.server.sandbox.counters().token_requests;
        let search = tokio::spawn(send(org.server.find_audience(&org.form((Own, None)))));
        until("the first server is asked", || asked() == 1).await;
        search.abort();
        // The search is a task of its own, which the server waits for.
        org.server.state.tasks.finish().await;
        let query = "SELECT outcome FROM audit WHERE action = 'find_audience' AND intent_id IS NOT NULL";
        let rows = sqlx::query(query).fetch_all(&mut database.connection().await).await.expect("rows");
        let noted: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        assert_eq!(noted, [ProblemCode::Canceled.as_str()]);
        assert_eq!(asked(), 1);
    })
    .await;
}
