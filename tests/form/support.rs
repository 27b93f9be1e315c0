//! Forms, answers and a key for the form's tests.

#[path = "../support/openssl.rs"]
mod openssl;

use std::path::Path;
use std::sync::OnceLock;

use connectors::form::{
    Announce, ConnectorUpdate, EditDraft, FieldError, Form, SalesforceFormState, Submission, Submit,
    VisibleMessage,
};
use contract::api::{Connector, ConnectorPatch, ConnectorState, Kind, Problem};
use contract::codes::{Field, ProblemCode, RuleCode};
use contract::limits::DEFAULT_URL;
use contract::validation::UrlPolicy;

/// A Client ID as Salesforce's documentation shows one.
pub(crate) const CLIENT_ID: &str =
    "3MVG99OxTyEMCQ3gNp2PjkqeZKxnmAiG1xV4oHh9AKL_rSK.BoSVPGZHQukXnVjzRgSuQqGn75NL7yfkQcyy7";

/// An RSA key of 2,048 bits, made for this run.
pub(crate) fn good_key() -> &'static str {
    static KEY: OnceLock<String> = OnceLock::new();
    KEY.get_or_init(|| {
        openssl::run("openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048", Path::new("/"))
    })
}

/// The form as it opens.
pub(crate) fn new_form() -> SalesforceFormState {
    SalesforceFormState::new(DEFAULT_URL, UrlPolicy::default())
}

/// The form with every field right.
pub(crate) fn filled() -> SalesforceFormState {
    let mut form = new_form();
    fill(&mut form);
    form
}

/// Every field is typed, and right.
pub(crate) fn fill(form: &mut SalesforceFormState) {
    form.edit(Field::Name, "Sales".to_owned());
    form.edit(Field::ClientId, CLIENT_ID.to_owned());
    form.edit(Field::EmailId, "ada@acme.com".to_owned());
    form.edit(Field::PrivateKey, good_key().to_owned());
}

/// The message of a rule.
pub(crate) fn error(code: RuleCode, announce: Announce) -> Option<VisibleMessage> {
    Some(VisibleMessage::Error(FieldError::Rule(code), announce))
}

/// Submit, where it must be accepted.
pub(crate) fn submit(form: &mut SalesforceFormState, new_key: &str) -> Submission {
    match form.submit(|| new_key.to_owned()) {
        Submit::Send(submission) => submission,
        other => panic!("not submitted: {other:?}"),
    }
}

/// Save, where it must be sent.
pub(crate) fn saved<D: EditDraft>(form: &mut Form<D>, new_key: &str) -> Submission<ConnectorUpdate> {
    match form.save(|| new_key.to_owned()) {
        Submit::Send(submission) => submission,
        Submit::Invalid(_) => panic!("refused"),
        Submit::Unchanged => panic!("nothing to save"),
        Submit::Ignored => panic!("ignored"),
    }
}

/// A change of one field, by its JSON name.
pub(crate) fn patch(field: &str, value: &str) -> ConnectorPatch {
    serde_json::from_value(serde_json::json!({ (field): value })).expect("a field of the connector")
}

/// An answer of the server that says no.
pub(crate) fn problem(code: ProblemCode) -> Problem {
    Problem {
        kind: format!("urn:connectors:problem:{code}"),
        title: String::new(),
        status: code.status(),
        code,
        detail: None,
        pointer: None,
        violations: Vec::new(),
        warnings: Vec::new(),
        step: None,
        salesforce: None,
        retry_after: None,
        clock_offset: None,
        changes: Vec::new(),
        current: None,
        request_id: "r".to_owned(),
    }
}

/// A connector that was saved.
pub(crate) fn connector() -> Connector {
    Connector {
        id: "0190163d-8694-739b-aea5-966c26f8ad91".to_owned(),
        kind: Kind::Salesforce,
        name: "Sales".to_owned(),
        client_id: CLIENT_ID.to_owned(),
        email_id: "ada@acme.com".to_owned(),
        url: DEFAULT_URL.to_owned(),
        audience: None,
        settings: Default::default(),
        state: ConnectorState::Connected,
        salesforce_org_id: "00D000000000000EAA".to_owned(),
        salesforce_user_id: "005000000000000AAA".to_owned(),
        instance_url: "https://acme.my.salesforce.com".to_owned(),
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
