//! Inside a crate, each layer knows less than the one above it.

#[path = "arrows/layers.rs"]
mod layers;

use std::collections::BTreeSet;

use self::layers::{LAYERS, Layer};
use super::paths::{Named, paths};
use super::source::{Source, rust_below, tree};

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
                let own = self.place.ends_with(&format!("/{module}"));
                (!own && self.modules.forbid(module)).then(|| format!("crate::{module}"))
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

/// What may know all rooms of the server, since it is told of them or puts them together, and what knows none.
const NO_ROOMS: [&str; 10] =
    ["cli", "clock", "commands", "config", "demo", "etag", "lib", "main", "serve", "state"];

#[test]
fn every_room_of_the_server_is_a_layer() {
    let sources = tree();
    let top = |source: &Source| {
        let path = source.path.strip_prefix("server/src/")?;
        Some(path.split(['/', '.']).next()?.to_owned())
    };
    let rooms: BTreeSet<String> = rust_below(&sources, "server/src").filter_map(top).collect();
    let is_layer = |room: &str| LAYERS.iter().any(|layer| layer.place == format!("server/src/{room}"));
    let free: Vec<&String> = rooms.iter().filter(|room| !is_layer(room)).collect();
    assert_eq!(free, NO_ROOMS);
}

#[test]
fn an_arrow_that_runs_back_is_caught() {
    let backwards = [
        ("src/components/card.rs", "use crate::connectors::Card;"),
        ("src/components/card.rs", "use crate::{app::{self, App}, components::icon};"),
        ("src/components/card.rs", "use crate::{components::icon, i18n::t};"),
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
        ("server/src/api/connectors/get.rs", "use crate::store::Store;"),
        ("server/src/api/runtime/send.rs", "use crate::vault::Vault;"),
        ("server/src/api/connectors/list.rs", "use crate::state::AppState;"),
        ("server/src/connectors/create.rs", "use crate::api::document;"),
        ("server/src/connectors/sessions.rs", "use crate::flow_requests::render;"),
        ("server/src/connectors.rs", "use axum::extract::State;"),
        ("server/src/flow_requests/path.rs", "use crate::store::Store;"),
        ("server/src/identity/token.rs", "use crate::connectors::ConnectorService;"),
        ("server/src/salesforce/check.rs", "use crate::error::ApiError;"),
        ("server/src/salesforce/check.rs", "use axum::extract::State;"),
        ("server/src/outbound/client.rs", "use crate::salesforce::progress::Progress;"),
        ("server/src/outbound/client.rs", "use contract::codes::Step;"),
        ("server/src/vault.rs", "use crate::store::Store;"),
        ("server/src/vault/seal.rs", "use super::super::connectors::sessions;"),
        ("server/src/store/use.rs", "use crate::{clock::Clock, usage::Usage};"),
        ("server/src/store/insert.rs", "use axum::Json;"),
        ("server/src/model/ids.rs", "use sqlx::Type;"),
        ("contract/src/validation.rs", "use std::time::Instant;"),
        ("contract/src/validation.rs", "assert!(std::env::var(NAME).is_ok());"),
    ];
    for (path, text) in backwards {
        let faults = wrong_arrows(&[Source::body(path, text)]);
        assert!(matches!(faults.as_slice(), [one] if one.contains(" knows ")), "{path}: {text}: {faults:?}");
    }
    let onwards = [
        ("src/app/frame.rs", "use crate::{gallery, pages::connectors};"),
        ("src/pages/connectors.rs", "use crate::{components::card, common, connectors, service_tokens};"),
        ("src/service_tokens/list.rs", "use crate::connectors::card;"),
        ("src/components/card.rs", "// crate::connectors\nuse super::icon; use crate::components::button;"),
        ("src/components/card.rs", "mod inside { use super::super::api::get; }"),
        ("src/components/card.rs", "let s = \"crate::api\"; my_contract::x(); let contract = 1; contract;"),
        ("src/components/card.rs", "view! { <p title=\"crate::api\">{super::icon()}</p> }"),
        ("src/apidoc.rs", "use crate::pages;"),
        ("server/src/store/use.rs", "use contract::usage::Use; use tokio::runtime::Handle;"),
    ];
    for (path, text) in onwards {
        assert_eq!(wrong_arrows(&[Source::body(path, text)]), [""; 0], "{path}: {text}");
    }
    assert_eq!(wrong_arrows(&[Source::new("src/form.rs", "fn {")]).len(), 1);
}
