//! The new token, this one time.

use crate::ui::draw::{Draw, Drawn};
use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue};

use super::{Open, ServiceTokens};
use crate::connectors::copy_labels;
use crate::language::use_words;
use crate::ui::banner::{TitledBanner, Tone};
use crate::ui::button::{Button, Look};
use crate::ui::copy::copy_button;
use crate::ui::focus::focus_soon;
use crate::ui::live_region::Announcer;
use crate::ui::node::{classed, node};

const TOKEN: &str = "token";
const COPY: &str = "token-copy";

/// The token. What shows it and what copies it ask for it: only the page's state holds it.
pub(super) fn created(tokens: ServiceTokens, announcer: Announcer) -> Drawn {
    let words = use_words();
    let says = &words.tokens;
    let token = move || {
        tokens.open.with(|open| match open {
            Open::Created(created) => created.token.expose().to_owned(),
            _ => String::new(),
        })
    };
    focus_soon(COPY);
    let on_close = Callback::new(move |()| tokens.close());
    let once = node("p").text(says.once).drawn();
    let banner = view! {
        <TitledBanner tone=Tone::Success id="token-created" title=says.created>
            {once}
        </TitledBanner>
    };
    let area = classed("textarea", "input key-input")
        .with("id", TOKEN)
        .with("readonly", "")
        .with("autocomplete", "off")
        .with("autocapitalize", "none")
        .with("spellcheck", "false")
        .property("value", move || JsValue::from_str(&token()))
        .on("focus", |event| {
            if let Some(area) = event.target() {
                area.unchecked_into::<web_sys::HtmlTextAreaElement>().select();
            }
        });
    let field = classed("div", "field")
        .child(classed("label", "label").with("for", TOKEN).text(says.token))
        .child(area);
    let close = view! { <Button look=Look::Primary on_press=on_close>{words.form.close}</Button> };
    let foot = classed("div", "dialog-foot")
        .child(copy_button(COPY, copy_labels(), announcer, move || untrack(token)))
        .child(close.drawn());
    vec![classed("div", "confirmation").child(banner.drawn()).child(field).drawn(), foot.drawn()].drawn()
}
