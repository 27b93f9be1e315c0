//! The audit log as it stands on the wire.

use contract::audit::AuditEntry;

use crate::model::AuditRecord;

impl From<AuditRecord> for AuditEntry {
    fn from(record: AuditRecord) -> Self {
        Self {
            id: record.id.to_string(),
            created_at: record.created_at,
            user: record.user,
            home_tenant: record.home_tenant,
            address: record.address,
            sign_in_method: record.sign_in_method,
            session_id: record.session_id,
            action: record.action,
            target: record.target,
            outcome: record.outcome,
            intent_id: record.intent_id,
            times: record.times.unwrap_or(1),
            last_at: record.last_at,
            request_id: record.request_id,
        }
    }
}
