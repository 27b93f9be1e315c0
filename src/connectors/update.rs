//! One press of **Save** on its way to the server and back, and its cancellation.

use contract::api::{CancelResult, Connector};
use contract::codes::ProblemCode;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::submit::{failure_of, new_key};
use crate::api;
use crate::form::{CancelOutcome, ConnectorUpdate, EditDraft, Failure, Form, Submission, Submit};

/// Who is told what becomes of a connector.
#[derive(Clone, Copy)]
pub struct OnUpdate {
    /// The connector is now this, whoever changed it.
    pub changed: Callback<Connector>,
    /// The connector may be another one than is shown.
    pub stale: Callback<()>,
}

/// What **Save** did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saving {
    /// It sent what differs, or does so already.
    Sent,
    /// It sent nothing: rules are broken.
    Invalid,
    /// It sent nothing: nothing differs.
    Unchanged,
}

/// Sends what differs from what is saved.
pub fn save<D: EditDraft + Send + Sync + 'static>(state: RwSignal<Form<D>>, on: OnUpdate) -> Saving {
    match state.try_update(|state| state.save(new_key)) {
        Some(Submit::Send(Submission { id, idempotency_key, form })) => {
            let ended = Callback::new(move |outcome: Result<Connector, Failure>| {
                // Nobody may be there any more who waits for it.
                state.try_update(|state| match outcome {
                    Ok(connector) => state.succeeded(id, connector),
                    Err(failure) => state.failed(id, failure),
                });
            });
            spawn_local(send(form, idempotency_key, on, ended));
            Saving::Sent
        }
        Some(Submit::Invalid(_)) => Saving::Invalid,
        Some(Submit::Unchanged) => Saving::Unchanged,
        Some(Submit::Ignored) | None => Saving::Sent,
    }
}

/// Cancels the save that runs. Gives `false` where none does.
pub fn cancel<D: EditDraft + Send + Sync + 'static>(state: RwSignal<Form<D>>, on: OnUpdate) -> bool {
    let Some((id, key)) = state.try_update(Form::cancel).flatten() else { return false };
    let ended = Callback::new(move |outcome: Option<CancelResult>| {
        let outcome = match outcome {
            Some(CancelResult { connector: Some(connector) }) => CancelOutcome::Saved(Box::new(connector)),
            Some(CancelResult { connector: None }) => CancelOutcome::NothingSaved,
            None => CancelOutcome::Unknown,
        };
        state.try_update(|state| state.canceled(id, outcome));
    });
    spawn_local(send_cancel(key, on, ended));
    true
}

/// Compiled once, and not for each form.
async fn send(
    update: ConnectorUpdate,
    key: String,
    on: OnUpdate,
    ended: Callback<Result<Connector, Failure>>,
) {
    let ConnectorUpdate { id, revision, patch } = update;
    let outcome = api::update_connector(&id, revision, patch, &key).await.map_err(failure_of);
    // What is shown is to be the new one before the form is closed, and even where the form was left meanwhile.
    match &outcome {
        Ok(connector) => on.changed.run(connector.clone()),
        Err(failure) => tell(failure, on),
    }
    ended.run(outcome);
}

fn tell(failure: &Failure, on: OnUpdate) {
    match failure {
        Failure::Problem(problem) if problem.code == ProblemCode::ConnectorChanged => {
            match &problem.current {
                Some(current) => on.changed.run((**current).clone()),
                None => on.stale.run(()),
            }
        }
        Failure::Problem(problem) if problem.code == ProblemCode::NotFound => on.stale.run(()),
        failure if failure.may_have_saved() => on.stale.run(()),
        Failure::Problem(_) | Failure::NoAnswer => {}
    }
}

async fn send_cancel(key: String, on: OnUpdate, ended: Callback<Option<CancelResult>>) {
    let outcome = api::cancel(&key).await.ok();
    match &outcome {
        // The save itself may never be answered.
        Some(CancelResult { connector: Some(connector) }) => on.changed.run(connector.clone()),
        Some(CancelResult { connector: None }) => {}
        None => on.stale.run(()),
    }
    ended.run(outcome);
}
