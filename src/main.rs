//! Puts the app in the place of the static shell that `index.html` painted, once its words are there.

use leptos::mount::mount_to_body;
use leptos::prelude::{document, view};
use wasm_bindgen_futures::spawn_local;

fn main() {
    connectors::panic_screen::set_hook();
    spawn_local(async {
        let language = connectors::i18n::first().await;
        if let Some(shell) = document().get_element_by_id("shell") {
            shell.remove();
        }
        mount_to_body(move || view! { <connectors::app::App language /> });
    });
}
