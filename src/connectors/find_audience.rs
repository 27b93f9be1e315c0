//! The search for the URL and audience that let the form in, on its way to the server and back.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

use super::submit::failure_of;
use crate::api;
use crate::form::{SalesforceFormState, Status};

/// Searches for a form, one at a time.
#[derive(Clone, Copy)]
pub struct AudienceFinder {
    form: RwSignal<SalesforceFormState>,
    abort: StoredValue<Option<AbortController>, LocalStorage>,
}

impl AudienceFinder {
    /// Ready to search. Whatever ends a search ends its request as well, and with it the sign-ins on the server.
    pub fn new(form: RwSignal<SalesforceFormState>) -> Self {
        let abort = StoredValue::new_local(None::<AbortController>);
        Effect::new(move |was_searching: Option<bool>| {
            let searching = form.with(SalesforceFormState::status) == Status::Searching;
            if was_searching == Some(true) && !searching {
                abort.update_value(|abort| {
                    if let Some(abort) = abort.take() {
                        abort.abort();
                    }
                });
            }
            searching
        });
        Self { form, abort }
    }

    /// Begins a search, where one is offered.
    pub fn start(self) {
        let Ok(abort) = AbortController::new() else { return };
        let Some((id, request)) = self.form.try_update(SalesforceFormState::search).flatten() else { return };
        self.abort.set_value(Some(abort.clone()));
        spawn_local(async move {
            let outcome = api::find_audience(&request, abort).await.map_err(failure_of);
            drop(request);
            self.form.update(|form| form.searched(id, outcome));
        });
    }

    /// Cancels the search that runs. Gives `false` where none does.
    pub fn cancel(self) -> bool {
        self.form.try_update(SalesforceFormState::cancel_search) == Some(true)
    }
}
