//! Just enough SOQL to read a few canned records: `SELECT fields FROM object [WHERE field = 'text' | field LIKE 'text'] [anything]`.

use serde_json::{Map, Value, json};

use crate::refusal::ApiError;
use crate::registry::User;
use crate::sandbox::ORG_ID;

/// Answers a query. Beyond one condition (`AND`, `LIMIT`, …) it is not looked at.
///
/// # Errors
/// `MALFORMED_QUERY`, `INVALID_TYPE` or `INVALID_FIELD`.
pub(super) fn run(soql: &str, version_path: &str, username: &str) -> Result<Value, ApiError> {
    let (soql, condition) = split_condition(soql);
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
    let condition = condition.map(Condition::read).transpose()?;
    let found = canned.iter().filter_map(|record| match condition.as_ref().map(|one| one.holds(record)) {
        Some(Ok(false)) => None,
        Some(Err(error)) => Some(Err(error)),
        Some(Ok(true)) | None => Some(Ok(record)),
    });
    let found = found.collect::<Result<Vec<_>, _>>()?;
    let records = found.into_iter().map(|record| select(object, record, &fields, version_path));
    let records = records.collect::<Result<Vec<_>, _>>()?;
    Ok(json!({ "totalSize": records.len(), "done": true, "records": records }))
}

/// The id of a record of this object that is created; `None` where there is no such object.
pub(super) fn new_id(object: &str) -> Option<String> {
    let (_, records) = records(object, "").ok()?;
    Some(records.first()?["Id"].as_str()?.to_owned())
}

/// A query's part before its condition, and the condition.
fn split_condition(soql: &str) -> (&str, Option<&str>) {
    const WHERE: &str = " where ";
    // ASCII alone changes, so that places stay.
    match soql.to_ascii_lowercase().find(WHERE) {
        Some(at) => (&soql[..at], Some(&soql[at + WHERE.len()..])),
        None => (soql, None),
    }
}

/// `field = 'text'`, or `LIKE`, in which `%` stands for any text.
struct Condition {
    field: String,
    like: bool,
    text: String,
}

impl Condition {
    fn read(condition: &str) -> Result<Self, ApiError> {
        let malformed = ApiError::MALFORMED_QUERY;
        let (before, rest) = condition.split_once('\'').ok_or(malformed)?;
        let (text, _) = rest.split_once('\'').ok_or(malformed)?;
        let before = before.replace('=', " = ");
        let mut words = before.split_whitespace();
        let (field, operator) = words.next().zip(words.next()).ok_or(malformed)?;
        let like = operator.eq_ignore_ascii_case("LIKE");
        if !like && operator != "=" || words.next().is_some() {
            return Err(malformed);
        }
        Ok(Self { field: field.to_owned(), like, text: text.to_lowercase() })
    }

    fn holds(&self, record: &Value) -> Result<bool, ApiError> {
        let (_, value) = member(record, &self.field).ok_or(ApiError::INVALID_FIELD)?;
        let value = value.as_str().unwrap_or_default().to_lowercase();
        Ok(if self.like { is_like(&value, &self.text) } else { value == self.text })
    }
}

fn is_like(value: &str, pattern: &str) -> bool {
    match pattern.split_once('%') {
        None => value == pattern,
        Some((before, rest)) => value.strip_prefix(before).is_some_and(|value| {
            value.char_indices().map(|(at, _)| at).chain([value.len()]).any(|at| is_like(&value[at..], rest))
        }),
    }
}

/// A record's member, whose name is written in any case.
fn member<'a>(record: &'a Value, name: &str) -> Option<(&'a String, &'a Value)> {
    record.as_object().into_iter().flatten().find(|(own, _)| own.eq_ignore_ascii_case(name))
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
            vec![json!({ "Id": "003DK000000000BYAQ", "Name": "Ada Lovelace", "Phone": "+15550102" })],
        ),
        "case" => (
            "Case",
            vec![json!({
                "Id": "500DK000000000BYAQ", "CaseNumber": "00001026", "ContactId": "003DK000000000BYAQ", "Status": "New",
            })],
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
        let (name, value) = member(record, field).ok_or(ApiError::INVALID_FIELD)?;
        selected.insert(name.clone(), value.clone());
    }
    Ok(Value::Object(selected))
}
