//! The question before what was typed is dropped.

use crate::ui::draw::{Draw, live_text};
use leptos::prelude::*;

use crate::language::use_words;
use crate::ui::button::{Button, Look};
use crate::ui::dialog::{Dialog, Width};
use crate::ui::node::classed;

/// The question, as a dialog of its own. Esc means to stay.
#[component]
pub fn ConfirmLeave(
    /// Whether a check would be cancelled. It may end while the question stands.
    checking: Signal<bool>,
    /// The admin stays.
    on_stay: Callback<()>,
    /// The admin leaves.
    on_leave: Callback<()>,
) -> impl IntoView {
    let words = &use_words().leave;
    let lost = live_text(move || if checking.get() { words.checking } else { words.unsaved });
    let foot = classed("div", "dialog-foot")
        .child(view! { <Button on_press=on_stay autofocus=true>{words.stay}</Button> }.drawn())
        .child(view! { <Button look=Look::Danger on_press=on_leave>{words.leave}</Button> }.drawn());
    let content = vec![classed("p", "dialog-text").child(lost).drawn(), foot.drawn()];
    view! { <Dialog id="leave" title=words.title width=Width::Small on_close=on_stay>{content}</Dialog> }
        .drawn()
}
