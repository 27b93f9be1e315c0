//! States of a connector's own page.

use contract::api::{
    Connector, ConnectorField, ConnectorKey, ConnectorState, Failing, HistoryEntry, HistoryEvent,
    HistoryPage, SalesforceError, Unreachable,
};
use contract::codes::{ProblemCode, Step, WarningCode};
use contract::service_token::ServiceTokenList;
use contract::usage::{ConnectorUsage, DayUsage};
use leptos::prelude::*;

use super::service_tokens::{DAY, THEN, problem, service_tokens, used};
use super::states;
use crate::api::ApiError;
use crate::common::remote_data::RemoteData;
use crate::connector::check::Check;
use crate::connector::history_state::Older;
use crate::connector::shown::Surroundings;
use crate::connector::state::ConnectorPageState;
use crate::form::NotesField;

/// A state of a connector's own page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ConnectorSample {
    Loading,
    CouldNotLoad,
    Gone,
    /// Somebody deleted it while notes were being entered.
    GoneWhileEditing,
    Connected,
    NeverUsed,
    Warned,
    Failing,
    Unreachable,
    Deactivated,
    /// Out of use, and Salesforce would not let it in either.
    DeactivatedFailing,
    ReadOnly,
    Checking,
    CheckPassed,
    CheckRefused,
    /// For another reason than Salesforce has refused it for so far.
    CheckRefusedAnew,
    CheckUnanswered,
    HistoryLoading,
    HistoryFailed,
    OlderLoading,
    OlderFailed,
}

impl ConnectorSample {
    pub(super) const ALL: &'static [Self] = &[
        Self::Loading,
        Self::CouldNotLoad,
        Self::Gone,
        Self::GoneWhileEditing,
        Self::Connected,
        Self::NeverUsed,
        Self::Warned,
        Self::Failing,
        Self::Unreachable,
        Self::Deactivated,
        Self::DeactivatedFailing,
        Self::ReadOnly,
        Self::Checking,
        Self::CheckPassed,
        Self::CheckRefused,
        Self::CheckRefusedAnew,
        Self::CheckUnanswered,
        Self::HistoryLoading,
        Self::HistoryFailed,
        Self::OlderLoading,
        Self::OlderFailed,
    ];

    pub(super) fn name(self) -> String {
        let name = match self {
            Self::Loading => "loading",
            Self::CouldNotLoad => "could-not-load",
            Self::Gone => "gone",
            Self::GoneWhileEditing => "gone-while-editing",
            Self::Connected => "connected",
            Self::NeverUsed => "never-used",
            Self::Warned => "warned",
            Self::Failing => "failing",
            Self::Unreachable => "unreachable",
            Self::Deactivated => "deactivated",
            Self::DeactivatedFailing => "deactivated-failing",
            Self::ReadOnly => "read-only",
            Self::Checking => "checking",
            Self::CheckPassed => "check-passed",
            Self::CheckRefused => "check-refused",
            Self::CheckRefusedAnew => "check-refused-anew",
            Self::CheckUnanswered => "check-unanswered",
            Self::HistoryLoading => "history-loading",
            Self::HistoryFailed => "history-failed",
            Self::OlderLoading => "older-loading",
            Self::OlderFailed => "older-failed",
        };
        name.to_owned()
    }

    /// What the page knows.
    pub(super) fn state(self) -> ConnectorPageState {
        let mut config = used().config;
        config.can_manage = self != Self::ReadOnly;
        let nothing = Callback::new(|()| ());
        let state = ConnectorPageState::new(Surroundings {
            config: Signal::stored(RemoteData::Ready(config)),
            on_retry: nothing,
            on_connectors: nothing,
            on_tokens: nothing,
            on_changed: nothing,
            on_leave: nothing,
            on_deleted: Callback::new(|_| ()),
            now: || THEN,
        });
        let connector = self.connector();
        state.shown.id.set(connector.id.clone());
        state.shown.fetched.set(match self {
            Self::Loading => RemoteData::Loading,
            Self::CouldNotLoad => RemoteData::Failed(problem(ProblemCode::StorageUnavailable)),
            Self::Gone => RemoteData::Ready(None),
            _ => RemoteData::Ready(Some(connector)),
        });
        if self == Self::GoneWhileEditing {
            let shown = state.shown.connector.get_untracked();
            state.forms.notes.update(|form| {
                if let Some(connector) = &shown {
                    form.reopen(connector);
                }
                form.edit(NotesField::Notes, "Ask Grace from now on.".to_owned());
            });
            state.shown.fetched.set(RemoteData::Ready(None));
        }
        state.check.set(self.check());
        state.shown.history.page.set(self.history());
        state.shown.history.older.set(match self {
            Self::OlderLoading => Older::Loading,
            Self::OlderFailed => Older::Failed(problem(ProblemCode::StorageUnavailable)),
            _ => Older::Idle,
        });
        let tokens = if self == Self::NeverUsed { Vec::new() } else { service_tokens() };
        state.shown.tokens.set(match self {
            Self::HistoryLoading => RemoteData::Loading,
            Self::HistoryFailed => RemoteData::Failed(problem(ProblemCode::StorageUnavailable)),
            _ => RemoteData::Ready(ServiceTokenList { service_tokens: tokens }),
        });
        state
    }

    fn connector(self) -> Connector {
        let connector = Connector {
            created_at: THEN - 80 * DAY,
            state_since: THEN - 80 * DAY,
            checked_at: THEN - 2 * DAY,
            changed_at: Some(THEN - 2 * DAY),
            changed_by: Some("ada@example.com".to_owned()),
            revision: 3,
            key: Some(ConnectorKey {
                public_key_sha256: Some("0123456789abcdef".repeat(4)),
                stored_at: THEN - 80 * DAY,
            }),
            scopes: ["api", "web", "refresh_token"].map(str::to_owned).to_vec(),
            notes: "Used by the order status flow.\nAsk before changing the user.".to_owned(),
            contact: "Ada, ada@example.com".to_owned(),
            usage: Some(usage()),
            ..states::connector(1)
        };
        match self {
            Self::NeverUsed => Connector {
                usage: None,
                scopes: Vec::new(),
                key: None,
                notes: String::new(),
                contact: String::new(),
                ..connector
            },
            Self::Warned => {
                let warnings = vec![WarningCode::ScopeWithoutApi, WarningCode::ServerClock];
                Connector { warnings, ..connector }
            }
            Self::Failing | Self::CheckRefused | Self::CheckRefusedAnew => {
                Connector { failing: Some(failing()), ..connector }
            }
            Self::Unreachable => {
                let unreachable = Unreachable { host: "test.salesforce.com".to_owned(), since: THEN };
                Connector { unreachable: Some(unreachable), ..connector }
            }
            Self::Deactivated => {
                Connector { state: ConnectorState::Deactivated, state_since: THEN - DAY, ..connector }
            }
            Self::DeactivatedFailing => Connector {
                state: ConnectorState::Deactivated,
                state_since: THEN,
                failing: Some(failing()),
                ..connector
            },
            _ => connector,
        }
    }

    fn check(self) -> Check {
        match self {
            Self::Checking => Check::Running,
            Self::CheckPassed => Check::Passed { at_ms: THEN, warned: false },
            Self::Warned => Check::Passed { at_ms: THEN, warned: true },
            Self::CheckRefused => Check::Failed(problem(ProblemCode::SalesforceNotApproved)),
            Self::CheckRefusedAnew => Check::Failed(problem(ProblemCode::SalesforceTimedOut)),
            Self::CheckUnanswered => Check::Failed(ApiError::NoAnswer),
            _ => Check::None,
        }
    }

    fn history(self) -> RemoteData<HistoryPage> {
        match self {
            Self::HistoryLoading => RemoteData::Loading,
            Self::HistoryFailed => RemoteData::Failed(problem(ProblemCode::StorageUnavailable)),
            Self::NeverUsed => RemoteData::Ready(HistoryPage::default()),
            Self::OlderLoading | Self::OlderFailed => {
                RemoteData::Ready(HistoryPage { entries: entries(), next: Some("older".to_owned()) })
            }
            _ => RemoteData::Ready(HistoryPage { entries: entries(), next: None }),
        }
    }
}

fn failing() -> Failing {
    Failing {
        since: THEN - DAY,
        code: ProblemCode::SalesforceNotApproved,
        step: Some(Step::SignIn),
        salesforce: Some(refusal()),
    }
}

fn refusal() -> SalesforceError {
    SalesforceError {
        error: "invalid_grant".to_owned(),
        error_description: "user hasn't approved this consumer".to_owned(),
    }
}

fn usage() -> ConnectorUsage {
    let day = |ago: i64, requests, failures| DayUsage {
        day: THEN - THEN.rem_euclid(DAY) - ago * DAY,
        requests,
        failures,
    };
    let quiet = (8..28).map(|ago| day(ago, 900 + (ago.unsigned_abs() * 577) % 1_900, 0));
    let days = [day(0, 1_204, 1), day(1, 3_010, 400), day(2, 1, 0), day(6, 4_120, 17)];
    ConnectorUsage { last_used_at: THEN, days: days.into_iter().chain(quiet).collect() }
}

/// Something of each kind.
fn entries() -> Vec<HistoryEntry> {
    let entry = |number: i64, event| HistoryEntry {
        id: format!("00000000-0000-4000-8000-0000000001{number:02}"),
        event,
        created_at: THEN - number * DAY,
        times: 1,
        last_at: THEN - number * DAY,
        user: Some("ada@example.com".to_owned()),
        code: None,
        step: None,
        salesforce: None,
        duration_ms: None,
        fields: Vec::new(),
    };
    vec![
        HistoryEntry { user: None, ..entry(0, HistoryEvent::Recovered) },
        HistoryEntry {
            code: Some(ProblemCode::SalesforceNotApproved),
            step: Some(Step::SignIn),
            salesforce: Some(refusal()),
            duration_ms: Some(412),
            times: 3,
            last_at: THEN - DAY / 2,
            ..entry(1, HistoryEvent::Checked)
        },
        HistoryEntry {
            user: None,
            code: Some(ProblemCode::SalesforceNotApproved),
            step: Some(Step::SignIn),
            salesforce: Some(refusal()),
            ..entry(2, HistoryEvent::Failing)
        },
        HistoryEntry { duration_ms: Some(1_312), ..entry(3, HistoryEvent::Checked) },
        HistoryEntry {
            fields: vec![ConnectorField::Url, ConnectorField::PrivateKey, ConnectorField::Notes],
            ..entry(4, HistoryEvent::Changed)
        },
        HistoryEntry { duration_ms: Some(980), ..entry(5, HistoryEvent::Reactivated) },
        entry(6, HistoryEvent::Deactivated),
    ]
}
