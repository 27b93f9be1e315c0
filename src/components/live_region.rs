//! What a screen reader is told without moving the focus.

use std::time::Duration;

use leptos::prelude::*;

/// How long typing must pause before what it changed is announced.
const PAUSE: Duration = Duration::from_millis(1000);

/// Speaks politely, through the region that [`LiveRegion`] draws.
#[derive(Clone, Copy)]
pub struct Announcer {
    text: RwSignal<String>,
    waiting: StoredValue<Option<TimeoutHandle>>,
}

impl Announcer {
    /// An announcer that has said nothing yet.
    pub fn new() -> Self {
        let announcer = Self { text: RwSignal::new(String::new()), waiting: StoredValue::new(None) };
        on_cleanup(move || announcer.take_back());
        announcer
    }

    /// Says a text now.
    pub fn say(self, text: String) {
        self.take_back();
        self.text.set(text);
    }

    /// Says a text once there was a pause in typing. Whatever is said before then takes its place.
    pub fn say_after_pause(self, text: String) {
        self.take_back();
        let handle = set_timeout_with_handle(move || self.text.set(text), PAUSE);
        self.waiting.set_value(handle.ok());
    }

    /// Takes back what waits for a pause.
    pub fn take_back(self) {
        if let Some(handle) = self.waiting.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    }
}

impl Default for Announcer {
    fn default() -> Self {
        Self::new()
    }
}

/// The region itself. It must stand inside the dialog that it speaks for: all else is inert then.
#[component]
pub fn LiveRegion(
    /// Gives what is to be read out.
    announcer: Announcer,
) -> impl IntoView {
    // The property, for a text that is said twice: the text node's data would not change.
    view! { <div class="visually-hidden" role="status" prop:textContent=move || announcer.text.get()></div> }
}
