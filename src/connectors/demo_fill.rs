//! Filling in the form with the demo's values.

use contract::form::SalesforceForm;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::api::{self, ApiError};
use crate::form::SalesforceFormState;

/// The demo's values on their way into the form.
#[derive(Clone, Copy)]
pub struct DemoFill {
    /// Whether the values are being fetched.
    pub fetching: RwSignal<bool>,
    /// Why the values could not be fetched, the last time.
    pub error: RwSignal<Option<ApiError>>,
    /// What the form that opens next is filled in with. It holds a private key, so it is gone with that.
    form: StoredValue<Option<SalesforceForm>>,
}

impl Default for DemoFill {
    fn default() -> Self {
        Self { fetching: RwSignal::new(false), error: RwSignal::new(None), form: StoredValue::new(None) }
    }
}

impl DemoFill {
    /// Fetches them, with a name that is none of those that are taken; then `open` opens the form.
    pub(super) fn fetch(self, taken: Vec<String>, open: Callback<()>) {
        self.fetching.set(true);
        self.error.set(None);
        spawn_local(async move {
            let answer = api::demo_form().await;
            self.fetching.set(false);
            match answer {
                Ok(form) => {
                    let name = free_name(&form.name, &taken);
                    self.form.set_value(Some(SalesforceForm { name, ..form }));
                    open.run(());
                }
                Err(error) => self.error.set(Some(error)),
            }
        });
    }

    /// Fills in a form that was just opened, once they were fetched for it.
    pub(super) fn fill_in(self, state: &mut SalesforceFormState) {
        if let Some(form) = self.form.try_update_value(Option::take).flatten() {
            state.fill_in(&form);
        }
    }
}

/// The name, or with the first number from 2 on that makes it one that is not taken.
fn free_name(name: &str, taken: &[String]) -> String {
    let is_free = |name: &String| !taken.iter().any(|one| one.eq_ignore_ascii_case(name));
    let numbered = (2..).map(|number: u32| [name, " ", &number.to_string()].concat());
    [name.to_owned()].into_iter().chain(numbered).find(is_free).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::free_name;

    #[test]
    fn a_name_is_counted_up_until_it_is_free() {
        let taken = ["sandbox", "Sandbox 2", "Other"].map(str::to_owned);
        assert_eq!(free_name("Sandbox", &taken), "Sandbox 3");
        assert_eq!(free_name("Sandbox", &taken[1..]), "Sandbox");
    }
}
