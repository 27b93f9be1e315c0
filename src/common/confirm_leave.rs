//! The question before something is lost that stands in a form.

use leptos::prelude::*;

use crate::components::button::{Button, Variant};
use crate::components::dialog::{Dialog, Width};
use crate::i18n::t;

/// The question, as a dialog of its own. Esc means to stay.
#[component]
pub fn ConfirmLeave(
    /// The question that is put, as the dialog's heading.
    title: String,
    /// What would be lost. It may change while the question stands: what is on its way may end.
    #[prop(into)]
    text: Signal<String>,
    /// What the button says that stays.
    stay: String,
    /// The admin chose to stay.
    on_stay: Callback<()>,
    /// The admin chose to leave.
    on_leave: Callback<()>,
) -> impl IntoView {
    view! {
        <Dialog id="leave" title width=Width::Small on_close=on_stay>
            <p class="dialog-text">{move || text.get()}</p>
            <div class="dialog-foot">
                <Button on_click=on_stay autofocus=true>
                    {stay}
                </Button>
                <Button variant=Variant::Danger on_click=on_leave>
                    {t::confirm_leave::leave()}
                </Button>
            </div>
        </Dialog>
    }
}
