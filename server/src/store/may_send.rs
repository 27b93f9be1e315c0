//! What is asked right before a request is sent: whether its connector and its token may still be used, both in one look.

use contract::api::ConnectorState;

use super::error::StoreError;
use super::records::FoundToken;
use super::rows::state;
use super::service_tokens::{token, token_columns};
use super::tenant::TenantStore;
use crate::model::{ConnectorId, TokenId};

/// Whether a request may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaySend {
    /// It may.
    Yes,
    /// The tenant has no such connector, or the token is not for it.
    NoConnector,
    /// The connector is out of use.
    Deactivated,
    /// The token was revoked, has expired, or is none of the tenant's.
    TokenEnded,
}

impl TenantStore<'_> {
    /// Whether a request may be sent as a connector, now; by a token, where a program sends it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn may_send(
        &self,
        connector: ConnectorId,
        token_id: Option<TokenId>,
    ) -> Result<MaySend, StoreError> {
        let Self { store, tenant } = *self;
        let now = store.clock.now_ms();
        let asked = async {
            let row = sqlx::query(concat!(
                "SELECT c.id, c.organisation, c.key_id, c.state, c.tagged_under, c.tag, ",
                token_columns!(),
                " FROM connectors c \
                 LEFT JOIN service_tokens t ON t.organisation = c.organisation AND t.id = $3 \
                 WHERE c.organisation = $1 AND c.id = $2"
            ))
            .bind(tenant.as_str())
            .bind(connector.to_string())
            .bind(token_id.map_or_else(String::new, |id| id.to_string()))
            .fetch_optional(&store.pools.read)
            .await?;
            let Some(row) = row else { return Ok(MaySend::NoConnector) };
            if token_id.is_some() {
                let is_there = sqlx::Row::try_get::<Option<String>, _>(&row, "token_id")?.is_some();
                let found = if is_there { Some(token(&row, &store.vault)?) } else { None };
                let Some(FoundToken::Genuine(found)) = found else { return Ok(MaySend::TokenEnded) };
                if !found.token.is_live(now) {
                    return Ok(MaySend::TokenEnded);
                }
                if !found.token.scope.covers(&connector.to_string()) {
                    return Ok(MaySend::NoConnector);
                }
            }
            Ok(match state(&row, &store.vault)? {
                ConnectorState::Connected => MaySend::Yes,
                ConnectorState::Deactivated => MaySend::Deactivated,
            })
        };
        store.with_timeout(asked).await
    }
}
