//! The form for a new service token, and its one way to what the server saves.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{CONNECTORS_MAX, DAY_MS, DAYS_MAX, ServiceTokenScope};
use crate::codes::{ProblemCode, RuleCode, ServiceTokenField};
use crate::form::InputKind;
use crate::limits::NAME_CHARS;
use crate::{lenient_int, validation};

/// A service token to be made.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServiceTokenForm {
    /// What the token is for; 1 to [`crate::limits::NAME_CHARS`] characters.
    pub name: String,
    /// When the token ends, in milliseconds since 1970 (UTC): at most [`super::DAYS_MAX`] days from now.
    #[serde(deserialize_with = "lenient_int::number")]
    pub expires_at: i64,
    /// What the token may be used for.
    pub scope: ServiceTokenScope,
}

/// A private key that was entered as the name is not printed.
impl fmt::Debug for ServiceTokenForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, expires_at, scope } = self;
        f.debug_struct("ServiceTokenForm")
            .field("name", &validation::Printable(name))
            .field("expires_at", expires_at)
            .field("scope", scope)
            .finish()
    }
}

/// A form for a service token whose rules all hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidServiceToken {
    /// What the token is for, without blanks at its ends.
    pub name: String,
    /// When the token ends, in milliseconds since 1970 (UTC).
    pub expires_at: i64,
    /// What the token may be used for: named connectors in the order of their ids, each once. Whether they exist, only the
    /// server knows.
    pub scope: ServiceTokenScope,
}

/// All that is to be known of one field of the form. It has less than a [`crate::form::FieldSpec`]: two of the three
/// values are no texts that one could get and set alike, nothing warns, and a broken rule is a problem of its own.
pub struct ServiceTokenFieldSpec {
    /// The field, whose code is its JSON name.
    pub field: ServiceTokenField,
    /// What the field's input takes.
    pub input: InputKind,
    /// The most that the field's rule takes: characters of a text, days of a choice of lives, connectors of a scope.
    pub limit: usize,
    /// The problems that the API answers with when the field's rule is broken.
    pub problems: &'static [ProblemCode],
    /// The field's rule, at a time in milliseconds since 1970 (UTC): puts what it makes of the form where the valid one
    /// has it, or gives one of the field's problems.
    parse: fn(&ServiceTokenForm, i64, &mut ValidServiceToken) -> Result<(), ProblemCode>,
}

impl ServiceTokenForm {
    /// The form's fields, in the order of [`ServiceTokenField::ALL`].
    pub const FIELDS: &[ServiceTokenFieldSpec] = &[
        ServiceTokenFieldSpec {
            field: ServiceTokenField::Name,
            input: InputKind::Text,
            limit: NAME_CHARS,
            problems: &[ProblemCode::ServiceTokenName, ProblemCode::ServiceTokenNameEmpty],
            parse: |form, _, valid| {
                valid.name = validation::name(&form.name).map_err(|broken| match broken {
                    RuleCode::NameEmpty => ProblemCode::ServiceTokenNameEmpty,
                    _ => ProblemCode::ServiceTokenName,
                })?;
                Ok(())
            },
        },
        ServiceTokenFieldSpec {
            field: ServiceTokenField::ExpiresAt,
            input: InputKind::Choice,
            limit: DAYS_MAX as usize,
            problems: &[ProblemCode::ServiceTokenExpiry],
            parse: |form, now_ms, valid| {
                valid.expires_at = form.expires_at;
                let in_time = now_ms < form.expires_at && form.expires_at <= now_ms + DAYS_MAX * DAY_MS;
                in_time.then_some(()).ok_or(ProblemCode::ServiceTokenExpiry)
            },
        },
        ServiceTokenFieldSpec {
            field: ServiceTokenField::Scope,
            input: InputKind::Connectors,
            limit: CONNECTORS_MAX,
            problems: &[ProblemCode::ServiceTokenScope, ProblemCode::ServiceTokenScopeEmpty],
            parse: |form, _, valid| {
                valid.scope = form.scope.clone();
                let ServiceTokenScope::Connectors(ids) = &mut valid.scope else { return Ok(()) };
                // Each once. They are few: sorting them would weigh more in the page than it saves.
                let mut unique: Vec<String> = Vec::with_capacity(ids.len());
                for id in ids.drain(..) {
                    if !unique.contains(&id) {
                        unique.push(id);
                    }
                }
                *ids = unique;
                match ids.len() {
                    0 => Err(ProblemCode::ServiceTokenScopeEmpty),
                    1..=CONNECTORS_MAX => Ok(()),
                    _ => Err(ProblemCode::ServiceTokenScope),
                }
            },
        },
    ];

    /// Holds the form against its rules, at a time in milliseconds since 1970 (UTC).
    ///
    /// # Errors
    /// The problem of the first field whose rule is broken.
    pub fn parse(&self, now_ms: i64) -> Result<ValidServiceToken, ProblemCode> {
        let mut valid = ValidServiceToken::unparsed();
        for spec in Self::FIELDS {
            (spec.parse)(self, now_ms, &mut valid)?;
        }
        Ok(valid)
    }
}

impl ServiceTokenFieldSpec {
    /// The field's rule that a form breaks, if any, at a time in milliseconds since 1970 (UTC).
    pub fn problem(&self, form: &ServiceTokenForm, now_ms: i64) -> Option<ProblemCode> {
        (self.parse)(form, now_ms, &mut ValidServiceToken::unparsed()).err()
    }
}

impl ValidServiceToken {
    /// Before any field is parsed. [`ServiceTokenForm::parse`] hands one out once every field was.
    fn unparsed() -> Self {
        Self { name: String::new(), expires_at: 0, scope: ServiceTokenScope::All }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000_000;

    fn form() -> ServiceTokenForm {
        ServiceTokenForm {
            name: " Flows ".to_owned(),
            expires_at: NOW + DAY_MS,
            scope: ServiceTokenScope::All,
        }
    }

    fn named(ids: impl IntoIterator<Item = usize>) -> ServiceTokenForm {
        let ids = ids.into_iter().map(|id| format!("{id:02}")).collect();
        ServiceTokenForm { scope: ServiceTokenScope::Connectors(ids), ..form() }
    }

    #[test]
    fn the_table_has_every_field_in_its_place() {
        let fields: Vec<_> = ServiceTokenForm::FIELDS.iter().map(|spec| spec.field).collect();
        assert_eq!(fields, ServiceTokenField::ALL);
    }

    #[test]
    fn a_field_is_blamed_for_its_own_problems() {
        let broken = ServiceTokenForm { name: String::new(), expires_at: NOW, ..named([]) };
        for spec in ServiceTokenForm::FIELDS {
            let problem = spec.problem(&broken, NOW).expect("a broken rule");
            assert!(spec.problems.contains(&problem), "{problem} at {}", spec.field);
        }
    }

    #[test]
    fn what_holds_is_used_and_each_connector_once() {
        let valid = named([3, 1, 3]).parse(NOW).expect("a valid form");
        assert_eq!(valid.name, "Flows");
        assert_eq!(valid.scope, ServiceTokenScope::Connectors(vec!["03".to_owned(), "01".to_owned()]));
    }

    #[test]
    fn the_first_broken_rule_is_the_problem() {
        use ProblemCode as P;
        let until = |expires_at| ServiceTokenForm { expires_at, ..form() };
        for (form, problem) in [
            (
                ServiceTokenForm { name: " ".to_owned(), expires_at: 0, ..form() },
                Some(P::ServiceTokenNameEmpty),
            ),
            (ServiceTokenForm { name: "a\tb".to_owned(), ..form() }, Some(P::ServiceTokenName)),
            (ServiceTokenForm { name: "a".repeat(NAME_CHARS + 1), ..form() }, Some(P::ServiceTokenName)),
            (until(NOW), Some(P::ServiceTokenExpiry)),
            (until(NOW + 1), None),
            (until(NOW + DAYS_MAX * DAY_MS), None),
            (until(NOW + DAYS_MAX * DAY_MS + 1), Some(P::ServiceTokenExpiry)),
            (named([]), Some(P::ServiceTokenScopeEmpty)),
            (named(0..CONNECTORS_MAX), None),
            (named(0..=CONNECTORS_MAX), Some(P::ServiceTokenScope)),
        ] {
            assert_eq!(form.parse(NOW).err(), problem, "{form:?}");
        }
    }
}
