//! One press of **Done** on its way to the server and back, and its cancellation.

use contract::api::CancelResult;
use contract::codes::ProblemCode;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::api::{self, ApiError};
use crate::form::{CancelOutcome, Failure, SalesforceFormState, Submission, Submit};

/// Sends what the form holds. Gives `false` where rules are broken: then nothing is sent.
pub fn submit(state: RwSignal<SalesforceFormState>, on_list_changed: Callback<()>) -> bool {
    match state.try_update(|state| state.submit(new_key)) {
        Some(Submit::Send(submission)) => {
            spawn_local(send(state, submission, on_list_changed));
            true
        }
        Some(Submit::Invalid(_)) => false,
        Some(Submit::Unchanged | Submit::Ignored) | None => true,
    }
}

/// Cancels the check that runs. Gives `false` where none does.
pub fn cancel(state: RwSignal<SalesforceFormState>, on_list_changed: Callback<()>) -> bool {
    let Some((id, key)) = state.try_update(SalesforceFormState::cancel).flatten() else { return false };
    spawn_local(async move {
        let outcome = match api::cancel(&key).await {
            Ok(CancelResult { connector: Some(connector) }) => {
                // The create itself may never be answered.
                on_list_changed.run(());
                CancelOutcome::Saved(Box::new(connector))
            }
            Ok(CancelResult { connector: None }) => CancelOutcome::NothingSaved,
            Err(_) => {
                // It may have been saved.
                on_list_changed.run(());
                CancelOutcome::Unknown
            }
        };
        state.update(|state| state.canceled(id, outcome));
    });
    true
}

async fn send(state: RwSignal<SalesforceFormState>, submission: Submission, on_list_changed: Callback<()>) {
    let Submission { id, idempotency_key, form } = submission;
    let failure = match api::create(form, &idempotency_key).await {
        Ok(connector) => {
            state.update(|state| state.succeeded(id, connector));
            // Even when the form was left meanwhile: the list has changed.
            return on_list_changed.run(());
        }
        Err(error) => failure_of(error),
    };
    if failure.may_have_saved() || others_saved(&failure) {
        on_list_changed.run(());
    }
    state.update(|state| state.failed(id, failure));
}

/// Why a submit failed, for the form.
pub fn failure_of(error: ApiError) -> Failure {
    match error {
        ApiError::Problem(problem) => Failure::Problem(problem),
        ApiError::NoAnswer | ApiError::NotUnderstood => Failure::NoAnswer,
    }
}

/// Whether somebody else saved meanwhile: what the cards show is old.
fn others_saved(failure: &Failure) -> bool {
    matches!(failure, Failure::Problem(problem)
        if matches!(problem.code, ProblemCode::LimitReached | ProblemCode::NameTaken))
}

pub(super) fn new_key() -> String {
    // The page runs over https or on loopback, where browsers have it.
    window().crypto().map(|crypto| crypto.random_uuid()).unwrap_or_default()
}
