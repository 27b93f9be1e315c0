//! A button that unfolds a menu of what can be done, as WAI-ARIA's pattern of a menu button has it.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{FocusEvent, HtmlElement, KeyboardEvent, MouseEvent, Node};

use super::dynamic::dynamic;
use super::icon::{Glyph, Icon};
use super::scroll::scroll_into_view;

/// Something that can be done.
pub struct MenuItem {
    /// What the item says.
    pub label: String,
    /// Whether something is lost by it.
    pub danger: bool,
    /// The item was chosen. The button has the focus by then.
    pub on_choose: Callback<()>,
}

/// Which item gets the focus.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Move {
    First,
    Last,
    Next,
    Previous,
}

/// The button, three dots, and its menu while that is open. Esc, Tab, another click and the loss of the focus fold it.
#[component]
pub fn MenuButton(
    /// The button's id.
    id: String,
    /// The button's accessible name, which is the menu's as well.
    label: Signal<String>,
    /// What can be done: asked for when the menu is opened, so that it does not change under somebody's hands.
    items: Callback<(), Vec<MenuItem>>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let start = StoredValue::new(Move::First);
    let (button, menu) = (NodeRef::<html::Button>::new(), NodeRef::<html::Div>::new());
    let unfold = move |at: Move| {
        start.set_value(at);
        open.set(true);
    };
    let fold = move || {
        if let Some(button) = button.get_untracked() {
            let _ = button.focus();
        }
        open.set(false);
    };
    // An effect runs when what is being drawn stands in the document.
    Effect::new(move || {
        if let Some(menu) = menu.get() {
            move_focus(&menu, start.get_value());
            scroll_into_view(&menu);
        }
    });
    let key = move |event: KeyboardEvent| {
        let unfolded = open.get_untracked();
        let to = match event.key().as_str() {
            "ArrowDown" if unfolded => Move::Next,
            "ArrowUp" if unfolded => Move::Previous,
            "ArrowDown" => Move::First,
            "ArrowUp" => Move::Last,
            "Home" if unfolded => Move::First,
            "End" if unfolded => Move::Last,
            "Escape" if unfolded => {
                // Nothing else is closed by the same key.
                event.stop_propagation();
                return fold();
            }
            // The way on leads from the button.
            "Tab" if unfolded => return fold(),
            _ => return,
        };
        event.prevent_default();
        match menu.get_untracked().filter(|_| unfolded) {
            Some(menu) => move_focus(&menu, to),
            None => unfold(to),
        }
    };
    let left = move |event: FocusEvent| {
        let to = event.related_target().map(|target| target.unchecked_into::<Node>());
        let holder = event.current_target().map(|target| target.unchecked_into::<Node>());
        if holder.is_none_or(|holder| to.is_none() || !holder.contains(to.as_ref())) {
            // The row that it stands in may be taken away.
            let _ = open.try_set(false);
        }
    };
    view! {
        // A press of the mouse moves no focus here: where buttons do not take it (Safari), one on an item or on the button
        // would fold the menu before the click.
        <div
            class="menu"
            on:keydown=key
            on:focusout=left
            on:mousedown=move |event: MouseEvent| event.prevent_default()
        >
            <button
                class="button button-icon"
                type="button"
                id=id.clone()
                node_ref=button
                aria-haspopup="menu"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-label=move || label.get()
                on:click=move |_| if open.get_untracked() { fold() } else { unfold(Move::First) }
            >
                <Icon glyph=Glyph::More />
            </button>
            {dynamic(move || {
                if !open.get() {
                    return None;
                }
                let items = untrack(move || items.run(()));
                let items = items.into_iter().map(|item| {
                    let MenuItem { label, danger, on_choose } = item;
                    let choose = move |_| {
                        fold();
                        on_choose.run(());
                    };
                    view! {
                        <button
                            class=if danger { "menu-item menu-item-danger" } else { "menu-item" }
                            type="button"
                            role="menuitem"
                            tabindex="-1"
                            on:click=choose
                        >
                            {label}
                        </button>
                    }
                        .into_any()
                });
                Some(
                    view! {
                        <div class="menu-items" role="menu" node_ref=menu aria-labelledby=id.clone()>
                            {items.collect_view()}
                        </div>
                    }
                        .into_any(),
                )
            })}
        </div>
    }
}

/// Moves the focus within a menu, from its last item on to its first.
fn move_focus(menu: &HtmlElement, to: Move) {
    let items = menu.children();
    let count = items.length();
    let focused = document().active_element();
    let now = (0..count).find(|&at| items.item(at) == focused);
    let at = match (to, now) {
        (Move::First, _) | (Move::Next, None) => 0,
        (Move::Last, _) | (Move::Previous, None) => count.saturating_sub(1),
        (Move::Next, Some(now)) => (now + 1) % count,
        (Move::Previous, Some(now)) => (now + count - 1) % count,
    };
    if let Some(item) = items.item(at) {
        let _ = item.unchecked_into::<HtmlElement>().focus();
    }
}
