//! A sandbox in this process, and a client that signs as it is told: also wrongly.

#![expect(dead_code, reason = "each test target uses a part of it")]

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaEncoding, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use salesforce_sandbox::{Clock, Config, DEMO_CLIENT_ID, DEMO_EMAIL_ID, KeyFiles, Running, paths, start};
use serde_json::{Value, json};
use x509_parser::pem::Pem;

pub(crate) const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// The time in the sandbox, in seconds since 1970.
pub(crate) const NOW: i64 = 1_800_000_000;

/// A running sandbox with its demo's key.
pub(crate) struct Demo {
    pub(crate) running: Running,
    pub(crate) keys: KeyFiles,
    pub(crate) client: reqwest::Client,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap<HeaderValue>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

impl Demo {
    pub(crate) async fn start() -> Self {
        Self::start_with(fixed_clock()).await
    }

    pub(crate) async fn start_with(clock: Clock) -> Self {
        let keys = KeyFiles::generate().expect("a key");
        let running = start(Config::demo(&keys, clock)).await.expect("a sandbox");
        Self { running, keys, client: client() }
    }

    /// Claims that are accepted.
    pub(crate) fn claims(&self) -> Value {
        json!({
            "iss": DEMO_CLIENT_ID,
            "sub": DEMO_EMAIL_ID,
            "aud": self.running.base_url(),
            "exp": NOW + 180,
        })
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.base_url())
    }

    pub(crate) fn sign(&self, claims: &Value) -> String {
        sign(r#"{"alg":"RS256"}"#, &claims.to_string(), self.keys.private_key_pem())
    }

    /// Sends a form to the token endpoint.
    pub(crate) async fn post(&self, form: &[(&str, &str)]) -> Answer {
        let request = self.client.post(self.url(paths::TOKEN)).form(form);
        read(request.send().await.expect("an answer")).await
    }

    /// Sends an assertion to the token endpoint.
    pub(crate) async fn assert(&self, assertion: &str) -> Answer {
        self.post(&[("grant_type", GRANT_TYPE), ("assertion", assertion)]).await
    }

    /// Signs in and gives the answer's members.
    pub(crate) async fn sign_in(&self, claims: &Value) -> Value {
        let answer = self.assert(&self.sign(claims)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()
    }

    /// The access token of the demo's user.
    pub(crate) async fn token(&self) -> String {
        let answer = self.sign_in(&self.claims()).await;
        answer["access_token"].as_str().expect("a token").to_owned()
    }

    pub(crate) async fn get(&self, path: &str, token: &str) -> Answer {
        let request = self.client.get(self.url(path)).bearer_auth(token);
        read(request.send().await.expect("an answer")).await
    }
}

pub(crate) async fn read(response: reqwest::Response) -> Answer {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer { status, headers, body: response.text().await.expect("a body") }
}

/// A client that follows no redirect and knows no proxy.
pub(crate) fn client() -> reqwest::Client {
    reqwest::Client::builder().redirect(Policy::none()).no_proxy().build().expect("a client")
}

pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A JWT over these texts, signed with RSASSA-PKCS1-v1_5 and SHA-256 whatever the header says.
pub(crate) fn sign(header: &str, claims: &str, private_key_pem: &str) -> String {
    let signed = format!("{}.{}", encode(header), encode(claims));
    let signature = signature(&RSA_PKCS1_SHA256, signed.as_bytes(), private_key_pem);
    format!("{signed}.{}", encode(signature))
}

pub(crate) fn signature(padding: &'static dyn RsaEncoding, message: &[u8], private_key_pem: &str) -> Vec<u8> {
    let pem = Pem::iter_from_buffer(private_key_pem.as_bytes()).next().expect("a PEM block").expect("PEM");
    let key = RsaKeyPair::from_pkcs8(&pem.contents).expect("an RSA key");
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(padding, &SystemRandom::new(), message, &mut signature).expect("a signature");
    signature
}

pub(crate) fn fixed_clock() -> Clock {
    Arc::new(|| UNIX_EPOCH + Duration::from_secs(NOW.unsigned_abs()))
}

#[expect(clippy::disallowed_methods, reason = "clients that others wrote know only the machine's clock")]
pub(crate) fn system_clock() -> Clock {
    Arc::new(SystemTime::now)
}
