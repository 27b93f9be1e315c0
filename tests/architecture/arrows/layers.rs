//! The layers of the app, of the server and of the contract.

/// A part of a crate, and what it may know.
pub(super) struct Layer {
    /// Its file or folder, as the beginning of a path.
    pub(super) place: &'static str,
    /// Which modules at its crate's root it may know.
    pub(super) modules: Modules,
    /// Paths of other crates that it does not know.
    pub(super) crates: &'static [&'static str],
}

/// Which modules at a crate's root a layer may know, beside its own.
pub(super) enum Modules {
    /// These alone.
    Only(&'static [&'static str]),
    /// All but these.
    Not(&'static [&'static str]),
}

impl Modules {
    /// Whether a module is none that may be known. A star is all that is at the root.
    pub(super) fn forbid(&self, module: &str) -> bool {
        match self {
            Self::Only(allowed) => !allowed.contains(&module),
            Self::Not([]) => false,
            Self::Not(forbidden) => module == "*" || forbidden.contains(&module),
        }
    }
}

const PAGE: &[&str] = &["leptos", "web_sys", "js_sys", "wasm_bindgen", "gloo_net"];

/// The layers. `src/app` and `src/gallery` may know all.
pub(super) const LAYERS: &[Layer] = &[
    Layer {
        place: "src/pages",
        modules: Modules::Only(&[
            "common",
            "components",
            "connectors",
            "form",
            "i18n",
            "navigation",
            "service_tokens",
        ]),
        crates: &["gloo_net"],
    },
    Layer {
        place: "src/service_tokens",
        modules: Modules::Only(&[
            "api",
            "common",
            "components",
            "connectors",
            "form",
            "i18n",
            "latest_only",
            "navigation",
        ]),
        crates: &["gloo_net"],
    },
    Layer {
        place: "src/connectors",
        modules: Modules::Only(&["api", "common", "components", "form", "i18n", "latest_only", "navigation"]),
        crates: &["gloo_net"],
    },
    Layer {
        place: "src/common",
        modules: Modules::Only(&["api", "components", "i18n", "latest_only"]),
        crates: &["gloo_net"],
    },
    Layer { place: "src/frame", modules: Modules::Only(&["components", "i18n"]), crates: &["gloo_net"] },
    Layer { place: "src/form", modules: Modules::Only(&["latest_only"]), crates: PAGE },
    Layer { place: "src/components", modules: Modules::Only(&[]), crates: &["contract", "gloo_net"] },
    Layer { place: "src/i18n", modules: Modules::Only(&[]), crates: &["gloo_net"] },
    Layer { place: "src/api", modules: Modules::Only(&[]), crates: &["leptos::prelude", "leptos::html"] },
    Layer { place: "src/navigation", modules: Modules::Only(&[]), crates: &["gloo_net"] },
    Layer { place: "src/latest_only", modules: Modules::Only(&[]), crates: PAGE },
    Layer {
        place: "server/src/salesforce",
        modules: Modules::Not(&["api", "error", "principal", "runtime", "state", "site", "store", "vault"]),
        // Of axum it may use the body's types, nothing that answers a request.
        crates: &["axum::extract", "axum::response", "axum::routing", "axum::Json", "axum::Router", "sqlx"],
    },
    Layer {
        place: "server/src/vault",
        modules: Modules::Not(&[
            "api",
            "error",
            "principal",
            "runtime",
            "salesforce",
            "state",
            "site",
            "store",
        ]),
        crates: &["axum", "reqwest", "sqlx"],
    },
    Layer {
        place: "server/src/store",
        modules: Modules::Not(&["api", "error", "principal", "runtime", "salesforce", "state", "site"]),
        crates: &["axum", "reqwest"],
    },
    Layer {
        place: "server/src/runtime",
        modules: Modules::Not(&["api", "principal", "site", "state"]),
        crates: &["reqwest", "sqlx"],
    },
    Layer {
        place: "server/src/metrics",
        modules: Modules::Not(&[
            "api",
            "config",
            "error",
            "principal",
            "request_id",
            "runtime",
            "salesforce",
            "site",
            "state",
            "store",
            "telemetry",
            "vault",
        ]),
        crates: &["reqwest", "sqlx"],
    },
    Layer {
        // What sends to a collector can reach neither the guarded client nor anything that a customer entered.
        place: "server/src/telemetry",
        modules: Modules::Not(&[
            "api",
            "config",
            "error",
            "metrics",
            "principal",
            "request_id",
            "runtime",
            "salesforce",
            "site",
            "state",
            "store",
            "vault",
        ]),
        crates: &["sqlx"],
    },
    Layer {
        place: "contract/src",
        modules: Modules::Not(&[]),
        crates: &["std::fs", "std::net", "std::process", "std::time", "std::env"],
    },
];
