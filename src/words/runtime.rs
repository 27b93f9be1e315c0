//! What the app can say about connectors in use: their count, service tokens, and trying a request.

/// How a connector was used.
pub struct Usage {
    /// It never was.
    pub not_used: &'static str,
    /// Before the moment of its last use.
    pub last_used: &'static str,
    /// Before the first of some days.
    pub since: &'static str,
    /// Requests, by their number and that number as it is written.
    pub requests: fn(u64, &str) -> String,
    /// Those that got no answer, likewise.
    pub failures: fn(u64, &str) -> String,
}

/// The page of the service tokens.
pub struct Tokens {
    /// Its heading, and the link to it.
    pub title: &'static str,
    /// Under the heading: what tokens are for.
    pub intro: &'static str,
    /// Why nothing can be created or revoked: the role.
    pub read_only: &'static str,
    /// Shown while there is none.
    pub empty: &'static str,
    /// While the list is being fetched.
    pub loading: &'static str,
    /// When it could not be.
    pub could_not_load: &'static str,
    /// The button that opens the form, and the form's heading.
    pub create: &'static str,
    /// Under Name.
    pub name_help: &'static str,
    /// The choice of when it ends.
    pub expires: &'static str,
    /// Under that choice.
    pub expires_help: &'static str,
    /// One choice.
    pub days: fn(u16) -> String,
    /// All connectors.
    pub all: &'static str,
    /// Named connectors.
    pub only: &'static str,
    /// The button that creates it.
    pub submit: &'static str,
    /// That button while it does.
    pub submitting: &'static str,
    /// The heading once it is there.
    pub created: &'static str,
    /// That it is shown once.
    pub once: &'static str,
    /// The label of the token itself.
    pub token: &'static str,
    /// Before who made it, and when.
    pub created_by: &'static str,
    /// Before its last use.
    pub last_used: &'static str,
    /// It can be used.
    pub valid: &'static str,
    /// Its time is over.
    pub expired: &'static str,
    /// Somebody ended it.
    pub revoked: &'static str,
    /// Revokes it.
    pub revoke: &'static str,
    /// The question before it is revoked.
    pub revoke_title: &'static str,
    /// What that does, by the token's name.
    pub revoke_text: fn(&str) -> String,
    /// Said once it is revoked, by its name.
    pub was_revoked: fn(&str) -> String,
}

/// Trying a request, and copying what it shows.
pub struct Trial {
    /// The button, and the dialog's heading.
    pub title: &'static str,
    /// The choice of a path.
    pub path: &'static str,
    /// Under it.
    pub path_help: &'static str,
    /// Sends it.
    pub send: &'static str,
    /// While it is on its way.
    pub sending: &'static str,
    /// The answer's heading.
    pub answer: &'static str,
    /// Its HTTP status.
    pub status: &'static str,
    /// How long it took.
    pub time: &'static str,
    /// How often it was sent.
    pub attempts: &'static str,
    /// Its headers.
    pub headers: &'static str,
    /// Its body.
    pub body: &'static str,
    /// There is no body.
    pub no_body: &'static str,
    /// Only its beginning is shown.
    pub body_cut: &'static str,
    /// It is no text.
    pub body_base64: &'static str,
    /// Before the line for a terminal.
    pub curl: &'static str,
    /// Where that line's token comes from.
    pub curl_help: &'static str,
    /// Copies what stands beside it.
    pub copy: &'static str,
    /// Once it is copied.
    pub copied: &'static str,
    /// When the browser refused to.
    pub not_copied: &'static str,
}
