//! What a screen reader is told while the focus stays where it is.

use contract::codes::Field;
use leptos::prelude::*;

use super::fields::FormContext;
use super::messages;
use crate::components::live_region::Announcer;
use crate::form::{AddressSearch, Announce, SalesforceFormState, Status, VisibleMessage};
use crate::i18n::t;
use crate::i18n::t::salesforce_form as words;

/// Says what appears at a field, when the state says so. What disappears is not worth a word, nor is what was waiting to
/// be said of it any more.
pub(super) fn follow_message(
    announcer: Announcer,
    field: Field,
    state: RwSignal<SalesforceFormState>,
    message: Memo<Option<VisibleMessage>>,
) {
    let said = move |message| {
        let message = state
            .with_untracked(|state| messages::field_message(message, state.value(field), state.same_as()));
        [t::common::labeled(&t::field::label(field)), message.prefix, message.text].join(" ")
    };
    Effect::new(move || {
        if let Some(message) = message.get().filter(|message| message.announce() == Announce::Now) {
            announcer.say(said(message));
        }
    });
    Effect::new(move |waited: Option<bool>| {
        // Each keystroke begins the pause anew, also one that changes nothing here.
        state.track();
        let waits = message.get_untracked().filter(|message| message.announce() == Announce::AfterPause);
        if let Some(message) = waits {
            announcer.say_after_pause(said(message));
        } else if waited == Some(true) {
            announcer.take_back();
        }
        waits.is_some()
    });
}

/// Says that a check began, is being canceled, or was: the last also to `canceled`. A check can be canceled though
/// nobody here asked for it, by a cancel that came late and hit the check after its own.
/// Of a search for another address it says that it began, or was canceled: what came of it has the focus.
pub(in crate::connectors) fn follow_status(form: FormContext, canceled: RwSignal<bool>) {
    let FormContext { state, status, announcer, .. } = form;
    Effect::new(move |before: Option<Status>| {
        let now = status.get();
        let in_time = matches!(before, Some(Status::Checking | Status::Canceling)) && now == Status::Editing;
        canceled.set(in_time);
        match now {
            Status::Checking => announcer.say(form.checking()),
            Status::Canceling => announcer.say(words::canceling()),
            Status::Searching => announcer.say(words::trying_addresses()),
            Status::Rejected if before == Some(Status::Searching) => {
                let nothing =
                    state.with_untracked(|state| matches!(state.address_search(), AddressSearch::None));
                if nothing {
                    announcer.say(form.canceled());
                }
            }
            _ if in_time => announcer.say(form.canceled()),
            _ => {}
        }
        now
    });
}
