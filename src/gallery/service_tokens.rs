//! States of service tokens, and of connectors in use.

use std::collections::BTreeMap;

use contract::api::{Config, ConnectorList};
use contract::codes::ProblemCode;
use contract::secret::SecretText;
use contract::service_token::{CreatedServiceToken, ServiceToken, ServiceTokenList, ServiceTokenScope};
use contract::usage::{ConnectorUsage, DayUsage};
use leptos::prelude::*;

use super::states;
use crate::api::ApiError;
use crate::common::remote_data::RemoteData;
use crate::connectors::overview::Overview;
use crate::form::{Failure, ServiceTokenFormState, Submit};
use crate::service_tokens::opened::{Leaving, Opened, Revoking};
use crate::service_tokens::state::ServiceTokens;

/// 2026-11-22T14:05:00Z.
pub(super) const THEN: i64 = 1_795_356_300_000;
pub(super) const DAY: i64 = 86_400_000;
/// 2100-01-01: no test lives to see it.
const FAR: i64 = 4_102_444_800_000;

/// A state of the service tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokensSample {
    Loading,
    CouldNotLoad,
    Empty,
    Some,
    WithEnded,
    NoneValid,
    ReadOnly,
    Form,
    FormNamed,
    Sending,
    /// A field is wrong, or something else that no field shows.
    Problem(ProblemCode),
    NoAnswer,
    Created,
    LeaveUncopied,
    LeaveCreating,
    Revoke,
    Revoking,
    NotRevoked,
}

impl TokensSample {
    pub(super) const ALL: &'static [Self] = &[
        Self::Loading,
        Self::CouldNotLoad,
        Self::Empty,
        Self::Some,
        Self::WithEnded,
        Self::NoneValid,
        Self::ReadOnly,
        Self::Form,
        Self::FormNamed,
        Self::Sending,
        Self::Problem(ProblemCode::ServiceTokenName),
        Self::Problem(ProblemCode::ServiceTokenNameEmpty),
        Self::Problem(ProblemCode::ServiceTokenExpiry),
        Self::Problem(ProblemCode::ServiceTokenScope),
        Self::Problem(ProblemCode::ServiceTokenScopeEmpty),
        Self::Problem(ProblemCode::ServiceTokenLimit),
        Self::NoAnswer,
        Self::Created,
        Self::LeaveUncopied,
        Self::LeaveCreating,
        Self::Revoke,
        Self::Revoking,
        Self::NotRevoked,
    ];

    pub(super) fn name(self) -> String {
        let name = match self {
            Self::Loading => "loading",
            Self::CouldNotLoad => "could-not-load",
            Self::Empty => "empty",
            Self::Some => "some",
            Self::WithEnded => "with-ended",
            Self::NoneValid => "none-valid",
            Self::ReadOnly => "read-only",
            Self::Form => "form",
            Self::FormNamed => "form-named",
            Self::Sending => "sending",
            Self::Problem(code) => return problem_name(code),
            Self::NoAnswer => "no-answer",
            Self::Created => "created",
            Self::LeaveUncopied => "leave-uncopied",
            Self::LeaveCreating => "leave-creating",
            Self::Revoke => "revoke",
            Self::Revoking => "revoking",
            Self::NotRevoked => "not-revoked",
        };
        name.to_owned()
    }

    /// What the page knows.
    pub(super) fn tokens(self) -> ServiceTokens {
        let mut overview = used();
        overview.config.can_manage = self != Self::ReadOnly;
        let nothing = Callback::new(|()| ());
        let tokens = ServiceTokens::new(Signal::stored(RemoteData::Ready(overview)), nothing, nothing);
        tokens.list.set(self.list());
        tokens.show_ended.set(self == Self::WithEnded);
        tokens.open.set(self.open());
        tokens.form.set(self.form());
        tokens.asking.set(matches!(self, Self::LeaveUncopied | Self::LeaveCreating).then_some(Leaving::Form));
        tokens
    }

    fn list(self) -> RemoteData<ServiceTokenList> {
        match self {
            Self::Loading => RemoteData::Loading,
            Self::CouldNotLoad => RemoteData::Failed(problem(ProblemCode::StorageUnavailable)),
            Self::Empty => RemoteData::Ready(ServiceTokenList::default()),
            Self::NoneValid => {
                let service_tokens = service_tokens().split_off(2);
                RemoteData::Ready(ServiceTokenList { service_tokens })
            }
            _ => RemoteData::Ready(ServiceTokenList { service_tokens: service_tokens() }),
        }
    }

    fn open(self) -> Opened {
        let revoke = |revoking| {
            let ServiceToken { id, name, .. } = service_token(0);
            Opened::Revoke { id, name, revoking }
        };
        match self {
            Self::Loading
            | Self::CouldNotLoad
            | Self::Empty
            | Self::Some
            | Self::WithEnded
            | Self::NoneValid
            | Self::ReadOnly => Opened::Nothing,
            Self::Revoke => revoke(Revoking::Asking),
            Self::Revoking => revoke(Revoking::Sending),
            Self::NotRevoked => revoke(Revoking::Failed(problem(ProblemCode::StorageUnavailable))),
            _ => Opened::Create,
        }
    }

    /// The form, reached as an admin reaches it: by events.
    fn form(self) -> ServiceTokenFormState {
        let mut form = ServiceTokenFormState::new();
        if self == Self::FormNamed {
            form.choose_only_named(true);
            form.toggle(&states::connector(1).id);
        }
        if matches!(self, Self::Form | Self::FormNamed) {
            return form;
        }
        form.edit_name("Reporting".to_owned());
        let Submit::Send(submission) = form.submit(THEN) else { return form };
        match self {
            Self::Problem(code) => {
                form.failed(submission.id, Failure::Problem(Box::new(states::problem(code))))
            }
            Self::NoAnswer => form.failed(submission.id, Failure::NoAnswer),
            Self::Created | Self::LeaveUncopied => form.created(
                submission.id,
                CreatedServiceToken {
                    token: SecretText::new(
                        ["cct_0123456789abcdef_", &"0123456789abcdef".repeat(4), "01234567"].concat(),
                    ),
                    service_token: service_token(0),
                },
            ),
            _ => {}
        }
        form
    }
}

pub(super) fn problem_name(code: ProblemCode) -> String {
    format!("problem-{}", code.as_str().replace('_', "-"))
}

pub(super) fn problem(code: ProblemCode) -> ApiError {
    ApiError::Problem(Box::new(states::problem(code)))
}

/// Connectors that were used much, once and never, and can be tried.
pub(super) fn used() -> Overview {
    let day = |ago: i64, requests, failures| DayUsage {
        day: THEN - THEN.rem_euclid(DAY) - ago * DAY,
        requests,
        failures,
    };
    let much = vec![day(0, 1_204, 1), day(1, 3_010, 0), day(6, 12_000, 17)];
    let usage = |days| ConnectorUsage { last_used_at: THEN, days };
    let connectors: Vec<_> = (0..3).map(states::connector).collect();
    let usage = BTreeMap::from([
        (connectors[0].id.clone(), usage(much)),
        (connectors[1].id.clone(), usage(vec![day(0, 1, 0)])),
    ]);
    let try_paths = [
        "/services/data/",
        "/services/data/v62.0/limits",
        "/services/data/v62.0/query?q=SELECT+Id,Name+FROM+Organization",
    ];
    Overview {
        list: ConnectorList { connectors, usage, ..ConnectorList::default() },
        config: Config {
            can_manage: true,
            try_paths: try_paths.map(str::to_owned).to_vec(),
            ..Config::default()
        },
    }
}

pub(super) fn service_tokens() -> Vec<ServiceToken> {
    let named = ServiceTokenScope::Connectors(vec![states::connector(1).id, states::connector(2).id]);
    vec![
        service_token(0),
        ServiceToken { scope: named, last_used_at: None, ..service_token(1) },
        ServiceToken { expires_at: THEN - DAY, ..service_token(2) },
        ServiceToken { revoked_at: Some(THEN), ..service_token(3) },
    ]
}

/// More tokens than are named in a sentence, of which most name a connector.
pub(super) fn many_tokens(connector: &str) -> Vec<ServiceToken> {
    let named = ServiceTokenScope::Connectors(vec![connector.to_owned()]);
    let naming = (0..7).map(|number| ServiceToken { scope: named.clone(), ..service_token(number) });
    service_tokens().into_iter().chain(naming).collect()
}

fn service_token(number: usize) -> ServiceToken {
    let name = [
        "Order status flow",
        "A name as long as names may be, which is sixty-four characters.",
        "Nightly report",
        "Old script",
    ];
    ServiceToken {
        id: format!("00000000-0000-4000-8000-00000000001{number}"),
        name: name[number % 4].to_owned(),
        prefix: format!("cct_0123456789abcde{number}"),
        scope: ServiceTokenScope::All,
        expires_at: FAR,
        revoked_at: None,
        last_used_at: Some(THEN),
        created_by: "ada@example.com".to_owned(),
        created_at: THEN - 30 * DAY,
    }
}
