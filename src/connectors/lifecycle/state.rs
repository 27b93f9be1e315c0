//! Which of the dialogs is open, and what becomes of it.

use contract::api::Connector;
use contract::codes::ProblemCode;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::facts::Facts;
use crate::api::{self, ApiError};
use crate::components::focus::{focus_after_render, focus_after_render_if_lost};
use crate::components::live_region::Announcer;
use crate::i18n::t;
use crate::i18n::t::lifecycle as words;
use crate::latest_only::LatestOnly;

/// What is done to a connector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It is taken out of use.
    Deactivate,
    /// It is checked, and put into use again.
    Reactivate,
    /// It is deleted.
    Delete,
}

/// How far that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The question stands, and nothing was sent.
    Asking,
    /// The request is on its way.
    Sending,
    /// It was not done, as far as is known, and why.
    Failed(ApiError),
}

/// An open dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// What the dialog is for.
    pub action: Action,
    /// The connector as the dialog knows it.
    pub connector: Connector,
    /// How far it is.
    pub progress: Progress,
}

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// The connector stands like this now.
    Changed(Box<Connector>),
    /// The connector of this id is gone.
    Deleted(String),
    /// It was refused, or nobody answered: how the connector stands must be asked for.
    Unknown,
}

/// What is done to a connector at present, if anything. It outlives its views: another language loses nothing.
#[derive(Clone, Copy)]
pub struct Lifecycle {
    /// The dialog that is open.
    pub open: RwSignal<Option<Opened>>,
    /// What was entered as the name of the connector that is to be deleted.
    pub typed: RwSignal<String>,
    /// Who uses the connector.
    pub facts: Facts,
    /// Says what came of it once the dialog is closed.
    pub announcer: Announcer,
    on_settled: Callback<Settled>,
    after_delete: &'static str,
    answers: StoredValue<LatestOnly>,
}

impl Lifecycle {
    /// No dialog is open. `on_settled` hears of each answer, also of one that nobody waits for any more; whatever shows the
    /// connector is to follow it. When the dialog closes, whatever had the focus before has it again; after a delete, and
    /// where that is gone, the element with the id `after_delete`.
    pub fn new(on_settled: Callback<Settled>, after_delete: &'static str) -> Self {
        Self {
            open: RwSignal::new(None),
            typed: RwSignal::new(String::new()),
            facts: Facts::new(),
            announcer: Announcer::new(),
            on_settled,
            after_delete,
            answers: StoredValue::new(LatestOnly::default()),
        }
    }

    /// Opens a dialog about a connector, `last_used_at` being when it was last used as far as is known already. To reactivate
    /// needs no question: it begins at once.
    pub fn ask(self, action: Action, connector: Connector, last_used_at: Option<i64>) {
        self.close();
        if action != Action::Reactivate {
            self.facts.fetch(&connector.id, last_used_at);
        }
        self.open.set(Some(Opened { action, connector, progress: Progress::Asking }));
        if action == Action::Reactivate {
            self.run();
        }
    }

    /// Closes the dialog. What is on its way goes on, and `on_settled` hears of it.
    pub fn close(self) {
        self.answers.update_value(LatestOnly::abandon);
        self.facts.abandon();
        self.typed.set(String::new());
        if self.open.with_untracked(Option::is_some) {
            self.open.set(None);
            // What opened the dialog has the focus again a frame later, where it is still there.
            request_animation_frame(move || focus_after_render_if_lost(self.after_delete));
        }
    }

    /// A connector as the open dialog knows it, or something of it.
    pub(super) fn read<T>(self, read: impl FnOnce(&Connector) -> T) -> Option<T> {
        self.open.with(|open| open.as_ref().map(|opened| read(&opened.connector)))
    }

    pub(super) fn is_sending(self) -> bool {
        self.open.with(|open| open.as_ref().is_some_and(|opened| opened.progress == Progress::Sending))
    }

    /// Why it was not done, and the connector's name.
    pub(super) fn failure(self) -> Option<(ApiError, String)> {
        self.open.with(|open| match open.as_ref()? {
            Opened { progress: Progress::Failed(error), connector, .. } => {
                Some((error.clone(), connector.name.clone()))
            }
            _ => None,
        })
    }

    /// Does what the dialog is for, unless that is on its way.
    pub(super) fn run(self) {
        let asked = self.open.try_update(|open| {
            let opened = open.as_mut().filter(|opened| opened.progress != Progress::Sending)?;
            opened.progress = Progress::Sending;
            Some(opened.clone())
        });
        let Some(Opened { action, connector, .. }) = asked.flatten() else { return };
        let Some(request) = self.answers.try_update_value(LatestOnly::begin) else { return };
        spawn_local(async move {
            let Connector { id, name, revision, .. } = connector;
            let answer = match action {
                Action::Deactivate => api::deactivate_connector(&id).await.map(changed),
                Action::Reactivate => api::reactivate_connector(&id).await.map(changed),
                Action::Delete => match api::delete_connector(&id, revision).await {
                    // Somebody was quicker.
                    Err(ApiError::Problem(problem)) if problem.code == ProblemCode::NotFound => Ok(()),
                    answer => answer,
                }
                .map(|()| Settled::Deleted(id)),
            };
            let open = self.answers.get_value().wants(request);
            self.on_settled.run(answer.clone().unwrap_or(Settled::Unknown));
            match answer {
                Ok(_) => {
                    if open {
                        self.close();
                        if action == Action::Delete {
                            focus_after_render(self.after_delete);
                        }
                    }
                    self.say(done(action, &name));
                }
                Err(error) if open => self.open.update(|open| {
                    if let Some(opened) = open {
                        opened.progress = Progress::Failed(error);
                    }
                }),
                Err(ApiError::Problem(problem)) => {
                    self.say(words::failed(&name, &t::problem::title(problem.code)))
                }
                Err(_) => self.say(words::failed(&name, &t::common::no_answer())),
            }
        });
    }

    /// Says something once the dialog is gone: what is behind one cannot be heard.
    fn say(self, text: String) {
        request_animation_frame(move || self.announcer.say(text));
    }

    /// After somebody else changed the connector: asks again, about the connector as it is now. What was entered stays.
    pub(super) fn look_again(self) {
        self.open.update(|open| {
            let Some(opened) = open else { return };
            if let Progress::Failed(ApiError::Problem(problem)) = &mut opened.progress
                && let Some(current) = problem.current.take()
            {
                opened.connector = *current;
            }
            opened.progress = Progress::Asking;
        });
        if let Some(id) = self.open.with_untracked(|open| open.as_ref().map(|open| open.connector.id.clone()))
        {
            self.facts.fetch_again(&id);
        }
    }
}

fn changed(connector: Connector) -> Settled {
    Settled::Changed(Box::new(connector))
}

fn done(action: Action, name: &str) -> String {
    match action {
        Action::Deactivate => words::deactivated(name),
        Action::Reactivate => words::reactivated(name),
        Action::Delete => words::deleted(name),
    }
}
