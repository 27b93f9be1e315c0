//! What tells a repeated create from another one.

use aws_lc_rs::digest::{Context, SHA256};
use contract::codes::Field;
use contract::form::{FIELDS, FieldSpec, JudgedPatch, ValidForm};

use crate::model::ConnectorId;
use crate::store::Fingerprint;

/// The fields that a fingerprint began with, in the order of the hash: where they stand in the form may change, this not.
const ALWAYS_HASHED: [Field; 6] =
    [Field::Name, Field::ClientId, Field::EmailId, Field::Url, Field::Audience, Field::PrivateKey];

/// What the hash of a change begins with: no hash of a form does, whose first part is a name without control characters.
const CHANGE: &str = "\0change";

/// A hash of what is to be changed of a connector: changes that mean the same have equal ones, and no form has one of them.
pub(super) fn change_fingerprint(id: ConnectorId, patch: &JudgedPatch) -> Fingerprint {
    let mut parts = Parts::new();
    parts.add(CHANGE);
    parts.add(&id.to_string());
    for (field, value) in patch.members() {
        parts.add(field.as_str());
        parts.add(value.expose());
    }
    parts.finish()
}

/// A hash of all fields: forms that mean the same have equal ones, however they were written.
pub(super) fn fingerprint(form: &ValidForm) -> Fingerprint {
    let mut parts = Parts::new();
    for field in ALWAYS_HASHED {
        parts.add((FieldSpec::of(field).canonical)(form).expose());
    }
    // With their names, and only where there is a value: a form that says nothing of a field that came later has the hash
    // that it had before there was one.
    let mut later: Vec<&FieldSpec> =
        FIELDS.iter().filter(|spec| !ALWAYS_HASHED.contains(&spec.field)).collect();
    later.sort_unstable_by_key(|spec| spec.field.as_str());
    for spec in later {
        let value = (spec.canonical)(form);
        if !value.expose().is_empty() {
            parts.add(spec.field.as_str());
            parts.add(value.expose());
        }
    }
    parts.finish()
}

/// A hash of texts that cannot run into each other.
struct Parts(Context);

impl Parts {
    fn new() -> Self {
        Self(Context::new(&SHA256))
    }

    fn add(&mut self, part: &str) {
        // The length keeps the parts apart.
        self.0.update(&(part.len() as u64).to_be_bytes());
        self.0.update(part.as_bytes());
    }

    fn finish(self) -> Fingerprint {
        let mut hash = [0; 32];
        hash.copy_from_slice(self.0.finish().as_ref());
        Fingerprint(hash)
    }
}

#[cfg(test)]
mod tests {
    use contract::corpus;
    use contract::form::SalesforceForm;
    use contract::validation::UrlPolicy;

    use super::*;

    /// Creates are remembered with their fingerprints: what one server wrote, the next must find again.
    #[test]
    fn a_fingerprint_is_what_it_always_was() {
        let plain = corpus::valid_form();
        let with_audience = SalesforceForm {
            name: " Vertrieb é ".to_owned(),
            url: "https://Acme.my.salesforce.com/".to_owned(),
            audience: "https://test.salesforce.com/".to_owned(),
            ..corpus::valid_form()
        };
        for (form, expected) in [
            (plain, "839c0f0c2bf7b954cf1e93c6164ffb7a074a0da7c361defda6b5af4428858f16"),
            (with_audience, "8b0ade6d8eb65afc87267db6c64bdf230f04ac816b7a6ebb08043575091a57f5"),
        ] {
            let valid = form.parse(&UrlPolicy::default()).expect("a valid form");
            let Fingerprint(hash) = fingerprint(&valid);
            assert_eq!(base16ct::lower::encode_string(&hash), expected);
        }
    }
}
