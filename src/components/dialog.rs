//! A modal dialog: the native `<dialog>`, which makes the background inert by itself.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Event, HtmlDialogElement, HtmlElement};

use super::button::{Button, Size, Variant};
use super::dynamic::dynamic;
use super::focus::focus_back;
use super::icon::{Glyph, Icon};
use super::window::on_escape;

/// How wide a dialog is, where there is room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// As large as a question.
    Small,
    /// For a form with something beside it.
    Large,
}

impl Width {
    const fn class(self) -> &'static str {
        match self {
            Self::Small => "dialog",
            Self::Large => "dialog dialog-large",
        }
    }
}

/// A dialog that is open for as long as it is drawn. It never closes by itself: it asks `on_close`.
#[component]
pub fn Dialog(
    /// The id of the dialog's heading.
    id: &'static str,
    /// The dialog's heading.
    title: String,
    /// How wide the dialog is, where there is room.
    width: Width,
    /// The accessible name of the button in its corner that closes it, where it has one.
    #[prop(optional, into)]
    close_label: Option<String>,
    /// Whether that button is away at present.
    #[prop(optional, into)]
    hide_close: Signal<bool>,
    /// The id of what is read out with the heading when the dialog opens.
    #[prop(optional)]
    described_by: Option<&'static str>,
    /// The admin wants it closed: by Esc, by the platform's back gesture, or by the button in its corner.
    on_close: Callback<()>,
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    // A dialog that is taken away takes the focus along: it goes back to where it was, unless it is sent elsewhere.
    let opener = StoredValue::new_local(document().active_element());
    on_cleanup(move || {
        if let Some(opener) = opener.try_get_value().flatten() {
            focus_back(opener.unchecked_into::<HtmlElement>());
        }
    });
    let show = move |dialog: Option<HtmlDialogElement>| {
        if let Some(dialog) = dialog.filter(|dialog| !dialog.open()) {
            // It fails only for a dialog that is not in the document, and this one is.
            let _ = dialog.show_modal();
        }
    };
    // An effect runs when what is being drawn stands in the document.
    Effect::new(move || show(dialog.get()));

    // Browsers close a dialog on a second Esc whatever its `cancel` event's handler says: Esc is taken here
    // before there is a `cancel`. The dialog drawn last is the one on top.
    on_escape(move |event| {
        if dialog.get_untracked().is_some_and(|dialog| is_last_open(&dialog)) {
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
    view! {
        <dialog
            class=width.class()
            node_ref=dialog
            aria-labelledby=id
            aria-describedby=described_by
            on:cancel=cancel
            on:close=move |_| show(dialog.get_untracked())
        >
            <div class="dialog-head">
                <h2 id=id>{title}</h2>
                {dynamic(move || {
                    let label = close_label.clone().filter(|_| !hide_close.get())?;
                    let button = view! {
                        <Button variant=Variant::Ghost size=Size::Icon label on_click=on_close>
                            <Icon glyph=Glyph::Cancel />
                        </Button>
                    };
                    Some(button.into_any())
                })}
            </div>
            <div class="dialog-body">{children()}</div>
        </dialog>
    }
}

fn is_last_open(dialog: &HtmlDialogElement) -> bool {
    let Ok(open) = document().query_selector_all("dialog[open]") else { return false };
    open.length().checked_sub(1).and_then(|last| open.get(last)).is_some_and(|last| last == ****dialog)
}
