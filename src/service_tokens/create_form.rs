//! The form for a new service token.

use contract::api::Connector;
use contract::codes::Field;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::created::Created;
use super::opened::{DAYS, Draft, Opened, Stage};
use super::state::{EXPIRES, FAILURE, NAME, SCOPE, SUBMIT, ServiceTokens, field_of};
use crate::common::api_error::ApiErrorBanner;
use crate::common::remote_data::RemoteData;
use crate::components::banner::Tone;
use crate::components::button::{Button, Variant};
use crate::components::dialog::{Dialog, Width};
use crate::components::form_field::{FieldMessage, MessageLine, Requirement};
use crate::components::live_region::{Announcer, LiveRegion};
use crate::components::radio::{Checkbox, Radio};
use crate::components::select::Select;
use crate::components::text_field::{InputKind, TextField};
use crate::i18n::t;
use crate::i18n::t::service_tokens as words;

/// The form, and then the token.
#[component]
pub fn CreateDialog(
    /// What the screen knows.
    tokens: ServiceTokens,
) -> impl IntoView {
    let announcer = Announcer::new();
    let created = Memo::new(move |_| tokens.open.with(|open| matches!(open, Opened::Created(_))));
    view! {
        <Dialog
            id="create-title"
            title=words::create()
            width=Width::Small
            close_label=t::common::close()
            on_close=Callback::new(move |()| tokens.close())
        >
            {move || match created.get() {
                true => view! { <Created tokens announcer /> }.into_any(),
                false => view! { <CreateForm tokens announcer /> }.into_any(),
            }}
            <LiveRegion announcer />
        </Dialog>
    }
}

fn read<T: Default>(tokens: ServiceTokens, read: impl FnOnce(&Draft) -> T) -> T {
    tokens.open.with(|open| match open {
        Opened::Form(draft) => read(draft),
        _ => T::default(),
    })
}

/// What is wrong with a field, by its id.
fn message(tokens: ServiceTokens, field: &'static str) -> Signal<Option<FieldMessage>> {
    Signal::derive(move || {
        let code = read(tokens, |draft| match draft.stage {
            Stage::Wrong(code) if field_of(code) == Some(field) => Some(code),
            _ => None,
        })?;
        let text = [t::problem::title(code), t::problem::remedy(code)].join(" ");
        Some(FieldMessage { tone: Tone::Error, prefix: t::common::error(), text, command: None })
    })
}

#[component]
fn CreateForm(tokens: ServiceTokens, announcer: Announcer) -> impl IntoView {
    let busy = Memo::new(move |_| read(tokens, |draft| matches!(draft.stage, Stage::Sending(_))));
    Effect::new(move || {
        if busy.get() {
            announcer.say(words::submitting());
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        tokens.create();
    };
    view! {
        <form class="setup" novalidate autocomplete="off" on:submit=submit>
            <div class="dialog-fields">
                <Failed tokens />
                <TextField
                    id=NAME
                    label=t::field::label(Field::Name)
                    requirement=Requirement::Required
                    kind=InputKind::Text
                    help=words::name_help().into_any()
                    value=Signal::derive(move || read(tokens, |draft| draft.name.clone()))
                    message=message(tokens, NAME)
                    readonly=busy.into()
                    autofocus=true
                    on_input=Callback::new(move |name| tokens.edit(|draft| draft.name = name))
                    on_blur=Callback::new(|()| ())
                />
                <Select
                    id=EXPIRES
                    label=words::expires()
                    help=words::expires_help()
                    message=message(tokens, EXPIRES)
                    options=DAYS.iter().map(|&days| words::days(days.into())).collect()
                    chosen=untrack(move || read(tokens, |draft| draft.days))
                    disabled=busy
                    on_change=Callback::new(move |days| tokens.edit(|draft| draft.days = days))
                />
                <Scope tokens busy />
            </div>
            <div class="setup-foot">
                <Button on_click=Callback::new(move |()| tokens.close())>{t::common::cancel()}</Button>
                <Button variant=Variant::Primary id=SUBMIT submit=true aria_disabled=busy loading=busy>
                    {move || if busy.get() { words::submitting() } else { words::submit() }}
                </Button>
            </div>
        </form>
    }
}

/// Why the token could not be created, where no field is to blame.
#[component]
fn Failed(tokens: ServiceTokens) -> impl IntoView {
    let failed = Memo::new(move |_| read(tokens, |draft| matches!(draft.stage, Stage::Failed(_))));
    move || {
        // From one failure to the next the way leads through sending.
        failed.get().then_some(())?;
        let error = tokens.open.with_untracked(|open| match open {
            Opened::Form(Draft { stage: Stage::Failed(error), .. }) => Some(error.clone()),
            _ => None,
        })?;
        Some(view! { <ApiErrorBanner id=FAILURE error /> }.into_any())
    }
}

/// All connectors, or some of them.
#[component]
fn Scope(tokens: ServiceTokens, busy: Memo<bool>) -> impl IntoView {
    let only = Memo::new(move |_| read(tokens, |draft| draft.only));
    let choose = move |only: bool| Callback::new(move |()| tokens.edit(|draft| draft.only = only));
    let message = message(tokens, SCOPE);
    let message_id = [SCOPE, "-message"].concat();
    view! {
        <fieldset
            class="choices"
            disabled=move || busy.get()
            aria-describedby=move || message.with(Option::is_some).then(|| message_id.clone())
        >
            <legend class="label">{t::frame::connectors()}</legend>
            <Radio
                group=SCOPE
                label=words::all()
                checked=Signal::derive(move || !only.get())
                on_change=choose(false)
            />
            <Radio group=SCOPE id=SCOPE label=words::only() checked=only on_change=choose(true) />
            {move || only.get().then(|| view! { <NamedConnectors tokens /> }.into_any())}
            <MessageLine id=SCOPE message />
        </fieldset>
    }
}

/// The connectors to choose from.
#[component]
fn NamedConnectors(tokens: ServiceTokens) -> impl IntoView {
    move || {
        let RemoteData::Ready(overview) = tokens.overview.get() else { return ().into_any() };
        let connectors = overview.list.connectors;
        if connectors.is_empty() {
            return view! { <p class="quiet">{t::connectors::empty()}</p> }.into_any();
        }
        view! {
            <div class="choices choices-within">
                {connectors
                    .into_iter()
                    .map(|Connector { id, name, .. }| {
                        let this = id.clone();
                        let checked = Signal::derive(move || {
                            read(tokens, |draft| draft.connectors.contains(&this))
                        });
                        let on_change = Callback::new(move |()| tokens.edit(|draft| draft.toggle(&id)));
                        view! { <Checkbox group="token-connector" label=name checked on_change /> }.into_any()
                    })
                    .collect_view()}
            </div>
        }
        .into_any()
    }
}
