//! What a screen reader is told while the focus stays where it is.

use contract::codes::Field;
use leptos::prelude::*;

use super::notes;
use crate::form::{Announce, Shown, Stage};
use crate::ui::live_region::Announcer;
use crate::words::Words;

/// Says what appears at a field, when the state says so. What disappears is not worth a word.
pub(super) fn follow(announcer: Announcer, words: &'static Words, field: Field, shown: Memo<Option<Shown>>) {
    Effect::new(move || {
        let Some(shown) = shown.get() else { return };
        let note = notes::note(words, shown);
        let text = format!("{}: {} {}", (words.field)(field).label, note.prefix, note.text);
        match shown {
            Shown::Error(_, Announce::Now) | Shown::Warning(_, Announce::Now) => announcer.say(text),
            Shown::Error(_, Announce::AfterPause) | Shown::Warning(_, Announce::AfterPause) => {
                announcer.say_after_pause(text);
            }
            Shown::Error(_, Announce::Silent) | Shown::Warning(_, Announce::Silent) => {}
        }
    });
}

/// Says that a check began, is being cancelled, or was: the last also to `cancelled`. A check can be cancelled though
/// nobody here asked for it, by a cancel that came late and hit the check after its own.
pub(super) fn follow_stage(
    announcer: Announcer,
    words: &'static Words,
    stage: Memo<Stage>,
    cancelled: RwSignal<bool>,
) {
    Effect::new(move |before: Option<Stage>| {
        let now = stage.get();
        let in_time = matches!(before, Some(Stage::Checking | Stage::Cancelling)) && now == Stage::Editing;
        cancelled.set(in_time);
        match now {
            Stage::Checking => announcer.say(words.form.checking.to_owned()),
            Stage::Cancelling => announcer.say(words.form.cancelling.to_owned()),
            _ if in_time => announcer.say(words.form.cancelled.to_owned()),
            _ => {}
        }
        now
    });
}
