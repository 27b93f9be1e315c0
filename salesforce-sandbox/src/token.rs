//! `POST /services/oauth2/token`: the JWT bearer flow.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{DATE, HOST};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};

use crate::assertion::Assertion;
use crate::failures::{Failure, Oddity, Outcome, Reach};
use crate::paths;
use crate::refusal::{self, OauthError};
use crate::registry::{Account, App, AppKind, Audience, Client, PermittedUsers, UserStatus};
use crate::sandbox::{ORG_ID, Sandbox, Session};

const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// Largest body that is looked at, in bytes.
const BODY_BYTES: usize = 64 * 1024;
/// Largest body that is read to its end, so that its sender still gets an answer, in bytes.
const DRAINED_BYTES: usize = 8 * 1024 * 1024;

/// How far the caller's clock seems to be behind where that failure is played.
const PLAYED_OFFSET: Duration = Duration::from_secs(7 * 60);

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TokenError {
    #[error("{}: {}", .0.error, .0.description)]
    Oauth(OauthError),
    #[error("the body ended early")]
    Body(#[from] axum::Error),
    #[error("no randomness")]
    Random(#[from] aws_lc_rs::error::Unspecified),
}

impl From<OauthError> for TokenError {
    fn from(error: OauthError) -> Self {
        Self::Oauth(error)
    }
}

impl IntoResponse for TokenError {
    fn into_response(self) -> Response {
        match self {
            Self::Oauth(error) => error.into_response(),
            Self::Body(_) => StatusCode::BAD_REQUEST.into_response(),
            Self::Random(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}

pub(crate) async fn handle(
    State(sandbox): State<Arc<Sandbox>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, TokenError> {
    sandbox.count(|counters| counters.token_requests += 1);
    let body = read(body).await?;
    tokio::time::sleep(sandbox.token_delay()).await;
    let form = Form::parse(&body)?;
    if form.grant_type.as_deref() != Some(GRANT_TYPE) {
        return Err(OauthError::GRANT_TYPE.into());
    }
    let text = form.assertion.ok_or(OauthError::INVALID_ASSERTION)?;
    let assertion = Assertion::parse(&text)?;
    match grant(&sandbox, asked_at(&headers), &assertion) {
        // The failure is played: the header `Date` must bear it out.
        Err(OauthError::EXPIRED) if assertion.check_expiry(sandbox.now()).is_ok() => {
            Ok(([(DATE, sandbox.date(PLAYED_OFFSET))], OauthError::EXPIRED).into_response())
        }
        granted => answer(&sandbox, granted?),
    }
}

struct Granted {
    app: App,
    account: Account,
}

/// Which server a request was sent to, by its host's first label.
fn asked_at(headers: &HeaderMap) -> Audience {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    match host.split('.').next() {
        Some("login") => Audience::Login,
        Some("test") => Audience::Test,
        _ => Audience::OwnUrl,
    }
}

/// Every check, in Salesforce's order: the app, its key, the audience, the time, then the user and the policy.
fn grant(sandbox: &Sandbox, server: Audience, assertion: &Assertion<'_>) -> Result<Granted, OauthError> {
    sandbox.count(|counters| counters.last_claims.clone_from(assertion.claims()));
    let Client { app, refusal } = sandbox.client(assertion.issuer()?).ok_or(OauthError::UNKNOWN_CLIENT)?;
    check_server(&app, server)?;
    assertion.check_signature(app.certificate.as_ref())?;
    let subject = assertion.subject()?;
    let account = sandbox.account(subject);
    if let Some(Account { user, .. }) = &account {
        sandbox.count(|counters| {
            *counters.token_requests_by_user.entry(user.username.clone()).or_default() += 1
        });
    }
    check_audience(sandbox, &app, assertion.audience()?)?;
    assertion.check_expiry(sandbox.now())?;
    if let Some(refusal) = refusal {
        return Err(refusal);
    }
    let account = account.ok_or(OauthError::UNKNOWN_USER)?;
    if account.user.status == UserStatus::Inactive {
        return Err(OauthError::INACTIVE_USER);
    }
    if let Some(Outcome::Oauth(refusal)) = account.failure.map(Failure::outcome) {
        return Err(refusal);
    }
    match &app.permitted_users {
        PermittedUsers::SelfAuthorized => Err(OauthError::NOT_APPROVED),
        PermittedUsers::AdminApproved(profiles) if !profiles.contains(&account.user.profile) => {
            Err(OauthError::NOT_ADMIN_APPROVED)
        }
        PermittedUsers::AdminApproved(_) => Ok(Granted { app, account }),
    }
}

fn check_server(app: &App, server: Audience) -> Result<(), OauthError> {
    match (&app.servers, app.kind) {
        (Some(servers), AppKind::ExternalClientApp) if !servers.contains(&server) => {
            Err(OauthError::APP_NOT_FOUND)
        }
        (Some(servers), AppKind::ConnectedApp) if !servers.contains(&server) => Err(OauthError::NOT_APPROVED),
        _ => Ok(()),
    }
}

/// A trailing slash is accepted: Salesforce's own clients send it now and then. The site's URL stands for the sandbox's own.
fn check_audience(sandbox: &Sandbox, app: &App, audience: &str) -> Result<(), OauthError> {
    let audience = audience.strip_suffix('/').unwrap_or(audience);
    let of_site = audience.strip_suffix(paths::SITE).is_some_and(|url| url == sandbox.base_url());
    let audience = if of_site { sandbox.base_url() } else { audience };
    let takes = app.audiences.iter().any(|taken| match taken {
        Audience::OwnUrl => audience == sandbox.base_url(),
        Audience::Login => {
            audience == "https://login.salesforce.com" || audience == sandbox.addresses.login_url()
        }
        Audience::Test => {
            audience == "https://test.salesforce.com" || audience == sandbox.addresses.test_url()
        }
    });
    if takes { Ok(()) } else { Err(OauthError::AUDIENCE) }
}

fn answer(sandbox: &Sandbox, Granted { app, account }: Granted) -> Result<Response, TokenError> {
    let Account { user, failure } = account;
    let oddity = match failure.map(Failure::outcome) {
        Some(Outcome::Answer(oddity)) => Some(oddity),
        _ => None,
    };
    let scope = match oddity {
        Some(Oddity::ScopeWithoutApi) => "web refresh_token".to_owned(),
        _ => app.scopes.join(" "),
    };
    let instance_url = match failure.map(Failure::reach) {
        Some(Reach::Instance(place)) => place.url(&sandbox.addresses),
        _ => sandbox.base_url().to_owned(),
    };
    let id = format!("{}/id/{ORG_ID}/{}", sandbox.base_url(), user.id);
    let session = Session { username: user.username, scope: scope.clone(), failure };
    let body = json!({
        "access_token": sandbox.issue(session)?,
        "scope": scope,
        "instance_url": instance_url,
        "id": id,
        "token_type": "Bearer",
    });
    let mut json = oddly(body, oddity).to_string();
    if oddity == Some(Oddity::Truncated) {
        json.truncate(json.floor_char_boundary(json.len() / 2));
    }
    Ok(refusal::answer(StatusCode::OK, json))
}

fn oddly(mut body: Value, oddity: Option<Oddity>) -> Value {
    let missing = match oddity {
        Some(Oddity::NoScope) => "scope",
        Some(Oddity::NoId) => "id",
        Some(Oddity::NoAccessToken) => "access_token",
        Some(Oddity::NoInstanceUrl) => "instance_url",
        Some(Oddity::NotAnObject) => return json!([body]),
        Some(Oddity::ScopeWithoutApi | Oddity::Truncated) | None => return body,
    };
    if let Some(members) = body.as_object_mut() {
        members.remove(missing);
    }
    body
}

/// The two parameters of the flow. Others are ignored, as Salesforce does.
#[derive(Default)]
struct Form {
    grant_type: Option<String>,
    assertion: Option<String>,
}

impl Form {
    fn parse(body: &[u8]) -> Result<Self, OauthError> {
        let mut form = Self::default();
        for (name, value) in form_urlencoded::parse(body) {
            let place = match name.as_ref() {
                "grant_type" => &mut form.grant_type,
                "assertion" => &mut form.assertion,
                _ => continue,
            };
            if place.replace(value.into_owned()).is_some() {
                return Err(OauthError::REPEATED_PARAMETER);
            }
        }
        Ok(form)
    }
}

/// Reads a body of any framing. One that is too large is read on and thrown away, up to a second bound.
async fn read(mut body: Body) -> Result<Bytes, TokenError> {
    let mut kept = Vec::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else { continue };
        length += data.len();
        if length <= BODY_BYTES {
            kept.extend_from_slice(&data);
        } else if length > DRAINED_BYTES {
            break;
        }
    }
    if length > BODY_BYTES { Err(OauthError::TOO_LARGE.into()) } else { Ok(kept.into()) }
}
