//! The form for a new service token.

use contract::api::Connector;
use contract::codes::{Field, ServiceTokenField};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::created::Created;
use super::state::{FAILURE, SUBMIT, ServiceTokens, input_id};
use crate::api::ApiError;
use crate::common::api_error::ApiErrorBanner;
use crate::components::banner::Tone;
use crate::components::button::{Button, Variant};
use crate::components::dialog::{Dialog, Width};
use crate::components::form_field::{FieldMessage, MessageLine, Requirement};
use crate::components::live_region::{Announcer, LiveRegion};
use crate::components::radio::{Checkbox, Radio};
use crate::components::select::Select;
use crate::components::text_field::{InputKind, TextField};
use crate::form::{DAYS, Failure, FieldError, ServiceTokenFormState, Status, VisibleMessage};
use crate::i18n::t;
use crate::i18n::t::service_tokens as words;

/// The form, and then the token.
#[component]
pub fn CreateDialog(
    /// What the screen knows.
    tokens: ServiceTokens,
) -> impl IntoView {
    let announcer = Announcer::new();
    let status = Memo::new(move |_| tokens.form.with(ServiceTokenFormState::status));
    let created = Memo::new(move |_| status.get() == Status::Saved);
    // What was said while the token was being created is no longer true once it is, or is not.
    Effect::new(move |before: Option<Status>| {
        let now = status.get();
        if now == Status::Checking {
            announcer.say(words::submitting());
        } else if before == Some(Status::Checking) {
            announcer.say(if now == Status::Saved { words::once() } else { String::new() });
        }
        now
    });
    view! {
        <Dialog
            id="create-title"
            title=words::create()
            width=Width::Small
            close_label=t::common::close()
            on_close=Callback::new(move |()| tokens.ask_to_close())
        >
            {move || match created.get() {
                true => view! { <Created tokens announcer /> }.into_any(),
                false => view! { <CreateForm tokens status /> }.into_any(),
            }}
            <LiveRegion announcer />
        </Dialog>
    }
}

/// What to show at a field.
fn message(tokens: ServiceTokens, field: ServiceTokenField) -> Signal<Option<FieldMessage>> {
    Signal::derive(move || {
        let text = match tokens.form.with(|form| form.message(field))? {
            // Beside the field it is plain what the problem is about.
            VisibleMessage::Error(FieldError::Problem(code), _) => t::problem::remedy(code),
            VisibleMessage::Error(FieldError::Rule(code), _) => t::rule(code),
            VisibleMessage::Error(
                FieldError::FileUnreadable | FieldError::KeyDropped | FieldError::KeyNeededAgain,
                _,
            )
            | VisibleMessage::Warning(..) => return None,
        };
        Some(FieldMessage { tone: Tone::Error, prefix: t::common::error(), text, command: None })
    })
}

#[component]
fn CreateForm(tokens: ServiceTokens, status: Memo<Status>) -> impl IntoView {
    let form = tokens.form;
    let busy = Memo::new(move |_| status.get() == Status::Checking);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        tokens.create();
    };
    view! {
        <form class="setup" novalidate autocomplete="off" on:submit=submit>
            <div class="dialog-fields">
                <Rejected tokens status />
                <TextField
                    id=input_id(ServiceTokenField::Name)
                    label=t::field::label(Field::Name)
                    requirement=Requirement::Required
                    kind=InputKind::Text
                    help=words::name_help().into_any()
                    value=Signal::derive(move || form.with(|form| form.name().to_owned()))
                    message=message(tokens, ServiceTokenField::Name)
                    readonly=busy.into()
                    autofocus=true
                    on_input=Callback::new(move |name| form.update(|form| form.edit_name(name)))
                    on_blur=Callback::new(move |()| form.update(|form| form.blur(ServiceTokenField::Name)))
                />
                <Select
                    id=input_id(ServiceTokenField::ExpiresAt)
                    label=words::expires()
                    help=words::expires_help()
                    message=message(tokens, ServiceTokenField::ExpiresAt)
                    options=DAYS.iter().map(|&days| words::days(days.into())).collect()
                    chosen=form.with_untracked(|form| form.days())
                    disabled=busy
                    on_change=Callback::new(move |days| form.update(|form| form.choose_days(days)))
                />
                <Scope tokens busy />
            </div>
            <div class="setup-foot">
                <Button on_click=Callback::new(move |()| tokens.ask_to_close())>{t::common::cancel()}</Button>
                <Button variant=Variant::Primary id=SUBMIT submit=true aria_disabled=busy loading=busy>
                    {move || if busy.get() { words::submitting() } else { words::submit() }}
                </Button>
            </div>
        </form>
    }
}

/// Why the token could not be created, where no field is to blame.
#[component]
fn Rejected(tokens: ServiceTokens, status: Memo<Status>) -> impl IntoView {
    move || {
        // From one failure to the next the way leads through sending, so the status tells them apart.
        if status.get() != Status::Rejected {
            return None;
        }
        let error = match tokens.form.with_untracked(|form| form.failure().cloned())? {
            Failure::Problem(problem) => ApiError::Problem(problem),
            Failure::NoAnswer => ApiError::NoAnswer,
        };
        Some(view! { <ApiErrorBanner id=FAILURE error /> }.into_any())
    }
}

/// All connectors, or some of them.
#[component]
fn Scope(tokens: ServiceTokens, busy: Memo<bool>) -> impl IntoView {
    const ID: &str = input_id(ServiceTokenField::Scope);
    const MESSAGE: &str = "token-scope-message";

    let form = tokens.form;
    let only_named = Memo::new(move |_| form.with(|form| form.is_only_named()));
    let choose =
        move |only_named| Callback::new(move |()| form.update(|form| form.choose_only_named(only_named)));
    let message = message(tokens, ServiceTokenField::Scope);
    view! {
        <fieldset
            class="choices"
            disabled=move || busy.get()
            aria-describedby=move || message.with(Option::is_some).then_some(MESSAGE)
        >
            <legend class="label">{t::frame::connectors()}</legend>
            <Radio
                group=ID
                label=words::all()
                checked=Signal::derive(move || !only_named.get())
                on_change=choose(false)
            />
            <Radio group=ID id=ID label=words::only() checked=only_named on_change=choose(true) />
            {move || only_named.get().then(|| view! { <NamedConnectors tokens /> }.into_any())}
            <MessageLine id=ID message />
        </fieldset>
    }
}

/// The connectors to choose from.
#[component]
fn NamedConnectors(tokens: ServiceTokens) -> impl IntoView {
    // Their use changes more often than they do, and a choice that is drawn anew loses the focus.
    let connectors = Memo::new(move |_| {
        tokens.overview.with(|data| data.ready().map(|overview| overview.list.connectors.clone()))
    });
    move || {
        let Some(connectors) = connectors.get() else { return ().into_any() };
        if connectors.is_empty() {
            return view! { <p class="quiet">{t::connectors::empty()}</p> }.into_any();
        }
        view! {
            <div class="choices choices-within">
                {connectors
                    .into_iter()
                    .map(|Connector { id, name, .. }| {
                        let this = id.clone();
                        let checked = Signal::derive(move || tokens.form.with(|form| form.names(&this)));
                        let on_change = Callback::new(move |()| {
                            tokens.form.update(|form| form.toggle(&id));
                        });
                        view! { <Checkbox group="token-connector" label=name checked on_change /> }.into_any()
                    })
                    .collect_view()}
            </div>
        }
        .into_any()
    }
}
