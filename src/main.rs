//! Puts the app in the place of the static shell that `index.html` painted.

use leptos::prelude::*;

fn main() {
    connectors::stopped::set_hook();
    if let Some(shell) = document().get_element_by_id("shell") {
        shell.remove();
    }
    leptos::mount::mount_to_body(connectors::app::App);
}
