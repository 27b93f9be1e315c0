//! What a screen reader is told while the focus stays where it is.

use contract::codes::Field;
use leptos::prelude::*;

use super::notes;
use crate::form::{Announce, FormState, Status, VisibleMessage};
use crate::ui::live_region::Announcer;
use crate::words::Words;

/// Says what appears at a field, when the state says so. What disappears is not worth a word, nor is what was waiting to
/// be said of it any more.
pub(super) fn follow(
    announcer: Announcer,
    words: &'static Words,
    field: Field,
    state: RwSignal<FormState>,
    shown: Memo<Option<VisibleMessage>>,
) {
    let said = move |shown| {
        let note = notes::note(words, shown);
        format!("{}: {} {}", (words.field)(field).label, note.prefix, note.text)
    };
    Effect::new(move || {
        if let Some(shown) = shown.get().filter(|shown| shown.announce() == Announce::Now) {
            announcer.say(said(shown));
        }
    });
    Effect::new(move |waited: Option<bool>| {
        // Each keystroke begins the pause anew, also one that changes nothing here.
        state.track();
        let waits = shown.get_untracked().filter(|shown| shown.announce() == Announce::AfterPause);
        if let Some(shown) = waits {
            announcer.say_after_pause(said(shown));
        } else if waited == Some(true) {
            announcer.take_back();
        }
        waits.is_some()
    });
}

/// Says that a check began, is being cancelled, or was: the last also to `cancelled`. A check can be cancelled though
/// nobody here asked for it, by a cancel that came late and hit the check after its own.
pub(super) fn follow_stage(
    announcer: Announcer,
    words: &'static Words,
    stage: Memo<Status>,
    cancelled: RwSignal<bool>,
) {
    Effect::new(move |before: Option<Status>| {
        let now = stage.get();
        let in_time = matches!(before, Some(Status::Checking | Status::Canceling)) && now == Status::Editing;
        cancelled.set(in_time);
        match now {
            Status::Checking => announcer.say(words.form.checking.to_owned()),
            Status::Canceling => announcer.say(words.form.canceling.to_owned()),
            _ if in_time => announcer.say(words.form.canceled.to_owned()),
            _ => {}
        }
        now
    });
}
