//! What the Service Tokens screen knows, and what it does.

use contract::codes::{ProblemCode, ServiceTokenField};
use contract::route::Route;
use contract::service_token::{ServiceTokenForm, ServiceTokenList};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::opened::{Leaving, Opened, Revoking};
use crate::api::{self, ApiError};
use crate::common::remote_data::{OnFailure, RemoteData, RemoteResource};
use crate::components::focus::focus_after_render;
use crate::components::live_region::Announcer;
use crate::components::window::{guard_unload, on_return, on_window};
use crate::connectors::overview::{Overview, OverviewResource};
use crate::connectors::submit;
use crate::form::{LeaveGuard, ServiceTokenFormState, Submission, Submit};
use crate::i18n::format;
use crate::i18n::t::service_tokens as words;
use crate::latest_only::LatestOnly;
use crate::navigation::Navigation;

/// The id of the button that opens the form: the focus returns to it.
pub(super) const CREATE_BUTTON: &str = "create-token";
/// What the ids of the buttons that revoke a token begin with.
pub(super) const REVOKE_BUTTON: &str = "revoke-";
/// The id of the banner of what went wrong with the form.
pub(super) const FAILURE: &str = "token-failure";
/// The id of the button that sends the form.
pub(super) const SUBMIT: &str = "token-submit";

/// The id of a field's input.
pub(super) const fn input_id(field: ServiceTokenField) -> &'static str {
    match field {
        ServiceTokenField::Name => "token-name",
        ServiceTokenField::ExpiresAt => "token-expires",
        ServiceTokenField::Scope => "token-scope",
    }
}

/// What the screen knows. It outlives its views: another language draws them anew and loses nothing.
#[derive(Clone, Copy)]
pub struct ServiceTokens {
    /// The connectors, and what the one who is signed in may do.
    pub overview: Signal<RemoteData<Overview>>,
    /// The organization's tokens.
    pub list: RemoteResource<ServiceTokenList>,
    /// Whether those that were revoked or have expired are shown as well. It lasts for as long as the visit.
    pub show_ended: RwSignal<bool>,
    /// What stands over the list.
    pub open: RwSignal<Opened>,
    /// What is asked about before it is left. The question stands for as long as something would be lost.
    pub asking: RwSignal<Option<Leaving>>,
    /// The form for a new token, which holds the token once it is created, this one time. Closed while it is not open.
    pub form: RwSignal<ServiceTokenFormState>,
    /// Fetches the overview again, after it could not be fetched.
    pub on_retry: Callback<()>,
    /// Goes where the admin wanted to go from here.
    pub on_leave: Callback<()>,
    /// What became of revoking a token is of interest while the question stands.
    revocations: StoredValue<LatestOnly>,
}

impl ServiceTokens {
    /// A screen without tokens. It fetches nothing by itself.
    pub fn new(
        overview: Signal<RemoteData<Overview>>,
        on_retry: Callback<()>,
        on_leave: Callback<()>,
    ) -> Self {
        let mut form = ServiceTokenFormState::new();
        form.close();
        Self {
            overview,
            list: RemoteResource::default(),
            show_ended: RwSignal::new(false),
            open: RwSignal::new(Opened::Nothing),
            asking: RwSignal::new(None),
            form: RwSignal::new(form),
            on_retry,
            on_leave,
            revocations: StoredValue::new(LatestOnly::default()),
        }
    }

    /// Follows the route: fetches when it leads here, and forgets what was open when it leaves.
    pub fn start(navigation: Navigation, overview: OverviewResource) -> Self {
        let on_retry = Callback::new(move |()| overview.retry());
        let on_leave = Callback::new(move |()| navigation.leave_to(Route::Connectors));
        let tokens = Self::new(overview.data().into(), on_retry, on_leave);
        let route = navigation.route();
        Effect::new(move || {
            if route.get() == Some(Route::ServiceTokens) {
                tokens.refresh();
            } else {
                tokens.forget();
            }
        });
        on_return(move || {
            if route.get_untracked() == Some(Route::ServiceTokens) {
                tokens.list.fetch_again(api::service_tokens());
            }
        });
        navigation.add_guard(Callback::new(move |()| tokens.may_leave(Leaving::Page)));
        on_window("pagehide", move |_| tokens.drop_secrets());
        guard_unload(move || tokens.would_lose());
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

    /// Opens the form for a new token.
    pub(super) fn open_form(self) {
        self.form.update(ServiceTokenFormState::reopen);
        self.open.set(Opened::Create);
    }

    /// Asks whether a token is to be revoked.
    pub(super) fn ask_to_revoke(self, id: String, name: String) {
        self.revocations.update_value(LatestOnly::abandon);
        self.open.set(Opened::Revoke { id, name, revoking: Revoking::Asking });
    }

    fn would_lose(self) -> bool {
        self.form.with_untracked(ServiceTokenFormState::leave_guard) != LeaveGuard::Free
    }

    /// Whether nothing would be lost. Otherwise the question is put.
    fn may_leave(self, leaving: Leaving) -> bool {
        let would_lose = self.would_lose();
        self.asking.set(would_lose.then_some(leaving));
        !would_lose
    }

    /// The admin wants the form closed: it is asked first where something would be lost.
    pub(super) fn ask_to_close(self) {
        if self.may_leave(Leaving::Form) {
            self.close();
        }
    }

    /// Leaves what was asked about, whatever is lost with it.
    pub fn leave(self) {
        let leaving = self.asking.get_untracked();
        self.close();
        if leaving == Some(Leaving::Page) {
            self.on_leave.run(());
        }
    }

    /// Closes what is open.
    pub(super) fn close(self) {
        match self.forget() {
            // The row that asked may have been drawn anew.
            Some(Opened::Revoke { id, .. }) => focus_after_render([REVOKE_BUTTON, &id].concat()),
            _ => focus_after_render(CREATE_BUTTON),
        }
    }

    /// The page is left, and the browser may keep it for Back: a token that is shown goes, as does a private key that was
    /// entered as a name. The rest of what was entered stays.
    fn drop_secrets(self) {
        if self.form.with_untracked(|form| form.token().is_some()) {
            self.close();
        }
        self.form.update(ServiceTokenFormState::drop_key);
    }

    /// Drops what is open, and a token that is shown this one time with it. Gives what was open.
    fn forget(self) -> Option<Opened> {
        self.asking.set(None);
        self.revocations.update_value(LatestOnly::abandon);
        self.form.update(ServiceTokenFormState::close);
        self.open.try_update(std::mem::take)
    }

    /// Sends the form, or shows what is wrong with it.
    pub(super) fn create(self) {
        match self.form.try_update(|form| form.submit(format::now_ms())) {
            Some(Submit::Send(submission)) => self.send(submission),
            Some(Submit::Invalid(_)) => self.focus_what_is_wrong(),
            Some(Submit::Unchanged | Submit::Ignored) | None => {}
        }
    }

    fn send(self, submission: Submission<ServiceTokenForm>) {
        // What was entered can't be changed meanwhile, so it cannot have the focus either.
        focus_after_render(SUBMIT);
        spawn_local(async move {
            let Submission { id, form, .. } = submission;
            let answer = api::create_service_token(&form).await;
            // Whoever closed the form meanwhile finds the token in the list, and can revoke it.
            self.refresh();
            match answer {
                Ok(created) => self.form.update(|form| form.created(id, created)),
                Err(error) => {
                    let failure = submit::failure_of(error);
                    let before = self.form.with_untracked(ServiceTokenFormState::status);
                    self.form.update(|form| form.failed(id, failure));
                    if before != self.form.with_untracked(ServiceTokenFormState::status) {
                        self.focus_what_is_wrong();
                    }
                }
            }
        });
    }

    /// Gives the focus to the first field that is wrong, else to the banner that says what is.
    fn focus_what_is_wrong(self) {
        let wrong = self.form.with_untracked(|form| {
            let mut fields = ServiceTokenField::ALL.iter().copied();
            fields.find(|&field| form.message(field).is_some())
        });
        focus_after_render(wrong.map_or(FAILURE, input_id));
    }

    /// Revokes the token in question, and says so.
    pub(super) fn revoke(self, announcer: Announcer) {
        let asked = self.open.try_update(|open| match open {
            Opened::Revoke { revoking: Revoking::Sending, .. } => None,
            Opened::Revoke { id, name, revoking } => {
                *revoking = Revoking::Sending;
                Some((id.clone(), name.clone()))
            }
            _ => None,
        });
        let Some((id, name)) = asked.flatten() else { return };
        let Some(request) = self.revocations.try_update_value(LatestOnly::begin) else { return };
        spawn_local(async move {
            let error = match api::revoke_service_token(&id).await {
                Ok(()) => {
                    announcer.say(words::was_revoked(&name));
                    None
                }
                // It is gone: somebody was quicker.
                Err(ApiError::Problem(problem)) if problem.code == ProblemCode::NotFound => None,
                Err(error) => Some(error),
            };
            self.refresh();
            // Whoever went on meanwhile is not disturbed.
            if !self.revocations.get_value().wants(request) {
                return;
            }
            if let Some(error) = error {
                self.open.set(Opened::Revoke { id, name, revoking: Revoking::Failed(error) });
            } else {
                self.open.set(Opened::Nothing);
                // The button that asked goes away with what it asked for.
                focus_after_render(CREATE_BUTTON);
            }
        });
    }
}
