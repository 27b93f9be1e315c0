//! SQLite's write-ahead log, cut off, so that what was deleted is in no file any more.

use std::time::Duration;

use sqlx::{AnyPool, AssertSqlSafe, Row as _};
use tokio::time::sleep;

/// How long whoever reads is waited for: the one connection that writes is held meanwhile.
const WAIT_MS: u32 = 50;
/// How long whoever writes has the connection to themselves before it is tried again.
const PAUSE: Duration = Duration::from_millis(500);

/// Cuts the log off, at once where nobody reads, else in the background as soon as nobody does.
pub(super) async fn forget(write: &AnyPool) {
    if is_forgotten(write).await {
        return;
    }
    let write = write.clone();
    tokio::spawn(async move {
        // A store that is closed cuts it off by itself.
        while !write.is_closed() && !is_forgotten(&write).await {
            sleep(PAUSE).await;
        }
    });
}

async fn is_forgotten(write: &AnyPool) -> bool {
    let cut_off = cut_off(write).await;
    if let Err(error) = &cut_off {
        tracing::warn!(%error, "SQLite's log cannot be cut off yet");
    }
    cut_off.unwrap_or(false)
}

/// Writes the whole log into the database and cuts it off. False: somebody reads what is in it.
async fn cut_off(write: &AnyPool) -> Result<bool, sqlx::Error> {
    let mut connection = write.acquire().await?;
    let before: i64 = sqlx::query_scalar("PRAGMA busy_timeout").fetch_one(&mut *connection).await?;
    let wait =
        |milliseconds: i64| sqlx::query(AssertSqlSafe(format!("PRAGMA busy_timeout = {milliseconds}")));
    wait(i64::from(WAIT_MS)).execute(&mut *connection).await?;
    let done = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut *connection).await;
    wait(before).execute(&mut *connection).await?;
    // The first column says whether somebody was in the way.
    Ok(done?.try_get::<i64, _>(0)? == 0)
}
