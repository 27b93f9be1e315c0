//! "Set Up Salesforce Connector". It knows nothing of what contains it, its state lives above it, and it never
//! talks to the server: it says what the admin wants.

mod announce;
mod key_field;
mod notes;
mod outcome;
mod url_help;

use crate::ui::draw::{Draw, live, live_if, live_text};
use contract::codes::Field;
use leptos::prelude::*;
use web_sys::Event;

use super::before_you_begin::BeforeYouBegin;
use super::confirmation::Confirmation;
use crate::form::{FieldError, FormState, Status};
use crate::language::use_words;
use crate::ui::button::{Button, Look};
use crate::ui::disclosure::Disclosure;
use crate::ui::error_summary::{Entry, ErrorSummary};
use crate::ui::field::{Need, Note};
use crate::ui::file_drop::keep_page;
use crate::ui::focus::focus_soon;
use crate::ui::live_region::{Announcer, LiveRegion};
use crate::ui::node::classed;
use crate::ui::text_field::{Holds, TextField};
use crate::ui::window::on_window;

const SUMMARY: &str = "error-summary";

/// What the admin wants of a form.
#[derive(Clone, Copy)]
pub struct Wishes {
    /// **Done**. Gives `false` where rules are broken: the summary then takes the focus.
    pub done: Callback<(), bool>,
    /// **Cancel**: the running check, or else the form.
    pub cancel: Callback<()>,
    /// **Close**, once it is saved.
    pub close: Callback<()>,
}

/// What every part of the form works with.
#[derive(Clone, Copy)]
struct Model {
    state: RwSignal<FormState>,
    stage: Memo<Status>,
    readonly: Signal<bool>,
    announcer: Announcer,
}

impl Model {
    fn edit(self, field: Field, value: String) {
        self.state.update(|state| state.edit(field, value));
    }

    fn blur(self, field: Field) {
        self.state.update(|state| state.blur(field));
    }

    fn value(self, field: Field) -> Signal<String> {
        Signal::derive(move || self.state.with(|state| state.value(field).to_owned()))
    }

    /// What to show at a field. It is announced as the state says.
    fn note(self, field: Field) -> Signal<Option<Note>> {
        let words = use_words();
        let shown = Memo::new(move |_| self.state.with(|state| state.message(field)));
        announce::follow(self.announcer, words, field, self.state, shown);
        Signal::derive(move || shown.get().map(|shown| notes::note(words, shown)))
    }
}

/// The form, or the confirmation once it is saved.
#[component]
pub fn SalesforceForm(
    /// What was typed, and what became of it.
    state: RwSignal<FormState>,
    /// The server's outgoing addresses: empty where not configured.
    outgoing: Signal<Vec<String>>,
    /// Where its buttons lead.
    wishes: Wishes,
) -> impl IntoView {
    let stage = Memo::new(move |_| state.with(|state| state.status()));
    let over = Memo::new(move |_| matches!(stage.get(), Status::Saved | Status::Closed));
    live(move || {
        if !over.get() {
            return view! { <Fields state stage outgoing wishes /> }.drawn();
        }
        let connector = state.with_untracked(|state| state.saved().cloned());
        let on_close = wishes.close;
        connector.map(|connector| view! { <Confirmation connector on_close /> }).drawn()
    })
}

#[component]
fn Fields(
    state: RwSignal<FormState>,
    stage: Memo<Status>,
    outgoing: Signal<Vec<String>>,
    wishes: Wishes,
) -> impl IntoView {
    let words = use_words();
    let busy = Signal::derive(move || matches!(stage.get(), Status::Checking | Status::Canceling));
    let announcer = Announcer::new();
    let model = Model { state, stage, readonly: busy, announcer };
    let advanced = RwSignal::new(state.with_untracked(|state| !state.value(Field::Audience).is_empty()));
    let cancelled = RwSignal::new(false);
    announce::follow_stage(announcer, words, stage, cancelled);

    let submit = move |event: Event| {
        event.prevent_default();
        if !busy.get_untracked() && !wishes.done.run(()) {
            focus_soon(SUMMARY);
        }
    };
    // A file that misses the drop zone, and the dialog as well, would replace the page, and everything typed with it.
    for event in ["dragover", "drop"] {
        on_window(event, |event| {
            keep_page(&event);
        });
    }
    let audience = view! { <Line model field=Field::Audience holds=Holds::Url advanced /> }.drawn();
    let fields = classed("div", "setup-fields")
        .child(outcome::failure(model, outgoing))
        .child(outcome::cancelled(cancelled))
        .child(view! { <Summary model advanced /> }.drawn())
        .child(view! { <Line model field=Field::Name holds=Holds::Words autofocus=true /> }.drawn())
        .child(view! { <Line model field=Field::ClientId holds=Holds::Identifier /> }.drawn())
        .child(view! { <Line model field=Field::EmailId holds=Holds::Email /> }.drawn())
        .child(view! { <Line model field=Field::Url holds=Holds::Url /> }.drawn())
        .child(view! { <Disclosure title=words.form.advanced open=advanced>{audience}</Disclosure> }.drawn())
        .child(key_field::key_field(model));
    let columns =
        classed("div", "setup-columns").child(fields).child(view! { <BeforeYouBegin outgoing /> }.drawn());
    let canceling = move || stage.get() == Status::Canceling;
    let cancel = view! {
        <Button on_press=wishes.cancel inert=Signal::derive(canceling)>
            {live_text(move || if canceling() { words.form.canceling } else { words.form.cancel })}
        </Button>
    };
    let spinner =
        live_if(move || busy.get().then(|| classed("span", "spinner").with("aria-hidden", "true").drawn()));
    let says = live_text(move || if busy.get() { words.form.checking } else { words.form.done });
    let done =
        view! { <Button look=Look::Primary submit=true inert=busy busy>{vec![spinner, says]}</Button> };
    classed("form", "setup")
        .with("novalidate", "")
        .with("autocomplete", "off")
        .on("submit", submit)
        .child(columns)
        .child(classed("div", "setup-foot").child(cancel.drawn()).child(done.drawn()))
        .child(view! { <LiveRegion announcer /> }.drawn())
        .drawn()
}

/// A field of one line.
#[component]
fn Line(
    model: Model,
    field: Field,
    holds: Holds,
    #[prop(optional)] autofocus: bool,
    /// What hides the field, where something does: it unfolds when there is something to see.
    #[prop(optional)]
    advanced: Option<RwSignal<bool>>,
) -> impl IntoView {
    let words = use_words();
    let text = (words.field)(field);
    let note = model.note(field);
    if let Some(advanced) = advanced {
        Effect::new(move || {
            if note.with(Option::is_some) {
                advanced.set(true);
            }
        });
    }
    let need = if field == Field::Audience { Need::Optional(words.form.optional) } else { Need::Required };
    let (help, way_out) = match field {
        Field::Url => (url_help::help(), url_help::offer(model)),
        _ => (text.help.drawn(), ().drawn()),
    };
    view! {
        <TextField
            id=field.as_str()
            label=text.label
            need
            holds
            help
            value=model.value(field)
            note
            readonly=model.readonly
            autofocus
            way_out
            on_input=Callback::new(move |value| model.edit(field, value))
            on_blur=Callback::new(move |()| model.blur(field))
        />
    }
    .drawn()
}

/// What **Done** found wrong, until it is right.
#[component]
fn Summary(model: Model, advanced: RwSignal<bool>) -> impl IntoView {
    let words = use_words();
    let summary = Memo::new(move |_| model.state.with(FormState::summary));
    let entry = move |&(field, fault): &(Field, FieldError)| Entry {
        id: field.as_str(),
        label: (words.field)(field).label,
        message: notes::message(words, fault),
    };
    let on_go = Callback::new(move |id| {
        if id == Field::Audience.as_str() {
            advanced.set(true);
        }
    });
    live_if(move || {
        summary.get().map(|summary| {
            let entries: Vec<Entry> = summary.entries().iter().map(entry).collect();
            let title = (words.form.summary)(entries.len());
            view! { <ErrorSummary id=SUMMARY title entries on_go /> }.drawn()
        })
    })
}
