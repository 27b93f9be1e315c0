//! States of the Salesforce form.

use contract::codes::{ProblemCode, RepairCode, RuleCode, WarningCode};

use super::{inputs, states};
use crate::form::{Failure, SalesforceFormState};

/// A state of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FormSample {
    New,
    /// The form as a page of its own, not in a dialog.
    Page,
    /// Done on an empty form.
    AllErrors,
    Filled,
    /// After **Replace**.
    Replacing,
    Checking,
    Canceling,
    NoAnswer,
    FileUnreadable,
    /// After the page was left and came back.
    KeyDropped,
    /// While the other addresses are tried, and what comes of it.
    Searching,
    AddressFound,
    AddressNotFound,
    SearchFailed,
    AskUnsaved,
    AskChecking,
    Saved,
    Rule(RuleCode),
    Warning(WarningCode),
    Repair(RepairCode),
    Problem(ProblemCode),
}

/// What a form stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shell {
    Dialog,
    Page,
}

impl FormSample {
    /// The samples that no code stands for.
    pub(super) const PLAIN: &'static [Self] = &[
        Self::New,
        Self::Page,
        Self::AllErrors,
        Self::Filled,
        Self::Replacing,
        Self::Checking,
        Self::Canceling,
        Self::NoAnswer,
        Self::FileUnreadable,
        Self::KeyDropped,
        Self::Searching,
        Self::AddressFound,
        Self::AddressNotFound,
        Self::SearchFailed,
        Self::AskUnsaved,
        Self::AskChecking,
        Self::Saved,
    ];

    /// The sample's name among the form's samples.
    pub(super) fn name(self) -> String {
        let of_code = |kind: &str, code: &str| format!("{kind}-{}", code.replace('_', "-"));
        match self {
            Self::New => "new".to_owned(),
            Self::Page => "page".to_owned(),
            Self::AllErrors => "all-errors".to_owned(),
            Self::Filled => "filled".to_owned(),
            Self::Replacing => "replacing".to_owned(),
            Self::Checking => "checking".to_owned(),
            Self::Canceling => "canceling".to_owned(),
            Self::NoAnswer => "no-answer".to_owned(),
            Self::FileUnreadable => "file-unreadable".to_owned(),
            Self::KeyDropped => "key-dropped".to_owned(),
            Self::Searching => "searching".to_owned(),
            Self::AddressFound => "address-found".to_owned(),
            Self::AddressNotFound => "address-not-found".to_owned(),
            Self::SearchFailed => "search-failed".to_owned(),
            Self::AskUnsaved => "ask-unsaved".to_owned(),
            Self::AskChecking => "ask-checking".to_owned(),
            Self::Saved => "saved".to_owned(),
            Self::Rule(code) => of_code("rule", code.as_str()),
            Self::Warning(code) => of_code("warning", code.as_str()),
            Self::Repair(code) => of_code("repair", code.as_str()),
            Self::Problem(code) => of_code("problem", code.as_str()),
        }
    }

    /// The form's state.
    pub(super) fn state(self) -> SalesforceFormState {
        match self {
            Self::New | Self::Page => states::new(),
            Self::AllErrors => {
                let mut state = states::new();
                state.submit(String::new);
                state
            }
            Self::Filled | Self::AskUnsaved => states::filled(),
            Self::Replacing => {
                let mut state = states::filled();
                state.replace_key();
                state
            }
            Self::Checking | Self::AskChecking => states::checking().0,
            Self::Canceling => {
                let (mut state, _) = states::checking();
                state.cancel();
                state
            }
            Self::NoAnswer => states::failed(Failure::NoAnswer),
            Self::FileUnreadable => {
                let mut state = states::new();
                state.file_unreadable("key.pem");
                state
            }
            Self::KeyDropped => {
                let mut state = states::filled();
                state.drop_key();
                state
            }
            Self::Searching => states::searching().0,
            Self::AddressFound => states::searched(Ok(states::address_found())),
            Self::AddressNotFound => states::searched(Ok(states::address_not_found())),
            Self::SearchFailed => {
                let problem = states::problem(ProblemCode::RateLimited);
                states::searched(Err(Failure::Problem(Box::new(problem))))
            }
            Self::Saved => states::saved(Vec::new()),
            Self::Rule(code) => states::entered(states::filled(), inputs::breaking(code)),
            Self::Warning(code) => match inputs::warned(code) {
                Some(inputs) => inputs.into_iter().fold(states::filled(), states::entered),
                None => states::saved(vec![code]),
            },
            Self::Repair(code) => states::entered(states::filled(), inputs::repairable(code)),
            Self::Problem(code) => states::rejected(states::problem(code)),
        }
    }

    /// What the sample's form stands in.
    pub(super) fn shell(self) -> Shell {
        if self == Self::Page { Shell::Page } else { Shell::Dialog }
    }

    /// Whether the question before leaving stands over the sample.
    pub(super) fn asks(self) -> bool {
        matches!(self, Self::AskUnsaved | Self::AskChecking)
    }
}
