//! The service tokens: which there are, a form for a new one, the one time that it is shown, and their end.

mod create;
mod created;
mod list;
mod open;
mod revoke;

use crate::ui::draw::{Draw, live_if};
use contract::codes::ProblemCode;
use contract::route::Route;
use contract::service_token::{ServiceTokenForm, ServiceTokenList};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

pub use open::{DAYS, Draft, Open, Revoking, Stage};

use super::fetched::{Fetched, Load, OnFailure};
use super::overview::{Overview, Source};
use crate::api::{self, Failure};
use crate::language::{format, use_words};
use crate::navigation::Navigation;
use crate::ui::focus::focus_soon;
use crate::ui::live_region::{Announcer, LiveRegion};
use crate::ui::node::{classed, node};

/// The button that opens the form: the focus returns to it.
const CREATE_BUTTON: &str = "create-token";
/// What the ids of the buttons that revoke a token begin with.
const REVOKE_BUTTON: &str = "revoke-";

/// What the page knows. It outlives its views: another language draws them anew and loses nothing.
#[derive(Clone, Copy)]
pub struct ServiceTokens {
    /// The connectors, and what the one who is signed in may do.
    pub overview: Signal<Load<Overview>>,
    /// The tokens.
    pub list: Fetched<ServiceTokenList>,
    /// What stands over them.
    pub open: RwSignal<Open>,
    /// Fetches all that failed.
    pub on_retry: Callback<()>,
    sent: StoredValue<u32>,
}

impl ServiceTokens {
    /// With what is given; it fetches nothing by itself.
    pub fn new(overview: Signal<Load<Overview>>, on_retry: Callback<()>) -> Self {
        let (list, open) = (Fetched::default(), RwSignal::new(Open::Nothing));
        Self { overview, list, open, on_retry, sent: StoredValue::new(0) }
    }

    /// Follows the route: fetches when it leads here, and forgets what was open when it leaves.
    pub fn start(navigation: Navigation, source: Source) -> Self {
        let tokens = Self::new(source.overview().into(), Callback::new(move |()| source.retry()));
        let route = navigation.route();
        Effect::new(move || {
            if route.get() == Some(Route::ServiceTokens) {
                tokens.refresh();
            } else {
                tokens.open.set(Open::Nothing);
            }
        });
        tokens
    }

    fn retry(self) {
        self.list.set(Load::Loading);
        self.on_retry.run(());
        self.refresh();
    }

    fn refresh(self) {
        self.list.fetch(api::service_tokens(), OnFailure::Tell);
    }

    fn close(self) {
        let closed = self.open.try_update(std::mem::take);
        match closed {
            // The row that asked may have been drawn anew.
            Some(Open::Revoke { id, .. }) => focus_soon([REVOKE_BUTTON, &id].concat()),
            _ => focus_soon(CREATE_BUTTON),
        }
    }

    /// Changes what was entered: what was wrong with it is not known to be wrong now. What is on its way stays as it is:
    /// else its answer would be nobody's, and the token in it lost.
    fn edit(self, edit: impl FnOnce(&mut Draft)) {
        self.open.update(|open| {
            if let Open::Form(draft) = open
                && !matches!(draft.stage, Stage::Sending(_))
            {
                edit(draft);
                draft.stage = Stage::Editing;
            }
        });
    }

    fn turn(self, stage: Stage) {
        self.open.update(|open| {
            if let Open::Form(draft) = open {
                draft.stage = stage;
            }
        });
    }

    /// Sends the form, or marks what is wrong with it.
    fn create(self) {
        let checked = self.open.with_untracked(|open| match open {
            Open::Form(draft) if !matches!(draft.stage, Stage::Sending(_)) => {
                Some(draft.form(format::now_ms()))
            }
            _ => None,
        });
        match checked {
            Some(Ok(form)) => self.send(form),
            Some(Err(code)) => self.fail(Stage::Wrong(code)),
            None => {}
        }
    }

    fn send(self, form: ServiceTokenForm) {
        let number = self.sent.get_value() + 1;
        self.sent.set_value(number);
        self.turn(Stage::Sending(number));
        // What was entered can't be changed meanwhile, so it cannot have the focus either.
        focus_soon(create::SUBMIT);
        spawn_local(async move {
            let answer = api::create_service_token(&form).await;
            // Whoever closed the form meanwhile finds the token in the list, and can revoke it.
            self.refresh();
            let awaited = self.open.with_untracked(
                |open| matches!(open, Open::Form(Draft { stage: Stage::Sending(sent), .. }) if *sent == number),
            );
            match answer {
                Ok(created) if awaited => self.open.set(Open::Created(created)),
                Err(failure) if awaited => self.fail(stage_of(failure)),
                _ => {}
            }
        });
    }

    fn fail(self, stage: Stage) {
        focus_soon(create::place_of(&stage));
        self.turn(stage);
    }

    /// Revokes the token in question, and says so in these words.
    fn revoke(self, said: fn(&str) -> String, announcer: Announcer) {
        let asked = self.open.try_update(|open| match open {
            Open::Revoke { stage: Revoking::Sending, .. } => None,
            Open::Revoke { id, name, stage } => {
                *stage = Revoking::Sending;
                Some((id.clone(), name.clone()))
            }
            _ => None,
        });
        let Some((id, name)) = asked.flatten() else { return };
        spawn_local(async move {
            let failure = match api::revoke_service_token(&id).await {
                Ok(()) => {
                    announcer.say(said(&name));
                    None
                }
                // It is gone: somebody was quicker.
                Err(Failure::Problem(problem)) if problem.code == ProblemCode::NotFound => None,
                Err(failure) => Some(failure),
            };
            // Whoever went on meanwhile is not disturbed.
            let asks = self
                .open
                .with_untracked(|open| matches!(open, Open::Revoke { id: asked, .. } if *asked == id));
            match failure {
                Some(failure) if asks => {
                    self.open.set(Open::Revoke { id, name, stage: Revoking::Failed(failure) });
                }
                None if asks => {
                    self.open.set(Open::Nothing);
                    // The button that asked goes away with what it asked for.
                    focus_soon(CREATE_BUTTON);
                }
                _ => {}
            }
            self.refresh();
        });
    }
}

/// The problems of a field are shown there, all others above the form.
fn stage_of(failure: Failure) -> Stage {
    match failure {
        Failure::Problem(problem) if create::field_of(problem.code).is_some() => Stage::Wrong(problem.code),
        failure => Stage::Failed(failure),
    }
}

/// The page.
#[component]
pub fn ServiceTokensPage(
    /// What it knows.
    tokens: ServiceTokens,
) -> impl IntoView {
    let words = &use_words().tokens;
    let announcer = Announcer::new();
    let creating =
        Memo::new(move |_| tokens.open.with(|open| matches!(open, Open::Form(_) | Open::Created(_))));
    let revoking = Memo::new(move |_| tokens.open.with(|open| matches!(open, Open::Revoke { .. })));
    vec![
        node("h1").text(words.title).drawn(),
        classed("p", "intro").text(words.intro).drawn(),
        list::list(tokens),
        live_if(move || creating.get().then(|| create::dialog(tokens))),
        live_if(move || revoking.get().then(|| revoke::dialog(tokens, announcer))),
        view! { <LiveRegion announcer /> }.drawn(),
    ]
    .drawn()
}
