//! "Try a Request": one of the operator's requests, sent as a connector, and what Salesforce answered.

mod answer;

use crate::ui::draw::{Draw, live_if, live_text};
use contract::runtime::{RuntimeRequest, RuntimeResult, TRY_TIMEOUT_MS, curl};
use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::UrlSearchParams;

use super::copy_labels;
use super::failure::failure_banner;
use crate::api::{self, Failure};
use crate::language::use_words;
use crate::ui::button::{Button, Look};
use crate::ui::copy::copy_button;
use crate::ui::dialog::{Dialog, Width};
use crate::ui::focus::focus_soon;
use crate::ui::live_region::{Announcer, LiveRegion};
use crate::ui::node::{Node, classed, node};
use crate::ui::select::select;
use crate::words::Words;

const FAILURE: &str = "trial-failure";
const PATH: &str = "trial-path";
const CURL: &str = "trial-curl";

/// What is tried.
#[derive(Debug)]
pub struct Trial {
    /// The connector's id.
    pub connector: String,
    /// Its name.
    pub name: String,
    /// The operator's paths, with their queries.
    pub paths: Vec<String>,
    /// Which of them is chosen.
    pub chosen: usize,
    /// What became of it.
    pub stage: Stage,
}

/// What became of a request.
#[derive(Debug)]
pub enum Stage {
    /// It was not sent yet.
    Choosing,
    /// It is on its way, as this one of all that were sent.
    Sending(u32),
    /// Salesforce answered.
    Answered(Box<RuntimeResult>),
    /// It did not.
    Failed(Failure),
}

impl Trial {
    fn path(&self) -> String {
        self.paths.get(self.chosen).cloned().unwrap_or_default()
    }
}

/// What is tried at present, if anything. It outlives its view: another language loses nothing.
#[derive(Clone, Copy)]
pub struct Trials {
    /// The trial.
    pub open: RwSignal<Option<Trial>>,
    /// A request was counted.
    on_counted: Callback<()>,
    sent: StoredValue<u32>,
}

impl Trials {
    /// None yet.
    pub fn new(on_counted: Callback<()>) -> Self {
        Self { open: RwSignal::new(None), on_counted, sent: StoredValue::new(0) }
    }

    /// Opens the dialog for a connector, by its id and name.
    pub fn open(self, connector: String, name: String, paths: Vec<String>) {
        self.open.set(Some(Trial { connector, name, paths, chosen: 0, stage: Stage::Choosing }));
        focus_soon(PATH);
    }

    fn close(self) {
        if let Some(trial) = self.open.try_update(Option::take).flatten() {
            focus_soon(button_of(&trial.connector));
        }
    }

    fn choose(self, chosen: usize) {
        self.open.update(|open| {
            if let Some(trial) = open {
                (trial.chosen, trial.stage) = (chosen, Stage::Choosing);
            }
        });
    }

    fn send(self, words: &'static Words, announcer: Announcer) {
        let number = self.sent.get_value() + 1;
        let asked = self.open.try_update(|open| {
            let trial = open.as_mut().filter(|trial| !matches!(trial.stage, Stage::Sending(_)))?;
            trial.stage = Stage::Sending(number);
            Some((trial.connector.clone(), trial.path()))
        });
        let Some((connector, path)) = asked.flatten() else { return };
        self.sent.set_value(number);
        announcer.say(words.trial.sending.to_owned());
        spawn_local(async move {
            let stage = match api::try_request(&connector, path).await {
                Ok(result) => Stage::Answered(Box::new(result)),
                Err(failure) => Stage::Failed(failure),
            };
            self.on_counted.run(());
            self.open.update(|open| {
                // Another path, or another connector, may have been chosen meanwhile.
                if let Some(trial) = open
                    .as_mut()
                    .filter(|trial| matches!(trial.stage, Stage::Sending(sent) if sent == number))
                {
                    match &stage {
                        Stage::Answered(result) if result.problem.is_none() => {
                            announcer.say(answer::said(words, result));
                        }
                        _ => focus_soon(FAILURE),
                    }
                    trial.stage = stage;
                }
            });
        });
    }
}

/// What the ids of the buttons that open the dialog begin with.
pub(super) const BUTTON: &str = "try-";

/// The id of the button that opens a connector's dialog.
pub(super) fn button_of(connector: &str) -> String {
    [BUTTON, connector].concat()
}

/// The dialog.
#[component]
pub fn TrialDialog(
    /// What is tried.
    trials: Trials,
) -> impl IntoView {
    let words = use_words();
    let says = &words.trial;
    let announcer = Announcer::new();
    let busy = Memo::new(move |_| {
        let sending = |trial: &Trial| matches!(trial.stage, Stage::Sending(_));
        trials.open.with(|open| open.as_ref().is_some_and(sending))
    });
    let outcome = live_if(move || {
        trials.open.with(|open| match &open.as_ref()?.stage {
            Stage::Choosing | Stage::Sending(_) => None,
            Stage::Answered(result) => Some(answer::answer(result)),
            Stage::Failed(failure) => Some(failure_banner(FAILURE, None, failure.clone())),
        })
    });
    let line = move || trials.open.with(|open| open.as_ref().map(line).unwrap_or_default());
    let (name, paths, chosen) = trials
        .open
        .with_untracked(|open| open.as_ref().map(|one| (one.name.clone(), one.paths.clone(), one.chosen)))
        .unwrap_or_default();
    let on_close = Callback::new(move |()| trials.close());
    let path = select(
        (PATH, says.path, says.path_help),
        Signal::stored(None),
        paths,
        chosen,
        Signal::stored(false),
        Callback::new(move |chosen| trials.choose(chosen)),
    );
    let send = view! {
        <Button look=Look::Primary submit=true inert=busy busy>
            {live_text(move || if busy.get() { says.sending } else { says.send })}
        </Button>
    };
    let form = classed("form", "trial-request")
        .with("novalidate", "")
        .with("autocomplete", "off")
        .on("submit", move |event| {
            event.prevent_default();
            trials.send(words, announcer);
        })
        .child(path)
        .child(send.drawn());
    let terminal = classed("div", "block")
        .child(
            classed("div", "block-head")
                .child(node("h3").with("id", CURL).text(says.curl))
                .child(copy_button("trial-copy", copy_labels(), announcer, move || untrack(line))),
        )
        .child(listing(CURL, node("code").live_text(move || line().into())))
        .child(classed("p", "quiet").text(says.curl_help));
    let content = classed("div", "trial")
        .child(classed("p", "trial-name").text(name))
        .child(form)
        .child(outcome)
        .child(terminal);
    view! {
        <Dialog id="trial-title" title=says.title width=Width::Large corner=Some(words.form.close) on_close>
            {vec![content.drawn(), view! { <LiveRegion announcer /> }.drawn()]}
        </Dialog>
    }
    .drawn()
}

/// Text in fixed width that may be longer than its place: it can be scrolled by keyboard.
fn listing(labelled_by: &'static str, code: Node) -> Node {
    node("pre").with("tabindex", "0").with("role", "region").with("aria-labelledby", labelled_by).child(code)
}

/// The line for a terminal that sends what is chosen.
fn line(trial: &Trial) -> String {
    let origin = window().location().origin().unwrap_or_default();
    // It is made of texts and numbers: it cannot fail to be written as JSON.
    curl(&origin, &trial.connector, &request(&trial.path())).unwrap_or_default()
}

/// The request that the server makes of a path with its query.
fn request(path_and_query: &str) -> RuntimeRequest {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let mut request =
        RuntimeRequest { response_timeout_ms: TRY_TIMEOUT_MS, ..RuntimeRequest::new("GET", path) };
    if let Ok(parameters) = UrlSearchParams::new_with_str(query) {
        for pair in Array::from(&parameters).iter() {
            let pair = Array::from(&pair);
            let part = |at| pair.get(at).as_string().unwrap_or_default();
            request.query_parameters.insert(part(0), part(1));
        }
    }
    request
}
