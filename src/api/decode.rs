//! Reads the API's answers out of what the browser's own JSON parser made of them.
//!
//! What it takes and refuses is what serde takes and refuses for [`contract::api`], which a test in the browser holds
//! it to, but for two things that the server never writes. A whole number beyond 2⁵³ − 1 is refused, since JavaScript
//! would have rounded it; and a type is an object or a name, never serde's second spelling (a struct as the array of its
//! fields, a name as `{"name": null}`).

mod runtime;

use std::collections::BTreeMap;

use contract::api::{
    Attempt, Config, Connector, ConnectorList, ConnectorState, Kind, Limits, Problem, SalesforceError,
    Violation,
};
use contract::codes::{Field, ProblemCode, RuleCode, Step, WarningCode};
use js_sys::{Array, JSON, Object as JsObject, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};

use super::Failure;

pub use self::runtime::{created_service_token, runtime_result, service_token_list};

/// The largest whole number that JavaScript holds exactly: `Number.MAX_SAFE_INTEGER`.
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

/// Parses an answer's text as JSON.
///
/// # Errors
/// [`Failure::NotUnderstood`] where it is none.
pub fn parse(text: &str) -> Result<JsValue, Failure> {
    JSON::parse(text).map_err(|_| Failure::NotUnderstood)
}

/// Reads a [`Config`].
///
/// # Errors
/// [`Failure::NotUnderstood`] where it is none.
pub fn config(answer: &JsValue) -> Result<Config, Failure> {
    let object = Object::new(answer)?;
    Ok(Config {
        version: object.text("version")?,
        can_manage: object.flag("canManage")?,
        allowed_authorities: list(&object.get("allowedAuthorities"), text)?,
        outgoing_addresses: list(&object.get("outgoingAddresses"), text)?,
        demo: object.flag("demo")?,
        try_paths: object.list_or_none("tryPaths", text)?,
    })
}

/// Reads a [`ConnectorList`].
///
/// # Errors
/// [`Failure::NotUnderstood`] where it is none.
pub fn connector_list(answer: &JsValue) -> Result<ConnectorList, Failure> {
    let object = Object::new(answer)?;
    Ok(ConnectorList {
        connectors: list(&object.get("connectors"), connector)?,
        limits: limits(&object.get("limits"))?,
        usage: object.map_or_none("usage", runtime::usage)?,
    })
}

/// Reads a [`Connector`].
///
/// # Errors
/// [`Failure::NotUnderstood`] where it is none.
pub fn connector(answer: &JsValue) -> Result<Connector, Failure> {
    let object = Object::new(answer)?;
    Ok(Connector {
        id: object.text("id")?,
        kind: code(&object.get("kind"), kind)?,
        name: object.text("name")?,
        client_id: object.text("clientId")?,
        email_id: object.text("emailId")?,
        url: object.text("url")?,
        audience: object.optional("audience").as_ref().map(text).transpose()?,
        state: code(&object.get("state"), state)?,
        organisation_id: object.text("organisationId")?,
        user_id: object.text("userId")?,
        instance_url: object.text("instanceUrl")?,
        warnings: object.list_or_none("warnings", warning)?,
        created_at: object.integer("createdAt")?,
    })
}

/// Reads an [`Attempt`].
///
/// # Errors
/// [`Failure::NotUnderstood`] where it is none.
pub fn attempt(answer: &JsValue) -> Result<Attempt, Failure> {
    let saved = Object::new(answer)?.optional("connector");
    Ok(Attempt { connector: saved.as_ref().map(connector).transpose()? })
}

/// Reads a [`Problem`].
///
/// # Errors
/// [`Failure::NotUnderstood`] where it is none, or where it has a code that this app does not know.
pub fn problem(answer: &JsValue) -> Result<Problem, Failure> {
    let object = Object::new(answer)?;
    let step = object.optional("step");
    Ok(Problem {
        kind: object.text("type")?,
        title: object.text("title")?,
        status: object.whole("status")?,
        code: code(&object.get("code"), ProblemCode::from_wire)?,
        violations: object.list_or_none("violations", violation)?,
        warnings: object.list_or_none("warnings", warning)?,
        step: step.map(|step| code(&step, Step::from_wire)).transpose()?,
        salesforce: object.optional("salesforce").as_ref().map(salesforce_error).transpose()?,
        retry_after: object.optional("retryAfter").map(|seconds| whole(&seconds)).transpose()?,
        request_id: object.text("requestId")?,
    })
}

fn limits(value: &JsValue) -> Result<Limits, Failure> {
    Ok(Limits { salesforce: Object::new(value)?.whole("salesforce")? })
}

fn violation(value: &JsValue) -> Result<Violation, Failure> {
    let object = Object::new(value)?;
    Ok(Violation {
        field: code(&object.get("field"), Field::from_wire)?,
        code: code(&object.get("code"), RuleCode::from_wire)?,
    })
}

fn salesforce_error(value: &JsValue) -> Result<SalesforceError, Failure> {
    let object = Object::new(value)?;
    Ok(SalesforceError { error: object.text("error")?, error_description: object.text("errorDescription")? })
}

fn warning(value: &JsValue) -> Result<WarningCode, Failure> {
    code(value, WarningCode::from_wire)
}

fn kind(wire: &str) -> Option<Kind> {
    (wire == "salesforce").then_some(Kind::Salesforce)
}

fn state(wire: &str) -> Option<ConnectorState> {
    match wire {
        "connected" => Some(ConnectorState::Connected),
        "deactivated" => Some(ConnectorState::Deactivated),
        _ => None,
    }
}

/// A JSON object.
struct Object<'a>(&'a JsValue);

impl<'a> Object<'a> {
    fn new(value: &'a JsValue) -> Result<Self, Failure> {
        // To JavaScript an array is an object too.
        if value.is_object() && !Array::is_array(value) {
            Ok(Self(value))
        } else {
            Err(Failure::NotUnderstood)
        }
    }

    /// A field's value; `undefined`, which no JSON can say, where the field is not there.
    fn get(&self, name: &str) -> JsValue {
        Reflect::get(self.0, &JsValue::from_str(name)).unwrap_or_default()
    }

    /// A field's value, unless the field is not there or `null`.
    fn optional(&self, name: &str) -> Option<JsValue> {
        let value = self.get(name);
        (!value.is_undefined() && !value.is_null()).then_some(value)
    }

    fn text(&self, name: &str) -> Result<String, Failure> {
        text(&self.get(name))
    }

    fn flag(&self, name: &str) -> Result<bool, Failure> {
        self.get(name).as_bool().ok_or(Failure::NotUnderstood)
    }

    fn integer(&self, name: &str) -> Result<i64, Failure> {
        integer(&self.get(name))
    }

    fn whole<T: TryFrom<i64>>(&self, name: &str) -> Result<T, Failure> {
        whole(&self.get(name))
    }

    /// A list that is empty where the field is not there.
    fn list_or_none<T>(
        &self,
        name: &str,
        item: fn(&JsValue) -> Result<T, Failure>,
    ) -> Result<Vec<T>, Failure> {
        let value = self.get(name);
        if value.is_undefined() { Ok(Vec::new()) } else { list(&value, item) }
    }

    /// The names of its fields.
    fn names(&self) -> Array {
        let fields: &JsObject = self.0.unchecked_ref();
        JsObject::keys(fields).unchecked_into()
    }

    /// A map by names, empty where the field is not there.
    fn map_or_none<T>(
        &self,
        name: &str,
        item: fn(&JsValue) -> Result<T, Failure>,
    ) -> Result<BTreeMap<String, T>, Failure> {
        let value = self.get(name);
        if value.is_undefined() { Ok(BTreeMap::new()) } else { map(&value, item) }
    }
}

fn text(value: &JsValue) -> Result<String, Failure> {
    value.as_string().ok_or(Failure::NotUnderstood)
}

fn integer(value: &JsValue) -> Result<i64, Failure> {
    let number = value.as_f64().ok_or(Failure::NotUnderstood)?;
    let exact = number.fract() == 0.0 && number.abs() <= MAX_SAFE_INTEGER;
    if exact { Ok(number as i64) } else { Err(Failure::NotUnderstood) }
}

/// A number that must also be within the bounds of its type.
fn whole<T: TryFrom<i64>>(value: &JsValue) -> Result<T, Failure> {
    T::try_from(integer(value)?).map_err(|_| Failure::NotUnderstood)
}

fn list<T>(value: &JsValue, item: fn(&JsValue) -> Result<T, Failure>) -> Result<Vec<T>, Failure> {
    let array: &Array = value.dyn_ref().ok_or(Failure::NotUnderstood)?;
    array.iter().map(|value| item(&value)).collect()
}

fn map<T>(value: &JsValue, item: fn(&JsValue) -> Result<T, Failure>) -> Result<BTreeMap<String, T>, Failure> {
    let map = Object::new(value)?;
    // Not `collect`, which sorts first: that is 9 kB of code.
    let mut entries = BTreeMap::new();
    for name in map.names().iter() {
        let name = text(&name)?;
        let entry = item(&map.get(&name))?;
        entries.insert(name, entry);
    }
    Ok(entries)
}

fn code<T>(value: &JsValue, from_wire: fn(&str) -> Option<T>) -> Result<T, Failure> {
    from_wire(&text(value)?).ok_or(Failure::NotUnderstood)
}
