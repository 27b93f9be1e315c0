//! One press of **Done** on its way to the server and back, and its cancellation.

use contract::api::Connector;
use contract::codes::ProblemCode;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::api;
use crate::form::{CancelOutcome, Done, Failure, FormState, Submission, Ticket};

/// Sends what the form holds. Gives `false` where rules are broken: then nothing is sent.
pub fn done(
    state: RwSignal<FormState>,
    ticket: StoredValue<Option<Ticket>>,
    on_list_changed: Callback<()>,
) -> bool {
    match state.try_update(|state| state.done(new_key)) {
        Some(Done::Submit(submission)) => {
            ticket.set_value(Some(submission.ticket));
            spawn_local(send(state, submission, on_list_changed));
            true
        }
        Some(Done::Refused(_)) => false,
        Some(Done::Ignored) | None => true,
    }
}

/// Cancels the check that runs. Gives `false` where none does.
pub fn cancel(state: RwSignal<FormState>, ticket: StoredValue<Option<Ticket>>) -> bool {
    let Some(key) = state.try_update(FormState::cancel).flatten() else { return false };
    let ticket = ticket.get_value();
    spawn_local(async move {
        // The create's own answer decides. Only a save that this one already knows of need not wait for it.
        let saved = api::cancel(&key).await.ok().and_then(|attempt| attempt.connector);
        if let (Some(connector), Some(ticket)) = (saved, ticket) {
            let outcome = CancelOutcome::Saved(Box::new(connector));
            state.update(|state| state.cancelled(ticket, outcome));
        }
    });
    true
}

async fn send(state: RwSignal<FormState>, submission: Submission, on_list_changed: Callback<()>) {
    let Submission { ticket, idempotency_key, form } = submission;
    let answer = api::create(&form, &idempotency_key).await;
    drop(form);
    match answer {
        Ok(connector) => {
            saved(state, ticket, connector);
            // Even when the form was left meanwhile: the list has changed.
            on_list_changed.run(());
        }
        Err(api::Failure::Problem(problem)) => {
            // Somebody else saved meanwhile: what the cards show is old.
            if matches!(problem.code, ProblemCode::LimitReached | ProblemCode::NameTaken) {
                on_list_changed.run(());
            }
            state.update(|state| state.rejected(ticket, Failure::Problem(problem)));
        }
        Err(api::Failure::NoAnswer | api::Failure::NotUnderstood) => {
            state.update(|state| state.rejected(ticket, Failure::NoAnswer));
        }
    }
}

fn saved(state: RwSignal<FormState>, ticket: Ticket, connector: Connector) {
    state.update(|state| state.saved(ticket, connector));
}

fn new_key() -> String {
    // The page runs over https or on loopback, where browsers have it.
    window().crypto().map(|crypto| crypto.random_uuid()).unwrap_or_default()
}
