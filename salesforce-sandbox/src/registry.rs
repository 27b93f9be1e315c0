//! The apps and users that the sandbox knows: those of its files, and those that the failures need.

use serde::{Deserialize, Serialize};

use crate::failures::{Failure, Outcome};
use crate::keys::Certificate;
use crate::refusal::OauthError;

/// The demo app's Client ID: as long as Salesforce's documented sample (85 characters), of the same alphabet.
pub const DEMO_CLIENT_ID: &str =
    "3MVG9lKcPoNINVBIPJjdw1J9LLM82HnFVVX19KY1uA5mu0QqEWhqKpoW3svG3XHrXDiCQjK1mdgAvhCscA9GE";

/// The demo user.
pub const DEMO_EMAIL_ID: &str = "admin@sandbox.example";

/// The profile that the demo app is approved for.
pub const DEMO_PROFILE: &str = "Contact Center Integration";

/// A Connected App, or an External Client App.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct App {
    /// Its Consumer Key: what assertions carry as `iss`.
    pub client_id: String,
    /// Its name.
    pub name: String,
    /// The one certificate it holds; without one, no assertion is good.
    pub certificate: Option<Certificate>,
    /// Who may use it.
    pub permitted_users: PermittedUsers,
    /// What it takes as `aud`.
    pub audiences: Vec<Audience>,
    /// At which of the servers it is known: at all of them, unless they are named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub servers: Option<Vec<Audience>>,
    /// Which kind of app it is.
    #[serde(default)]
    pub kind: AppKind,
    /// The scopes of its tokens.
    pub scopes: Vec<String>,
}

/// The app's policy "Permitted Users".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PermittedUsers {
    /// "Admin approved users are pre-authorized": users with one of these profiles.
    AdminApproved(Vec<String>),
    /// "All users may self-authorize". None of the sandbox's users has.
    SelfAuthorized,
}

/// A kind of app. It tells what a server says that does not know the app.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AppKind {
    /// A Connected App.
    #[default]
    ConnectedApp,
    /// An External Client App.
    ExternalClientApp,
}

/// A server, which also is a value of `aud` that an app takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Audience {
    /// The sandbox's own URL: the org's.
    OwnUrl,
    /// `https://login.salesforce.com`, or [`crate::Addresses::login_url`].
    Login,
    /// `https://test.salesforce.com`, or [`crate::Addresses::test_url`].
    Test,
}

/// A Salesforce user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct User {
    /// The username: what assertions carry as `sub`.
    pub username: String,
    /// The user's id, 18 characters.
    pub id: String,
    /// The profile.
    pub profile: String,
    /// Whether the user may sign in.
    pub status: UserStatus,
    /// Whether the profile has "API Enabled".
    pub api: ApiAccess,
}

/// Whether a user may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum UserStatus {
    /// Yes.
    Active,
    /// Deactivated.
    Inactive,
}

/// Whether a user may call the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ApiAccess {
    /// Yes.
    Enabled,
    /// The profile lacks "API Enabled".
    Disabled,
}

impl App {
    /// The demo's app with this certificate.
    pub fn demo(certificate: Certificate) -> Self {
        Self {
            client_id: DEMO_CLIENT_ID.to_owned(),
            name: "Webex Contact Center".to_owned(),
            certificate: Some(certificate),
            permitted_users: PermittedUsers::AdminApproved(vec![DEMO_PROFILE.to_owned()]),
            audiences: vec![Audience::OwnUrl, Audience::Login],
            scopes: ["api", "web", "refresh_token"].map(str::to_owned).to_vec(),
            servers: None,
            kind: AppKind::ConnectedApp,
        }
    }

    /// The demo's app as a Connected App of a production org, which signs in at login.
    pub fn of_production(certificate: Certificate) -> Self {
        Self { audiences: vec![Audience::Login], ..Self::demo(certificate) }.known_at(Audience::Login)
    }

    /// The demo's app as a Connected App of a sandbox org, which signs in at test.
    pub fn of_sandbox_org(certificate: Certificate) -> Self {
        Self { audiences: vec![Audience::Test], ..Self::demo(certificate) }.known_at(Audience::Test)
    }

    /// The demo's app as an External Client App: it wants the org's own URL, as server and as audience.
    pub fn external_client_app(certificate: Certificate) -> Self {
        let demo = Self::demo(certificate);
        Self { audiences: vec![Audience::OwnUrl], kind: AppKind::ExternalClientApp, ..demo }
            .known_at(Audience::OwnUrl)
    }

    /// The demo's app in Government Cloud: it wants the org's own URL as server, and login as audience.
    pub fn of_government_cloud(certificate: Certificate) -> Self {
        Self { audiences: vec![Audience::Login], ..Self::demo(certificate) }.known_at(Audience::OwnUrl)
    }

    fn known_at(self, server: Audience) -> Self {
        Self { servers: Some(vec![server]), ..self }
    }
}

impl User {
    /// The demo's user.
    pub fn demo() -> Self {
        Self::named(DEMO_EMAIL_ID, "005DK00000A0001YAB")
    }

    /// An active user with the demo's profile.
    pub fn named(username: &str, id: &str) -> Self {
        Self {
            username: username.to_owned(),
            id: id.to_owned(),
            profile: DEMO_PROFILE.to_owned(),
            status: UserStatus::Active,
            api: ApiAccess::Enabled,
        }
    }
}

/// An app, and what it is refused with whatever it sends.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) app: App,
    pub(crate) refusal: Option<OauthError>,
}

/// A user, and the failure that the user stands for.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) user: User,
    pub(crate) failure: Option<Failure>,
}

/// The apps and users of the files; the failures' own are derived from them.
#[derive(Clone, Debug)]
pub struct Registry {
    /// The apps. The first one's certificate is also that of the failures' apps.
    pub apps: Vec<App>,
    /// The users.
    pub users: Vec<User>,
}

impl Registry {
    /// One app with this certificate, and one user.
    pub fn demo(certificate: Certificate) -> Self {
        Self { apps: vec![App::demo(certificate)], users: vec![User::demo()] }
    }

    pub(crate) fn client(&self, client_id: &str) -> Option<Client> {
        if let Some(app) = self.apps.iter().find(|app| app.client_id == client_id) {
            return Some(Client { app: app.clone(), refusal: None });
        }
        let failure = Failure::by_client_id(client_id)?;
        let app = App { client_id: client_id.to_owned(), ..self.apps.first()?.clone() };
        let (app, refusal) = match (failure, failure.outcome()) {
            (Failure::UnknownClient, _) => return None,
            (Failure::KeyMismatch, _) => (App { certificate: None, ..app }, None),
            (Failure::LoginAudienceOnly, _) => (App { audiences: vec![Audience::Login], ..app }, None),
            (Failure::NotApproved, _) => {
                (App { permitted_users: PermittedUsers::SelfAuthorized, ..app }, None)
            }
            (_, Outcome::Oauth(error)) => (app, Some(error)),
            _ => (app, None),
        };
        Some(Client { app, refusal })
    }

    pub(crate) fn account(&self, username: &str) -> Option<Account> {
        if let Some(user) = self.users.iter().find(|user| user.username.eq_ignore_ascii_case(username)) {
            return Some(Account { user: user.clone(), failure: None });
        }
        let username = username.to_ascii_lowercase();
        let failure = Failure::by_email_id(&username)?;
        let index = Failure::ALL.iter().position(|of| *of == failure)?;
        let user = User::named(&username, &format!("005DK00000F{index:04}YAB"));
        let user = match failure {
            Failure::UnknownUser => return None,
            Failure::InactiveUser => User { status: UserStatus::Inactive, ..user },
            Failure::NotAdminApproved => User { profile: "Chatter Free User".to_owned(), ..user },
            Failure::ApiDisabled => User { api: ApiAccess::Disabled, ..user },
            _ => user,
        };
        Some(Account { user, failure: Some(failure) })
    }
}
