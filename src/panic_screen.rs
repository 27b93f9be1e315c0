//! What stands in place of the page once a defect of ours has stopped it. A page that looks alive and does
//! nothing would be worse.

use std::panic;

use leptos::prelude::document;
use wasm_bindgen::JsValue;
use web_sys::Element;

use crate::i18n::t::panic as words;

/// From now on a panic is reported on the console and replaces the page by an alert.
pub fn set_hook() {
    panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        // Whatever fails here fails for good: there is nobody left to tell.
        let _ = replace_page();
    }));
}

/// Builds the alert with nothing but the browser: the app's own machinery is what has stopped. What was typed
/// goes with the page's old content.
fn replace_page() -> Result<(), JsValue> {
    let document = document();
    let alert = document.create_element("div")?;
    alert.set_attribute("role", "alert")?;
    alert.set_attribute("class", "stopped")?;
    append(&alert, "p", &words::stopped())?;
    append(&alert, "a", &words::reload())?.set_attribute("href", "")?;
    if let Some(body) = document.body() {
        body.set_text_content(None);
        body.append_child(&alert)?;
    }
    Ok(())
}

fn append(parent: &Element, name: &str, text: &str) -> Result<Element, JsValue> {
    let child = parent.owner_document().ok_or(JsValue::NULL)?.create_element(name)?;
    child.set_text_content(Some(text));
    parent.append_child(&child)?;
    Ok(child)
}
