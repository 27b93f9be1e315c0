//! Writes every code of the contract as JSON to standard output: what the browser tests iterate over, so that a
//! code without a test of its own fails there.

use std::io::{self, Write as _};

use contract::codes::{Field, ProblemCode, RepairCode, RuleCode, Step, WarningCode};
use contract::limits;
use serde_json::{Value, json};

fn main() -> io::Result<()> {
    let codes = json!({
        "fields": names(Field::ALL),
        "rules": RuleCode::ALL.iter().map(rule).collect::<Vec<_>>(),
        "warnings": names(WarningCode::ALL),
        "repairs": names(RepairCode::ALL),
        "steps": names(Step::ALL),
        "problems": ProblemCode::ALL.iter().map(problem).collect::<Vec<_>>(),
        "limits": {
            "salesforceConnectors": limits::SALESFORCE_CONNECTORS,
            "nameChars": limits::NAME_CHARS,
            "clientIdChars": limits::CLIENT_ID_CHARS,
            "emailIdChars": limits::EMAIL_ID_CHARS,
            "urlChars": limits::URL_CHARS,
            "privateKeyBytes": limits::PRIVATE_KEY_BYTES,
        },
        "defaultUrl": limits::DEFAULT_URL,
    });
    writeln!(io::stdout(), "{codes:#}")
}

/// The codes' names on the wire.
fn names<T: ToString>(codes: &[T]) -> Vec<String> {
    codes.iter().map(T::to_string).collect()
}

fn rule(code: &RuleCode) -> Value {
    json!({ "code": code.as_str(), "field": code.field().map(Field::as_str) })
}

fn problem(code: &ProblemCode) -> Value {
    json!({
        "code": code.as_str(),
        "status": code.status(),
        "field": code.field().map(Field::as_str),
    })
}
