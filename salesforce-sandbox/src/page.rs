//! `GET /`: the cheat-sheet, made from the table of failures.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Html;

use crate::failures::{Failure, Reach, Step};
use crate::fault::Addresses;
use crate::sandbox::Sandbox;

const HEAD: &str = include_str!("page/head.html");

pub(crate) async fn handle(State(sandbox): State<Arc<Sandbox>>) -> Html<String> {
    Html(render(&sandbox))
}

fn render(sandbox: &Sandbox) -> String {
    let (client_id, email_id) = sandbox.demo_credentials();
    let key_file = sandbox.private_key_file.as_ref().map(|path| path.display().to_string());
    let mut page = HEAD.to_owned();
    page += "<h2>Sign in</h2>\n<dl>\n";
    for (label, value) in [
        ("Client ID", client_id.as_str()),
        ("Email ID", &email_id),
        ("URL", sandbox.base_url()),
        ("Private Key: this file", key_file.as_deref().unwrap_or("the one whose certificate the app holds")),
    ] {
        push(&mut page, format_args!("<dt>{label}</dt><dd>{}</dd>\n", copyable(value)));
    }
    page += "</dl>\n";
    for (step, title, note) in [
        (Step::Token, "Failures at sign-in", "Change the one field that a row names."),
        (
            Step::Probe,
            "Failures after a good sign-in",
            "Signing in works; the first call with the token fails.",
        ),
    ] {
        push(&mut page, format_args!("<h2>{title}</h2>\n<p>{note}</p>\n<ul>\n"));
        for failure in Failure::ALL.iter().filter(|failure| failure.step() == step) {
            row(&mut page, *failure, &sandbox.addresses);
        }
        page += "</ul>\n";
    }
    page + "</main>\n</html>\n"
}

fn row(page: &mut String, failure: Failure, addresses: &Addresses) {
    let (field, value) = failure.input(addresses);
    let label = match field {
        "clientId" => "Client ID",
        "emailId" => "Email ID",
        "url" => "URL",
        "audience" => "Audience",
        _ => "Private Key",
    };
    let value = value.map_or_else(|| "any other RSA key".to_owned(), |value| copyable(&value));
    let (id, what) = (failure.id(), escape(failure.what()));
    push(page, format_args!("<li id=\"{id}\"><strong>{what}</strong><br>{label}: {value}"));
    if let Reach::Instance(place) = failure.reach() {
        push(page, format_args!("<br>instance_url: <code>{}</code>", escape(&place.url(addresses))));
    }
    if let Some(words) = failure.outcome().words() {
        push(page, format_args!("<br>Answer: <code>{}</code>", escape(&words)));
    }
    *page += "</li>\n";
}

/// A value that one click or tap selects as a whole.
fn copyable(value: &str) -> String {
    format!("<code class=\"copy\">{}</code>", escape(value))
}

/// Text as HTML; control characters, which must not stand there, as their escapes.
fn escape(text: &str) -> String {
    let visible = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    let text: String = text.chars().map(visible).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn push(page: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _infallible = page.write_fmt(text);
}
