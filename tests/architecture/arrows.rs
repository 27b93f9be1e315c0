//! Inside a crate, each layer knows less than the one above it.

use super::source::{Source, code, rust_below, tree};

/// What a layer may not know.
struct Layer {
    /// Its file or folder, as the beginning of a path.
    place: &'static str,
    /// Modules of its own crate that it does not know.
    modules: &'static [&'static str],
    /// Paths of other crates that it does not know.
    crates: &'static [&'static str],
}

const PAGE: &[&str] = &["leptos", "web_sys", "js_sys", "wasm_bindgen", "gloo_net"];

/// The arrows of the app and of the server.
const LAYERS: &[Layer] = &[
    Layer {
        place: "src/form",
        modules: &["api", "app", "connectors", "gallery", "language", "navigation", "ui", "words"],
        crates: PAGE,
    },
    Layer {
        place: "src/words",
        modules: &["api", "app", "connectors", "form", "gallery", "language", "navigation", "ui"],
        crates: PAGE,
    },
    Layer {
        place: "src/ui",
        modules: &["api", "app", "connectors", "form", "gallery", "language", "navigation", "words"],
        crates: &["contract", "gloo_net"],
    },
    Layer {
        place: "src/api",
        modules: &["app", "connectors", "form", "gallery", "language", "navigation", "ui", "words"],
        crates: &["leptos::prelude", "leptos::html"],
    },
    Layer {
        place: "src/navigation",
        modules: &["api", "app", "connectors", "form", "gallery", "ui"],
        crates: &[],
    },
    Layer {
        place: "src/language",
        modules: &["api", "app", "connectors", "form", "gallery", "ui"],
        crates: &[],
    },
    Layer { place: "src/connectors", modules: &["app", "gallery"], crates: &["gloo_net"] },
    Layer {
        place: "server/src/salesforce",
        modules: &["api", "problem", "principal", "runtime", "state", "site", "store", "vault"],
        // Of axum it may use the body's types, nothing that answers a request.
        crates: &["axum::extract", "axum::response", "axum::routing", "axum::Json", "axum::Router", "sqlx"],
    },
    Layer {
        place: "server/src/vault",
        modules: &["api", "problem", "principal", "runtime", "salesforce", "state", "site", "store"],
        crates: &["axum", "reqwest", "sqlx"],
    },
    Layer {
        place: "server/src/store",
        modules: &["api", "problem", "principal", "runtime", "salesforce", "state", "site"],
        crates: &["axum", "reqwest"],
    },
    Layer {
        place: "server/src/runtime",
        modules: &["api", "principal", "site", "state"],
        crates: &["reqwest", "sqlx"],
    },
    Layer {
        place: "server/src/metrics",
        modules: &[
            "api",
            "config",
            "problem",
            "principal",
            "request_id",
            "runtime",
            "salesforce",
            "site",
            "state",
            "store",
            "telemetry",
            "vault",
        ],
        crates: &["reqwest", "sqlx"],
    },
    Layer {
        // What sends to a collector can reach neither the guarded client nor anything that a customer entered.
        place: "server/src/telemetry",
        modules: &[
            "api",
            "config",
            "metrics",
            "problem",
            "principal",
            "request_id",
            "runtime",
            "salesforce",
            "site",
            "state",
            "store",
            "vault",
        ],
        crates: &["sqlx"],
    },
    Layer {
        place: "contract/src",
        modules: &[],
        crates: &["std::fs", "std::net", "std::process", "std::time", "std::env"],
    },
];

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Every place where `word` stands as a path's first part, as what follows it.
fn after<'a>(code: &'a str, word: &str) -> impl Iterator<Item = &'a str> {
    code.match_indices(word).filter_map(move |(at, _)| {
        let begins = !code[..at].ends_with(|c: char| is_word(c) || c == ':');
        let rest = &code[at + word.len()..];
        (begins && !rest.starts_with(is_word)).then_some(rest)
    })
}

/// The first names of `a::b`, or of each part of `{a::b, c}`.
fn first_names(path: &str) -> Vec<&str> {
    let word = |part: &str| part.trim_start().split(|c| !is_word(c)).next().map_or(0, str::len);
    let Some(group) = path.strip_prefix('{') else { return vec![&path[..word(path)]] };
    let mut names = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                let part = group[start..at].trim_start();
                names.push(&part[..word(part)]);
                start = at + 1;
                if character == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    names
}

/// The modules at the crate's root that a file names, by `crate::` or by climbing up with `super::`.
fn root_modules<'a>(path: &str, code: &'a str) -> Vec<&'a str> {
    let mut found: Vec<&str> =
        after(code, "crate").filter_map(|rest| rest.strip_prefix("::")).flat_map(first_names).collect();
    let inside = path.split_once("src/").map_or("", |(_, inside)| inside).trim_end_matches(".rs");
    let climb = "super::".repeat(inside.split('/').count());
    found.extend(
        after(code, climb.trim_end_matches("::"))
            .filter_map(|rest| rest.strip_prefix("::"))
            .flat_map(first_names),
    );
    found
}

/// The arrows that run the wrong way.
fn wrong_arrows(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for layer in LAYERS {
        let belongs = |source: &&Source| {
            let rest = &source.path[layer.place.len()..];
            rest.starts_with('/') || rest == ".rs"
        };
        for source in rust_below(sources, layer.place).filter(belongs) {
            let code = code(&source.text);
            for module in root_modules(&source.path, &code) {
                if layer.modules.contains(&module) {
                    faults.push(format!("{} knows crate::{module}", source.path));
                }
            }
            for foreign in layer.crates {
                if after(&code, foreign)
                    .any(|rest| foreign.contains("::") || rest.starts_with("::") || rest.starts_with(';'))
                {
                    faults.push(format!("{} knows {foreign}", source.path));
                }
            }
        }
    }
    faults
}

#[test]
fn arrows_run_one_way() {
    let sources = tree();
    for layer in LAYERS {
        assert!(
            rust_below(&sources, layer.place).next().is_some(),
            "{} is not there: rename it here too",
            layer.place
        );
    }
    assert_eq!(wrong_arrows(&sources), [""; 0]);
}

#[test]
fn an_arrow_that_runs_back_is_caught() {
    let backwards = [
        ("src/ui/card.rs", "use crate::connectors::page;"),
        ("src/ui/card.rs", "use crate::{icon, words::Words};"),
        ("src/ui/card.rs", "use super::super::api::get;"),
        ("src/ui.rs", "use super::api;"),
        ("src/ui/card.rs", "fn f() { contract::limits::NAME_CHARS; }"),
        ("src/form.rs", "use leptos::prelude::*;"),
        ("src/form/draft.rs", "use web_sys::Window;"),
        ("src/words/en.rs", "use crate::form::Fault;"),
        ("src/api.rs", "use crate::{\n    ui::{a, b},\n};"),
        ("src/connectors/page.rs", "crate::gallery::show()"),
        ("server/src/salesforce/client.rs", "use crate::api::create;"),
        ("server/src/salesforce/client.rs", "use axum::extract::State;"),
        ("src/api.rs", "use leptos::prelude::*;"),
        ("server/src/salesforce/send.rs", "use crate::runtime::headers;"),
        ("server/src/vault.rs", "use crate::store::Store;"),
        ("server/src/vault/seal.rs", "use super::super::runtime::sessions;"),
        ("server/src/store/use.rs", "use crate::{clock::Clock, runtime::usage::Use};"),
        ("server/src/store/insert.rs", "use axum::Json;"),
        ("contract/src/rules.rs", "use std::time::Instant;"),
    ];
    for (path, text) in backwards {
        assert_eq!(wrong_arrows(&[Source::new(path, text)]).len(), 1, "{path}: {text}");
    }
    let onwards = [
        ("src/connectors/page.rs", "use crate::{ui::card, api};"),
        ("src/ui/card.rs", "// crate::connectors\nuse super::icon; use crate::ui::button;"),
        ("src/ui/card.rs", "let s = \"crate::api\"; my_contract::x();"),
        ("src/uint.rs", "use crate::api;"),
        ("server/src/store/use.rs", "use contract::runtime::Use; use tokio::runtime::Handle;"),
    ];
    for (path, text) in onwards {
        assert_eq!(wrong_arrows(&[Source::new(path, text)]), [""; 0], "{path}: {text}");
    }
}
