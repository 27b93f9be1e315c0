//! The token response (RFC 6749, section 5.1): the answer to a sign-in that succeeded. It tells who signed in, and where.

use contract::secret::SecretText;
use serde::Deserialize;
use serde::de::IgnoredAny;

/// A token response, as it is written and as far as it is used.
#[derive(Deserialize)]
struct RawTokenResponse {
    access_token: SecretText,
    token_type: String,
    instance_url: String,
    id: String,
    #[serde(default)]
    scope: Option<String>,
}

/// As much of an answer as tells a token response that lacks something from what Salesforce would not say.
#[derive(Deserialize)]
struct Traces {
    access_token: Option<IgnoredAny>,
    instance_url: Option<IgnoredAny>,
    id: Option<IgnoredAny>,
}

/// Why an answer with status 200 is no token response that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTokenResponse {
    /// A token response that lacks something, or has something odd in its place.
    #[error("a token response that lacks something")]
    Incomplete,
    /// No token response at all.
    #[error("200 without a token response")]
    Foreign,
}

/// The answer to a sign-in that succeeded, read; its token is wiped when it is dropped.
#[derive(Debug)]
pub struct TokenResponse {
    /// The bearer token, `access_token` of the answer.
    pub token: SecretText,
    /// Where requests go, as the answer says: untrusted.
    pub instance_url: String,
    /// The id of the Salesforce org that let the user in.
    pub salesforce_org_id: String,
    /// The id of the Salesforce user who signed in.
    pub salesforce_user_id: String,
    /// Whether the scope holds `api` or `full`; unknown scopes count as yes, since the access probe will tell.
    pub may_use_api: bool,
    /// The scopes, at most [`SCOPES_MAX`], each of plain ASCII and at most [`SCOPE_CHARS`] long: they are shown.
    pub scopes: Vec<String>,
}

/// Scopes that are kept at most. Salesforce has some twenty.
const SCOPES_MAX: usize = 40;
/// The longest scope that is kept, in characters.
const SCOPE_CHARS: usize = 64;

impl TokenResponse {
    /// Reads a token response.
    ///
    /// # Errors
    /// When it lacks anything, or is none.
    pub fn read(body: &[u8]) -> Result<Self, InvalidTokenResponse> {
        Self::complete(body).ok_or_else(|| {
            let traces = serde_json::from_slice(body);
            let seen = |Traces { access_token, instance_url, id }: Traces| {
                access_token.or(instance_url).or(id).is_some()
            };
            if traces.is_ok_and(seen) {
                InvalidTokenResponse::Incomplete
            } else {
                InvalidTokenResponse::Foreign
            }
        })
    }

    fn complete(body: &[u8]) -> Option<Self> {
        let answer: RawTokenResponse = serde_json::from_slice(body).ok()?;
        let (salesforce_org_id, salesforce_user_id) = identity(&answer.id)?;
        let scopes = answer.scope.as_deref().map(scopes);
        let bearer = answer.token_type.eq_ignore_ascii_case("bearer");
        (bearer && !answer.access_token.is_empty()).then_some(Self {
            token: answer.access_token,
            instance_url: answer.instance_url,
            salesforce_org_id,
            salesforce_user_id,
            may_use_api: answer
                .scope
                .is_none_or(|scope| scope.split(' ').any(|one| matches!(one, "api" | "full"))),
            scopes: scopes.unwrap_or_default(),
        })
    }
}

/// The scopes that can be shown.
fn scopes(scope: &str) -> Vec<String> {
    let shown = |one: &&str| {
        (1..=SCOPE_CHARS).contains(&one.len()) && one.bytes().all(|byte| byte.is_ascii_graphic())
    };
    scope.split(' ').filter(shown).take(SCOPES_MAX).map(str::to_owned).collect()
}

/// Org and user, out of `https://login.salesforce.com/id/00D…/005…`.
fn identity(id: &str) -> Option<(String, String)> {
    let (_, ids) = id.rsplit_once("/id/")?;
    let (org, user) = ids.split_once('/')?;
    let is_salesforce_id =
        |id: &str| matches!(id.len(), 15 | 18) && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_salesforce_id(org) && is_salesforce_id(user)).then(|| (org.to_owned(), user.to_owned()))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{InvalidTokenResponse, TokenResponse};

    fn answer() -> Value {
        json!({
            "access_token": "00Dxx!token", "token_type": "Bearer", "scope": "api web",
            "instance_url": "https://acme.my.salesforce.com",
            "id": "https://login.salesforce.com/id/00D5g000004AAAAEA4/0055g00000BBBBBAA4",
        })
    }

    fn read(answer: &Value) -> Result<TokenResponse, InvalidTokenResponse> {
        TokenResponse::read(answer.to_string().as_bytes())
    }

    #[test]
    fn identity_comes_from_the_answers_id() {
        let response = read(&answer()).expect("a token response");
        assert_eq!(response.salesforce_org_id, "00D5g000004AAAAEA4");
        assert_eq!(response.salesforce_user_id, "0055g00000BBBBBAA4");
        assert_eq!(format!("{:?}", response.token), "SecretText(…)");
    }

    #[test]
    fn a_response_that_lacks_anything_is_not_used() {
        for (key, value) in [
            ("access_token", json!("")),
            ("access_token", Value::Null),
            ("token_type", json!("mac")),
            ("instance_url", Value::Null),
            ("id", Value::Null),
            ("id", json!("https://login.salesforce.com/id/00D5g000004AAAAEA4")),
            ("id", json!("https://login.salesforce.com/id/00D5g000004AAAAEA4/0055g00000BBBBBAA4/more")),
            ("id", json!("https://login.salesforce.com/id/<script>alert(1)/0055g00000BBBBBAA4")),
        ] {
            let mut answer = answer();
            answer[key] = value;
            assert_eq!(read(&answer).err(), Some(InvalidTokenResponse::Incomplete), "{answer}");
        }
    }

    #[test]
    fn what_is_no_token_response_is_told_from_one_that_lacks_something() {
        for body in
            ["", "<html>", "null", "{}", "[]", r#"{"ok":true}"#, r#"{"access_token":"00D"#, r#"[{"id":1}]"#]
        {
            assert_eq!(
                TokenResponse::read(body.as_bytes()).err(),
                Some(InvalidTokenResponse::Foreign),
                "{body}"
            );
        }
    }

    #[test]
    fn the_scope_tells_whether_the_api_may_be_used() {
        for (scope, may) in [("api", true), ("web full", true), ("web cdp_api", false), ("", false)] {
            let mut answer = answer();
            answer["scope"] = json!(scope);
            assert_eq!(read(&answer).expect("a token response").may_use_api, may, "{scope}");
        }
    }
}
