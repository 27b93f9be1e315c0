//! The service tokens: which there are, a form for a new one, the one time that it is shown, and their end.

mod create;
mod created;
mod list;
mod revoke;

use crate::ui::draw::{Draw, live_if};
use contract::codes::ProblemCode;
use contract::route::Route;
use contract::rules;
use contract::service_token::{CreatedServiceToken, ServiceTokenForm, ServiceTokenList, ServiceTokenScope};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::overview::{Load, Overview, Source, loaded};
use crate::api::{self, Failure};
use crate::language::{format, use_words};
use crate::navigation::Navigation;
use crate::ui::focus::focus_soon;
use crate::ui::live_region::{Announcer, LiveRegion};
use crate::ui::node::{classed, node};

/// The lives that the form offers, in days.
pub const DAYS: [u16; 4] = [7, 30, 90, 365];
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// The button that opens the form: the focus returns to it.
const CREATE_BUTTON: &str = "create-token";

/// What stands over the list.
#[derive(Debug)]
pub enum Open {
    /// Nothing.
    Nothing,
    /// The form.
    Form(Draft),
    /// A new token, this one time. It is held nowhere else.
    Created(CreatedServiceToken),
    /// The question before a token is revoked.
    Revoke {
        /// The token's id.
        id: String,
        /// Its name.
        name: String,
        /// Why it could not be.
        failure: Option<Failure>,
    },
}

/// What was entered in the form.
#[derive(Debug)]
pub struct Draft {
    /// Name, as typed.
    pub name: String,
    /// Which of [`DAYS`].
    pub days: usize,
    /// Whether only named connectors are meant.
    pub only: bool,
    /// Those, by id.
    pub connectors: Vec<String>,
    /// What became of it.
    pub stage: Stage,
}

/// What became of a form.
#[derive(Debug)]
pub enum Stage {
    /// Nothing yet.
    Editing,
    /// It is on its way, as this one of all that were sent.
    Sending(u32),
    /// A field is wrong.
    Wrong(ProblemCode),
    /// The server refused, or did not answer.
    Failed(Failure),
}

impl Draft {
    /// An empty form.
    pub fn new() -> Self {
        Self { name: String::new(), days: 2, only: false, connectors: Vec::new(), stage: Stage::Editing }
    }

    /// Names a connector, or no longer.
    fn toggle(&mut self, connector: &str) {
        match self.connectors.iter().position(|one| one == connector) {
            Some(at) => drop(self.connectors.remove(at)),
            None => self.connectors.push(connector.to_owned()),
        }
    }

    fn form(&self, now_ms: i64) -> Result<ServiceTokenForm, ProblemCode> {
        let name = rules::name(&self.name).map_err(|_| ProblemCode::ServiceTokenName)?;
        let scope = match self.only {
            false => ServiceTokenScope::All,
            true if self.connectors.is_empty() => return Err(ProblemCode::ServiceTokenScope),
            true => ServiceTokenScope::Connectors(self.connectors.clone()),
        };
        Ok(ServiceTokenForm { name, expires_at: now_ms + i64::from(DAYS[self.days]) * DAY_MS, scope })
    }
}

impl Default for Draft {
    fn default() -> Self {
        Self::new()
    }
}

/// What the page knows. It outlives its views: another language draws them anew and loses nothing.
#[derive(Clone, Copy)]
pub struct ServiceTokens {
    /// The connectors, and what the one who is signed in may do.
    pub overview: Signal<Load<Overview>>,
    /// The tokens.
    pub list: RwSignal<Load<ServiceTokenList>>,
    /// What stands over them.
    pub open: RwSignal<Open>,
    /// Fetches all that failed.
    pub on_retry: Callback<()>,
    sent: StoredValue<u32>,
}

impl ServiceTokens {
    /// With what is given; it fetches nothing by itself.
    pub fn new(overview: Signal<Load<Overview>>, on_retry: Callback<()>) -> Self {
        let (list, open) = (RwSignal::new(Load::Loading), RwSignal::new(Open::Nothing));
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
        spawn_local(async move { self.list.set(loaded(api::service_tokens().await)) });
    }

    fn close(self) {
        self.open.set(Open::Nothing);
        focus_soon(CREATE_BUTTON);
    }

    /// Changes what was entered: what was wrong with it is not known to be wrong now.
    fn edit(self, edit: impl FnOnce(&mut Draft)) {
        self.open.update(|open| {
            if let Open::Form(draft) = open {
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
        let asked = self.open.with_untracked(|open| match open {
            Open::Revoke { id, name, .. } => Some((id.clone(), name.clone())),
            _ => None,
        });
        let Some((id, name)) = asked else { return };
        let said = said(&name);
        spawn_local(async move {
            match api::revoke_service_token(&id).await {
                // It is gone: somebody was quicker.
                Err(Failure::Problem(problem)) if problem.code == ProblemCode::NotFound => self.close(),
                Err(why) => self.open.update(|open| {
                    if let Open::Revoke { failure, .. } = open {
                        *failure = Some(why);
                    }
                }),
                Ok(()) => {
                    self.close();
                    announcer.say(said);
                }
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
