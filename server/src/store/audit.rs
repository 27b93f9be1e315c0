//! The audit log: who did what, how it ended. Rows are only ever added.
//!
//! Rows that belong to no other save share a transaction with those that came while the last one was committed: a
//! commit waits for the disk, and that takes as long for many rows as for one.

use std::fmt::Write as _;
use std::time::Duration;

use sqlx::{AnyConnection, AssertSqlSafe};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use super::error::{StoreError, may_pass, timed_out};
use super::pools::Pools;
use super::tenant::TenantStore;
use crate::model::{AuditEntry, AuditId, TenantId};

/// Rows of one transaction at most.
const BATCH_MAX: usize = 64;
/// Columns of a row.
const COLUMNS: usize = 15;

impl TenantStore<'_> {
    /// Notes what was done, for actions that save nothing else. Gives the row's id, once it is committed.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn audit(&self, entry: &AuditEntry) -> Result<AuditId, StoreError> {
        let row = AuditRow::new(self.tenant, entry, self.store.clock.now_ms());
        let id = row.id;
        self.store.with_timeout(self.store.audit_writer.add(row)).await.map(|()| id)
    }

    /// Notes what failed. Why it failed is what its asker must hear, so a log that cannot be written takes nothing
    /// from that: the server's own log then says what is missing.
    pub async fn audit_failure(&self, entry: &AuditEntry) {
        if let Err(error) = self.audit(entry).await {
            let AuditEntry { actor, action, outcome, .. } = entry;
            tracing::error!(%error, request = %actor.request_id, ?action, ?outcome, "missing in the audit log");
        }
    }
}

/// Writes rows, in the order in which they come.
#[derive(Clone, Debug)]
pub(super) struct AuditWriter(mpsc::Sender<Waiting>);

/// A row, and who waits until it is committed.
#[derive(Debug)]
struct Waiting {
    row: AuditRow,
    done: oneshot::Sender<Result<(), sqlx::Error>>,
}

/// An entry, whose it is, and when it was made, in milliseconds since 1970.
#[derive(Clone, Debug)]
pub(super) struct AuditRow {
    id: AuditId,
    tenant: TenantId,
    entry: AuditEntry,
    now: i64,
}

impl AuditRow {
    /// A row of a tenant's log, of `now`.
    pub(super) fn new(tenant: &TenantId, entry: &AuditEntry, now: i64) -> Self {
        Self { id: AuditId::next(), tenant: tenant.clone(), entry: entry.clone(), now }
    }
}

impl AuditWriter {
    /// Writes until the last clone is gone. Each transaction may take `budget`: a database that does not answer at all
    /// must not hold up those that come when it answers again.
    pub(super) fn new(pools: Pools, budget: Duration) -> Self {
        let (sender, receiver) = mpsc::channel(BATCH_MAX);
        tokio::spawn(write(pools, budget, receiver));
        Self(sender)
    }

    /// Adds a row, and waits until it is committed. Dropped before that, it adds the row or not.
    pub(super) async fn add(&self, row: AuditRow) -> Result<(), sqlx::Error> {
        let (done, committed) = oneshot::channel();
        let waiting = Waiting { row, done };
        self.0.send(waiting).await.map_err(|_| sqlx::Error::WorkerCrashed)?;
        committed.await.unwrap_or(Err(sqlx::Error::WorkerCrashed))
    }
}

async fn write(pools: Pools, budget: Duration, mut waiting: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::with_capacity(BATCH_MAX);
    while waiting.recv_many(&mut batch, BATCH_MAX).await > 0 {
        let (rows, done): (Vec<AuditRow>, Vec<_>) = batch.drain(..).map(|one| (one.row, one.done)).unzip();
        let outcomes = commit_each(&pools, budget, &rows).await;
        for (done, outcome) in done.into_iter().zip(outcomes) {
            // Whoever does not wait any more needs no answer.
            drop(done.send(outcome));
        }
    }
}

/// Commits rows together; one that the database refuses does not take the others with it.
async fn commit_each(pools: &Pools, budget: Duration, rows: &[AuditRow]) -> Vec<Result<(), sqlx::Error>> {
    let Err(error) = commit(pools, budget, rows).await else { return rows.iter().map(|_| Ok(())).collect() };
    if let [_] = rows {
        return vec![Err(error)];
    }
    if may_pass(&error) {
        let shared = || sqlx::Error::Protocol(format!("the transaction that it shared: {error}"));
        return rows.iter().map(|_| Err(shared())).collect();
    }
    let mut outcomes = Vec::with_capacity(rows.len());
    for row in rows {
        outcomes.push(commit(pools, budget, std::slice::from_ref(row)).await);
    }
    outcomes
}

async fn commit(pools: &Pools, budget: Duration, rows: &[AuditRow]) -> Result<(), sqlx::Error> {
    let inserted = async {
        // Without a BEGIN and a COMMIT around it: two turns with the database less.
        let mut connection = pools.for_one_statement().await?;
        insert_all(&mut connection, rows).await
    };
    timeout(budget, inserted).await.unwrap_or_else(|_| Err(timed_out()))
}

/// Adds a row to a transaction that saves what it tells of.
pub(super) async fn insert(transaction: &mut AnyConnection, row: AuditRow) -> Result<(), sqlx::Error> {
    insert_all(transaction, &[row]).await
}

/// Adds rows by one statement, all of them or none.
pub(super) async fn insert_all(connection: &mut AnyConnection, rows: &[AuditRow]) -> Result<(), sqlx::Error> {
    // Made of numbers of our own. One row is what mostly comes; statements for more are too large to be kept.
    let mut query = sqlx::query(AssertSqlSafe(statement(rows.len()))).persistent(rows.len() == 1);
    for AuditRow { id, tenant, entry, now } in rows {
        let AuditEntry { actor, action, target, outcome, intent, folded } = entry;
        query = query
            .bind(id.to_string())
            .bind(tenant.as_str())
            .bind(actor.user.as_str())
            .bind(action.as_str())
            .bind(target.as_str())
            .bind(outcome.as_str())
            .bind(actor.request_id.to_string())
            .bind(*now)
            .bind(actor.address.map(|address| address.to_string()))
            .bind(actor.method.as_str())
            .bind(actor.session.as_deref())
            .bind(actor.home_tenant.as_ref().map(TenantId::as_str))
            .bind(intent.map(|id| id.to_string()))
            .bind(folded.map(|folded| i64::from(folded.times)))
            .bind(folded.map(|folded| folded.last_at));
    }
    query.execute(connection).await.map(drop)
}

/// The statement for so many rows.
fn statement(rows: usize) -> String {
    let mut sql = String::from(
        "INSERT INTO audit (id, organisation, user_id, action, target, outcome, request_id, created_at, \
         address, sign_in_method, session_id, home_tenant, intent_id, times, last_at) VALUES ",
    );
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 1..=COLUMNS {
            // Writing to a string cannot fail.
            let _ = write!(sql, "{}${}", if column == 1 { "" } else { ", " }, row * COLUMNS + column);
        }
        sql.push(')');
    }
    sql
}

#[cfg(test)]
mod tests {
    use super::{COLUMNS, statement};

    #[test]
    fn each_row_has_its_own_parameters() {
        let sql = statement(2);
        let (columns, values) = sql.split_once(" VALUES ").expect("values");
        assert_eq!(columns.matches(',').count() + 1, COLUMNS);
        let row = |from: usize| (from..from + COLUMNS).map(|number| format!("${number}")).collect::<Vec<_>>();
        let rows = [row(1), row(1 + COLUMNS)].map(|row| format!("({})", row.join(", ")));
        assert_eq!(values, rows.join(", "));
    }
}
