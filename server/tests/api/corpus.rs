//! The server's verdict on the corpus of the rules is the same as the browser's.

use contract::codes::ProblemCode;
use contract::corpus;

use crate::database::{Backend, with_database};
use crate::test_server::{StaticDns, TestServer, config, fails};

/// Each form has a second fault, so that none would reach Salesforce. The rules know no database.
#[tokio::test(flavor = "multi_thread")]
async fn every_case_is_judged_alike() {
    with_database(Backend::Sqlite, async |database| {
        let mut config = config();
        config.allowed_authorities =
            corpus::all().into_iter().flat_map(|case| case.allowed_authorities).collect();
        let allowed = config.allowed_authorities.clone();
        let server = TestServer::with(database, config, StaticDns::default()).await;
        let (mut judged, mut warned) = (0, 0);
        for case in corpus::all() {
            // The server has one list of authorities: cases that need an authority not to be on it are others' work.
            let Some((form, expected)) = case.form_to_refuse() else { continue };
            let policy = contract::validation::UrlPolicy { allowed_authorities: allowed.clone() };
            let violations = |policy| form.parse(policy).err().map(|refused| refused.violations);
            if violations(&policy) != violations(&case.policy()) {
                continue;
            }
            let form = serde_json::to_value(&form).expect("JSON");
            let problem = fails(server.check(&form), ProblemCode::Invalid).await;
            assert_eq!(problem.violations, expected, "{}", case.name);
            let warnings = case.expected().warnings;
            assert_eq!(problem.warnings, warnings, "{}", case.name);
            warned += usize::from(!warnings.is_empty());
            judged += 1;
        }
        assert!(judged >= 400, "{judged}");
        assert!(warned >= 30, "{warned}");
        assert_eq!(server.sandbox.counters().connections, 0);
    })
    .await;
}
