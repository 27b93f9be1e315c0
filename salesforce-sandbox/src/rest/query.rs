//! Just enough SOQL to read a few canned records: `SELECT fields FROM object [anything]`.

use serde_json::{Map, Value, json};

use crate::refusal::ApiError;
use crate::registry::User;
use crate::sandbox::ORG_ID;

/// Answers a query. What follows the object's name (`WHERE`, `LIMIT`, …) is not looked at.
///
/// # Errors
/// `MALFORMED_QUERY`, `INVALID_TYPE` or `INVALID_FIELD`.
pub(super) fn run(soql: &str, version_path: &str, username: &str) -> Result<Value, ApiError> {
    let words = soql.replace(',', " , ");
    let mut words = words.split_whitespace();
    if !words.next().is_some_and(|word| word.eq_ignore_ascii_case("SELECT")) {
        return Err(ApiError::MALFORMED_QUERY);
    }
    let fields: Vec<&str> = words.by_ref().take_while(|word| !word.eq_ignore_ascii_case("FROM")).collect();
    let object = words.next().ok_or(ApiError::MALFORMED_QUERY)?;
    let fields: Vec<&str> = fields.into_iter().filter(|field| *field != ",").collect();
    if fields.is_empty() {
        return Err(ApiError::MALFORMED_QUERY);
    }
    let (object, canned) = records(object, username)?;
    let records = canned.iter().map(|record| select(object, record, &fields, version_path));
    let records = records.collect::<Result<Vec<_>, _>>()?;
    Ok(json!({ "totalSize": records.len(), "done": true, "records": records }))
}

fn records(object: &str, username: &str) -> Result<(&'static str, Vec<Value>), ApiError> {
    Ok(match object.to_ascii_lowercase().as_str() {
        "organization" => ("Organization", vec![json!({ "Id": ORG_ID, "Name": "Sandbox" })]),
        "user" => {
            let User { id, .. } = User::demo();
            ("User", vec![json!({ "Id": id, "Username": username, "Name": "Sandbox Admin" })])
        }
        "account" => (
            "Account",
            vec![
                json!({ "Id": "001DK000000000BYAQ", "Name": "Acme", "Phone": "+1 555 0100" }),
                json!({ "Id": "001DK000000000CYAQ", "Name": "Globex", "Phone": "+1 555 0101" }),
            ],
        ),
        "contact" => (
            "Contact",
            vec![json!({ "Id": "003DK000000000BYAQ", "Name": "Ada Lovelace", "Phone": "+1 555 0102" })],
        ),
        _ => return Err(ApiError::INVALID_TYPE),
    })
}

fn select(object: &str, record: &Value, fields: &[&str], version_path: &str) -> Result<Value, ApiError> {
    let id = record["Id"].as_str().unwrap_or_default();
    let mut selected = Map::new();
    let url = format!("{version_path}/sobjects/{object}/{id}");
    selected.insert("attributes".to_owned(), json!({ "type": object, "url": url }));
    for field in fields {
        let members = record.as_object().into_iter().flatten();
        let found = members.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(field));
        let (name, value) = found.ok_or(ApiError::INVALID_FIELD)?;
        selected.insert(name.clone(), value.clone());
    }
    Ok(Value::Object(selected))
}
