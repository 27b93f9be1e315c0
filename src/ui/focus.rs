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

/// Whether a click on a link means to follow it here, rather than in another tab or window.
pub fn is_plain_click(event: &web_sys::MouseEvent) -> bool {
    event.button() == 0 && !event.ctrl_key() && !event.meta_key() && !event.shift_key() && !event.alt_key()
}
