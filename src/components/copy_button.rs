//! A button that copies a text.

use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::button::{Button, Size, Variant};
use super::live_region::Announcer;

/// What a [`CopyButton`] says.
#[derive(Clone)]
pub struct CopyLabels {
    /// What the button says while there is something to copy.
    pub copy: String,
    /// What the button says once the text was copied.
    pub copied: String,
    /// What is said where the browser refused to copy, and what to do then.
    pub failed: String,
}

/// What became of the last click.
#[derive(Clone, Copy)]
enum Outcome {
    None,
    Copied,
    Failed,
}

/// A button that puts a text onto the clipboard, and says so. The text is asked for when it is clicked, so that the
/// button need not hold it.
#[component]
pub fn CopyButton(
    /// The button's id.
    #[prop(into)]
    id: String,
    /// What the button says.
    labels: CopyLabels,
    /// What it copies, for those who do not see where it stands and where several stand together.
    #[prop(optional, into)]
    subject: Option<String>,
    /// Says what became of it to who does not see it.
    announcer: Announcer,
    /// Gives the text that is copied.
    text: Callback<(), String>,
    /// How much the button wants to be pressed.
    #[prop(optional)]
    variant: Variant,
    /// How large the button is.
    #[prop(default = Size::Small)]
    size: Size,
    /// The text was copied.
    #[prop(optional)]
    on_copied: Option<Callback<()>>,
) -> impl IntoView {
    let outcome = RwSignal::new(Outcome::None);
    let label = move || match outcome.get() {
        Outcome::None => labels.copy.clone(),
        Outcome::Copied => labels.copied.clone(),
        Outcome::Failed => labels.failed.clone(),
    };
    let said = label.clone();
    let on_click = Callback::new(move |()| {
        let writing = window().navigator().clipboard().write_text(&text.run(()));
        let said = said.clone();
        spawn_local(async move {
            let copied = JsFuture::from(writing).await.is_ok();
            if copied && let Some(on_copied) = on_copied {
                on_copied.try_run(());
            }
            // Whoever closes the dialog meanwhile takes the button away.
            if outcome.try_set(if copied { Outcome::Copied } else { Outcome::Failed }).is_none() {
                announcer.say(untrack(said));
            }
        });
    });
    view! {
        <Button variant size id on_click>
            {label}
            {subject.map(|subject| view! { <span class="visually-hidden">" " {subject}</span> }.into_any())}
        </Button>
    }
}
