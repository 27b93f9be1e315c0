//! What is tested, and what became of it.

use contract::runtime::RuntimeResult;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::answer::spoken;
use super::{FAILURE, PATH, button_id};
use crate::api::{self, ApiError};
use crate::components::focus::focus_after_render;
use crate::components::live_region::Announcer;
use crate::i18n::t::request_tester as words;
use crate::latest_only::LatestOnly;

/// A request that is tested.
#[derive(Debug)]
pub struct Test {
    /// The id of the connector that it is sent as.
    pub connector: String,
    /// The connector's name.
    pub name: String,
    /// The operator's paths, with their queries.
    pub paths: Vec<String>,
    /// Which of the paths is chosen.
    pub chosen: usize,
    /// What became of the request.
    pub outcome: Outcome,
}

/// What became of a request.
#[derive(Debug)]
pub enum Outcome {
    /// No request was sent yet.
    NotSent,
    /// The request is on its way.
    Sending,
    /// Salesforce answered.
    Answered(Box<RuntimeResult>),
    /// Salesforce did not answer.
    Failed(ApiError),
}

impl Test {
    /// The chosen path, with its query.
    pub(super) fn path(&self) -> &str {
        self.paths.get(self.chosen).map_or("", String::as_str)
    }
}

/// What is tested at present, if anything. It outlives its view: another language loses nothing.
#[derive(Clone, Copy)]
pub struct RequestTester {
    /// The request, while the dialog is open.
    pub open: RwSignal<Option<Test>>,
    /// A request was counted.
    on_counted: Callback<()>,
    answers: StoredValue<LatestOnly>,
}

impl RequestTester {
    /// A tester whose dialog is closed. `on_counted` runs after each request.
    pub fn new(on_counted: Callback<()>) -> Self {
        Self { open: RwSignal::new(None), on_counted, answers: StoredValue::new(LatestOnly::default()) }
    }

    /// Opens the dialog for a connector, by its id and name.
    pub fn open(self, connector: String, name: String, paths: Vec<String>) {
        self.abandon();
        self.open.set(Some(Test { connector, name, paths, chosen: 0, outcome: Outcome::NotSent }));
        focus_after_render(PATH);
    }

    /// Whether a request is on its way.
    pub(super) fn is_sending(self) -> bool {
        let sending = |test: &Test| matches!(test.outcome, Outcome::Sending);
        self.open.with(|open| open.as_ref().is_some_and(sending))
    }

    /// Closes the dialog.
    pub(super) fn close(self) {
        self.abandon();
        if let Some(test) = self.open.try_update(Option::take).flatten() {
            focus_after_render(button_id(&test.connector));
        }
    }

    /// Another path was chosen: what became of the former one is no longer of interest.
    pub(super) fn choose(self, chosen: usize) {
        self.abandon();
        self.open.update(|open| {
            if let Some(test) = open {
                (test.chosen, test.outcome) = (chosen, Outcome::NotSent);
            }
        });
    }

    /// Nobody waits for an answer any more.
    fn abandon(self) {
        self.answers.update_value(LatestOnly::abandon);
    }

    /// Sends the request, unless it is on its way.
    pub(super) fn send(self, announcer: Announcer) {
        let asked = self.open.try_update(|open| {
            let test = open.as_mut().filter(|test| !matches!(test.outcome, Outcome::Sending))?;
            test.outcome = Outcome::Sending;
            Some((test.connector.clone(), test.path().to_owned()))
        });
        let Some((connector, path)) = asked.flatten() else { return };
        let Some(request) = self.answers.try_update_value(LatestOnly::begin) else { return };
        announcer.say(words::sending());
        spawn_local(async move {
            let outcome = match api::test_request(&connector, path).await {
                Ok(result) => Outcome::Answered(Box::new(result)),
                Err(error) => Outcome::Failed(error),
            };
            self.on_counted.run(());
            // Another path, or another connector, may have been chosen meanwhile.
            if !self.answers.get_value().wants(request) {
                return;
            }
            match &outcome {
                Outcome::Answered(result) if result.problem.is_none() => announcer.say(spoken(result)),
                _ => focus_after_render(FAILURE),
            }
            self.open.update(|open| {
                if let Some(test) = open {
                    test.outcome = outcome;
                }
            });
        });
    }
}
