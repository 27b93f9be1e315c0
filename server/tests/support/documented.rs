//! Holds what tests see of the API's refusals against its description of itself.

use std::sync::LazyLock;

use contract::codes::ProblemCode;
use reqwest::Method;
use serde_json::Value;

static DOCUMENT: LazyLock<Value> = LazyLock::new(connectors_server::api::document);

/// Fails where an operation of the document was answered with a code that it does not name. What is no operation is
/// none of the document's business.
pub(crate) fn must_name(method: &Method, path: &str, code: ProblemCode) {
    let Some(operation) = operation(method, path) else { return };
    let answer = &operation["responses"][code.status().to_string()];
    let codes =
        &answer["content"]["application/problem+json"]["schema"]["allOf"][1]["properties"]["code"]["enum"];
    let named = codes.as_array().is_some_and(|codes| codes.iter().any(|one| one == code.as_str()));
    assert!(named, "{method} {path} is not described as answering {code}");
}

fn operation(method: &Method, path: &str) -> Option<&'static Value> {
    let paths = DOCUMENT["paths"].as_object().expect("paths");
    // Words go before parameters, as the router has it.
    let mut fitting: Vec<_> = paths.iter().filter(|(template, _)| fits(template, path)).collect();
    fitting.sort_by_key(|(template, _)| template.matches('{').count());
    fitting.first().and_then(|(_, item)| item.get(method.as_str().to_lowercase()))
}

fn fits(template: &str, path: &str) -> bool {
    let segments = |of: &str| of.split('/').map(str::to_owned).collect::<Vec<_>>();
    let (template, path) = (segments(template), segments(path));
    template.len() == path.len()
        && template
            .iter()
            .zip(&path)
            .all(|(part, found)| if part.starts_with('{') { !found.is_empty() } else { part == found })
}
