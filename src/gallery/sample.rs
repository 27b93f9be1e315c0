//! The samples, by name.

use contract::api::{Config, ConnectorList, ConnectorState};
use contract::codes::{ProblemCode, RepairCode, RuleCode, WarningCode};

use super::inputs;
use super::runtime::{self, TokensSample};
use super::states;
use super::trials::TrialSample;
use crate::api;
use crate::connectors::fetched::Load;
use crate::connectors::overview::Overview;
use crate::form::{Failure, FormState};

/// One state of one screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sample {
    Cards(CardsSample),
    Form(FormSample),
    Tokens(TokensSample),
    Trial(TrialSample),
}

/// A state of the cards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CardsSample {
    Loading,
    CouldNotLoad,
    /// With so many connectors.
    Holding(usize),
    ReadOnly,
    Deactivated,
    /// With connectors that were used, and can be tried.
    Used,
}

/// A state of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FormSample {
    New,
    /// In the other shell.
    Page,
    /// Done on an empty form.
    AllErrors,
    Filled,
    Checking,
    Canceling,
    NoAnswer,
    FileUnreadable,
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

impl Sample {
    /// Every one of them: the codes' samples are as many as there are codes.
    pub(super) fn all() -> Vec<Self> {
        let cards = CardsSample::ALL.iter().copied().map(Self::Cards);
        let forms = FormSample::PLAIN.iter().copied();
        let forms = forms
            .chain(RuleCode::ALL.iter().copied().map(FormSample::Rule))
            .chain(WarningCode::ALL.iter().copied().map(FormSample::Warning))
            .chain(RepairCode::ALL.iter().copied().map(FormSample::Repair))
            .chain(ProblemCode::ALL.iter().copied().map(FormSample::Problem));
        let tokens = TokensSample::ALL.iter().copied().map(Self::Tokens);
        let trials = TrialSample::ALL.iter().copied().map(Self::Trial);
        cards.chain(forms.map(Self::Form)).chain(tokens).chain(trials).collect()
    }

    /// Its name, as it stands in the address.
    pub(super) fn name(self) -> String {
        match self {
            Self::Cards(sample) => format!("cards-{}", sample.name()),
            Self::Form(sample) => format!("form-{}", sample.name()),
            Self::Tokens(sample) => format!("tokens-{}", sample.name()),
            Self::Trial(sample) => format!("trial-{}", sample.name()),
        }
    }
}

impl CardsSample {
    const ALL: &'static [Self] = &[
        Self::Loading,
        Self::CouldNotLoad,
        Self::Holding(0),
        Self::Holding(1),
        Self::Holding(4),
        Self::Holding(5),
        Self::ReadOnly,
        Self::Deactivated,
        Self::Used,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::Loading => "loading",
            Self::CouldNotLoad => "could-not-load",
            Self::Holding(0) => "empty",
            Self::Holding(1) => "one",
            Self::Holding(4) => "four",
            Self::Holding(_) => "five",
            Self::ReadOnly => "read-only",
            Self::Deactivated => "deactivated",
        }
    }

    /// What the cards are drawn from.
    pub(super) fn overview(self) -> Load<Overview> {
        let (count, can_manage) = match self {
            Self::Loading => return Load::Loading,
            Self::CouldNotLoad => {
                let problem = states::problem(ProblemCode::StorageUnavailable);
                return Load::Failed(api::Failure::Problem(Box::new(problem)));
            }
            Self::Holding(count) => (count, true),
            Self::ReadOnly => (1, false),
            Self::Deactivated => (2, true),
            Self::Used => return Load::Ready(runtime::used()),
        };
        let mut connectors: Vec<_> = (0..count).map(states::connector).collect();
        if let (Self::Deactivated, Some(first)) = (self, connectors.first_mut()) {
            first.state = ConnectorState::Deactivated;
        }
        let list = ConnectorList { connectors, ..ConnectorList::default() };
        Load::Ready(Overview { list, config: Config { can_manage, ..Config::default() } })
    }
}

impl FormSample {
    /// Those that no code stands for.
    const PLAIN: &'static [Self] = &[
        Self::New,
        Self::Page,
        Self::AllErrors,
        Self::Filled,
        Self::Checking,
        Self::Canceling,
        Self::NoAnswer,
        Self::FileUnreadable,
        Self::AskUnsaved,
        Self::AskChecking,
        Self::Saved,
    ];

    fn name(self) -> String {
        let of_code = |kind: &str, code: &str| format!("{kind}-{}", code.replace('_', "-"));
        match self {
            Self::New => "new".to_owned(),
            Self::Page => "page".to_owned(),
            Self::AllErrors => "all-errors".to_owned(),
            Self::Filled => "filled".to_owned(),
            Self::Checking => "checking".to_owned(),
            Self::Canceling => "canceling".to_owned(),
            Self::NoAnswer => "no-answer".to_owned(),
            Self::FileUnreadable => "file-unreadable".to_owned(),
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
    pub(super) fn state(self) -> FormState {
        match self {
            Self::New | Self::Page => states::new(),
            Self::AllErrors => {
                let mut state = states::new();
                state.submit(String::new);
                state
            }
            Self::Filled | Self::AskUnsaved => states::filled(),
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

    /// What it stands in.
    pub(super) fn shell(self) -> Shell {
        if self == Self::Page { Shell::Page } else { Shell::Dialog }
    }

    /// Whether the question before leaving stands over it.
    pub(super) fn asks(self) -> bool {
        matches!(self, Self::AskUnsaved | Self::AskChecking)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use contract::route::Route;

    use super::Sample;

    #[test]
    fn every_sample_has_an_address_of_its_own() {
        let names: Vec<String> = Sample::all().into_iter().map(Sample::name).collect();
        for name in &names {
            let route = Route::Gallery(Some(name.clone()));
            assert_eq!(Route::parse(&route.path()), Some(route));
        }
        assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
    }
}
