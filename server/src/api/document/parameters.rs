//! The parameters that endpoints share.

use contract::api::IDEMPOTENCY_KEY;
use contract::audit::{PAGE, PAGE_MAX};
use contract::service_token::ENDED_PAGE;
use serde_json::{Value, json};
use utoipa::IntoParams;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, SchemaFormat, Type};

use super::examples;
use crate::api::extract::idempotency_key::{KEY_CHARS_MAX, KEY_PATTERN};

/// `{id}` of a connector.
pub(in crate::api) struct ConnectorId;

/// `{id}` of a service token.
pub(in crate::api) struct ServiceTokenId;

/// `{key}`: the `Idempotency-Key` of a create.
pub(in crate::api) struct AttemptKey;

/// Which page of a long list: `limit` and `after`.
pub(in crate::api) struct PageParameters;

/// Which page of the service tokens that have ended: `limit` and `after`.
pub(in crate::api) struct EndedPage;

/// Which entries of the audit log: `action`, `target` and `user`.
pub(in crate::api) struct AuditFilters;

/// The header of the same name.
pub(in crate::api) struct IdempotencyKey;

/// The header of the same name.
pub(in crate::api) struct IfMatch;

impl IntoParams for ConnectorId {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![in_path("id", "The connector's id.", uuid(), examples::CONNECTOR_ID)]
    }
}

impl IntoParams for ServiceTokenId {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![in_path("id", "The service token's id, not the token.", uuid(), examples::TOKEN_ID)]
    }
}

impl IntoParams for AttemptKey {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![in_path("key", "The `Idempotency-Key` that the create was sent with.", key(), examples::KEY)]
    }
}

impl IntoParams for PageParameters {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        page("How many at most.", PAGE, PAGE_MAX)
    }
}

impl IntoParams for EndedPage {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        page("How many that were revoked or have expired, at most.", ENDED_PAGE, ENDED_PAGE)
    }
}

impl IntoParams for AuditFilters {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let only = |name, description, example: &str| {
            let text = ObjectBuilder::new().schema_type(Type::String);
            in_query(name, description, text, &json!(example))
        };
        vec![
            only("action", "Only what was done so.", "create"),
            only("target", "Only what was done to this.", examples::CONNECTOR_ID),
            only("user", "Only what this user did.", examples::USER),
        ]
    }
}

impl IntoParams for IdempotencyKey {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let header = ParameterBuilder::new()
            .name(IDEMPOTENCY_KEY)
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some(
                "Chosen by the client, best at random. A repeat with the same key and the same form answers with \
                 what the first one made; while the first one runs, it can be canceled by this key.",
            ))
            .schema(Some(key()))
            .example(Some(json!(examples::KEY)));
        vec![header.build()]
    }
}

impl IntoParams for IfMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let header = ParameterBuilder::new()
            .name("If-Match")
            .parameter_in(ParameterIn::Header)
            .required(Required::True)
            .description(Some(
                "The `ETag` of the connector as it was seen: if somebody has changed it since, nothing is done. Several \
                 are divided by commas; `*` is any.",
            ))
            .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
            .example(Some(json!("\"1\"")));
        vec![header.build()]
    }
}

fn page(limits: &str, default: u16, max: u16) -> Vec<Parameter> {
    let limit = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(1))
        .maximum(Some(max))
        .default(Some(json!(default)));
    let after = ObjectBuilder::new().schema_type(Type::String);
    vec![
        in_query("limit", limits, limit, &json!(default)),
        in_query("after", "What another page gave as `next`.", after, &json!(examples::CURSOR)),
    ]
}

fn in_query(name: &str, description: &str, schema: ObjectBuilder, example: &Value) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(schema))
        .example(Some(example.clone()))
        .build()
}

fn in_path(name: &str, description: &str, schema: ObjectBuilder, example: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(description))
        .schema(Some(schema))
        .example(Some(Value::from(example)))
        .build()
}

fn uuid() -> ObjectBuilder {
    let format = SchemaFormat::Custom("uuid".to_owned());
    ObjectBuilder::new().schema_type(Type::String).format(Some(format))
}

fn key() -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(KEY_CHARS_MAX))
        .pattern(Some(KEY_PATTERN))
}
