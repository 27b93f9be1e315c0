//! Moving the focus to something that is about to be drawn.

use std::borrow::Cow;

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

/// Gives the focus to the element with this id, once what has changed is drawn. Does nothing when there is none.
pub fn focus_soon(id: impl Into<Cow<'static, str>>) {
    let id = id.into();
    request_animation_frame(move || {
        if let Some(element) = document().get_element_by_id(&id) {
            // Scrolls it into view as well.
            let _ = element.unchecked_into::<HtmlElement>().focus();
        }
    });
}

/// The same, unless something else has the focus by then.
pub fn focus_soon_if_nowhere(id: &'static str) {
    request_animation_frame(move || {
        if is_nowhere() {
            focus_soon(id);
        }
    });
}

/// Gives the focus back to an element, once what has changed is drawn: if it is still there, and nothing else has it.
pub fn focus_back(element: HtmlElement) {
    request_animation_frame(move || {
        if is_nowhere() && element.is_connected() {
            let _ = element.focus();
        }
    });
}

/// To be called before buttons are drawn anew whose ids begin so: the one that has the focus has it again. Where it is gone,
/// `otherwise` has it.
pub fn keep_focus(ids: &str, otherwise: &'static str) {
    let focused = document().active_element().map(|element| element.id());
    if let Some(id) = focused.filter(|id| id.starts_with(ids)) {
        focus_soon(otherwise);
        focus_soon(id);
    }
}

/// Whether what had the focus was taken away.
fn is_nowhere() -> bool {
    document().active_element().is_none_or(|focused| focused.tag_name() == "BODY")
}

/// Whether a click on a link means to follow it here, rather than in another tab or window.
pub fn is_plain_click(event: &web_sys::MouseEvent) -> bool {
    event.button() == 0 && !event.ctrl_key() && !event.meta_key() && !event.shift_key() && !event.alt_key()
}
