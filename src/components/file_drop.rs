//! A file, picked or dropped. Around an input it makes a drop zone.

use js_sys::Uint8Array;
use leptos::ev::DragEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Event, File};
use zeroize::Zeroizing;

use super::button::{Button, Size};

/// A file that was picked or dropped.
pub struct Picked {
    /// The file's name.
    pub name: String,
    /// The file's first bytes, as many as were asked for. `None` where the browser could not read it.
    pub bytes: Option<Zeroizing<Vec<u8>>>,
}

/// What a [`FileDrop`] says.
#[derive(Clone)]
pub struct FileDropLabels {
    /// The button that picks a file.
    pub choose: String,
    /// What stands beside the button: that a file can be dropped.
    pub or_drop: String,
    /// What stands beside the button while a file hovers above.
    pub drop_now: String,
}

/// A zone that takes a file, with a button that picks one, before the input that it is around.
#[component]
pub fn FileDrop(
    /// What the drop zone says.
    labels: FileDropLabels,
    /// The most bytes to read.
    limit: usize,
    /// Whether no file is taken at present.
    readonly: Signal<bool>,
    /// The id of what explains the button.
    described_by: &'static str,
    /// A file was picked or dropped.
    on_file: Callback<Picked>,
    /// What stands beside the button.
    beside: AnyView,
    children: Children,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let over = RwSignal::new(false);
    let take = move |file: Option<File>| {
        if let Some(file) = file.filter(|_| !readonly.get_untracked()) {
            spawn_local(async move {
                // Whoever closes the form meanwhile takes away who asked for the file.
                on_file.try_run(read(file, limit).await);
            });
        }
    };
    let hover = move |event: DragEvent| {
        if keep_page(&event) {
            over.set(!readonly.get_untracked());
        }
    };
    let dropped = move |event: DragEvent| {
        over.set(false);
        if keep_page(&event) {
            take(event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0)));
        }
    };
    let picked = move |_: Event| {
        let Some(input) = input.get_untracked() else { return };
        take(input.files().and_then(|files| files.get(0)));
        // The same file can be picked again after it was changed on disk.
        input.set_value("");
    };
    let choose = Callback::new(move |()| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    });
    let FileDropLabels { choose: choose_label, or_drop, drop_now } = labels;
    view! {
        <div
            class="drop-zone"
            class:over=move || over.get()
            on:dragenter=hover
            on:dragover=hover
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <div class="file-row">
                <input type="file" hidden node_ref=input on:change=picked />
                <Button
                    size=Size::Small
                    aria_disabled=readonly
                    on_click=choose
                    described_by=Signal::stored(Some(described_by))
                >
                    {choose_label}
                </Button>
                {beside}
                <span class="file-hint">{move || if over.get() { drop_now.clone() } else { or_drop.clone() }}</span>
            </div>
            {children()}
        </div>
    }
}

async fn read(file: File, limit: usize) -> Picked {
    let name = file.name();
    // `slice` counts in doubles; the limit is far below where they lose exactness.
    let head = file.slice_with_f64_and_f64(0.0, limit as f64);
    let bytes = match head {
        Ok(head) => JsFuture::from(head.array_buffer()).await.ok(),
        Err(_) => None,
    };
    let bytes = bytes.map(|buffer| {
        let view = Uint8Array::new(&buffer);
        let bytes = Zeroizing::new(view.to_vec());
        // The browser's own copy would lie there until it is collected.
        view.fill(0, 0, view.length());
        bytes
    });
    Picked { name, bytes }
}

/// Keeps the browser from leaving the page to show a file that is dragged over it or dropped on it. Gives `false` for
/// what is no file: text goes where it is dropped, as ever.
pub fn keep_page(event: &DragEvent) -> bool {
    let data = event.data_transfer();
    let files = data.is_some_and(|data| data.types().includes(&JsValue::from_str("Files"), 0));
    if files {
        event.prevent_default();
    }
    files
}
