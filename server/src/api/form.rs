//! From a form as sent to what a check and a save work with.

use aws_lc_rs::digest::{Context, SHA256};
use contract::api::Violation;
use contract::codes::{Field, RuleCode};
use contract::form::SalesforceForm;
use contract::rules::{self, Rules};

use crate::problem::Failed;
use crate::salesforce::check::{Input, Subject};
use crate::store::Fingerprint;
use crate::vault::Use;

/// A form that passed the rules, in its canonical form.
#[derive(Clone, Debug)]
pub(super) struct Accepted {
    /// Name, trimmed.
    pub(super) name: String,
    /// What is checked.
    pub(super) input: Input,
}

impl Accepted {
    /// Holds a form against the rules and takes what they make of it.
    pub(super) fn from_form(form: &SalesforceForm, rules: &Rules) -> Result<Self, Failed> {
        let verdict = form.verdict(rules);
        if !verdict.violations.is_empty() {
            return Err(Failed::invalid(verdict.violations, verdict.warnings));
        }
        // The verdict said that none of these fails; should they ever disagree, the field says so.
        let private_key = at(Field::PrivateKey, verdict.private_key.ok_or(RuleCode::KeyEmpty))?;
        let url = at(Field::Url, rules::url(&form.url, rules))?;
        let audience = at(Field::Audience, rules::audience(&form.audience, rules))?;
        Ok(Self {
            name: at(Field::Name, rules::name(&form.name))?,
            input: Input {
                subject: Subject {
                    client_id: at(Field::ClientId, rules::client_id(&form.client_id))?,
                    user: at(Field::EmailId, rules::email_id(&form.email_id))?,
                    audience: audience.filter(|audience| audience.canonical() != url.canonical()),
                    url,
                },
                private_key: private_key.pem,
                warnings: verdict.warnings,
            },
        })
    }

    /// The destination that the key will be bound to.
    pub(super) fn usage(&self) -> Use {
        Use {
            url: self.input.subject.url.canonical(),
            audience: self.input.subject.audience.as_ref().map(rules::CheckedUrl::canonical),
            client_id: self.input.subject.client_id.clone(),
            user: self.input.subject.user.clone(),
        }
    }

    /// A hash of the whole: equal forms have equal ones, however they were written.
    pub(super) fn fingerprint(&self) -> Fingerprint {
        let Use { url, audience, client_id, user } = self.usage();
        let audience = audience.unwrap_or_default();
        let key = self.input.private_key.expose();
        let mut context = Context::new(&SHA256);
        for part in [self.name.as_str(), &client_id, &user, &url, &audience, key] {
            // The length keeps the parts apart.
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part.as_bytes());
        }
        let mut hash = [0; 32];
        hash.copy_from_slice(context.finish().as_ref());
        Fingerprint(hash)
    }
}

fn at<T>(field: Field, verdict: Result<T, RuleCode>) -> Result<T, Failed> {
    verdict.map_err(|code| Failed::invalid(vec![Violation { field, code }], Vec::new()))
}
