//! English: connectors in use.

use crate::words::{Tokens, Trial, Usage};

pub(in crate::words) const USAGE: Usage = Usage {
    not_used: "Not used yet",
    last_used: "Last used:",
    since: "Since",
    requests: |count, number| if count == 1 { "1 request".to_owned() } else { format!("{number} requests") },
    failures: |_, number| format!("{number} failed"),
};

pub(in crate::words) const TOKENS: Tokens = Tokens {
    title: "Service tokens",
    intro: "A program of yours sends requests as a connector with a service token. A token can do nothing else.",
    read_only: "Your role can view service tokens, but not create or revoke them.",
    empty: "No service token yet.",
    loading: "Loading service tokens…",
    could_not_load: "The service tokens could not be loaded.",
    create: "Create Service Token",
    name_help: "What it is for, such as the program that uses it.",
    expires: "Expires",
    expires_help: "After that it is refused.",
    days: |days| format!("In {days} days"),
    all: "All, those added later included",
    only: "Only these:",
    submit: "Create",
    submitting: "Creating…",
    created: "Created",
    once: "Copy the token now: it is shown this one time.",
    token: "Token",
    created_by: "Created by",
    last_used: "Last used",
    valid: "Valid",
    expired: "Expired",
    revoked: "Revoked",
    revoke: "Revoke",
    revoke_title: "Revoke this service token?",
    revoke_text: |name| {
        format!("From now on, programs that use \"{name}\" are refused. This cannot be undone.")
    },
    was_revoked: |name| format!("\"{name}\" is revoked."),
};

pub(in crate::words) const TRIAL: Trial = Trial {
    title: "Try a Request",
    path: "Request Path",
    path_help: "Your operator chose what can be tried. It only reads.",
    send: "Send",
    sending: "Sending…",
    answer: "Answer",
    status: "Status",
    time: "Time",
    attempts: "Attempts",
    headers: "Headers",
    body: "Body",
    no_body: "The body is empty.",
    body_cut: "This is its beginning: the whole is too long to show.",
    body_base64: "It is not text, and shown as Base64.",
    curl: "The same request for a terminal",
    curl_help: "Put a service token into CONNECTORS_TOKEN first.",
    copy: "Copy",
    copied: "Copied",
    not_copied: "Not copied: select it, and copy it with the keyboard.",
};
