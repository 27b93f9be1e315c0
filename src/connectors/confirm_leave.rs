//! The question before what was typed is dropped.

use leptos::prelude::*;

use crate::components::button::{Button, Variant};
use crate::components::dialog::{Dialog, Width};
use crate::i18n::t;

/// The question, as a dialog of its own. Esc means to stay.
#[component]
pub fn ConfirmLeave(
    /// Whether a check would be canceled. It may end while the question stands.
    #[prop(into)]
    checking: Signal<bool>,
    /// The admin stays.
    on_stay: Callback<()>,
    /// The admin leaves.
    on_leave: Callback<()>,
) -> impl IntoView {
    use t::confirm_leave as words;

    view! {
        <Dialog id="leave" title=words::title() width=Width::Small on_close=on_stay>
            <p class="dialog-text">
                {move || if checking.get() { words::checking() } else { words::unsaved() }}
            </p>
            <div class="dialog-foot">
                <Button on_click=on_stay autofocus=true>
                    {words::stay()}
                </Button>
                <Button variant=Variant::Danger on_click=on_leave>
                    {words::leave()}
                </Button>
            </div>
        </Dialog>
    }
}
