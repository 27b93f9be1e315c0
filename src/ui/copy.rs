//! A text to copy.

use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::button::{Button, Size};
use super::draw::{Draw, Drawn, live_text};
use super::live_region::Announcer;

/// What the button says.
#[derive(Clone, Copy)]
pub struct Labels {
    /// What it does.
    pub copy: &'static str,
    /// Once it has.
    pub copied: &'static str,
    /// Where the browser refused to.
    pub failed: &'static str,
}

/// What became of it.
#[derive(Clone, Copy)]
struct Done {
    worked: RwSignal<bool>,
    failed: RwSignal<bool>,
}

/// A button that puts a text onto the clipboard, and says so. The text is asked for when it is pressed, so that the
/// button need not hold it.
pub fn copy_button(
    id: &'static str,
    labels: Labels,
    announcer: Announcer,
    text: impl Fn() -> String + Send + Sync + 'static,
) -> Drawn {
    let done = Done { worked: RwSignal::new(false), failed: RwSignal::new(false) };
    let on_press = Callback::new(move |()| {
        let writing = window().navigator().clipboard().write_text(&text());
        spawn_local(async move {
            let worked = JsFuture::from(writing).await.is_ok();
            // Whoever closes the dialog meanwhile takes the button away.
            done.worked.try_set(worked);
            done.failed.try_set(!worked);
            announcer.say((if worked { labels.copied } else { labels.failed }).to_owned());
        });
    });
    let says = live_text(move || match (done.worked.get(), done.failed.get()) {
        (true, _) => labels.copied,
        (false, true) => labels.failed,
        (false, false) => labels.copy,
    });
    view! { <Button size=Size::Small id on_press>{says}</Button> }.drawn()
}
