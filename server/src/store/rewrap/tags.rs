//! Connectors and service tokens, tagged anew.

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Row as _};

use super::{BATCH, Rows};
use crate::model::TenantId;
use crate::store::bindings;
use crate::store::records::StoredToken;
use crate::store::rows::{json_text, parsed, tag};
use crate::store::service_tokens::{stored_token, token_columns};
use crate::vault::{Context, Tag, Vault};

/// How many rows were tagged anew, and how many were found changed, which lose their tag.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tagged {
    pub(super) genuine: usize,
    pub(super) altered: usize,
}

/// A row that is to be tagged anew.
struct OldRow {
    id: String,
    context: Context,
    tag: Option<Tag>,
}

/// Tags a batch of connectors.
pub(super) async fn connectors(
    transaction: &mut AnyConnection,
    vault: &Vault,
    which: Rows,
) -> Result<Tagged, sqlx::Error> {
    let columns = "t.id, t.organisation, t.key_id, t.state, t.tagged_under, t.tag";
    let rows = batch(transaction, vault, which, columns, "connectors").await?;
    let connector = |row: &AnyRow| {
        let tenant = TenantId::new(row.try_get::<String, _>("organisation")?);
        let (id, key_id) = (parsed(row, "id")?, parsed(row, "key_id")?);
        Ok(OldRow {
            id: row.try_get("id")?,
            context: bindings::connector(&tenant, id, key_id, parsed(row, "state")?),
            tag: tag(row, "tagged_under", "tag")?,
        })
    };
    let rows = rows.iter().map(connector).collect::<Result<Vec<_>, sqlx::Error>>()?;
    rewrite(transaction, vault, which, "connectors", rows).await
}

/// Tags a batch of service tokens.
pub(super) async fn service_tokens(
    transaction: &mut AnyConnection,
    vault: &Vault,
    which: Rows,
) -> Result<Tagged, sqlx::Error> {
    let rows = batch(transaction, vault, which, token_columns!(), "service_tokens").await?;
    let service_token = |row: &AnyRow| {
        let StoredToken { token, hash } = stored_token(row)?;
        Ok(OldRow {
            id: token.id.to_string(),
            context: bindings::service_token(&token, &json_text(&token.scope)?, &hash),
            tag: tag(row, "token_tagged_under", "token_tag")?,
        })
    };
    let rows = rows.iter().map(service_token).collect::<Result<Vec<_>, sqlx::Error>>()?;
    rewrite(transaction, vault, which, "service_tokens", rows).await
}

async fn batch(
    transaction: &mut AnyConnection,
    vault: &Vault,
    which: Rows,
    columns: &str,
    table: &str,
) -> Result<Vec<AnyRow>, sqlx::Error> {
    let condition = match which {
        Rows::Untagged => "t.tag IS NULL AND $1 <> ''",
        Rows::UnderAnother => "t.tagged_under <> $1",
    };
    let query = format!("SELECT {columns} FROM {table} t WHERE {condition} ORDER BY t.id LIMIT $2");
    // Made of constants of our own.
    let query = sqlx::query(AssertSqlSafe(query)).bind(vault.sealing_key_id().as_str()).bind(BATCH);
    query.fetch_all(transaction).await
}

async fn rewrite(
    transaction: &mut AnyConnection,
    vault: &Vault,
    which: Rows,
    table: &str,
    rows: Vec<OldRow>,
) -> Result<Tagged, sqlx::Error> {
    let query = format!(
        "UPDATE {table} SET tagged_under = $2, tag = $3 WHERE id = $1 AND tag IS NOT DISTINCT FROM $4"
    );
    let mut tagged = Tagged::default();
    for OldRow { id, context, tag } in rows {
        let genuine = match &tag {
            Some(tag) => vault.is_tagged(&context, tag),
            None => which == Rows::Untagged,
        };
        let new = genuine.then(|| vault.tag(&context));
        let (tagged_under, bytes) = new.map(|tag| (tag.master_key_id, tag.bytes)).unzip();
        // Made of constants of our own.
        sqlx::query(AssertSqlSafe(query.clone()))
            .bind(id)
            .bind(tagged_under)
            .bind(bytes)
            .bind(tag.map(|tag| tag.bytes))
            .execute(&mut *transaction)
            .await?;
        tagged.genuine += usize::from(genuine);
        tagged.altered += usize::from(!genuine);
    }
    Ok(tagged)
}
