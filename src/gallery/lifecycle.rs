//! States of the dialogs that deactivate, reactivate and delete a connector; and connectors that stand differently.

use contract::api::{
    Change, Connector, ConnectorField, ConnectorState, Failing, Problem, SalesforceError, Unreachable,
};
use contract::codes::{ProblemCode, Step};
use contract::service_token::ServiceTokenList;
use contract::usage::ConnectorUsage;
use leptos::prelude::*;

use super::service_tokens::{THEN, many_tokens, problem, used};
use super::states;
use crate::api::ApiError;
use crate::common::remote_data::RemoteData;
use crate::connectors::lifecycle::{Action, Lifecycle, Opened, Progress};
use crate::connectors::overview::Overview;

/// A state of one of the dialogs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LifecycleSample {
    Deactivate,
    DeactivateAsked,
    Deactivating,
    NotDeactivated,
    MaybeDeactivated,
    DeactivateGone,
    Reactivating,
    ReactivateRefused,
    MaybeReactivated,
    Delete,
    DeleteOtherCase,
    DeleteDiffers,
    DeleteReady,
    Deleting,
    DeleteChanged,
    DeleteActive,
    NotDeleted,
    MaybeDeleted,
}

impl LifecycleSample {
    pub(super) const ALL: &'static [Self] = &[
        Self::Deactivate,
        Self::DeactivateAsked,
        Self::Deactivating,
        Self::NotDeactivated,
        Self::MaybeDeactivated,
        Self::DeactivateGone,
        Self::Reactivating,
        Self::ReactivateRefused,
        Self::MaybeReactivated,
        Self::Delete,
        Self::DeleteOtherCase,
        Self::DeleteDiffers,
        Self::DeleteReady,
        Self::Deleting,
        Self::DeleteChanged,
        Self::DeleteActive,
        Self::NotDeleted,
        Self::MaybeDeleted,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Deactivate => "deactivate",
            Self::DeactivateAsked => "deactivate-loading",
            Self::Deactivating => "deactivating",
            Self::NotDeactivated => "not-deactivated",
            Self::MaybeDeactivated => "maybe-deactivated",
            Self::DeactivateGone => "deactivate-gone",
            Self::Reactivating => "reactivating",
            Self::ReactivateRefused => "reactivate-refused",
            Self::MaybeReactivated => "maybe-reactivated",
            Self::Delete => "delete",
            Self::DeleteOtherCase => "delete-other-case",
            Self::DeleteDiffers => "delete-differs",
            Self::DeleteReady => "delete-ready",
            Self::Deleting => "deleting",
            Self::DeleteChanged => "delete-changed",
            Self::DeleteActive => "delete-active",
            Self::NotDeleted => "not-deleted",
            Self::MaybeDeleted => "maybe-deleted",
        }
    }

    fn action(self) -> Action {
        match self {
            Self::Deactivate
            | Self::DeactivateAsked
            | Self::Deactivating
            | Self::NotDeactivated
            | Self::MaybeDeactivated
            | Self::DeactivateGone => Action::Deactivate,
            Self::Reactivating | Self::ReactivateRefused | Self::MaybeReactivated => Action::Reactivate,
            _ => Action::Delete,
        }
    }

    fn progress(self) -> Progress {
        match self {
            Self::Deactivating | Self::Reactivating | Self::Deleting => Progress::Sending,
            Self::NotDeactivated => Progress::Failed(problem(ProblemCode::RateLimited)),
            Self::DeactivateGone => Progress::Failed(problem(ProblemCode::NotFound)),
            Self::ReactivateRefused => Progress::Failed(problem(ProblemCode::SalesforceKeyMismatch)),
            Self::NotDeleted => Progress::Failed(problem(ProblemCode::RateLimited)),
            Self::MaybeDeactivated | Self::MaybeReactivated | Self::MaybeDeleted => {
                Progress::Failed(ApiError::NoAnswer)
            }
            Self::DeleteChanged => {
                let change =
                    Change { field: ConnectorField::Name, user: "ada@example.com".to_owned(), at: THEN };
                let problem = states::problem(ProblemCode::ConnectorChanged);
                let problem = Problem { changes: vec![change], ..problem };
                Progress::Failed(ApiError::Problem(Box::new(problem)))
            }
            _ => Progress::Asking,
        }
    }

    fn typed(self) -> &'static str {
        match self {
            Self::Delete | Self::DeleteActive => "",
            Self::DeleteOtherCase => "sales emea",
            Self::DeleteDiffers => "Service desk",
            _ => "Sales EMEA",
        }
    }

    /// What the dialogs know.
    pub(super) fn lifecycle(self) -> Lifecycle {
        let action = self.action();
        let lifecycle = Lifecycle::new(Callback::new(|_| ()), "");
        let deactivated = action != Action::Deactivate && self != Self::DeleteActive;
        let state = if deactivated { ConnectorState::Deactivated } else { ConnectorState::Connected };
        let connector = Connector { state, ..states::connector(0) };
        let facts = lifecycle.facts;
        facts.last_used_at.set(Some(THEN));
        match self {
            Self::DeactivateAsked => {}
            Self::NotDeleted => {
                facts.connector.set(RemoteData::Failed(problem(ProblemCode::StorageUnavailable)));
                facts.tokens.set(RemoteData::Failed(ApiError::NoAnswer));
            }
            _ => {
                let usage = used().list.usage.remove(&connector.id);
                facts.connector.set(RemoteData::Ready(Connector { usage, ..connector.clone() }));
                let service_tokens = many_tokens(&connector.id);
                facts.tokens.set(RemoteData::Ready(ServiceTokenList { service_tokens }));
            }
        }
        lifecycle.typed.set(self.typed().to_owned());
        lifecycle.open.set(Some(Opened { action, connector, progress: self.progress() }));
        lifecycle
    }
}

/// Five connectors that stand differently, used long ago, just now and never.
pub(super) fn mixed() -> Overview {
    let mut overview = used();
    let mut connectors: Vec<_> = (0..5).map(states::connector).collect();
    connectors[1].failing = Some(Failing {
        since: THEN,
        code: ProblemCode::SalesforceKeyMismatch,
        step: Some(Step::SignIn),
        salesforce: Some(SalesforceError {
            error: "invalid_grant".to_owned(),
            error_description: "invalid assertion".to_owned(),
        }),
    });
    connectors[2].unreachable =
        Some(Unreachable { host: "example.my.salesforce.com".to_owned(), since: THEN });
    connectors[4].state = ConnectorState::Deactivated;
    overview
        .list
        .usage
        .insert(connectors[4].id.clone(), ConnectorUsage { last_used_at: 0, days: Vec::new() });
    overview.list.connectors = connectors;
    overview
}
