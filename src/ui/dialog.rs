//! A modal dialog: the native `<dialog>`, which makes the background inert by itself.

use crate::ui::draw::{Draw, Parts, live_if};
use leptos::ev::{self, Event};
use leptos::html;
use leptos::prelude::*;

use super::button::{Button, Look, Size};
use super::icon::Icon;

/// A dialog's width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// For a question.
    Small,
    /// For a form with something beside it.
    Large,
}

/// A dialog that is open for as long as it is drawn. It never closes by itself: it asks `on_close`.
#[component]
pub fn Dialog(
    /// The heading's id.
    id: &'static str,
    /// The heading.
    title: &'static str,
    /// How wide it is, where there is room.
    width: Width,
    /// The accessible name of the button in its corner, while it has one.
    #[prop(optional, into)]
    corner: Signal<Option<&'static str>>,
    /// The admin wants it closed: by Esc, by the platform's back gesture, or by the button in its corner.
    on_close: Callback<()>,
    children: Parts,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let show = move || {
        if let Some(dialog) = node.get_untracked().filter(|dialog| !dialog.open()) {
            // It fails only for a dialog that is not in the document, and this one is.
            let _ = dialog.show_modal();
        }
    };
    Effect::new(move || {
        node.track();
        show();
    });

    // Browsers close a dialog on a second Esc whatever its `cancel` event's handler says: Esc is taken here
    // before there is a `cancel`. The dialog drawn last is the one on top.
    let escape = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" && node.get_untracked().is_some_and(|dialog| is_last_open(&dialog)) {
            event.prevent_default();
            on_close.run(());
        }
    });
    on_cleanup(move || escape.remove());

    // The platform's own requests (a back gesture). A file input's `cancel` bubbles up to here and is not meant.
    let cancel = move |event: Event| {
        if event.target() == event.current_target() {
            event.prevent_default();
            on_close.run(());
        }
    };
    view! {
        <dialog
            class=match width { Width::Small => "dialog", Width::Large => "dialog dialog-large" }
            node_ref=node
            aria-labelledby=id
            on:cancel=cancel
            on:close=move |_| show()
        >
            <div class="dialog-head">
                <h2 id=id>{title}</h2>
                {live_if(move || corner.get().map(|label| view! {
                    <Button look=Look::Ghost size=Size::Icon label on_press=on_close>
                        {Icon::Cancel.view()}
                    </Button>
                }.drawn()))}
            </div>
            <div class="dialog-body">{children.drawn()}</div>
        </dialog>
    }
    .drawn()
}

fn is_last_open(dialog: &web_sys::HtmlDialogElement) -> bool {
    let Ok(open) = document().query_selector_all("dialog[open]") else { return false };
    open.length().checked_sub(1).and_then(|last| open.get(last)).is_some_and(|last| last == ****dialog)
}
