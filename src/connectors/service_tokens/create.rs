//! The form for a new service token.

use crate::ui::draw::{Draw, Drawn, live, live_if, live_text, nothing};
use contract::api::Connector;
use contract::codes::{Field as FormField, ProblemCode};
use leptos::prelude::*;

use super::{DAYS, Draft, Open, ServiceTokens, Stage, created};
use crate::connectors::failure::failure_banner;
use crate::connectors::fetched::Load;
use crate::language::use_words;
use crate::ui::banner::Tone;
use crate::ui::button::{Button, Look};
use crate::ui::choice::{Kind, choice};
use crate::ui::dialog::{Dialog, Width};
use crate::ui::field::{Need, Note, note_line};
use crate::ui::live_region::{Announcer, LiveRegion};
use crate::ui::node::{Node, classed};
use crate::ui::select::select;
use crate::ui::text_field::{Holds, TextField};

const NAME: &str = "token-name";
const EXPIRES: &str = "token-expires";
const SCOPE: &str = "token-scope";
const FAILURE: &str = "token-failure";
/// The button that sends the form.
pub(super) const SUBMIT: &str = "token-submit";

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
pub(super) fn place_of(stage: &Stage) -> &'static str {
    match stage {
        Stage::Wrong(code) => field_of(*code).unwrap_or(FAILURE),
        Stage::Editing | Stage::Sending(_) | Stage::Failed(_) => FAILURE,
    }
}

/// The form, and then the token.
pub(super) fn dialog(tokens: ServiceTokens) -> Drawn {
    let words = use_words();
    let announcer = Announcer::new();
    let done = Memo::new(move |_| tokens.open.with(|open| matches!(open, Open::Created(_))));
    let content =
        live(
            move || {
                if done.get() { created::created(tokens, announcer) } else { fields(tokens, announcer) }
            },
        );
    let on_close = Callback::new(move |()| tokens.close());
    view! {
        <Dialog id="create-title" title=words.tokens.create width=Width::Small corner=Some(words.form.close) on_close>
            {content}
            <LiveRegion announcer />
        </Dialog>
    }
    .drawn()
}

fn read<T: Default>(tokens: ServiceTokens, read: impl FnOnce(&Draft) -> T) -> T {
    tokens.open.with(|open| match open {
        Open::Form(draft) => read(draft),
        _ => T::default(),
    })
}

/// What is wrong with a field.
fn note(tokens: ServiceTokens, field: &'static str) -> Signal<Option<Note>> {
    let words = use_words();
    Signal::derive(move || {
        let code = read(tokens, |draft| match draft.stage {
            Stage::Wrong(code) if field_of(code) == Some(field) => Some(code),
            _ => None,
        })?;
        let said = (words.problem)(code);
        let text = [said.title, said.remedy].join(" ");
        Some(Note { tone: Tone::Error, prefix: words.form.error, text, command: None })
    })
}

fn fields(tokens: ServiceTokens, announcer: Announcer) -> Drawn {
    let words = use_words();
    let says = &words.tokens;
    let busy = Memo::new(move |_| read(tokens, |draft| matches!(draft.stage, Stage::Sending(_))));
    Effect::new(move || {
        if busy.get() {
            announcer.say(says.submitting.to_owned());
        }
    });
    let failed = Memo::new(move |_| read(tokens, |draft| matches!(draft.stage, Stage::Failed(_))));
    let failure = live_if(move || {
        // From one failure to the next the way leads through sending.
        failed.get().then_some(())?;
        tokens.open.with_untracked(|open| match open {
            Open::Form(Draft { stage: Stage::Failed(failure), .. }) => {
                Some(failure_banner(FAILURE, None, failure.clone()))
            }
            _ => None,
        })
    });
    let name = view! {
        <TextField
            id=NAME
            label=(words.field)(FormField::Name).label
            need=Need::Required
            holds=Holds::Words
            help=says.name_help.drawn()
            value=Signal::derive(move || read(tokens, |draft| draft.name.clone()))
            note=note(tokens, NAME)
            readonly=busy.into()
            autofocus=true
            way_out=nothing()
            on_input=Callback::new(move |name| tokens.edit(|draft| draft.name = name))
            on_blur=Callback::new(|()| ())
        />
    };
    let expires = select(
        (EXPIRES, says.expires, says.expires_help),
        note(tokens, EXPIRES),
        DAYS.iter().map(|&days| (says.days)(days)).collect(),
        untrack(move || read(tokens, |draft| draft.days)),
        busy.into(),
        Callback::new(move |days| tokens.edit(|draft| draft.days = days)),
    );
    let on_cancel = Callback::new(move |()| tokens.close());
    let submit = view! {
        <Button look=Look::Primary id=SUBMIT submit=true inert=busy busy>
            {live_text(move || if busy.get() { says.submitting } else { says.submit })}
        </Button>
    };
    let fields = classed("div", "dialog-fields")
        .child(failure)
        .child(name.drawn())
        .child(expires)
        .child(scope(tokens, busy));
    let foot = classed("div", "setup-foot")
        .child(view! { <Button on_press=on_cancel>{words.form.cancel}</Button> }.drawn())
        .child(submit.drawn());
    classed("form", "setup")
        .with("novalidate", "")
        .with("autocomplete", "off")
        .on("submit", move |event| {
            event.prevent_default();
            tokens.create();
        })
        .child(fields)
        .child(foot)
        .drawn()
}

/// All connectors, or some of them.
fn scope(tokens: ServiceTokens, busy: Memo<bool>) -> Node {
    let words = use_words();
    let says = &words.tokens;
    let only = Memo::new(move |_| read(tokens, |draft| draft.only));
    let choose = move |only: bool| Callback::new(move |()| tokens.edit(|draft| draft.only = only));
    let note = note(tokens, SCOPE);
    classed("fieldset", "choices")
        .following("disabled", move || busy.get().then(|| "".into()))
        .following("aria-describedby", move || {
            note.with(Option::is_some).then(|| [SCOPE, "-note"].concat().into())
        })
        .child(classed("legend", "label").text(words.frame.connectors))
        .child(choice(Kind::One, SCOPE, None, says.all, move || !only.get(), choose(false)))
        .child(choice(Kind::One, SCOPE, Some(SCOPE), says.only, move || only.get(), choose(true)))
        .child(live_if(move || only.get().then(|| named(tokens))))
        .child(live_if(move || note.get().map(|note| note_line(SCOPE, note))))
}

/// The connectors to choose from.
fn named(tokens: ServiceTokens) -> Drawn {
    let Load::Ready(overview) = tokens.overview.get() else { return nothing() };
    let connectors = overview.list.connectors;
    if connectors.is_empty() {
        return classed("p", "quiet").text(use_words().cards.empty).drawn();
    }
    let connector = |Connector { id, name, .. }| {
        let this = id.clone();
        let checked = move || read(tokens, |draft| draft.connectors.contains(&this));
        let on_choose = Callback::new(move |()| tokens.edit(|draft| draft.toggle(&id)));
        choice(Kind::Any, "token-connector", None, name, checked, on_choose).drawn()
    };
    classed("div", "choices choices-within").children(connectors.into_iter().map(connector)).drawn()
}
