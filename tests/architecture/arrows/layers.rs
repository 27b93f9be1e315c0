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

/// What the parts of a screen may know that stands above the Connectors screen.
const PARTS: &[&str] =
    &["api", "common", "components", "connectors", "form", "i18n", "latest_only", "navigation"];

/// The layers. `src/app` and `src/gallery` may know all, as may what puts the server together (`config`, `state`, `serve`).
pub(super) const LAYERS: &[Layer] = &[
    Layer {
        place: "src/pages",
        modules: Modules::Only(&[
            "common",
            "components",
            "connector",
            "connectors",
            "form",
            "i18n",
            "navigation",
            "service_tokens",
        ]),
        crates: &["gloo_net"],
    },
    Layer { place: "src/connector", modules: Modules::Only(PARTS), crates: &["gloo_net"] },
    Layer { place: "src/service_tokens", modules: Modules::Only(PARTS), crates: &["gloo_net"] },
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
        place: "server/src/api",
        modules: Modules::Not(&["salesforce", "site", "store", "usage", "vault"]),
        crates: &["reqwest", "sqlx"],
    },
    Layer {
        // An endpoint knows the service that it calls, and nothing that the service owns.
        place: "server/src/api/connectors",
        modules: Modules::Only(&["api", "connectors", "error", "flow_requests", "model"]),
        crates: &["reqwest", "sqlx"],
    },
    Layer {
        place: "server/src/api/audit",
        modules: Modules::Only(&["api", "audit", "error", "model"]),
        crates: &["reqwest", "sqlx"],
    },
    Layer {
        place: "server/src/api/runtime",
        modules: Modules::Only(&[
            "admission",
            "api",
            "error",
            "flow_requests",
            "identity",
            "metrics",
            "model",
            "telemetry",
        ]),
        crates: &["reqwest", "sqlx"],
    },
    Layer {
        place: "server/src/api/server",
        modules: Modules::Only(&["api", "config", "demo", "error", "readiness"]),
        crates: &["reqwest", "sqlx"],
    },
    Layer {
        place: "server/src/api/service_tokens",
        modules: Modules::Only(&["api", "error", "identity", "model"]),
        crates: &["reqwest", "sqlx"],
    },
    Layer {
        place: "server/src/api/extract",
        modules: Modules::Only(&["admission", "api", "config", "error", "identity", "model", "telemetry"]),
        crates: &["reqwest", "sqlx"],
    },
    Layer {
        place: "server/src/flow_requests",
        modules: Modules::Only(&[
            "audit",
            "clock",
            "connectors",
            "error",
            "identity",
            "metrics",
            "model",
            "outbound",
            "rate_limit",
            "salesforce",
            "shutdown",
            "tasks",
            "usage",
        ]),
        crates: &["axum::extract", "axum::routing", "axum::Router", "reqwest", "sqlx"],
    },
    Layer {
        place: "server/src/connectors",
        modules: Modules::Only(&[
            "audit",
            "clock",
            "error",
            "metrics",
            "model",
            "rate_limit",
            "salesforce",
            "shutdown",
            "store",
            "tasks",
            "usage",
            "vault",
        ]),
        crates: &["axum", "reqwest", "sqlx"],
    },
    Layer {
        place: "server/src/identity",
        modules: Modules::Only(&["clock", "error", "metrics", "model", "rate_limit", "store", "usage"]),
        crates: &[
            "axum::extract",
            "axum::response",
            "axum::routing",
            "axum::Json",
            "axum::Router",
            "reqwest",
            "sqlx",
        ],
    },
    Layer {
        place: "server/src/layers",
        modules: Modules::Only(&["config", "error", "metrics", "model", "shutdown", "site", "telemetry"]),
        crates: &["reqwest", "sqlx"],
    },
    Layer {
        place: "server/src/site",
        modules: Modules::Only(&["config", "error", "etag"]),
        crates: &["reqwest", "sqlx"],
    },
    Layer {
        place: "server/src/readiness",
        modules: Modules::Only(&["error", "shutdown", "store", "vault"]),
        crates: &["axum", "reqwest", "sqlx"],
    },
    Layer {
        place: "server/src/admission",
        modules: Modules::Only(&["clock", "error", "metrics", "model"]),
        crates: &["axum::extract", "axum::routing", "axum::Json", "axum::Router", "reqwest", "sqlx"],
    },
    Layer {
        place: "server/src/audit",
        modules: Modules::Only(&["clock", "error", "model", "store"]),
        crates: &["axum", "reqwest", "sqlx"],
    },
    Layer {
        place: "server/src/retention",
        modules: Modules::Only(&["clock", "store"]),
        crates: &["axum", "reqwest", "sqlx"],
    },
    Layer {
        place: "server/src/usage",
        modules: Modules::Only(&["model", "store"]),
        crates: &["axum", "reqwest", "sqlx"],
    },
    Layer {
        place: "server/src/tasks",
        modules: Modules::Only(&["error"]),
        crates: &["axum", "reqwest", "sqlx"],
    },
    Layer {
        place: "server/src/shutdown",
        modules: Modules::Only(&["error"]),
        crates: &["axum", "reqwest", "sqlx"],
    },
    Layer {
        place: "server/src/error",
        modules: Modules::Only(&["rate_limit", "salesforce", "store", "vault"]),
        crates: &["reqwest", "sqlx"],
    },
    Layer {
        // Of axum it may use the body's types, nothing that answers a request.
        place: "server/src/salesforce",
        modules: Modules::Only(&["clock", "metrics", "model", "outbound", "rate_limit"]),
        crates: &["axum::extract", "axum::response", "axum::routing", "axum::Json", "axum::Router", "sqlx"],
    },
    Layer {
        // It knows no Salesforce: neither what a call is for, nor what its answer means.
        place: "server/src/outbound",
        modules: Modules::Only(&["clock", "metrics", "model"]),
        crates: &[
            "axum::extract",
            "axum::response",
            "axum::routing",
            "axum::Json",
            "axum::Router",
            "contract::api",
            "contract::codes",
            "contract::form",
            "sqlx",
        ],
    },
    Layer {
        // It knows no API: whom it serves it is given as a router.
        place: "server/src/inbound",
        modules: Modules::Only(&["clock", "metrics"]),
        crates: &["contract", "reqwest", "sqlx"],
    },
    Layer {
        place: "server/src/store",
        modules: Modules::Only(&["clock", "model", "vault"]),
        crates: &["axum", "reqwest"],
    },
    Layer {
        place: "server/src/vault",
        modules: Modules::Only(&[]),
        crates: &["axum", "contract", "reqwest", "sqlx"],
    },
    Layer {
        place: "server/src/private_memory",
        modules: Modules::Only(&[]),
        crates: &["axum", "contract", "reqwest", "sqlx"],
    },
    Layer {
        place: "server/src/rate_limit",
        modules: Modules::Only(&["clock"]),
        crates: &["axum::extract", "axum::response", "axum::routing", "contract", "reqwest", "sqlx"],
    },
    Layer { place: "server/src/metrics", modules: Modules::Only(&["clock"]), crates: &["reqwest", "sqlx"] },
    Layer {
        // What sends to a collector can reach neither the guarded client nor anything that a customer entered.
        place: "server/src/telemetry",
        modules: Modules::Only(&[]),
        crates: &["sqlx"],
    },
    Layer { place: "server/src/model", modules: Modules::Only(&[]), crates: &["axum", "reqwest", "sqlx"] },
    Layer {
        place: "contract/src",
        modules: Modules::Not(&[]),
        crates: &["std::fs", "std::net", "std::process", "std::time", "std::env"],
    },
];
