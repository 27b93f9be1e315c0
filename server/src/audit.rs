//! The audit log as services write it: that something will be done before it is, and how it ended; or what was refused,
//! before anything was.
//!
//! Rows are only ever added: the end of what was announced is a row of its own that names the first. Whoever can add to
//! the log can then not take from it, and a row without an end tells that the server was lost in between.

mod folding;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use self::folding::{DueRow, Folding};
use crate::clock::Clock;
use crate::error::ApiError;
use crate::model::{Action, Actor, AuditEntry, AuditId, AuditQuery, AuditRecord, Outcome, Page, TenantId};
use crate::store::{Store, StoreError};

/// Writes the audit log. Cheap to clone: clones share everything.
#[derive(Clone, Debug)]
pub struct AuditLog {
    store: Store,
    clock: Clock,
    /// Refusals that are not written yet.
    folding: Arc<Mutex<Folding>>,
}

/// Rows of one transaction at most.
const PART: usize = 64;

/// What is noted to be done: it may be, from now on. How it ends is to be noted as well.
#[derive(Debug)]
#[must_use]
pub struct Intent {
    /// The row's id.
    pub id: AuditId,
    tenant: TenantId,
    actor: Actor,
    action: Action,
    target: String,
}

impl AuditLog {
    /// The log that is kept in `store`.
    pub fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock, folding: Arc::default() }
    }

    /// Notes that something is about to be done, and waits until that is committed.
    ///
    /// # Errors
    /// It cannot be noted, so it must not be done.
    pub async fn begin(
        &self,
        tenant: &TenantId,
        actor: &Actor,
        action: Action,
        target: &str,
    ) -> Result<Intent, ApiError> {
        let entry = AuditEntry::new(actor.clone(), action, target.to_owned(), Outcome::Started);
        let id = self.store.for_tenant(tenant).audit(&entry).await?;
        Ok(Intent { id, tenant: tenant.clone(), actor: actor.clone(), action, target: target.to_owned() })
    }

    /// Notes how it ended. What succeeded is told only once that is written; what failed is told either way.
    ///
    /// # Errors
    /// What it ended with, or that its success cannot be noted.
    pub async fn end<T>(&self, intent: &Intent, ended: Result<T, ApiError>) -> Result<T, ApiError> {
        self.end_at(intent, &intent.target, ended).await
    }

    /// Notes how a part of it ended, at a target of its own. What succeeded is told only once that is written; what failed
    /// is told either way.
    ///
    /// # Errors
    /// What it ended with, or that its success cannot be noted.
    pub async fn end_at<T>(
        &self,
        intent: &Intent,
        target: &str,
        ended: Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let outcome = ended.as_ref().err().map_or(Outcome::Succeeded, |error| Outcome::Failed(error.code));
        let entry = AuditEntry::new(intent.actor.clone(), intent.action, target.to_owned(), outcome);
        let entry = AuditEntry { intent: Some(intent.id), ..entry };
        let store = self.store.for_tenant(&intent.tenant);
        match &ended {
            Ok(_) => drop(store.audit(&entry).await?),
            Err(_) => store.audit_failure(&entry).await,
        }
        ended
    }

    /// Notes that something was refused before anything was done, and gives the refusal back. Equal refusals that follow
    /// within a minute are added up, and written by [`Self::write_due`].
    pub async fn refused(
        &self,
        tenant: &TenantId,
        actor: &Actor,
        action: Action,
        target: &str,
        refusal: ApiError,
    ) -> ApiError {
        let outcome = Outcome::Failed(refusal.code);
        let entry = AuditEntry::new(actor.clone(), action, target.to_owned(), outcome);
        let at_once = self.folding().add(tenant, refusal.code, entry, self.clock.now_ms());
        if let Some(entry) = at_once {
            self.store.for_tenant(tenant).audit_failure(&entry).await;
        }
        refusal
    }

    /// A page of a tenant's log, newest first.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn page(&self, tenant: &TenantId, query: &AuditQuery) -> Result<Page<AuditRecord>, ApiError> {
        Ok(self.store.for_tenant(tenant).audit_page(query).await?)
    }

    /// Writes the refusals that were added up for a minute.
    ///
    /// # Errors
    /// [`StoreError`]; what was not written is kept for the next time.
    pub async fn write_due(&self) -> Result<(), StoreError> {
        let rows = self.folding().take_due(self.clock.now_ms());
        self.write(rows).await
    }

    /// Writes all refusals that were added up: nothing follows.
    ///
    /// # Errors
    /// [`StoreError`]; what was not written is kept for the next time.
    pub async fn flush(&self) -> Result<(), StoreError> {
        let rows = self.folding().take_all();
        self.write(rows).await
    }

    async fn write(&self, mut rows: Vec<DueRow>) -> Result<(), StoreError> {
        while !rows.is_empty() {
            let part = &rows[..rows.len().min(PART)];
            let entries: Vec<_> = part.iter().map(|row| (&row.tenant, &row.entry)).collect();
            if let Err(error) = self.store.for_all_tenants().audit(&entries).await {
                self.folding().put_back(rows, self.clock.now_ms());
                return Err(error);
            }
            rows.drain(..part.len());
        }
        Ok(())
    }

    fn folding(&self) -> MutexGuard<'_, Folding> {
        self.folding.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
