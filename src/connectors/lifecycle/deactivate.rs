//! The question before a connector is deactivated.

use leptos::prelude::*;

use super::facts::WhatStops;
use super::{Action, Failure, Lifecycle};
use crate::components::button::{Button, Variant};
use crate::components::dialog::{Dialog, Width};
use crate::i18n::t;
use crate::i18n::t::lifecycle as words;

const TEXT: &str = "deactivate-text";

/// The question, and what stops. Esc means to leave the connector as it is.
#[component]
pub fn DeactivateDialog(
    /// What the dialog knows, and what it does.
    lifecycle: Lifecycle,
) -> impl IntoView {
    let busy = Memo::new(move |_| lifecycle.is_sending());
    let name = untrack(move || lifecycle.read(|connector| connector.name.clone())).unwrap_or_default();
    let on_close = Callback::new(move |()| lifecycle.close());
    view! {
        <Dialog
            id="deactivate-title"
            title=words::deactivate_title()
            width=Width::Small
            described_by=TEXT
            on_close
        >
            <Failure lifecycle certain=words::stays_active />
            <p class="dialog-text named" id=TEXT>
                {words::deactivate_text(&name)}
            </p>
            <div class="dialog-text">
                <WhatStops lifecycle action=Action::Deactivate />
            </div>
            <div class="dialog-foot">
                <Button on_click=on_close autofocus=true>
                    {t::common::cancel()}
                </Button>
                <Button
                    variant=Variant::Primary
                    on_click=Callback::new(move |()| lifecycle.run())
                    aria_disabled=busy
                    loading=busy
                >
                    {move || if busy.get() { words::deactivating() } else { words::deactivate() }}
                </Button>
            </div>
        </Dialog>
    }
}
