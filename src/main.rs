//! Puts the app in the place of the static shell that `index.html` painted.

use leptos::mount::mount_to_body;
use leptos::prelude::document;

fn main() {
    connectors::stopped::set_hook();
    if let Some(shell) = document().get_element_by_id("shell") {
        shell.remove();
    }
    mount_to_body(connectors::app::App);
}
