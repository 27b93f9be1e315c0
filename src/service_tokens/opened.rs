//! What stands over the list of service tokens, and what was entered there.

use contract::codes::ProblemCode;
use contract::service_token::{CreatedServiceToken, ServiceTokenForm, ServiceTokenScope};
use contract::validation;

use crate::api::ApiError;

/// The lives that the form offers, in days.
pub const DAYS: [u16; 4] = [7, 30, 90, 365];
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// What stands over the list.
#[derive(Debug, Default)]
pub enum Opened {
    /// Nothing.
    #[default]
    Nothing,
    /// The form.
    Form(Draft),
    /// A new token, this one time. It is held nowhere else.
    Created(CreatedServiceToken),
    /// The question before a token is revoked.
    Revoke {
        /// The token's id.
        id: String,
        /// Its name.
        name: String,
        /// What became of it.
        stage: Revoking,
    },
}

/// What became of a token that is to be revoked.
#[derive(Debug)]
pub enum Revoking {
    /// It was not sent yet.
    Asking,
    /// It is on its way.
    Sending,
    /// It could not be.
    Failed(ApiError),
}

/// What was entered in the form.
#[derive(Debug)]
pub struct Draft {
    /// Name, as typed.
    pub name: String,
    /// Which of [`DAYS`].
    pub days: usize,
    /// Whether only named connectors are meant.
    pub only: bool,
    /// Those, by id.
    pub connectors: Vec<String>,
    /// What became of it.
    pub stage: Stage,
}

/// What became of a form.
#[derive(Debug)]
pub enum Stage {
    /// Nothing yet.
    Editing,
    /// It is on its way, as this one of all that were sent.
    Sending(u32),
    /// A field is wrong.
    Wrong(ProblemCode),
    /// The server refused, or did not answer.
    Failed(ApiError),
}

impl Draft {
    /// An empty form.
    pub fn new() -> Self {
        Self { name: String::new(), days: 2, only: false, connectors: Vec::new(), stage: Stage::Editing }
    }

    /// Names a connector, or no longer.
    pub(super) fn toggle(&mut self, connector: &str) {
        match self.connectors.iter().position(|one| one == connector) {
            Some(at) => drop(self.connectors.remove(at)),
            None => self.connectors.push(connector.to_owned()),
        }
    }

    /// What to send, or what is wrong.
    pub(super) fn form(&self, now_ms: i64) -> Result<ServiceTokenForm, ProblemCode> {
        let name = validation::name(&self.name).map_err(|_| ProblemCode::ServiceTokenName)?;
        let scope = match self.only {
            false => ServiceTokenScope::All,
            true if self.connectors.is_empty() => return Err(ProblemCode::ServiceTokenScope),
            true => ServiceTokenScope::Connectors(self.connectors.clone()),
        };
        Ok(ServiceTokenForm { name, expires_at: now_ms + i64::from(DAYS[self.days]) * DAY_MS, scope })
    }
}

impl Default for Draft {
    fn default() -> Self {
        Self::new()
    }
}
