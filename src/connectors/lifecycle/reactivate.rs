//! A connector is reactivated: it is checked first, which takes a while.

use leptos::prelude::*;

use super::{Failure, Lifecycle};
use crate::components::button::{Button, Variant};
use crate::components::dialog::{Dialog, Width};
use crate::components::dynamic::dynamic;
use crate::i18n::t;
use crate::i18n::t::lifecycle as words;

const TEXT: &str = "reactivate-text";

/// How far the check is, and why it failed if it did. It goes on when the dialog is closed.
#[component]
pub fn ReactivateDialog(
    /// What the dialog knows, and what it does.
    lifecycle: Lifecycle,
) -> impl IntoView {
    let busy = Memo::new(move |_| lifecycle.is_sending());
    let name = untrack(move || lifecycle.read(|connector| connector.name.clone())).unwrap_or_default();
    let on_close = Callback::new(move |()| lifecycle.close());
    view! {
        <Dialog
            id="reactivate-title"
            title=words::reactivate_title()
            width=Width::Small
            described_by=TEXT
            on_close
        >
            <Failure lifecycle certain=words::stays_deactivated />
            <p class="dialog-text named" id=TEXT hidden=move || !busy.get()>
                {words::reactivate_text(&name)}
            </p>
            <div class="dialog-text" role="status">
                {dynamic(move || {
                    busy.get()
                        .then(|| {
                            view! {
                                <p class="progress">
                                    <span class="spinner"></span>
                                    {t::salesforce_form::checking()}
                                </p>
                            }
                                .into_any()
                        })
                })}
            </div>
            <div class="dialog-foot">
                <Button on_click=on_close autofocus=true>
                    {t::common::close()}
                </Button>
                {dynamic(move || {
                    (!busy.get())
                        .then(|| {
                            view! {
                                <Button
                                    variant=Variant::Primary
                                    on_click=Callback::new(move |()| lifecycle.run())
                                >
                                    {t::common::retry()}
                                </Button>
                            }
                                .into_any()
                        })
                })}
            </div>
        </Dialog>
    }
}
