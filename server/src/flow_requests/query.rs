//! The query of a request: what stands in its path, as it is written, and the parameters beside it.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use contract::runtime::ParameterValue;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::form_urlencoded::{Serializer, parse};

use super::percent;
use crate::error::Culprit;

/// The member that has the query's parameters.
const PARAMETERS: &str = "queryParameters";

/// The parameter by which Salesforce takes a `POST` for another method. In lower case: how servers compare names is theirs.
const METHOD_OVERRIDE: &str = "_httpmethod";
/// What is said where a query has it.
const OVERRIDES: &str =
    "_HttpMethod would change the method at Salesforce: write the method itself in the member method";

/// What RFC 3986's `query` may not hold, and the apostrophe, which URLs of http have encoded (URL Standard, "special-query
/// percent-encode set"). A `%` begins an encoding.
const NOT_IN_A_QUERY: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'\'')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The whole query as it is sent; empty where there is none.
///
/// # Errors
/// A query that can be read in two ways, a name that stands in the path and beside it, or one that changes the method.
pub(super) fn joined(
    in_path: &str,
    parameters: &BTreeMap<String, ParameterValue>,
) -> Result<String, Culprit> {
    let mut query = written(in_path).map_err(|why| Culprit::new(why, &["requestPath"]))?.into_owned();
    // Some servers begin a new parameter at a semicolon as well.
    if query.split(';').any(|part| parse(part.as_bytes()).any(|(name, _)| overrides_method(&name))) {
        return Err(Culprit::new(OVERRIDES, &["requestPath"]));
    }
    if let Some(name) = parameters.keys().find(|name| overrides_method(name)) {
        return Err(Culprit::new(OVERRIDES, &[PARAMETERS, name]));
    }
    if parameters.is_empty() {
        return Ok(query);
    }
    let names: HashSet<Cow<'_, str>> = parse(query.as_bytes()).map(|(name, _)| name).collect();
    if let Some(name) = parameters.keys().find(|name| names.contains(name.as_str())) {
        return Err(Culprit::new("the name stands in the query of the path as well", &[PARAMETERS, name]));
    }
    drop(names);
    let pairs = parameters.iter().flat_map(|(name, value)| value.values().iter().map(move |one| (name, one)));
    let mut pairs = pairs.peekable();
    if pairs.peek().is_some() {
        let start = query.len();
        if start > 0 {
            query.push('&');
        }
        let start = query.len();
        query = Serializer::for_suffix(query, start).extend_pairs(pairs).finish();
    }
    Ok(query)
}

fn overrides_method(name: &str) -> bool {
    let plain = name.trim_matches(|c: char| c.is_whitespace() || c.is_control());
    plain.eq_ignore_ascii_case(METHOD_OVERRIDE)
}

/// A query as it is written, in which what no URL may hold is encoded: there is one way to read that. There are two for a
/// `%` that encodes nothing, since its writer may not have encoded the others either, and for a line break, which some
/// readers leave out.
fn written(query: &str) -> Result<Cow<'_, str>, String> {
    if let Some((at, _)) = query.char_indices().find(|(_, c)| c.is_control()) {
        return Err(format!("a control character at byte {} of the query", at + 1));
    }
    if let Some(at) = percent::broken(query) {
        return Err(format!("a % that encodes nothing at byte {} of the query: write it as %25", at + 1));
    }
    Ok(utf8_percent_encode(query, NOT_IN_A_QUERY).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(parameters: &[(&str, &[&str])]) -> BTreeMap<String, ParameterValue> {
        let many = |values: &[&str]| ParameterValue::Many(values.iter().map(ToString::to_string).collect());
        parameters.iter().map(|(name, values)| ((*name).to_owned(), many(values))).collect()
    }

    #[test]
    fn what_is_legal_is_sent_byte_for_byte() {
        for query in [
            "",
            "q=SELECT+id+from+Contact+where+Phone+like+%27%255550100%25%27",
            "a=1&a=2&&b",
            "%3d=%3D&a;b",
            "url=http://x.example/?y=/../z",
        ] {
            assert_eq!(joined(query, &BTreeMap::new()).as_deref(), Ok(query));
        }
    }

    #[test]
    fn what_is_not_legal_is_encoded_where_that_leaves_no_doubt() {
        for (query, sent) in [
            ("q=a b", "q=a%20b"),
            ("q='é'", "q=%27%C3%A9%27"),
            ("q=#\"<>[]\\^`{|}", "q=%23%22%3C%3E%5B%5D%5C%5E%60%7B%7C%7D"),
        ] {
            assert_eq!(joined(query, &BTreeMap::new()).as_deref(), Ok(sent));
        }
        for query in ["q=50%", "q=%5", "q=%%", "q=%zz", "a\nb", "a\tb", "\u{0}", "a\u{85}", "\u{7f}"] {
            let culprit = joined(query, &BTreeMap::new()).expect_err(query);
            assert_eq!(culprit.pointer, "/requestPath", "{query:?}");
        }
    }

    #[test]
    fn no_spelling_changes_the_method() {
        for query in [
            "_HttpMethod=PATCH",
            "_HttpMethod",
            "a=1&_httpmethod=DELETE",
            "a=1;_HTTPMETHOD=DELETE",
            "%5fHttpMethod=PATCH",
            "_H%74tp%4dethod=PATCH",
            "_HttpMethod%20=PATCH",
            "+_HttpMethod=PATCH",
            "%00_HttpMethod=PATCH",
        ] {
            let culprit = joined(query, &BTreeMap::new()).expect_err(query);
            assert_eq!(culprit.pointer, "/requestPath", "{query}");
        }
        for name in ["_HttpMethod", "_HTTPMETHOD", "_httpMethod ", "\t_HttpMethod"] {
            let culprit = joined("a=1", &of(&[("b", &["1"]), (name, &[])])).expect_err(name);
            assert_eq!(culprit.pointer, format!("/queryParameters/{name}"), "{name:?}");
        }
        for query in ["a=_HttpMethod", "HttpMethod=PATCH", "_HttpMethods=a", "q=%5fHttpMethod"] {
            assert_eq!(joined(query, &BTreeMap::new()).as_deref(), Ok(query));
        }
    }

    #[test]
    fn parameters_follow_the_query_of_the_path() {
        for (in_path, parameters, query) in [
            ("", of(&[("b", &["1", "2"]), ("a", &["é &="])]), "a=%C3%A9+%26%3D&b=1&b=2"),
            ("c=3", of(&[("a", &["1"])]), "c=3&a=1"),
            ("c=3", of(&[("a", &[])]), "c=3"),
            ("", of(&[("a", &[])]), ""),
            ("c", of(&[("", &["x"])]), "c&=x"),
        ] {
            assert_eq!(joined(in_path, &parameters).as_deref(), Ok(query));
        }
        for (in_path, name) in [("a=1", "a"), ("b&a", "a"), ("%61=1", "a"), ("a+b", "a b"), ("=1", "")] {
            let culprit = joined(in_path, &of(&[("c", &["1"]), (name, &["1"])])).expect_err(in_path);
            assert_eq!(culprit.pointer, format!("/queryParameters/{name}"), "{in_path}");
        }
    }
}
