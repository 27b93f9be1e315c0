//! The forms of a connector's own page: what they hold, and whether they may be left.

use contract::api::Connector;
use contract::validation::UrlPolicy;
use leptos::prelude::*;

use super::find_audience;
use super::update::{self, OnUpdate, Saving};
use crate::common::confirm_leave::ConfirmLeave;
use crate::components::dynamic::dynamic;
use crate::components::focus::focus_after_render;
use crate::form::{EditDraft, Form, LeaveGuard, NotesFormState, SalesforceFormState, Status};
use crate::i18n::t;

/// The id of **Edit** at the credentials.
pub const EDIT_CREDENTIALS: &str = "edit-credentials";
/// The id of **Edit** at the notes.
pub const EDIT_NOTES: &str = "edit-notes";

/// What the question before leaving is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// The credentials' form is to be closed.
    Credentials,
    /// The notes' form is to be closed.
    Notes,
    /// The page is to be left, with both.
    Page,
}

/// The forms of a connector's page. They outlive their views: another language draws them anew and loses nothing.
///
/// While nothing is edited a form is closed, and holds nothing; after a save it is saved until it is opened again.
#[derive(Clone, Copy)]
pub struct ConnectorForms {
    /// The connector as it is saved, as far as it is known.
    pub connector: Signal<Option<Connector>>,
    /// What is typed as credentials.
    pub credentials: RwSignal<SalesforceFormState>,
    /// What is typed as notes.
    pub notes: RwSignal<NotesFormState>,
    /// What is asked about, while something would be lost.
    pub asking: RwSignal<Option<Leaving>>,
    policy: Signal<UrlPolicy>,
    on: OnUpdate,
}

impl ConnectorForms {
    /// Forms that are closed. They close when another connector is shown, and follow what else changes it.
    ///
    /// Of what becomes of this connector `on` is told; of another one's only that its list is old (`on.stale`).
    pub fn new(connector: Signal<Option<Connector>>, policy: Signal<UrlPolicy>, on: OnUpdate) -> Self {
        let id = Memo::new(move |_| connector.with(|connector| connector.as_ref().map(|one| one.id.clone())));
        let changed = Callback::new(move |changed: Connector| {
            if id.get_untracked().as_ref() == Some(&changed.id) {
                on.changed.run(changed);
            } else {
                on.stale.run(());
            }
        });
        let forms = Self {
            connector,
            credentials: RwSignal::new(Form::closed()),
            notes: RwSignal::new(Form::closed()),
            asking: RwSignal::new(None),
            policy,
            on: OnUpdate { changed, ..on },
        };
        Effect::new(move |before: Option<Option<String>>| {
            let now = id.get();
            if before.is_some_and(|before| before != now) {
                forms.close();
            }
            now
        });
        Effect::new(move || {
            if let Some(connector) = connector.get() {
                forms.credentials.update(|form| form.follow(&connector));
                forms.notes.update(|form| form.follow(&connector));
            }
        });
        Effect::new(move || {
            let policy = policy.get();
            forms.credentials.update(|form| form.set_policy(policy));
        });
        forms
    }

    /// Whether leaving the page would lose anything.
    pub fn leave_guard(self) -> LeaveGuard {
        let guards = [self.credentials.with(Form::leave_guard), self.notes.with(Form::leave_guard)];
        let has = |guard| guards.contains(&guard).then_some(guard);
        has(LeaveGuard::Submitting).or(has(LeaveGuard::Unsaved)).unwrap_or(LeaveGuard::Free)
    }

    /// Whether the page may be left. Otherwise the question is put: see [`LeaveQuestion`].
    pub fn may_leave(self) -> bool {
        let free = untrack(move || self.leave_guard()) == LeaveGuard::Free;
        self.asking.set((!free).then_some(Leaving::Page));
        free
    }

    /// The page is left, whatever is lost with it.
    pub fn close(self) {
        self.asking.set(None);
        self.cancel_credentials();
        update::cancel(self.notes, self.on);
        self.credentials.update(Form::close);
        self.notes.update(Form::close);
    }

    /// The browser may keep the page, for Back: no private key stays in it.
    pub fn drop_keys(self) {
        self.credentials.update(SalesforceFormState::drop_key);
        self.notes.update(NotesFormState::drop_key);
    }

    /// **Edit** at the credentials.
    pub(super) fn edit_credentials(self) {
        let Some(connector) = self.connector.get_untracked() else { return };
        let policy = self.policy.get_untracked();
        self.credentials.update(|form| form.reopen_connector(&connector, policy));
    }

    /// **Edit** at the notes.
    pub(super) fn edit_notes(self) {
        let Some(connector) = self.connector.get_untracked() else { return };
        self.notes.update(|form| form.reopen(&connector));
    }

    /// **Save** at the credentials.
    pub(super) fn save_credentials(self) -> Saving {
        update::save(self.credentials, self.on)
    }

    /// **Save** at the notes.
    pub(super) fn save_notes(self) -> Saving {
        update::save(self.notes, self.on)
    }

    /// **Try the other addresses**.
    pub(super) fn find_audience(self) {
        find_audience::start(self.credentials);
    }

    /// **Cancel** at a form: the save or search that runs, or else the form. It is asked first where something would be lost.
    pub(super) fn cancel(self, what: Leaving) {
        let (canceled, guard) = match what {
            Leaving::Credentials => {
                (self.cancel_credentials(), self.credentials.with_untracked(Form::leave_guard))
            }
            Leaving::Notes => {
                (update::cancel(self.notes, self.on), self.notes.with_untracked(Form::leave_guard))
            }
            Leaving::Page => return,
        };
        match (canceled, guard) {
            (true, _) => {}
            (false, LeaveGuard::Free) => self.leave(what),
            (false, _) => self.asking.set(Some(what)),
        }
    }

    /// Closes what was asked about, whatever is lost with it.
    fn leave(self, what: Leaving) {
        match what {
            Leaving::Credentials => {
                self.cancel_credentials();
                close(self.credentials, EDIT_CREDENTIALS);
            }
            Leaving::Notes => {
                update::cancel(self.notes, self.on);
                close(self.notes, EDIT_NOTES);
            }
            Leaving::Page => self.close(),
        }
        self.asking.set(None);
    }

    fn cancel_credentials(self) -> bool {
        let searched = self.credentials.try_update(Form::cancel_search) == Some(true);
        if searched {
            find_audience::stop();
        }
        searched || update::cancel(self.credentials, self.on)
    }
}

fn close<D: EditDraft + Send + Sync + 'static>(form: RwSignal<Form<D>>, edit: &'static str) {
    form.update(Form::close);
    focus_after_render(edit);
}

/// Whether a form is open.
pub(super) fn is_open(status: Status) -> bool {
    !matches!(status, Status::Saved | Status::Closed)
}

/// The question before what was typed in the page's forms is lost, while it is put.
#[component]
pub fn LeaveQuestion(
    /// The page's forms.
    forms: ConnectorForms,
    /// The page is to be left, and its forms are closed: goes to where the admin wanted.
    on_leave: Callback<()>,
) -> impl IntoView {
    let guard = Signal::derive(move || match forms.asking.get() {
        Some(Leaving::Credentials) => forms.credentials.with(Form::leave_guard),
        Some(Leaving::Notes) => forms.notes.with(Form::leave_guard),
        Some(Leaving::Page) => forms.leave_guard(),
        None => LeaveGuard::Free,
    });
    // A save may end while the question stands: then nothing would be lost.
    let asks = Memo::new(move |_| guard.get() != LeaveGuard::Free);
    let would_be_lost = Signal::derive(move || match guard.get() {
        LeaveGuard::Submitting => t::confirm_leave::saving(),
        _ => t::confirm_leave::unsaved(),
    });
    let leave = Callback::new(move |()| {
        if let Some(what) = forms.asking.get_untracked() {
            forms.leave(what);
            if what == Leaving::Page {
                on_leave.run(());
            }
        }
    });
    dynamic(move || {
        asks.get().then(|| {
            view! {
                <ConfirmLeave
                    title=t::confirm_leave::title()
                    text=would_be_lost
                    stay=t::confirm_leave::stay()
                    on_stay=Callback::new(move |()| forms.asking.set(None))
                    on_leave=leave
                />
            }
            .into_any()
        })
    })
}
