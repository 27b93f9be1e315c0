//! What happens to the window as a whole.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Event, KeyboardEvent};

/// Listens for an event of the window for as long as its view, or whatever else owns the caller, lives.
pub fn on_window(event: &'static str, run: impl Fn(Event) + 'static) {
    listen(event, Box::new(run));
}

/// Listens for Esc for as long as its view, or whatever else owns the caller, lives.
pub fn on_escape(run: impl Fn(Event) + 'static) {
    on_window("keydown", move |event| {
        if event.unchecked_ref::<KeyboardEvent>().key() == "Escape" {
            run(event);
        }
    });
}

/// Compiled once, and not for each caller.
fn listen(event: &'static str, run: Box<dyn Fn(Event)>) {
    let listening = window_event_listener_untyped(event, run);
    on_cleanup(move || listening.remove());
}
