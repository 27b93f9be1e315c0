//! States of the form, reached as an admin reaches them: by events.

use contract::api::{
    AudienceSearch, Connector, ConnectorState, Kind, Problem, SalesforceError, TriedAddress, Violation,
};
use contract::codes::{Field, ProblemCode, RuleCode, WarningCode};
use contract::limits::{DEFAULT_URL, SANDBOX_URL};
use contract::validation::UrlPolicy;

use super::inputs::Input;
use super::key;
use crate::form::{Failure, SalesforceFormState, Submit, SubmitId};

/// The server's outgoing addresses in samples (RFC 5737).
pub(super) const OUTGOING: [&str; 2] = ["203.0.113.10", "203.0.113.11"];

const USER: &str = "integration@example.com";

/// A form that was just opened.
pub(super) fn new() -> SalesforceFormState {
    SalesforceFormState::new(DEFAULT_URL, UrlPolicy::default())
}

/// A form that is filled in so that its rules hold.
pub(super) fn filled() -> SalesforceFormState {
    let mut state = without_key();
    state.pick_file("key.pem", key::pem(256).as_bytes());
    state
}

/// A form in which only the private key is missing.
fn without_key() -> SalesforceFormState {
    let mut state = new();
    let client_id = format!("3MVG9{}", "IHf89I1t8h".repeat(8));
    let lines = [(Field::Name, "Sales EMEA"), (Field::ClientId, &client_id), (Field::EmailId, USER)];
    for (field, value) in lines {
        state.edit(field, value.to_owned());
        state.blur(field);
    }
    state
}

/// With something entered, and left.
pub(super) fn entered(mut state: SalesforceFormState, input: Input) -> SalesforceFormState {
    match input {
        Input::Typed(field, value) => {
            if field == Field::PrivateKey {
                state = without_key();
            }
            state.edit(field, value);
            state.blur(field);
        }
        Input::File(name, bytes) => state.pick_file(name, &bytes),
        Input::Server => {
            let violation = Violation { field: Field::Name, code: RuleCode::NameTaken };
            return rejected(Problem { violations: vec![violation], ..problem(ProblemCode::NameTaken) });
        }
    }
    state
}

/// While the server checks.
pub(super) fn checking() -> (SalesforceFormState, Option<SubmitId>) {
    let mut state = filled();
    let id = match state.submit(|| "0".to_owned()) {
        Submit::Send(submission) => Some(submission.id),
        Submit::Invalid(_) | Submit::Unchanged | Submit::Ignored => None,
    };
    (state, id)
}

/// After the server answered with a problem.
pub(super) fn rejected(problem: Problem) -> SalesforceFormState {
    failed(Failure::Problem(Box::new(problem)))
}

/// After a create that failed.
pub(super) fn failed(failure: Failure) -> SalesforceFormState {
    let (mut state, id) = checking();
    if let Some(id) = id {
        state.failed(id, failure);
    }
    state
}

/// While the server tries the other addresses.
pub(super) fn searching() -> (SalesforceFormState, Option<SubmitId>) {
    let mut state = rejected(problem(ProblemCode::SalesforceNotApproved));
    let id = state.search().map(|(id, _)| id);
    (state, id)
}

/// After the other addresses were tried.
pub(super) fn searched(outcome: Result<AudienceSearch, Failure>) -> SalesforceFormState {
    let (mut state, id) = searching();
    if let Some(id) = id {
        state.searched(id, outcome);
    }
    state
}

/// A search that found an address of two parts.
pub(super) fn address_found() -> AudienceSearch {
    let audience = Some(DEFAULT_URL.to_owned());
    let url = "https://example.my.salesforce.com".to_owned();
    AudienceSearch { tried: vec![TriedAddress { url, audience, code: None, salesforce: None }] }
}

/// A search that found nothing.
pub(super) fn address_not_found() -> AudienceSearch {
    let refused = |url: &str, audience: Option<&str>, code| TriedAddress {
        url: url.to_owned(),
        audience: audience.map(str::to_owned),
        code: Some(code),
        salesforce: problem(code).salesforce,
    };
    AudienceSearch {
        tried: vec![
            refused(DEFAULT_URL, Some(SANDBOX_URL), ProblemCode::SalesforceAudience),
            refused(SANDBOX_URL, None, ProblemCode::SalesforceNotApproved),
        ],
    }
}

/// A form whose connector was saved.
pub(super) fn saved(warnings: Vec<WarningCode>) -> SalesforceFormState {
    let (mut state, id) = checking();
    if let Some(id) = id {
        let same_as = warnings.contains(&WarningCode::SameConnection).then(|| connector(1).name);
        state.succeeded(id, Connector { warnings, same_as, ..connector(0) });
    }
    state
}

/// A problem, with all that can go with it.
pub(super) fn problem(code: ProblemCode) -> Problem {
    let refused = code.status() == 422 && code.as_str().starts_with("salesforce_");
    let waits = matches!(code, ProblemCode::RateLimited | ProblemCode::SalesforcePaused);
    Problem {
        kind: format!("urn:connectors:problem:{code}"),
        title: code.to_string(),
        status: code.status(),
        code,
        detail: None,
        pointer: None,
        violations: Vec::new(),
        warnings: Vec::new(),
        step: None,
        salesforce: refused.then(|| SalesforceError {
            error: "invalid_grant".to_owned(),
            error_description: "invalid assertion".to_owned(),
        }),
        retry_after: waits.then_some(42),
        clock_offset: (code == ProblemCode::SalesforceClock).then_some(-420),
        changes: Vec::new(),
        current: None,
        request_id: "0197c0de-0000-7000-8000-000000000000".to_owned(),
    }
}

/// A connector of the list.
pub(super) fn connector(number: usize) -> Connector {
    let (name, url) = [
        ("Sales EMEA", "https://login.salesforce.com"),
        ("Service desk", "https://test.salesforce.com"),
        ("Partners", "https://example.my.salesforce.com"),
        ("Acceptance", "https://example--uat.sandbox.my.salesforce.com"),
        ("A name as long as names may be, which is sixty-four characters.", "https://login.salesforce.com"),
    ][number % 5];
    Connector {
        id: format!("00000000-0000-4000-8000-00000000000{number}"),
        kind: Kind::Salesforce,
        name: name.to_owned(),
        client_id: "PlatformCLI".to_owned(),
        email_id: USER.to_owned(),
        url: url.to_owned(),
        audience: None,
        settings: Default::default(),
        state: ConnectorState::Connected,
        salesforce_org_id: "00D000000000001EAA".to_owned(),
        salesforce_user_id: "005000000000001AAA".to_owned(),
        instance_url: "https://example.my.salesforce.com".to_owned(),
        warnings: Vec::new(),
        same_as: None,
        created_at: 0,
        revision: 1,
        changed_at: None,
        changed_by: None,
        state_since: 0,
        failing: None,
        unreachable: None,
        checked_at: 0,
        key: None,
        scopes: Vec::new(),
        notes: String::new(),
        contact: String::new(),
        usage: None,
    }
}
