//! What is known of a connector's history.

use contract::api::{HistoryEntry, HistoryPage};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::api::{self, ApiError};
use crate::common::remote_data::{OnFailure, RemoteData, RemoteResource};
use crate::components::focus::focus_after_render;

/// What the ids of entries begin with, each of which can be given the focus.
const ENTRY: &str = "entry-";

/// The id of an entry's element.
pub(super) fn entry_id(entry: &HistoryEntry) -> String {
    [ENTRY, &entry.id].concat()
}

/// How far it is with what is older than the entries that are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Older {
    /// Nobody has asked for it.
    Idle,
    /// It is on its way.
    Loading,
    /// It could not be fetched, and why.
    Failed(ApiError),
}

/// A connector's history, as far as it was asked for.
#[derive(Clone, Copy)]
pub struct History {
    /// What is shown: the newest entries, and those before them that were asked for.
    pub page: RemoteResource<HistoryPage>,
    /// What is older than that.
    pub older: RwSignal<Older>,
}

impl Default for History {
    fn default() -> Self {
        Self { page: RemoteResource::default(), older: RwSignal::new(Older::Idle) }
    }
}

impl History {
    /// Forgets what is known.
    pub(super) fn forget(self) {
        self.page.abandon();
        self.older.set(Older::Idle);
    }

    /// Fetches the newest entries of the connector with this id. Older ones that are shown stay.
    pub(super) fn fetch(self, id: String, on_failure: OnFailure) {
        let answer = async move {
            let newest = api::history(&id, None).await?;
            Ok(match untrack(move || self.page.get()) {
                RemoteData::Ready(shown) => joined(newest, shown),
                RemoteData::Loading | RemoteData::Failed(_) => newest,
            })
        };
        self.page.fetch(answer, on_failure);
    }

    /// Fetches what is older than the entries that are shown, and gives the focus to the first of it.
    pub(super) fn show_older(self, id: String) {
        let next = untrack(move || self.page.with(|page| page.ready().and_then(|page| page.next.clone())));
        let (Some(next), false) = (next, self.older.get_untracked() == Older::Loading) else { return };
        self.older.set(Older::Loading);
        spawn_local(async move {
            let answer = api::history(&id, Some(&next)).await;
            // What is shown may be another connector's by now, or begin elsewhere.
            let RemoteData::Ready(shown) = untrack(move || self.page.get()) else { return };
            if shown.next.as_ref() != Some(&next) {
                return self.older.set(Older::Idle);
            }
            match answer {
                Ok(older) => {
                    let first = older.entries.first().map(entry_id);
                    let entries = [shown.entries, older.entries].concat();
                    self.page.set(RemoteData::Ready(HistoryPage { entries, next: older.next }));
                    self.older.set(Older::Idle);
                    if let Some(first) = first {
                        focus_after_render(first);
                    }
                }
                Err(error) => self.older.set(Older::Failed(error)),
            }
        });
    }
}

/// The newest entries, and those that are shown and older. An entry that has grown meanwhile stands there as it is now.
/// Where nothing of what is shown is among the newest, entries between them may be missing: then it goes.
fn joined(newest: HistoryPage, shown: HistoryPage) -> HistoryPage {
    let is_new = |entry: &HistoryEntry| newest.entries.iter().any(|new| new.id == entry.id);
    let Some(last) = shown.entries.iter().rposition(is_new) else { return newest };
    let mut older = shown.entries;
    older.drain(..=last);
    if older.is_empty() {
        return newest;
    }
    HistoryPage { entries: [newest.entries, older].concat(), next: shown.next }
}

#[cfg(test)]
mod tests {
    use contract::api::{HistoryEntry, HistoryEvent, HistoryPage};

    use super::joined;

    /// Entries of these ids, each with how often it happened.
    fn page(entries: &[(&str, i64)], next: Option<&str>) -> HistoryPage {
        let entry = |&(id, times): &(&str, i64)| HistoryEntry {
            id: id.to_owned(),
            event: HistoryEvent::Checked,
            created_at: 0,
            times,
            last_at: 0,
            user: None,
            code: None,
            step: None,
            salesforce: None,
            duration_ms: None,
            fields: Vec::new(),
        };
        HistoryPage { entries: entries.iter().map(entry).collect(), next: next.map(str::to_owned) }
    }

    #[test]
    fn older_entries_stay_when_the_newest_are_fetched_again() {
        let shown = page(&[("c", 1), ("b", 1), ("a", 1)], None);
        // One is new, and one has grown.
        let newest = page(&[("d", 1), ("c", 2)], Some("after c"));
        assert_eq!(joined(newest, shown), page(&[("d", 1), ("c", 2), ("b", 1), ("a", 1)], None));
    }

    #[test]
    fn what_is_shown_goes_where_entries_in_between_may_be_missing() {
        let newest = page(&[("z", 1), ("y", 1)], Some("after y"));
        assert_eq!(joined(newest.clone(), page(&[("b", 1), ("a", 1)], None)), newest);
    }

    #[test]
    fn where_nothing_older_is_shown_the_newest_say_what_is_next() {
        let newest = page(&[("b", 2), ("a", 1)], Some("after a"));
        assert_eq!(joined(newest.clone(), page(&[("b", 1), ("a", 1)], None)), newest);
    }
}
