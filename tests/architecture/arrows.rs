//! Inside a crate, each layer knows less than the one above it.

use std::collections::BTreeSet;

use super::paths::{Named, paths};
use super::source::{Source, rust_below, tree};

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

/// The arrows of the app and of the server. `src/app` may know all.
const LAYERS: &[Layer] = &[
    Layer {
        place: "src/frame",
        modules: &[
            "api",
            "app",
            "common",
            "connectors",
            "form",
            "gallery",
            "navigation",
            "pages",
            "service_tokens",
        ],
        crates: &["gloo_net"],
    },
    Layer { place: "src/pages", modules: &["app", "frame", "gallery"], crates: &["gloo_net"] },
    Layer {
        place: "src/service_tokens",
        modules: &["app", "frame", "gallery", "pages"],
        crates: &["gloo_net"],
    },
    Layer {
        place: "src/connectors",
        modules: &["app", "frame", "gallery", "pages", "service_tokens"],
        crates: &["gloo_net"],
    },
    Layer {
        place: "src/common",
        modules: &["app", "connectors", "form", "gallery", "pages", "service_tokens"],
        crates: &["gloo_net"],
    },
    Layer {
        place: "src/form",
        modules: &[
            "api",
            "app",
            "common",
            "components",
            "connectors",
            "gallery",
            "i18n",
            "navigation",
            "pages",
            "service_tokens",
        ],
        crates: PAGE,
    },
    Layer {
        place: "src/components",
        modules: &[
            "api",
            "app",
            "common",
            "connectors",
            "form",
            "gallery",
            "i18n",
            "navigation",
            "pages",
            "service_tokens",
        ],
        crates: &["contract", "gloo_net"],
    },
    Layer {
        place: "src/i18n",
        modules: &[
            "api",
            "app",
            "common",
            "components",
            "connectors",
            "form",
            "gallery",
            "navigation",
            "pages",
            "service_tokens",
        ],
        crates: &[],
    },
    Layer {
        place: "src/api",
        modules: &[
            "app",
            "common",
            "components",
            "connectors",
            "form",
            "gallery",
            "i18n",
            "navigation",
            "pages",
            "service_tokens",
        ],
        crates: &["leptos::prelude", "leptos::html"],
    },
    Layer {
        place: "src/navigation",
        modules: &[
            "api",
            "app",
            "common",
            "components",
            "connectors",
            "form",
            "gallery",
            "pages",
            "service_tokens",
        ],
        crates: &[],
    },
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

impl Layer {
    fn holds(&self, path: &str) -> bool {
        let rest = path.strip_prefix(self.place);
        rest.is_some_and(|rest| rest.starts_with('/') || rest == ".rs")
    }

    /// What it may not know of what a path names.
    fn forbids(&self, named: &Named) -> Option<String> {
        let begins = |path: &str| path.split("::").eq(named.parts.iter().take(path.split("::").count()));
        match named.parts.as_slice() {
            [first, module, ..] if first == "crate" => {
                // A star is all that is at the root.
                let is_star = module == "*" && !self.modules.is_empty();
                (is_star || self.modules.contains(&module.as_str())).then(|| format!("crate::{module}"))
            }
            _ => self.crates.iter().find(|path| begins(path)).map(|path| (*path).to_owned()),
        }
    }
}

/// The arrows that run the wrong way.
fn wrong_arrows(sources: &[Source]) -> Vec<String> {
    let mut faults = BTreeSet::new();
    for layer in LAYERS {
        for source in rust_below(sources, layer.place).filter(|source| layer.holds(&source.path)) {
            match paths(source) {
                Err(fault) => faults.extend([fault]),
                Ok(found) => {
                    let known = found.iter().filter_map(|named| layer.forbids(named));
                    faults.extend(known.map(|known| format!("{} knows {known}", source.path)));
                }
            }
        }
    }
    faults.into_iter().collect()
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
        ("src/components/card.rs", "use crate::connectors::Card;"),
        ("src/components/card.rs", "use crate::{app::{self, App}, icon};"),
        ("src/components/card.rs", "use crate::{icon, i18n::use_i18n};"),
        ("src/components/card.rs", "use super::super::api::get;"),
        ("src/components/card.rs", "mod inside { use super::super::super::api::get; }"),
        ("src/components/card.rs", "use crate::*;"),
        ("src/components/card.rs", "use crate::common as shared;"),
        ("src/components.rs", "use super::api;"),
        ("src/components/card.rs", "contract::limits::NAME_CHARS;"),
        ("src/components/card.rs", "type T = Vec<crate::form::Draft>;"),
        ("src/components/card.rs", "view! { <p><crate::gallery::Gallery at=x.y /></p> }"),
        ("src/components/card.rs", "view! { <p>{move || contract::route::path()}</p> }"),
        ("src/form.rs", "use leptos::prelude::*;"),
        ("src/form.rs", "use leptos;"),
        ("src/form.rs", "use leptos as page;"),
        ("src/form/draft.rs", "use web_sys::Window;"),
        ("src/form/draft.rs", "use crate::components::field::Field;"),
        ("src/i18n.rs", "use crate::form::Fault;"),
        ("src/api.rs", "use crate::{\n    components::{a, b},\n};"),
        ("src/api.rs", "use leptos::prelude::*;"),
        ("src/api.rs", "use leptos::{html::div, logging};"),
        ("src/navigation.rs", "use crate::pages::home;"),
        ("src/common/banner.rs", "use crate::connectors::card;"),
        ("src/common/remote.rs", "gloo_net::http::Request::get(url);"),
        ("src/connectors/card.rs", "use crate::service_tokens::list;"),
        ("src/connectors/card.rs", "use gloo_net::http::Request;"),
        ("src/service_tokens.rs", "crate::pages::service_tokens::open()"),
        ("src/pages/connectors.rs", "crate::gallery::show()"),
        ("server/src/salesforce/client.rs", "use crate::api::create;"),
        ("server/src/salesforce/client.rs", "use axum::extract::State;"),
        ("server/src/salesforce/send.rs", "use crate::runtime::headers;"),
        ("server/src/vault.rs", "use crate::store::Store;"),
        ("server/src/vault/seal.rs", "use super::super::runtime::sessions;"),
        ("server/src/store/use.rs", "use crate::{clock::Clock, runtime::usage::Use};"),
        ("server/src/store/insert.rs", "use axum::Json;"),
        ("contract/src/rules.rs", "use std::time::Instant;"),
        ("contract/src/rules.rs", "assert!(std::env::var(NAME).is_ok());"),
    ];
    for (path, text) in backwards {
        let faults = wrong_arrows(&[Source::body(path, text)]);
        assert!(matches!(faults.as_slice(), [one] if one.contains(" knows ")), "{path}: {text}: {faults:?}");
    }
    let onwards = [
        ("src/app/frame.rs", "use crate::{gallery, pages::connectors};"),
        ("src/pages/connectors.rs", "use crate::{components::card, api, connectors, service_tokens};"),
        ("src/service_tokens/list.rs", "use crate::connectors::card;"),
        ("src/components/card.rs", "// crate::connectors\nuse super::icon; use crate::components::button;"),
        ("src/components/card.rs", "mod inside { use super::super::api::get; }"),
        ("src/components/card.rs", "let s = \"crate::api\"; my_contract::x(); let contract = 1; contract;"),
        ("src/components/card.rs", "view! { <p title=\"crate::api\">{super::icon()}</p> }"),
        ("src/apidoc.rs", "use crate::pages;"),
        ("server/src/store/use.rs", "use contract::runtime::Use; use tokio::runtime::Handle;"),
    ];
    for (path, text) in onwards {
        assert_eq!(wrong_arrows(&[Source::body(path, text)]), [""; 0], "{path}: {text}");
    }
    assert_eq!(wrong_arrows(&[Source::new("src/form.rs", "fn {")]).len(), 1);
}
