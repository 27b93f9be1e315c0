//! A file, picked or dropped. Around an input it makes a drop zone.

use crate::ui::draw::{Draw, Parts};
use js_sys::Uint8Array;
use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DragEvent, Event, File, HtmlElement, HtmlInputElement};
use zeroize::Zeroizing;

use super::button::{Button, Size};
use super::node::{Place, classed, node};

/// A file's name and its first bytes, or no bytes where the browser could not read it.
pub struct Picked {
    /// Its name.
    pub name: String,
    /// Its bytes, as many as were asked for.
    pub bytes: Option<Zeroizing<Vec<u8>>>,
}

/// The texts of a [`FileDrop`].
#[derive(Clone, Copy)]
pub struct Labels {
    /// The button that picks a file.
    pub choose: &'static str,
    /// Beside it.
    pub or_drop: &'static str,
    /// In its place while a file hovers above.
    pub drop_now: &'static str,
}

/// A zone that takes a file, with a button that picks one.
#[component]
pub fn FileDrop(
    /// Its texts.
    labels: Labels,
    /// The most bytes to read.
    limit: usize,
    /// Whether no file is taken at present.
    readonly: Signal<bool>,
    /// The id of what explains the button.
    describes: &'static str,
    /// A file was picked or dropped.
    on_file: Callback<Picked>,
    children: Parts,
) -> impl IntoView {
    let input = Place::new();
    let over = RwSignal::new(false);
    let take = move |file: Option<File>| {
        if let Some(file) = file.filter(|_| !readonly.get_untracked()) {
            spawn_local(async move {
                // Whoever closes the form meanwhile takes away who asked for the file.
                on_file.try_run(read(file, limit).await);
            });
        }
    };
    let hover = move |event: Event| {
        if keep_page(&event) {
            over.set(!readonly.get_untracked());
        }
    };
    let dropped = move |event: Event| {
        over.set(false);
        if keep_page(&event) {
            let event: DragEvent = event.unchecked_into();
            take(event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0)));
        }
    };
    let picked = move |_| {
        let Some(input) = input.element::<HtmlInputElement>() else { return };
        take(input.files().and_then(|files| files.get(0)));
        // The same file can be picked again after it was changed on disk.
        input.set_value("");
    };
    let choose = Callback::new(move |()| {
        if let Some(input) = input.element::<HtmlElement>() {
            input.click();
        }
    });
    let button = view! {
        <Button size=Size::Small inert=readonly on_press=choose described_by=Signal::stored(Some(describes))>
            {labels.choose}
        </Button>
    };
    let row = classed("div", "file-row")
        .child(node("input").at(input).with("type", "file").with("hidden", "").on("change", picked))
        .child(button.drawn())
        .child(
            node("span").live_text(move || if over.get() { labels.drop_now } else { labels.or_drop }.into()),
        );
    node("div")
        .following("class", move || Some(if over.get() { "drop-zone over" } else { "drop-zone" }.into()))
        .on("dragenter", hover)
        .on("dragover", hover)
        .on("dragleave", move |_| over.set(false))
        .on("drop", dropped)
        .child(children.drawn())
        .child(row)
        .drawn()
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
pub fn keep_page(event: &Event) -> bool {
    let data = event.unchecked_ref::<DragEvent>().data_transfer();
    let files = data.is_some_and(|data| data.types().includes(&JsValue::from_str("Files"), 0));
    if files {
        event.prevent_default();
    }
    files
}
