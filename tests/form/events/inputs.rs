//! What random events are made of.

use connectors::form::{KeyToSend, Submission, Submit};
use contract::api::ConnectorPatch;
use contract::codes::Field;
use contract::form::SalesforceForm;

use crate::support::{CLIENT_ID, good_key};

/// xorshift64*: enough to pick events, and the same on every machine.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let mixed = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(mixed).expect("31 bits") % limit
    }

    pub(crate) fn one_of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// Values for a field: a good one first.
pub(crate) fn values_for(field: Field) -> [&'static str; 4] {
    match field {
        Field::Name => ["Sales", "", "tab\there", "S"],
        Field::ClientId => [CLIENT_ID, "", "with blank", "PlatformCLI"],
        Field::EmailId => ["ada@acme.com", "", "ada", "ada@acme.com.uat"],
        Field::Url => ["https://login.salesforce.com", "", "http://x", "https://acme.lightning.force.com"],
        Field::Audience => ["", "https://test.salesforce.com", "no url", "https://login.salesforce.com/x"],
        Field::PrivateKey => [good_key(), "", "no key", "-----BEGIN CERTIFICATE-----"],
    }
}

/// What was sent.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Sent {
    Form(SalesforceForm),
    Patch(i64, ConnectorPatch),
}

/// What a submit decided, whatever it sends.
pub(crate) fn sent<R>(submit: Submit<R>, form: impl FnOnce(R) -> Sent) -> Submit<Sent> {
    match submit {
        Submit::Send(Submission { id, idempotency_key, form: body }) => {
            Submit::Send(Submission { id, idempotency_key, form: form(body) })
        }
        Submit::Invalid(summary) => Submit::Invalid(summary),
        Submit::Unchanged => Submit::Unchanged,
        Submit::Ignored => Submit::Ignored,
    }
}

/// Something is changed, and a stored key is not used toward another destination.
pub(crate) fn patch_may_be_sent(patch: &ConnectorPatch, key: &KeyToSend) {
    assert_ne!(*patch, ConnectorPatch::default());
    let elsewhere = [&patch.url, &patch.audience, &patch.client_id, &patch.email_id];
    match key {
        KeyToSend::Pem(pem) => assert_eq!(patch.private_key.as_ref(), Some(pem)),
        KeyToSend::Unchanged => assert!(elsewhere.iter().all(|member| member.is_none()), "{patch:?}"),
        KeyToSend::Generated(_) => {}
    }
}
