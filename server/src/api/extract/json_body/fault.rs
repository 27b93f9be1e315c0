//! What is wrong with a body of JSON, and where: without quoting it, for it may hold a secret.

use contract::runtime::NAME_TWICE;
use serde_json::error::Category;

use crate::error::Culprit;

/// Whether the names of members that nobody knows may be passed back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// They are the client's own affair.
    Shown,
    /// A secret may have slipped into one.
    Hidden,
}

/// What the parser found wrong with `body`, in words of its own that quote nothing.
pub(super) fn culprit(error: &serde_json::Error, body: &[u8], names: Names) -> Culprit {
    let (line, column) = (error.line(), error.column());
    let said = error.to_string();
    let said = said.rsplit_once(" at line ").map_or(&*said, |(said, _)| said);
    if error.classify() != Category::Data {
        // The parser's own words about syntax are fixed texts.
        return Culprit::new(format!("no JSON: {said} in line {line}, column {column}"), &[]);
    }
    let mut path = Scanner::new(body, offset(body, line, column)).path();
    // What was found comes first and may hold anything; what was expected is ours.
    let expected = said.rsplit_once(", expected ").map_or("something else", |(_, expected)| expected);
    let expected = if expected.starts_with("struct ") { "an object" } else { expected };
    let is_unknown = said.starts_with("unknown ");
    if is_unknown && names == Names::Hidden {
        path.pop();
    }
    let detail = if said.starts_with("unknown field ") {
        format!("a member that is not known, expected {expected}")
    } else if let Some(name) = said.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
        path.push(name.to_owned());
        "the member is missing".to_owned()
    } else if said.starts_with("duplicate field ") || said == NAME_TWICE {
        NAME_TWICE.to_owned()
    } else {
        format!("expected {expected}")
    };
    Culprit::new(detail, &path.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Where in the body a position is: the parser counts bytes of a line.
fn offset(body: &[u8], line: usize, column: usize) -> usize {
    let lines = body.split_inclusive(|&byte| byte == b'\n').take(line.saturating_sub(1));
    lines.map(<[u8]>::len).sum::<usize>() + column
}

/// Follows a parser up to where it stopped. Up to there the body is JSON.
struct Scanner<'a> {
    body: &'a [u8],
    at: usize,
    until: usize,
    /// The objects and arrays around, the innermost last.
    around: Vec<Around>,
}

enum Around {
    /// The member that is read, once its name was.
    Object(Option<String>),
    /// The item that is read.
    Array(usize),
}

impl<'a> Scanner<'a> {
    fn new(body: &'a [u8], until: usize) -> Self {
        Self { body, at: 0, until, around: Vec::new() }
    }

    /// The names and numbers that lead to the value at which the parser stopped, or to the name.
    fn path(mut self) -> Vec<String> {
        while self.at < self.until && self.step().is_some() {}
        let steps = self.around.into_iter().filter_map(|around| match around {
            Around::Object(name) => name,
            Around::Array(number) => Some(number.to_string()),
        });
        steps.collect()
    }

    /// Passes one token. `None` where the place was reached within it, or there is no more.
    fn step(&mut self) -> Option<()> {
        match *self.body.get(self.at)? {
            b' ' | b'\t' | b'\r' | b'\n' | b':' => self.at += 1,
            b',' => {
                self.at += 1;
                match self.around.last_mut()? {
                    Around::Object(name) => *name = None,
                    Around::Array(number) => *number += 1,
                }
            }
            bracket @ (b'{' | b'[') => {
                self.pass(1)?;
                self.around.push(if bracket == b'{' { Around::Object(None) } else { Around::Array(0) });
            }
            b'}' | b']' => {
                self.around.pop();
                self.pass(1)?;
            }
            b'"' => {
                let text = self.text()?;
                if let Some(Around::Object(name @ None)) = self.around.last_mut() {
                    *name = Some(serde_json::from_slice(text).unwrap_or_default());
                }
                self.pass(text.len())?;
            }
            _ => {
                let rest = self.body.get(self.at..)?;
                let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n');
                self.pass(rest.iter().position(ends).unwrap_or(rest.len()))?;
            }
        }
        Some(())
    }

    fn pass(&mut self, length: usize) -> Option<()> {
        self.at += length;
        (self.at < self.until).then_some(())
    }

    /// The text that begins here, with its quotes.
    fn text(&self) -> Option<&'a [u8]> {
        let rest = self.body.get(self.at..)?;
        let mut escaped = true; // The quote that it begins with ends nothing.
        for (at, &byte) in rest.iter().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => return rest.get(..=at),
                _ => {}
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use contract::form::SalesforceForm;
    use contract::runtime::RuntimeRequest;
    use serde::de::DeserializeOwned;

    use super::*;

    fn of<T: DeserializeOwned>(body: &str, names: Names) -> (String, String) {
        let error = serde_json::from_str::<T>(body).err().unwrap_or_else(|| panic!("{body} is fine"));
        let Culprit { detail, pointer } = culprit(&error, body.as_bytes(), names);
        (pointer, detail)
    }

    #[test]
    fn the_member_at_fault_is_pointed_to() {
        let number = "expected a whole number in its range";
        for (body, pointer, detail) in [
            (r#"[]"#, "", "expected an object"),
            (r#""x""#, "", "expected an object"),
            (r#"{}"#, "/method", "the member is missing"),
            (r#"{"method":"GET"}"#, "/requestPath", "the member is missing"),
            (r#"{"method":1}"#, "/method", "expected a string"),
            ("{\n  \"method\": null\n}", "/method", "expected a string"),
            (r#"{"method":["GET"]}"#, "/method", "expected a string"),
            (r#"{"body" : {"a":{"b":1}}}"#, "/body", "expected a string"),
            (r#"{"method":"GET","method":"GET"}"#, "/method", NAME_TWICE),
            (r#"{"headers":{"X-A":"1","X-B":{}}}"#, "/headers/X-B", "expected a string"),
            (r#"{"headers":{"X-A":"1","a/~":1}}"#, "/headers/a~1~0", "expected a string"),
            (r#"{"headers":{"X-A":"\"}","X-A":"1"}}"#, "/headers/X-A", NAME_TWICE),
            (r#"{"headers":[]}"#, "/headers", "expected an object that has each name once"),
            (r#"{"queryParameters":{"a":["x","y",3]}}"#, "/queryParameters/a/2", "expected a string"),
            (
                r#"{"queryParameters":{"a":["x"],"b":7}}"#,
                "/queryParameters/b",
                "expected a text or a list of texts",
            ),
            (
                r#"{"queryParameters":{"\u00e9":{}}}"#,
                "/queryParameters/é",
                "expected a text or a list of texts",
            ),
            (r#"{"retryAttempts":"three"}"#, "/retryAttempts", number),
            (r#"{"retryAttempts":[3]}"#, "/retryAttempts", number),
            (r#"{"retryAttempts":{"a":3}}"#, "/retryAttempts", number),
            (r#"{"responseTimeoutMs":-1.5,"method":"GET"}"#, "/responseTimeoutMs", number),
            (r#"{"bodyEncoding":"hex"}"#, "/bodyEncoding", "expected `text` or `base64`"),
        ] {
            let found = of::<RuntimeRequest>(body, Names::Shown);
            assert_eq!((found.0.as_str(), found.1.as_str()), (pointer, detail), "{body}");
        }
    }

    #[test]
    fn an_unknown_member_is_named_where_it_may_be() {
        let body = r#"{"method":"GET","requestpath":"/services/data/"}"#;
        let (pointer, detail) = of::<RuntimeRequest>(body, Names::Shown);
        assert_eq!(pointer, "/requestpath");
        assert!(detail.contains("`requestPath`"), "{detail}");
        let (pointer, _) = of::<RuntimeRequest>(body, Names::Hidden);
        assert_eq!(pointer, "");
    }

    #[test]
    fn what_is_no_json_is_told_by_its_place() {
        for (body, detail) in [
            ("", "no JSON: EOF while parsing a value in line 1, column 0"),
            ("{\n\"method\":\"GET\",}", "no JSON: trailing comma in line 2, column 16"),
            ("{'method':1}", "no JSON: key must be a string in line 1, column 2"),
        ] {
            assert_eq!(of::<RuntimeRequest>(body, Names::Shown), (String::new(), detail.to_owned()));
        }
    }

    #[test]
    fn no_secret_is_quoted_whatever_is_wrong_with_it() {
        for body in [
            r#"{"privateKey":["canary"]}"#,
            r#"{"name":"canary","name":"canary"}"#,
            r#"{"canary":1}"#,
            r#"{"name":{"canary":"canary"}}"#,
            r#""canary""#,
            r#"{"name":"canary"}"#,
            r#"{"name":"canary"#,
            r#"{"name":"canary, expected canary"}"#,
            r#"["canary, expected canary"]"#,
            r#"{"canary, expected canary":1}"#,
            r#"canary"#,
        ] {
            let (pointer, detail) = of::<SalesforceForm>(body, Names::Hidden);
            assert!(!pointer.contains("canary") && !detail.contains("canary"), "{body}: {pointer} {detail}");
        }
    }
}
