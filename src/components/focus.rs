//! Moving the focus to something that is about to be drawn.

use std::borrow::Cow;

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

/// Gives the focus to the element with this id, once what has changed is drawn. Does nothing where there is none.
pub fn focus_after_render(id: impl Into<Cow<'static, str>>) {
    let id = id.into();
    request_animation_frame(move || {
        if let Some(element) = document().get_element_by_id(&id) {
            // Scrolls it into view as well.
            let _ = element.unchecked_into::<HtmlElement>().focus();
        }
    });
}

/// Gives the focus to the element with this id, once what has changed is drawn, unless something else has it by then.
pub fn focus_after_render_if_lost(id: &'static str) {
    request_animation_frame(move || {
        if is_lost() {
            focus_after_render(id);
        }
    });
}

/// Gives the focus to the element with this id, once what has changed is drawn, unless somebody is at work outside of the form
/// that the element stands in.
pub fn focus_in_form_after_render(id: &'static str) {
    request_animation_frame(move || {
        let Some(element) = document().get_element_by_id(id) else { return };
        let form = element.closest("form").ok().flatten();
        let at_work_in_it = form.is_some_and(|form| form.contains(document().active_element().as_deref()));
        if is_lost() || at_work_in_it {
            let element: HtmlElement = element.unchecked_into();
            let _ = element.focus();
            // Of what is taller than the window the browser may show the end.
            if element.offset_height() > document().document_element().map_or(0, |root| root.client_height())
            {
                element.scroll_into_view();
            }
        }
    });
}

/// Gives the focus back to an element, once what has changed is drawn: if it is still there, and nothing else has it.
pub fn focus_back(element: HtmlElement) {
    request_animation_frame(move || {
        if is_lost() && element.is_connected() {
            let _ = element.focus();
        }
    });
}

/// To be called before buttons are drawn anew whose ids begin with `ids`: the one that has the focus has it again. Where that
/// one is gone, the element with the id `otherwise` has it.
pub fn keep_focus(ids: &str, otherwise: &'static str) {
    let focused = document().active_element().map(|element| element.id());
    if let Some(id) = focused.filter(|id| id.starts_with(ids)) {
        focus_after_render(otherwise);
        focus_after_render(id);
    }
}

/// Whether the element with this id has the focus.
pub fn has_focus(id: &str) -> bool {
    document().active_element().is_some_and(|focused| focused.id() == id)
}

/// Whether what had the focus was taken away.
fn is_lost() -> bool {
    document().active_element().is_none_or(|focused| focused.tag_name() == "BODY")
}
