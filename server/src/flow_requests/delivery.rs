//! Sends a request as a connector until there is an answer: the repeats that were asked for, one new login where the
//! session has ended, one fresh connection where a kept one was closed.

use std::time::Duration;

use axum::http::{HeaderMap, StatusCode};
use contract::codes::ProblemCode;
use tokio::time::{Instant, sleep, timeout_at};
use tracing::Instrument as _;

use super::request::ValidRequest;
use crate::connectors::StillUsable;
use crate::connectors::sessions::Sessions;
use crate::error::ApiError;
use crate::model::{Connector, TenantId};
use crate::salesforce::AccessToken;
use crate::salesforce::error::UpstreamError;
use crate::salesforce::send::{Connection, Incoming, Outgoing, Sender, Unanswered};
use crate::salesforce::session_end::{SessionEnd, session_end};

/// Bytes of an answer that are held before it is passed on: an answer that ends within them can still fail wholly.
const BEGINNING_BYTES: usize = 64 * 1024;

/// The wait before the first repeat; each further one waits twice as long.
const RETRY_PAUSE: Duration = Duration::from_millis(100);

/// Delivers requests as connectors of one tenant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Delivery<'a> {
    /// Asked right before each request.
    pub(super) usable: &'a StillUsable,
    pub(super) sessions: &'a Sessions,
    pub(super) sender: &'a Sender,
    pub(super) tenant: &'a TenantId,
}

/// An answer's head, and as much of its body as is held before it is passed on.
struct Beginning {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
    /// What brings the rest; `None` where the body is whole.
    rest: Option<Incoming>,
}

/// An answer that has begun.
#[derive(Debug)]
pub(super) struct Answer {
    /// HTTP status.
    pub(super) status: u16,
    /// Headers.
    pub(super) headers: HeaderMap,
    /// The body, or its beginning.
    pub(super) beginning: Vec<u8>,
    /// What brings the rest; `None` where the beginning is all.
    pub(super) rest: Option<Incoming>,
    /// Requests that were sent.
    pub(super) attempts: u32,
    /// When the first of them began.
    pub(super) started: Instant,
}

impl Delivery<'_> {
    /// Sends a request as a connector, with the repeats that it asks for, one more after a new login where the session has
    /// ended, and one more on a fresh connection where a kept one was closed under a method that may be repeated.
    ///
    /// # Errors
    /// When there is no answer: the sign-in was refused, or the last attempt got none.
    pub(super) async fn send(
        &self,
        connector: &Connector,
        request: &ValidRequest,
    ) -> Result<Answer, ApiError> {
        let Self { tenant, .. } = *self;
        let started = Instant::now();
        let (mut attempts, mut retries, mut renewed) = (0, 0, false);
        let mut connection = Connection::Any;
        let mut deadline = started;
        loop {
            // A repeat on a fresh connection belongs to the attempt that it completes.
            if connection == Connection::Any {
                // A login that takes longer goes on, for those who come later.
                deadline = Instant::now() + request.timeout;
            }
            let session = async {
                // For a repeat of what has been withdrawn meanwhile, nobody signs in any more.
                if attempts > 0 {
                    self.usable.confirm().await?;
                }
                self.sessions.session(tenant, connector).await
            };
            let session = timeout_at(deadline, session).await.map_err(|_| {
                ApiError::new(ProblemCode::SalesforceTimedOut, "no session in the time that was asked for")
            })??;
            attempts += 1;
            let span = tracing::debug_span!("send", "otel.kind" = "client", attempt = attempts);
            let attempt = self.attempt(&session.access_token, &request.outgoing, connection, deadline);
            let answer = attempt.instrument(span).await;
            if let Some(refusal) = self.usable.refusal() {
                return Err(refusal);
            }
            let before = std::mem::replace(&mut connection, Connection::Any);
            let ended = match answer {
                Ok(Beginning { status, headers, body: beginning, rest }) => {
                    let instance = &session.access_token.instance;
                    match session_end(instance, &request.outgoing, status, &headers, &beginning) {
                        // Where a new session fares no better, it is not the session's fault.
                        SessionEnd::Perhaps if renewed => self.sessions.accepted(tenant, connector, &session),
                        SessionEnd::No => self.sessions.accepted(tenant, connector, &session),
                        end => {
                            let renews = self.sessions.refused(tenant, connector, &session, end);
                            if renews && !renewed {
                                renewed = true;
                                continue;
                            }
                        }
                    }
                    Ok(Answer { status, headers, beginning, rest, attempts, started })
                }
                Err(unanswered) => {
                    let may_repeat = request.outgoing.method.is_idempotent() && before == Connection::Any;
                    if unanswered.kept_connection_closed && may_repeat {
                        connection = Connection::Fresh;
                        continue;
                    }
                    Err(unanswered.failure)
                }
            };
            if retries >= request.retries || !may_pass(&ended) {
                return ended.map_err(|failure| ApiError { step: None, ..failure.into() });
            }
            sleep(RETRY_PAUSE * (1 << retries)).await;
            retries += 1;
        }
    }

    async fn attempt(
        &self,
        token: &AccessToken,
        outgoing: &Outgoing,
        connection: Connection,
        deadline: Instant,
    ) -> Result<Beginning, Unanswered> {
        let mut incoming =
            self.sender.send(self.tenant, token, outgoing, connection, &self.usable.check, deadline).await?;
        let (status, headers) = (incoming.status, std::mem::take(&mut incoming.headers));
        let mut body = Vec::new();
        while body.len() < BEGINNING_BYTES {
            match incoming.chunk().await? {
                Some(chunk) => body.extend_from_slice(&chunk),
                None => return Ok(Beginning { status, headers, body, rest: None }),
            }
        }
        Ok(Beginning { status, headers, body, rest: Some(incoming) })
    }
}

/// Whether a repeat may end better: after a 5xx, and after a connection that failed.
fn may_pass(ended: &Result<Answer, UpstreamError>) -> bool {
    match ended {
        Ok(answer) => answer.status >= StatusCode::INTERNAL_SERVER_ERROR.as_u16(),
        Err(failure) => failure.code == ProblemCode::SalesforceUnreachable,
    }
}
