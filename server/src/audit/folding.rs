//! Equal refusals become rows that do not grow with their number: the first is written at once, and what follows in its
//! minute is one row, which tells how many there were.

use std::collections::HashMap;
use std::net::IpAddr;

use contract::codes::ProblemCode;

use crate::model::{Action, Actor, AuditEntry, Folded, TenantId};

/// How long refusals are added up, in milliseconds.
const SPAN_MS: i64 = 60_000;
/// Groups of one tenant at most that are told apart by user, target and address, and of all tenants: each costs memory,
/// and rows, that a client could ask for. Beyond them, a group is of all users, targets and addresses.
const GROUPS_OF_TENANT_MAX: usize = 64;
const GROUPS_MAX: usize = 10_000;
/// In the place of a user or a target: several of them.
const SEVERAL: &str = "*";

/// Refusals that are added up.
#[derive(Debug, Default)]
pub(super) struct Folding {
    tenants: HashMap<TenantId, HashMap<Key, Group>>,
}

/// What refusals have in common that are added up.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    action: Action,
    code: ProblemCode,
    /// `None`: several.
    who: Option<Who>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Who {
    user: String,
    target: String,
    address: Option<IpAddr>,
}

#[derive(Debug)]
struct Group {
    /// When the first of them was, which is written.
    since_ms: i64,
    /// What is to be written of the others, once there are some.
    row: Option<AuditEntry>,
}

/// A row that is due, and the group that it is of.
#[derive(Clone, Debug)]
pub(super) struct DueRow {
    pub(super) tenant: TenantId,
    pub(super) entry: AuditEntry,
    key: Key,
}

impl Folding {
    /// Adds a refusal with this code. Gives it back where it is to be written at once.
    pub(super) fn add(
        &mut self,
        tenant: &TenantId,
        code: ProblemCode,
        entry: AuditEntry,
        now_ms: i64,
    ) -> Option<AuditEntry> {
        let all: usize = self.tenants.values().map(HashMap::len).sum();
        let groups = self.tenants.entry(tenant.clone()).or_default();
        let mut key = Key { action: entry.action, code, who: Some(Who::of(&entry)) };
        let has_room = groups.len() < GROUPS_OF_TENANT_MAX && all < GROUPS_MAX;
        if !groups.contains_key(&key) && !has_room {
            key.who = None;
        }
        let Some(group) = groups.get_mut(&key) else {
            groups.insert(key, Group { since_ms: now_ms, row: None });
            return Some(entry);
        };
        group.count(folded(&key, entry, Folded { times: 1, last_at: now_ms }));
        None
    }

    /// Takes out what was added up in spans that are over by now.
    pub(super) fn take_due(&mut self, now_ms: i64) -> Vec<DueRow> {
        // A clock that was set back must not keep them for ever.
        self.take(|since_ms| !(since_ms..since_ms + SPAN_MS).contains(&now_ms))
    }

    /// Takes out all that was added up.
    pub(super) fn take_all(&mut self) -> Vec<DueRow> {
        self.take(|_| true)
    }

    fn take(&mut self, is_over: impl Fn(i64) -> bool) -> Vec<DueRow> {
        let mut rows = Vec::new();
        for (tenant, groups) in &mut self.tenants {
            let over = groups.extract_if(|_, group| is_over(group.since_ms));
            rows.extend(over.filter_map(|(key, group)| {
                group.row.map(|entry| DueRow { tenant: tenant.clone(), entry, key })
            }));
        }
        self.tenants.retain(|_, groups| !groups.is_empty());
        rows
    }

    /// Puts back what could not be written: it is tried again with what its group adds up next.
    pub(super) fn put_back(&mut self, rows: impl IntoIterator<Item = DueRow>, now_ms: i64) {
        for DueRow { tenant, entry, key } in rows {
            let groups = self.tenants.entry(tenant).or_default();
            groups.entry(key).or_insert(Group { since_ms: now_ms, row: None }).count(entry);
        }
    }
}

impl Group {
    /// Adds what a row stands for.
    fn count(&mut self, entry: AuditEntry) {
        match (&mut self.row, entry.folded) {
            (Some(AuditEntry { folded: Some(folded), .. }), Some(more)) => {
                folded.times = folded.times.saturating_add(more.times);
                folded.last_at = folded.last_at.max(more.last_at);
            }
            (row, _) => *row = Some(entry),
        }
    }
}

impl Who {
    fn of(entry: &AuditEntry) -> Self {
        let AuditEntry { actor, target, .. } = entry;
        Self { user: actor.user.clone(), target: target.clone(), address: actor.address }
    }
}

/// The row of a group, by the first refusal that it adds up.
fn folded(key: &Key, first: AuditEntry, folded: Folded) -> AuditEntry {
    let folded = Some(folded);
    if key.who.is_some() {
        return AuditEntry { folded, ..first };
    }
    let actor = Actor::new(SEVERAL.to_owned(), first.actor.method, first.actor.request_id);
    AuditEntry { actor, target: SEVERAL.to_owned(), folded, ..first }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Outcome, RequestId, SignInMethod};

    const CODE: ProblemCode = ProblemCode::RateLimited;

    fn refusal(target: &str) -> AuditEntry {
        let actor = Actor::new("ann".to_owned(), SignInMethod::Demo, RequestId::random());
        AuditEntry::new(actor, Action::Check, target.to_owned(), Outcome::Failed(CODE))
    }

    /// What rows stand for: their target, and how many.
    fn told(rows: &[DueRow]) -> Vec<(&str, u32)> {
        let times = |row: &DueRow| row.entry.folded.map_or(0, |folded| folded.times);
        rows.iter().map(|row| (row.entry.target.as_str(), times(row))).collect()
    }

    #[test]
    fn the_first_is_written_at_once_and_the_others_of_its_minute_together() {
        let (mut folding, tenant) = (Folding::default(), TenantId::new("a"));
        let first = refusal("a");
        assert_eq!(folding.add(&tenant, CODE, first.clone(), 0), Some(first));
        assert!(folding.add(&tenant, CODE, refusal("a"), 1).is_none());
        assert!(folding.add(&tenant, CODE, refusal("a"), SPAN_MS - 1).is_none());
        assert!(folding.take_due(SPAN_MS - 1).is_empty());
        let rows = folding.take_due(SPAN_MS);
        assert_eq!(told(&rows), [("a", 2)]);
        assert_eq!(rows[0].entry.folded.map(|folded| folded.last_at), Some(SPAN_MS - 1));
        assert!(folding.tenants.is_empty(), "nothing is kept of it");
        assert!(folding.add(&tenant, CODE, refusal("a"), SPAN_MS).is_some(), "the next minute's first");
    }

    #[test]
    fn another_code_target_or_tenant_is_another_row() {
        let (mut folding, tenant) = (Folding::default(), TenantId::new("a"));
        assert!(folding.add(&tenant, CODE, refusal("a"), 0).is_some());
        assert!(folding.add(&tenant, CODE, refusal("b"), 0).is_some());
        assert!(folding.add(&tenant, ProblemCode::NameTaken, refusal("a"), 0).is_some());
        assert!(folding.add(&TenantId::new("b"), CODE, refusal("a"), 0).is_some());
        assert!(folding.take_all().is_empty(), "each was the first");
    }

    #[test]
    fn what_cannot_be_written_is_added_to_what_comes() {
        let (mut folding, tenant) = (Folding::default(), TenantId::new("a"));
        for _ in 0..3 {
            folding.add(&tenant, CODE, refusal("a"), 0);
        }
        let rows = folding.take_due(SPAN_MS);
        folding.put_back(rows, SPAN_MS);
        assert!(folding.add(&tenant, CODE, refusal("a"), SPAN_MS).is_none());
        assert_eq!(told(&folding.take_all()), [("a", 3)]);
    }

    #[test]
    fn targets_without_end_share_a_row() {
        let (mut folding, tenant) = (Folding::default(), TenantId::new("greedy"));
        let written = |folding: &mut Folding, tenant: &TenantId, number: usize| {
            folding.add(tenant, CODE, refusal(&number.to_string()), 0).is_some()
        };
        let at_once = (0..1_000).filter(|&number| written(&mut folding, &tenant, number)).count();
        assert_eq!(at_once, GROUPS_OF_TENANT_MAX + 1);
        let rows = folding.take_all();
        assert_eq!(told(&rows), [(SEVERAL, 1_000 - u32::try_from(at_once).expect("few"))]);
        for number in 0..2 * GROUPS_MAX {
            let tenant = TenantId::new(format!("tenant {}", number / 50));
            written(&mut folding, &tenant, number);
        }
        let groups: usize = folding.tenants.values().map(HashMap::len).sum();
        assert!(groups <= GROUPS_MAX + folding.tenants.len(), "{groups}");
    }
}
