//! Objects of named values in a request: each name once, since who writes one twice means both.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

/// What a parameter of a query is set to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum ParameterValue {
    /// The parameter stands once.
    One(String),
    /// The parameter stands as often as there are values, in their order.
    Many(Vec<String>),
}

impl ParameterValue {
    /// The values, in their order.
    pub fn values(&self) -> &[String] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }
}

impl From<&str> for ParameterValue {
    fn from(value: &str) -> Self {
        Self::One(value.to_owned())
    }
}

impl<'de> Deserialize<'de> for ParameterValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrMany)
    }
}

struct OneOrMany;

impl<'de> Visitor<'de> for OneOrMany {
    type Value = ParameterValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a list of texts")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<ParameterValue, E> {
        Ok(ParameterValue::One(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<ParameterValue, E> {
        Ok(ParameterValue::One(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<ParameterValue, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(ParameterValue::Many(values))
    }
}

/// Reads an object that has each name once. `null` is one without members.
pub(super) fn each_once<'de, D, V>(deserializer: D) -> Result<BTreeMap<String, V>, D::Error>
where
    D: Deserializer<'de>,
    V: Deserialize<'de>,
{
    deserializer.deserialize_any(EachOnce(PhantomData))
}

struct EachOnce<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for EachOnce<V> {
    type Value = BTreeMap<String, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object that has each name once")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(BTreeMap::new())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut members = BTreeMap::new();
        while let Some(name) = object.next_key()? {
            match members.entry(name) {
                Entry::Vacant(place) => place.insert(object.next_value()?),
                // Before its value is read: the error then stands at the name.
                Entry::Occupied(_) => return Err(A::Error::custom(NAME_TWICE)),
            };
        }
        Ok(members)
    }
}

/// What is wrong with an object in which a name stands twice.
pub const NAME_TWICE: &str = "the name stands twice";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::RuntimeRequest;

    fn read(members: &str) -> Result<RuntimeRequest, serde_json::Error> {
        serde_json::from_str(&format!("{{\"method\":\"GET\",\"requestPath\":\"/services/data/\",{members}}}"))
    }

    #[test]
    fn a_parameter_is_a_text_or_a_list_of_texts() {
        let request = read(r#""queryParameters":{"a":"1","b":["2","3"],"c":[]}"#).expect("a request");
        let values: Vec<&[String]> = request.query_parameters.values().map(ParameterValue::values).collect();
        assert_eq!(values, [&["1"][..], &["2", "3"], &[]]);
        let again = serde_json::to_string(&request).expect("JSON");
        assert_eq!(serde_json::from_str::<RuntimeRequest>(&again).expect("a request"), request);
        for value in ["1", "null", "true", "{}", "[1]", "[[\"a\"]]", "[null]"] {
            assert!(read(&format!("\"queryParameters\":{{\"a\":{value}}}")).is_err(), "{value}");
        }
    }

    #[test]
    fn a_name_that_stands_twice_is_an_error_at_the_name() {
        for members in [
            r#""queryParameters":{"a":"1","a":"1"}"#,
            r#""queryParameters":{"a":"1","\u0061":"2"}"#,
            r#""headers":{"X-A":"1","X-B":"1","X-A":"2"}"#,
        ] {
            let error = read(members).expect_err("twice").to_string();
            assert!(error.starts_with(NAME_TWICE), "{error}");
        }
    }
}
