//! What the Service Tokens screen knows, and what it does.

use contract::codes::ProblemCode;
use contract::route::Route;
use contract::service_token::{ServiceTokenForm, ServiceTokenList};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::opened::{Draft, Opened, Revoking, Stage};
use crate::api::{self, ApiError};
use crate::common::remote_data::{OnFailure, RemoteData, RemoteResource};
use crate::components::focus::focus_after_render;
use crate::components::live_region::Announcer;
use crate::connectors::overview::{Overview, OverviewResource};
use crate::i18n::format;
use crate::i18n::t::service_tokens as words;
use crate::navigation::Navigation;

/// The button that opens the form: the focus returns to it.
pub(super) const CREATE_BUTTON: &str = "create-token";
/// What the ids of the buttons that revoke a token begin with.
pub(super) const REVOKE_BUTTON: &str = "revoke-";

/// The id of the form's input for a name.
pub(super) const NAME: &str = "token-name";
/// The id of the form's choice of when the token ends.
pub(super) const EXPIRES: &str = "token-expires";
/// The id of the form's choice of connectors.
pub(super) const SCOPE: &str = "token-scope";
/// The id of the banner of what went wrong.
pub(super) const FAILURE: &str = "token-failure";
/// The id of the button that sends the form.
pub(super) const SUBMIT: &str = "token-submit";

/// What the page knows. It outlives its views: another language draws them anew and loses nothing.
#[derive(Clone, Copy)]
pub struct ServiceTokens {
    /// The connectors, and what the one who is signed in may do.
    pub overview: Signal<RemoteData<Overview>>,
    /// The tokens.
    pub list: RemoteResource<ServiceTokenList>,
    /// What stands over them.
    pub open: RwSignal<Opened>,
    /// Fetches all that failed.
    pub on_retry: Callback<()>,
    sent: StoredValue<u32>,
}

impl ServiceTokens {
    /// With what is given; it fetches nothing by itself.
    pub fn new(overview: Signal<RemoteData<Overview>>, on_retry: Callback<()>) -> Self {
        let (list, open) = (RemoteResource::default(), RwSignal::new(Opened::Nothing));
        Self { overview, list, open, on_retry, sent: StoredValue::new(0) }
    }

    /// Follows the route: fetches when it leads here, and forgets what was open when it leaves.
    pub fn start(navigation: Navigation, overview: OverviewResource) -> Self {
        let tokens = Self::new(overview.data().into(), Callback::new(move |()| overview.retry()));
        let route = navigation.route();
        Effect::new(move || {
            if route.get() == Some(Route::ServiceTokens) {
                tokens.refresh();
            } else {
                tokens.open.set(Opened::Nothing);
            }
        });
        tokens
    }

    pub(super) fn retry(self) {
        self.list.set(RemoteData::Loading);
        self.on_retry.run(());
        self.refresh();
    }

    fn refresh(self) {
        self.list.fetch(api::service_tokens(), OnFailure::Show);
    }

    /// Closes what is open.
    pub(super) fn close(self) {
        let closed = self.open.try_update(std::mem::take);
        match closed {
            // The row that asked may have been drawn anew.
            Some(Opened::Revoke { id, .. }) => focus_after_render([REVOKE_BUTTON, &id].concat()),
            _ => focus_after_render(CREATE_BUTTON),
        }
    }

    /// Changes what was entered: what was wrong with it is not known to be wrong now. What is on its way stays as it is:
    /// else its answer would be nobody's, and the token in it lost.
    pub(super) fn edit(self, edit: impl FnOnce(&mut Draft)) {
        self.open.update(|open| {
            if let Opened::Form(draft) = open
                && !matches!(draft.stage, Stage::Sending(_))
            {
                edit(draft);
                draft.stage = Stage::Editing;
            }
        });
    }

    fn turn(self, stage: Stage) {
        self.open.update(|open| {
            if let Opened::Form(draft) = open {
                draft.stage = stage;
            }
        });
    }

    /// Sends the form, or marks what is wrong with it.
    pub(super) fn create(self) {
        let checked = self.open.with_untracked(|open| match open {
            Opened::Form(draft) if !matches!(draft.stage, Stage::Sending(_)) => {
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
        focus_after_render(SUBMIT);
        spawn_local(async move {
            let answer = api::create_service_token(&form).await;
            // Whoever closed the form meanwhile finds the token in the list, and can revoke it.
            self.refresh();
            let awaited = self.open.with_untracked(
                |open| matches!(open, Opened::Form(Draft { stage: Stage::Sending(sent), .. }) if *sent == number),
            );
            match answer {
                Ok(created) if awaited => self.open.set(Opened::Created(created)),
                Err(failure) if awaited => self.fail(stage_of(failure)),
                _ => {}
            }
        });
    }

    fn fail(self, stage: Stage) {
        focus_after_render(place_of(&stage));
        self.turn(stage);
    }

    /// Revokes the token in question, and says so.
    pub(super) fn revoke(self, announcer: Announcer) {
        let asked = self.open.try_update(|open| match open {
            Opened::Revoke { stage: Revoking::Sending, .. } => None,
            Opened::Revoke { id, name, stage } => {
                *stage = Revoking::Sending;
                Some((id.clone(), name.clone()))
            }
            _ => None,
        });
        let Some((id, name)) = asked.flatten() else { return };
        spawn_local(async move {
            let failure = match api::revoke_service_token(&id).await {
                Ok(()) => {
                    announcer.say(words::was_revoked(&name));
                    None
                }
                // It is gone: somebody was quicker.
                Err(ApiError::Problem(problem)) if problem.code == ProblemCode::NotFound => None,
                Err(failure) => Some(failure),
            };
            // Whoever went on meanwhile is not disturbed.
            let asks = self
                .open
                .with_untracked(|open| matches!(open, Opened::Revoke { id: asked, .. } if *asked == id));
            match failure {
                Some(failure) if asks => {
                    self.open.set(Opened::Revoke { id, name, stage: Revoking::Failed(failure) });
                }
                None if asks => {
                    self.open.set(Opened::Nothing);
                    // The button that asked goes away with what it asked for.
                    focus_after_render(CREATE_BUTTON);
                }
                _ => {}
            }
            self.refresh();
        });
    }
}

/// The problems of a field are shown there, all others above the form.
fn stage_of(error: ApiError) -> Stage {
    match error {
        ApiError::Problem(problem) if field_of(problem.code).is_some() => Stage::Wrong(problem.code),
        error => Stage::Failed(error),
    }
}

/// The id of the field that a problem is shown at.
pub(super) fn field_of(code: ProblemCode) -> Option<&'static str> {
    match code {
        ProblemCode::ServiceTokenName => Some(NAME),
        ProblemCode::ServiceTokenExpiry => Some(EXPIRES),
        ProblemCode::ServiceTokenScope => Some(SCOPE),
        _ => None,
    }
}

/// The id of what takes the focus when a form came back.
fn place_of(stage: &Stage) -> &'static str {
    match stage {
        Stage::Wrong(code) => field_of(*code).unwrap_or(FAILURE),
        Stage::Editing | Stage::Sending(_) | Stage::Failed(_) => FAILURE,
    }
}
