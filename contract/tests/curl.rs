//! The line for a terminal, as a real shell reads it.

use std::collections::BTreeMap;
use std::process::Command;

use contract::runtime::{RuntimeRequest, curl};

/// What a shell makes of a line whose `curl` only prints its arguments, each ended by NUL.
fn arguments(line: &str) -> Vec<String> {
    let script = format!("curl() {{ printf '%s\\0' \"$@\"; }}\n{line}");
    let output = Command::new("sh").args(["-c", &script]).env("CONNECTORS_TOKEN", "cct_1").output();
    let output = output.expect("a POSIX shell");
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.split_terminator('\0').map(str::to_owned).collect()
}

/// Texts that a shell would act on, or lose, between no quotes or the wrong ones.
const AWKWARD: [&str; 13] = [
    "",
    "'",
    "''",
    "\\'",
    "it's; rm -rf /",
    "$(id)",
    "`id`",
    "$HOME",
    "\"",
    "a\nb",
    " * ? [a] ~ # ! ",
    "é 😀",
    "-X",
];

#[test]
fn a_shell_sends_the_request_with_the_token_of_its_own() {
    for text in AWKWARD {
        let request = RuntimeRequest {
            query_parameters: BTreeMap::from([(text.to_owned(), text.into())]),
            body: Some(text.to_owned()),
            ..RuntimeRequest::new("POST", "/services/apexrest/it's")
        };
        let line = curl("https://connectors.example", text, &request).expect("JSON");
        let given = arguments(&line);
        let [url, flag, authorization, _, content_type, data, body] = &given[..] else {
            panic!("{given:?}");
        };
        assert_eq!(*url, format!("https://connectors.example/api/v1/runtime/connectors/{text}/requests"));
        assert_eq!([flag.as_str(), authorization], ["-H", "Authorization: Bearer cct_1"]);
        assert_eq!([content_type.as_str(), data], ["Content-Type: application/json", "--data-raw"]);
        assert_eq!(serde_json::from_str::<RuntimeRequest>(body).expect("the request"), request);
        assert!(!line.contains("cct_1"), "the token is the shell's alone");
    }
}
