//! The question before what was typed is dropped.

use crate::ui::draw::Draw;
use leptos::prelude::*;

use crate::form::Leave;
use crate::language::use_words;
use crate::ui::button::{Button, Look};
use crate::ui::dialog::{Dialog, Width};

/// The question, as a dialog of its own. Esc means to stay.
#[component]
pub fn ConfirmLeave(
    /// Why it is asked.
    why: Leave,
    /// The admin stays.
    on_stay: Callback<()>,
    /// The admin leaves.
    on_leave: Callback<()>,
) -> impl IntoView {
    let words = &use_words().leave;
    let lost = if why == Leave::AskChecking { words.checking } else { words.unsaved };
    view! {
        <Dialog id="leave" title=words.title width=Width::Small on_close=on_stay>
            <p class="dialog-text">{lost}</p>
            <div class="dialog-foot">
                <Button on_press=on_stay autofocus=true>{words.stay}</Button>
                <Button look=Look::Danger on_press=on_leave>{words.leave}</Button>
            </div>
        </Dialog>
    }
    .drawn()
}
