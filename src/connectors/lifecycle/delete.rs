//! The question before a connector is deleted, which asks for its name.

use contract::api::{Change, ConnectorState};
use contract::codes::ProblemCode;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::facts::WhatStops;
use super::typed_name::TypedName;
use super::{Action, FAILURE, Failure, Lifecycle};
use crate::api::ApiError;
use crate::components::banner::{TitledBanner, Tone};
use crate::components::button::{Button, Variant};
use crate::components::dialog::{Dialog, Width};
use crate::components::dynamic::dynamic;
use crate::components::focus::focus_after_render;
use crate::components::form_field::{FieldMessage, Requirement};
use crate::components::live_region::{Announcer, LiveRegion};
use crate::components::text_field::{InputKind, TextField};
use crate::i18n::t::lifecycle as words;
use crate::i18n::{format, t};

const TEXT: &str = "delete-text";
const NAME: &str = "delete-name";
const REASON: &str = "delete-reason";

/// The question. Esc means to keep the connector.
#[component]
pub fn DeleteDialog(
    /// What the dialog knows, and what it does.
    lifecycle: Lifecycle,
) -> impl IntoView {
    let busy = Memo::new(move |_| lifecycle.is_sending());
    let name = Memo::new(move |_| lifecycle.read(|connector| connector.name.clone()).unwrap_or_default());
    let active =
        Memo::new(move |_| lifecycle.read(|connector| connector.state) != Some(ConnectorState::Deactivated));
    let typed = lifecycle.typed;
    let found = Memo::new(move |_| typed.with(|typed| name.with(|name| TypedName::of(typed, name))));
    let left = RwSignal::new(false);
    let message = Signal::derive(move || {
        let text = match found.get() {
            TypedName::OtherCase => words::other_case(),
            TypedName::Differs => words::differs(),
            // Whoever goes on has more to enter.
            TypedName::Begun if left.get() && typed.with(|typed| !typed.trim().is_empty()) => {
                words::differs()
            }
            TypedName::Begun | TypedName::Same => return None,
        };
        Some(FieldMessage { tone: Tone::Error, prefix: t::common::error(), text, command: None })
    });
    let announcer = Announcer::new();
    Effect::new(move || {
        let text = message.with(|message| message.as_ref().map(|message| message.text.clone()));
        announcer.say_after_pause(text.unwrap_or_default());
    });
    let reason = Memo::new(move |_| {
        if changed(lifecycle).is_some() {
            Some(words::look_first())
        } else if active.get() {
            Some(words::active_again())
        } else {
            (found.get() != TypedName::Same).then(words::name_first)
        }
    });
    let blocked = Memo::new(move |_| reason.with(Option::is_some));
    let inactive = Signal::derive(move || busy.get() || blocked.get());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        lifecycle.run();
    };
    let on_close = Callback::new(move |()| lifecycle.close());
    view! {
        <Dialog id="delete-title" title=words::delete_title() width=Width::Small described_by=TEXT on_close>
            <form novalidate autocomplete="off" on:submit=submit>
                <NotDeleted lifecycle />
                <p class="dialog-text named" id=TEXT>
                    {move || words::delete_text(&name.get())}
                </p>
                <div class="dialog-text">
                    <WhatStops lifecycle action=Action::Delete />
                </div>
                <div class="dialog-fields">
                    <TextField
                        id=NAME
                        label=words::name_label()
                        requirement=Requirement::Required
                        kind=InputKind::Identifier
                        help=view! {
                            {words::name_help()}
                            " "
                            <strong class="named">{move || name.get()}</strong>
                        }
                            .into_any()
                        value=typed.into()
                        message
                        readonly=busy.into()
                        autofocus=true
                        on_input=Callback::new(move |text| {
                            left.set(false);
                            typed.set(text);
                        })
                        on_blur=Callback::new(move |()| left.set(true))
                    />
                </div>
                <div class="dialog-foot">
                    {dynamic(move || {
                        let reason = reason.get()?;
                        Some(
                            view! {
                                <p class="dialog-reason quiet" id=REASON>
                                    {reason}
                                </p>
                            }
                                .into_any(),
                        )
                    })}
                    <Button on_click=on_close>{t::common::cancel()}</Button>
                    <Button
                        variant=Variant::Danger
                        submit=true
                        aria_disabled=inactive
                        loading=busy
                        described_by=Signal::derive(move || blocked.get().then_some(REASON))
                    >
                        {move || if busy.get() { words::deleting() } else { words::delete() }}
                    </Button>
                </div>
            </form>
            <LiveRegion announcer />
        </Dialog>
    }
}

/// What somebody changed meanwhile, where that is why the connector was not deleted.
fn changed(lifecycle: Lifecycle) -> Option<Vec<Change>> {
    match lifecycle.failure()? {
        (ApiError::Problem(problem), _) if problem.code == ProblemCode::ConnectorChanged => {
            Some(problem.changes)
        }
        _ => None,
    }
}

/// Why the connector was not deleted, as far as that is known. Where somebody changed it meanwhile, it is looked at again first.
#[component]
fn NotDeleted(lifecycle: Lifecycle) -> impl IntoView {
    let changed = Memo::new(move |_| changed(lifecycle));
    dynamic(move || {
        let Some(changes) = changed.get() else {
            return Some(view! { <Failure lifecycle certain=words::stays /> }.into_any());
        };
        focus_after_render(FAILURE);
        let newest = changes.into_iter().max_by_key(|change| change.at);
        let on_click = Callback::new(move |()| {
            lifecycle.look_again();
            focus_after_render(NAME);
        });
        let banner = view! {
            <div class="dialog-text">
                <TitledBanner
                    tone=Tone::Error
                    id=FAILURE
                    title=t::problem::title(ProblemCode::ConnectorChanged)
                >
                    {newest
                        .map(|Change { user, at, .. }| {
                            view! { <p>{words::changed_by(&user, &format::timestamp(at))}</p> }.into_any()
                        })}
                    <p>{words::nothing_deleted()}</p>
                    <Button on_click>{words::look_again()}</Button>
                </TitledBanner>
            </div>
        };
        Some(banner.into_any())
    })
}
