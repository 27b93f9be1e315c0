//! The samples, by name.

use contract::api::{Config, ConnectorList, ConnectorState};
use contract::codes::{ProblemCode, RepairCode, RuleCode, WarningCode};
use contract::route::Sample as Address;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use super::connector::ConnectorSample;
use super::connector_forms::ConnectorFormSample;
use super::form::FormSample;
use super::lifecycle::{self, LifecycleSample};
use super::request_tester::TesterSample;
use super::service_tokens::{self, TokensSample};
use super::states;
use crate::api::ApiError;
use crate::common::remote_data::RemoteData;
use crate::connectors::overview::Overview;

/// One state of one screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sample {
    Cards(CardsSample),
    Connector(ConnectorSample),
    Form(FormSample),
    Tokens(TokensSample),
    Tester(TesterSample),
    Lifecycle(LifecycleSample),
    ConnectorForm(ConnectorFormSample),
    /// What an unknown address shows.
    NotFound,
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
    /// With five connectors that stand differently.
    Mixed,
    /// With the menu of one that is deactivated.
    Menu,
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
        let testers = TesterSample::ALL.iter().copied().map(Self::Tester);
        let lifecycles = LifecycleSample::ALL.iter().copied().map(Self::Lifecycle);
        let connector = ConnectorSample::ALL.iter().copied().map(Self::Connector);
        let connector_forms = ConnectorFormSample::ALL.iter().copied().map(Self::ConnectorForm);
        let all = cards.chain(connector).chain(forms.map(Self::Form)).chain(tokens).chain(testers);
        all.chain(lifecycles).chain(connector_forms).chain([Self::NotFound]).collect()
    }

    /// The sample's story and variant, as they stand in its address.
    pub(super) fn address(self) -> Address {
        let (story, variant) = match self {
            Self::Cards(sample) => ("connectors", sample.name().to_owned()),
            Self::Connector(sample) => ("connector", sample.name()),
            Self::Form(sample) => ("salesforce-form", sample.name()),
            Self::Tokens(sample) => ("service-tokens", sample.name()),
            Self::Tester(sample) => ("request-tester", sample.name()),
            Self::Lifecycle(sample) => ("connector-dialogs", sample.name().to_owned()),
            Self::ConnectorForm(sample) => ("connector-forms", sample.name().to_owned()),
            Self::NotFound => ("connectors", "not-found".to_owned()),
        };
        Address { story: story.to_owned(), variant }
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
        Self::Mixed,
        Self::Menu,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::Mixed => "mixed",
            Self::Menu => "menu",
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

    /// Unfolds the menu, where the sample is about it: as an admin does, once the card is drawn.
    pub(super) fn unfold(self) {
        if self == Self::Menu {
            request_animation_frame(|| {
                let button = document().get_element_by_id(&["actions-", &states::connector(4).id].concat());
                if let Some(button) = button {
                    button.unchecked_into::<HtmlElement>().click();
                }
            });
        }
    }

    /// What the cards are drawn from.
    pub(super) fn overview(self) -> RemoteData<Overview> {
        let (count, can_manage) = match self {
            Self::Loading => return RemoteData::Loading,
            Self::CouldNotLoad => {
                let problem = states::problem(ProblemCode::StorageUnavailable);
                return RemoteData::Failed(ApiError::Problem(Box::new(problem)));
            }
            Self::Holding(count) => (count, true),
            Self::ReadOnly => (1, false),
            Self::Deactivated => (2, true),
            Self::Used => return RemoteData::Ready(service_tokens::used()),
            Self::Mixed | Self::Menu => return RemoteData::Ready(lifecycle::mixed()),
        };
        let mut connectors: Vec<_> = (0..count).map(states::connector).collect();
        if let (Self::Deactivated, Some(first)) = (self, connectors.first_mut()) {
            first.state = ConnectorState::Deactivated;
        }
        let list = ConnectorList { connectors, ..ConnectorList::default() };
        RemoteData::Ready(Overview { list, config: Config { can_manage, ..Config::default() } })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use contract::route::Route;

    use super::Sample;

    #[test]
    fn every_sample_has_an_address_of_its_own() {
        let mut paths = HashSet::new();
        for sample in Sample::all() {
            let route = Route::Gallery(Some(sample.address()));
            let path = route.path();
            assert_eq!(Route::parse(&path), Some(route));
            assert!(paths.insert(path.clone()), "{path} is another one's too");
        }
    }
}
