//! A modal dialog: the native `<dialog>`, which makes the background inert by itself.

use crate::ui::draw::{Draw, Parts, live_if};
use leptos::prelude::*;
use web_sys::{Event, HtmlDialogElement};

use super::button::{Button, Look, Size};
use super::focus::focus_back;
use super::icon::Icon;
use super::node::{Place, classed, node};
use super::window::on_escape;

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
    let place = Place::new();
    // A dialog that is taken away takes the focus along: it goes back to where it was, unless it is sent elsewhere.
    let opener = Place::of_focus();
    on_cleanup(move || {
        if let Some(opener) = opener.element() {
            focus_back(opener);
        }
    });
    let show = move || {
        let dialog = place.element::<HtmlDialogElement>().filter(|dialog| !dialog.open());
        if let Some(dialog) = dialog {
            // It fails only for a dialog that is not in the document, and this one is.
            let _ = dialog.show_modal();
        }
    };
    // An effect runs when what is being drawn stands in the document.
    Effect::new(show);

    // Browsers close a dialog on a second Esc whatever its `cancel` event's handler says: Esc is taken here
    // before there is a `cancel`. The dialog drawn last is the one on top.
    on_escape(move |event| {
        if place.element().is_some_and(|dialog| is_last_open(&dialog)) {
            event.prevent_default();
            on_close.run(());
        }
    });

    // The platform's own requests (a back gesture). A file input's `cancel` bubbles up to here and is not meant.
    let cancel = move |event: Event| {
        if event.target() == event.current_target() {
            event.prevent_default();
            on_close.run(());
        }
    };
    let corner = live_if(move || {
        let label = corner.get()?;
        let button = view! {
            <Button look=Look::Ghost size=Size::Icon label on_press=on_close>
                {Icon::Cancel.view()}
            </Button>
        };
        Some(button.drawn())
    });
    let class = match width {
        Width::Small => "dialog",
        Width::Large => "dialog dialog-large",
    };
    let head = classed("div", "dialog-head").child(node("h2").with("id", id).text(title)).child(corner);
    classed("dialog", class)
        .at(place)
        .with("aria-labelledby", id)
        .on("cancel", cancel)
        .on("close", move |_| show())
        .child(head)
        .child(classed("div", "dialog-body").child(children.drawn()))
        .drawn()
}

fn is_last_open(dialog: &HtmlDialogElement) -> bool {
    let Ok(open) = document().query_selector_all("dialog[open]") else { return false };
    open.length().checked_sub(1).and_then(|last| open.get(last)).is_some_and(|last| last == ****dialog)
}
