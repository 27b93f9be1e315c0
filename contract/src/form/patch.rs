//! A change of a saved connector, held against the rules: what it says by itself, then against what is saved.
//!
//! A rule that became stricter must not keep anybody from mending something else: only what a patch says is judged. Where
//! Salesforce is asked, it is asked with all of the form, so all of it is judged.

use super::{FIELDS, SalesforceForm, ValidForm, Validation, Violations};
use crate::api::{Connector, ConnectorField, ConnectorPatch, Violation};
use crate::codes::Field;
use crate::secret::SecretText;
use crate::validation::{self, UrlPolicy};

/// Why a patch is refused before Salesforce is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefusedPatch {
    /// Fields of the form break their rules.
    Invalid(Violations),
    /// The notes break theirs.
    Notes,
    /// The name of the responsible person breaks its own.
    Contact,
    /// Another destination or user asks for the private key again.
    KeyNeeded,
}

/// What a patch says, each member being what its rule made of it.
#[derive(Clone, Debug)]
pub struct JudgedPatch {
    members: Vec<(ConnectorField, SecretText)>,
}

/// A patch whose rules hold, and what of it differs from what is saved.
#[derive(Clone, Debug)]
pub struct ValidPatch {
    /// What differs, in the order of [`ConnectorField::ALL`]. Empty: there is nothing to do.
    pub changed: Vec<ConnectorField>,
    /// Another name.
    pub name: Option<String>,
    /// Other notes.
    pub notes: Option<String>,
    /// Another responsible person.
    pub contact: Option<String>,
    /// The whole form that Salesforce is to be asked with, where it must be asked.
    pub form: Option<ValidForm>,
}

impl ConnectorPatch {
    /// Holds what the patch says against the rules.
    ///
    /// # Errors
    /// The first of: fields of the form, the notes, the responsible person.
    pub fn judge(&self, policy: &UrlPolicy) -> Result<JudgedPatch, RefusedPatch> {
        let mut fields = Validation::new();
        let mut members = Vec::new();
        let (mut violations, mut warnings) = (Vec::new(), Vec::new());
        for &field in Field::ALL {
            let Some(value) = self.of(field) else { continue };
            fields.judge(field, value, policy);
            violations.extend(fields.error(field).map(|code| Violation { field, code }));
            members.extend(fields.canonical(field).map(|value| (field.into(), value)));
        }
        if !violations.is_empty() {
            warnings.extend(Field::ALL.iter().filter_map(|&field| fields.warning(field)));
            return Err(RefusedPatch::Invalid(Violations { violations, warnings }));
        }
        if let Some(notes) = &self.notes {
            let notes = validation::notes(notes).map_err(|_| RefusedPatch::Notes)?;
            members.push((ConnectorField::Notes, SecretText::new(notes)));
        }
        if let Some(contact) = &self.contact {
            let contact = validation::contact(contact).map_err(|_| RefusedPatch::Contact)?;
            members.push((ConnectorField::Contact, SecretText::new(contact)));
        }
        Ok(JudgedPatch { members })
    }
}

impl JudgedPatch {
    /// What the patch says, in the order of [`ConnectorField::ALL`]: equal for patches that mean the same.
    pub fn members(&self) -> &[(ConnectorField, SecretText)] {
        &self.members
    }

    /// Tells what differs from what is saved, and what Salesforce is to be asked with.
    ///
    /// # Errors
    /// The private key is needed and missing, or the form that Salesforce would be asked with breaks rules.
    pub fn against(&self, saved: &Connector, policy: &UrlPolicy) -> Result<ValidPatch, RefusedPatch> {
        let changed: Vec<ConnectorField> = self
            .members
            .iter()
            .filter(|(field, value)| self.differs(*field, value.expose(), saved))
            .map(|(field, _)| *field)
            .collect();
        let has_key = changed.contains(&ConnectorField::PrivateKey);
        if !has_key && changed.iter().any(|field| field.asks_for_key()) {
            return Err(RefusedPatch::KeyNeeded);
        }
        let asks = changed.iter().any(|field| field.asks_salesforce());
        let form =
            if asks { Some(self.form(saved).parse(policy).map_err(RefusedPatch::Invalid)?) } else { None };
        let other = |field| {
            let differs = changed.contains(&field);
            differs.then(|| self.member(field).unwrap_or_default().to_owned())
        };
        Ok(ValidPatch {
            name: other(ConnectorField::Name),
            notes: other(ConnectorField::Notes),
            contact: other(ConnectorField::Contact),
            changed,
            form,
        })
    }

    fn member(&self, field: ConnectorField) -> Option<&str> {
        self.members.iter().find(|(of, _)| *of == field).map(|(_, value)| value.expose())
    }

    fn differs(&self, field: ConnectorField, value: &str, saved: &Connector) -> bool {
        match field {
            // Nobody can tell it from the stored one, and whoever gives it wants it tried.
            ConnectorField::PrivateKey => true,
            ConnectorField::Name => value != saved.name,
            ConnectorField::ClientId => value != saved.client_id,
            ConnectorField::EmailId => value != saved.email_id,
            ConnectorField::Url => value != saved.url,
            ConnectorField::Audience => {
                // One that is the URL is none.
                let url = self.member(ConnectorField::Url).unwrap_or(&saved.url);
                let value = if value == url { "" } else { value };
                value != saved.audience.as_deref().unwrap_or_default()
            }
            ConnectorField::Notes => value != saved.notes,
            ConnectorField::Contact => value != saved.contact,
        }
    }

    /// The saved form with what the patch says in its place.
    fn form(&self, saved: &Connector) -> SalesforceForm {
        let mut form = SalesforceForm::from(saved);
        for spec in FIELDS {
            if let Some(value) = self.member(spec.field.into()) {
                (spec.set)(&mut form, value.to_owned());
            }
        }
        form
    }
}

#[cfg(test)]
mod tests {
    use super::{RefusedPatch, ValidPatch};
    use crate::api::{Connector, ConnectorField, ConnectorPatch, ConnectorState, Kind};
    use crate::codes::{Field, RuleCode};
    use crate::corpus;
    use crate::secret::SecretText;
    use crate::validation::UrlPolicy;

    fn saved() -> Connector {
        let form = corpus::valid_form();
        let json = serde_json::json!({
            "id": "1", "kind": Kind::Salesforce, "name": form.name, "clientId": form.client_id,
            "emailId": form.email_id, "url": form.url, "state": ConnectorState::Connected,
            "salesforceOrgId": "", "salesforceUserId": "", "instanceUrl": "", "createdAt": 0,
            "notes": "Ask Ada.",
        });
        serde_json::from_value(json).expect("a connector")
    }

    fn parse(patch: &ConnectorPatch, saved: &Connector) -> Result<ValidPatch, RefusedPatch> {
        let policy = UrlPolicy::default();
        patch.judge(&policy)?.against(saved, &policy)
    }

    fn text(value: &str) -> Option<String> {
        Some(value.to_owned())
    }

    fn key() -> Option<SecretText> {
        Some(corpus::valid_form().private_key)
    }

    #[test]
    fn what_means_the_same_is_no_change() {
        let saved = saved();
        for patch in [
            ConnectorPatch::default(),
            ConnectorPatch {
                name: Some(format!(" {} ", saved.name)),
                url: Some(format!("{}/", saved.url.to_uppercase())),
                audience: Some(saved.url.clone()),
                notes: text("Ask Ada.\n"),
                contact: text(" "),
                ..ConnectorPatch::default()
            },
        ] {
            let valid = parse(&patch, &saved).expect("a patch");
            assert_eq!(valid.changed, []);
            assert!(valid.form.is_none());
        }
    }

    #[test]
    fn a_rename_is_not_held_up_by_what_newer_rules_refuse() {
        let saved = Connector { email_id: "no username".to_owned(), ..saved() };
        let rename = ConnectorPatch { name: text("Other"), notes: text("New"), ..ConnectorPatch::default() };
        let valid = parse(&rename, &saved).expect("a patch");
        assert_eq!(valid.changed, [ConnectorField::Name, ConnectorField::Notes]);
        assert_eq!(
            (valid.name.as_deref(), valid.notes.as_deref(), valid.contact),
            (Some("Other"), Some("New"), None)
        );
        // Salesforce would be asked with it.
        let replaced = ConnectorPatch { private_key: key(), ..ConnectorPatch::default() };
        let Err(RefusedPatch::Invalid(refused)) = parse(&replaced, &saved) else { panic!("not refused") };
        let [violation] = refused.violations[..] else { panic!("{refused:?}") };
        assert_eq!((violation.field, violation.code), (Field::EmailId, RuleCode::EmailIdShape));
    }

    #[test]
    fn another_destination_or_user_asks_for_the_key() {
        let saved = saved();
        let patches = [
            (
                ConnectorField::ClientId,
                ConnectorPatch { client_id: text(&"3".repeat(60)), ..ConnectorPatch::default() },
            ),
            (
                ConnectorField::EmailId,
                ConnectorPatch { email_id: text("other@acme.example"), ..ConnectorPatch::default() },
            ),
            (
                ConnectorField::Url,
                ConnectorPatch { url: text("https://test.salesforce.com"), ..ConnectorPatch::default() },
            ),
            (
                ConnectorField::Audience,
                ConnectorPatch { audience: text("https://test.salesforce.com"), ..ConnectorPatch::default() },
            ),
        ];
        for (field, patch) in patches {
            assert_eq!(
                parse(&patch, &saved).map(|valid| valid.changed),
                Err(RefusedPatch::KeyNeeded),
                "{field}"
            );
            let with_key = ConnectorPatch { private_key: key(), ..patch };
            let valid = parse(&with_key, &saved).expect("a patch");
            assert_eq!(valid.changed, [field, ConnectorField::PrivateKey]);
            assert_eq!(valid.form.expect("a form").name, saved.name);
        }
    }

    #[test]
    fn what_a_patch_says_is_judged() {
        let pem = corpus::valid_form().private_key.expose().to_owned();
        let default = ConnectorPatch::default;
        for (patch, refused) in [
            (ConnectorPatch { notes: text("\u{7}"), ..default() }, RefusedPatch::Notes),
            (ConnectorPatch { notes: Some(pem.clone()), ..default() }, RefusedPatch::Notes),
            (ConnectorPatch { contact: text("a\nb"), ..default() }, RefusedPatch::Contact),
        ] {
            assert_eq!(parse(&patch, &saved()).map(|valid| valid.changed), Err(refused));
        }
        let both = ConnectorPatch { name: text(""), url: Some(pem), ..default() };
        let Err(RefusedPatch::Invalid(refused)) = parse(&both, &saved()) else { panic!("not refused") };
        let codes: Vec<RuleCode> = refused.violations.iter().map(|violation| violation.code).collect();
        assert_eq!(codes, [RuleCode::NameEmpty, RuleCode::PrivateKeyMisplaced]);
    }

    #[test]
    fn an_audience_that_becomes_the_url_is_none() {
        let sandbox = "https://test.salesforce.com";
        let saved = Connector { audience: text(sandbox), ..saved() };
        let patch = ConnectorPatch { url: text(sandbox), private_key: key(), ..ConnectorPatch::default() };
        assert_eq!(parse(&patch, &saved).expect("a patch").form.expect("a form").audience, None);
    }
}
