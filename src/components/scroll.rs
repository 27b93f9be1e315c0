//! Bringing something into sight without moving the focus.

use std::borrow::Cow;

use leptos::prelude::*;
use web_sys::{Element, ScrollIntoViewOptions, ScrollLogicalPosition};

/// Scrolls the element with this id into sight, once what has changed is drawn, where it is not in sight already. Does
/// nothing where there is none.
pub fn scroll_into_view_after_render(id: impl Into<Cow<'static, str>>) {
    let id = id.into();
    request_animation_frame(move || {
        if let Some(element) = document().get_element_by_id(&id) {
            scroll_into_view(&element);
        }
    });
}

/// Scrolls an element into sight, where it is not in sight already.
pub fn scroll_into_view(element: &Element) {
    let nearest = ScrollIntoViewOptions::new();
    nearest.set_block(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&nearest);
}
