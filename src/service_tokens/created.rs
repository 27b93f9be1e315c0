//! The new token, this one time.

use leptos::ev::ClipboardEvent;
use leptos::prelude::*;
use leptos::tachys::html::attribute::custom::custom_attribute;
use wasm_bindgen::JsCast as _;
use web_sys::{FocusEvent, HtmlTextAreaElement};

use super::state::ServiceTokens;
use crate::common::copy_labels;
use crate::components::banner::{TitledBanner, Tone};
use crate::components::button::{Button, Size, Variant};
use crate::components::copy_button::CopyButton;
use crate::components::focus::focus_after_render;
use crate::components::live_region::Announcer;
use crate::form::ServiceTokenFormState;
use crate::i18n::t;
use crate::i18n::t::service_tokens as words;

const TOKEN: &str = "token";
const COPY: &str = "token-copy";

/// The token. What shows it and what copies it ask for it: only the form's state holds it.
#[component]
pub fn Created(
    /// What the screen knows.
    tokens: ServiceTokens,
    /// Says whether the token was copied.
    announcer: Announcer,
) -> impl IntoView {
    let token = move || {
        tokens.form.with(|form| form.token().map(|token| token.expose().to_owned()).unwrap_or_default())
    };
    // Less than all of it is no token.
    let copy = move |event: ClipboardEvent| {
        let area = event.target().map(|target| target.unchecked_into::<HtmlTextAreaElement>());
        let whole = area.is_some_and(|area| {
            area.selection_start() == Ok(Some(0)) && area.selection_end() == Ok(Some(area.text_length()))
        });
        if whole {
            tokens.form.update(ServiceTokenFormState::copied);
        }
    };
    let on_copied = Callback::new(move |()| tokens.form.update(ServiceTokenFormState::copied));
    let select = |event: FocusEvent| {
        if let Some(area) = event.target() {
            area.unchecked_into::<HtmlTextAreaElement>().select();
        }
    };
    focus_after_render(COPY);
    view! {
        <div class="confirmation">
            <TitledBanner tone=Tone::Success id="token-created" title=words::created()>
                <p>{words::once()}</p>
            </TitledBanner>
            <div class="field">
                <label class="label" for=TOKEN>
                    {words::token()}
                </label>
                <textarea
                    class="input key-input"
                    id=TOKEN
                    readonly
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    {..custom_attribute("writingsuggestions", "false")}
                    translate="no"
                    prop:value=token
                    on:focus=select
                    on:copy=copy
                ></textarea>
            </div>
        </div>
        <div class="dialog-foot">
            <Button on_click=Callback::new(move |()| tokens.ask_to_close())>{t::common::close()}</Button>
            <CopyButton
                id=COPY
                labels=copy_labels()
                announcer
                text=Callback::new(move |()| untrack(token))
                variant=Variant::Primary
                size=Size::Normal
                on_copied
            />
        </div>
    }
}
