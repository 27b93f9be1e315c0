//! The search for the URL and audience that let the form in, on its way to the server and back.

use std::cell::RefCell;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

use super::submit::failure_of;
use crate::api;
use crate::form::SalesforceFormState;

thread_local! {
    /// Ends the request of the search that runs: there is one at most.
    static RUNNING: RefCell<Option<AbortController>> = const { RefCell::new(None) };
}

/// Ends the request of the search that runs, if one does, and with it the sign-ins on the server.
pub fn stop() {
    if let Some(running) = RUNNING.take() {
        running.abort();
    }
}

/// Begins a search, where one is offered.
pub fn start(form: RwSignal<SalesforceFormState>) {
    let Ok(abort) = AbortController::new() else { return };
    let Some((id, request)) = form.try_update(SalesforceFormState::search).flatten() else { return };
    RUNNING.set(Some(abort.clone()));
    spawn_local(async move {
        let outcome = api::find_audience(request, abort).await.map_err(failure_of);
        form.update(|form| form.searched(id, outcome));
    });
}
