//! What happens to the window as a whole.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Date;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{BeforeUnloadEvent, Event, KeyboardEvent};

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

/// How often what [`on_return`] runs may run, in milliseconds: one return is told by two events.
const RETURN_PAUSE_MS: f64 = 1_000.0;

/// Runs when somebody looks at the page again: when its tab or its window comes to the front.
pub fn on_return(run: impl Fn() + 'static) {
    let ran = Cell::new(f64::NEG_INFINITY);
    let run = Rc::new(move || {
        let now = Date::now();
        if !document().hidden() && now - ran.get() >= RETURN_PAUSE_MS {
            ran.set(now);
            run();
        }
    });
    // `visibilitychange` bubbles up from the document.
    for event in ["visibilitychange", "focus"] {
        let run = Rc::clone(&run);
        on_window(event, move |_| run());
    }
}

/// Has the browser ask, in its own words, before the page is unloaded (a reload, a closed tab) while something would be
/// lost.
pub fn guard_unload(would_lose: impl Fn() -> bool + 'static) {
    on_window("beforeunload", move |event| {
        if would_lose() {
            event.prevent_default();
            event.unchecked_into::<BeforeUnloadEvent>().set_return_value("true");
        }
    });
}

/// Compiled once, and not for each caller.
fn listen(event: &'static str, run: Box<dyn Fn(Event)>) {
    let listening = window_event_listener_untyped(event, run);
    on_cleanup(move || listening.remove());
}
