//! From a form as sent to what a check and a save work with.

use aws_lc_rs::digest::{Context, SHA256};
use contract::api::CheckResult;
use contract::codes::{Field, WarningCode};
use contract::form::{FIELDS, FieldSpec, SalesforceForm, ValidForm, same_connection};
use contract::validation::{UrlPolicy, ValidatedUrl};

use crate::error::ApiError;
use crate::state::AppState;
use crate::store::Fingerprint;
use crate::vault::BoundSubject;

/// The form, where its rules hold.
pub(super) fn parse(form: &SalesforceForm, policy: &UrlPolicy) -> Result<ValidForm, ApiError> {
    form.parse(policy).map_err(|refused| ApiError::invalid(refused.violations, refused.warnings))
}

/// Adds to what a check found out that the tenant has the same connection under another name.
pub(super) async fn warn_of_same(
    state: &AppState,
    tenant: &str,
    form: &ValidForm,
    found: &mut CheckResult,
) -> Result<(), ApiError> {
    found.same_as = same_as(state, tenant, form).await?;
    found.warnings.extend(found.same_as.as_ref().map(|_| WarningCode::SameConnection));
    Ok(())
}

/// The name of the first of a tenant's connectors that signs in as a form does.
pub(super) async fn same_as(
    state: &AppState,
    tenant: &str,
    form: &ValidForm,
) -> Result<Option<String>, ApiError> {
    let saved = state.store.list(tenant).await?;
    Ok(same_connection(form, &saved).map(|same| same.name.clone()))
}

/// What a form's key will be bound to.
pub(super) fn bound_subject(form: &ValidForm) -> BoundSubject {
    BoundSubject {
        url: form.url.canonical(),
        audience: form.audience.as_ref().map(ValidatedUrl::canonical),
        client_id: form.client_id.clone(),
        user: form.email_id.clone(),
    }
}

/// The fields that a fingerprint began with, in the order of the hash: where they stand in the form may change, this not.
const ALWAYS_HASHED: [Field; 6] =
    [Field::Name, Field::ClientId, Field::EmailId, Field::Url, Field::Audience, Field::PrivateKey];

/// A hash of all fields: forms that mean the same have equal ones, however they were written.
pub(super) fn fingerprint(form: &ValidForm) -> Fingerprint {
    let mut context = Context::new(&SHA256);
    let mut add = |part: &str| {
        // The length keeps the parts apart.
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part.as_bytes());
    };
    for field in ALWAYS_HASHED {
        add((FieldSpec::of(field).canonical)(form).expose());
    }
    // With their names, and only where there is a value: a form that says nothing of a field that came later has the hash
    // that it had before there was one.
    let mut later: Vec<&FieldSpec> =
        FIELDS.iter().filter(|spec| !ALWAYS_HASHED.contains(&spec.field)).collect();
    later.sort_unstable_by_key(|spec| spec.field.as_str());
    for spec in later {
        let value = (spec.canonical)(form);
        if !value.expose().is_empty() {
            add(spec.field.as_str());
            add(value.expose());
        }
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    Fingerprint(hash)
}

#[cfg(test)]
mod tests {
    use contract::corpus;

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
            let valid = parse(&form, &UrlPolicy::default()).expect("a valid form");
            let Fingerprint(hash) = fingerprint(&valid);
            let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(hex, expected);
        }
    }
}
