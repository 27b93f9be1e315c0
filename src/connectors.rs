//! The Connectors screen: cards, the Salesforce form, and the dialogs around it.

pub mod before_you_begin;
pub mod confirm_leave;
pub mod confirmation;
pub mod failure;
pub mod fetched;
pub mod form_dialog;
pub mod form_page;
mod moment;
pub mod overview;
pub mod page;
pub mod salesforce_card;
pub mod salesforce_form;
pub mod service_tokens;
pub mod submit;
pub mod trial;
mod usage;

use crate::language::use_words;
use crate::ui::card::skeleton;
use crate::ui::copy::Labels;
use crate::ui::draw::{Draw as _, Drawn};
use crate::ui::node::classed;

/// The id of the card's button: the focus returns to it when the form is closed.
pub const SET_UP_BUTTON: &str = "salesforce-set-up";

/// The id of **Retry**, where something could not be loaded.
const RETRY_BUTTON: &str = "retry";

/// What a button that copies says.
fn copy_labels() -> Labels {
    let words = &use_words().trial;
    Labels { copy: words.copy, copied: words.copied, failed: words.not_copied }
}

/// What a button does, and for those who do not see where it stands, to what.
fn about(what: &'static str, name: &str) -> Vec<Drawn> {
    let name = [" ", name].concat();
    vec![what.drawn(), classed("span", "visually-hidden").text(name).drawn()]
}

/// A list with an accessible name.
fn list(label: &'static str, rows: Vec<Drawn>) -> Drawn {
    classed("ul", "connector-list").with("role", "list").with("aria-label", label).children(rows).drawn()
}

/// In place of what is being fetched.
fn loading(words: &'static str) -> Vec<Drawn> {
    let mut loading = skeleton();
    loading.push(classed("p", "visually-hidden").with("role", "status").text(words).drawn());
    loading
}

/// The host of a canonical URL, with the port where it has one.
pub fn host_of(url: &str) -> &str {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    after_scheme.split('/').next().unwrap_or(after_scheme)
}

#[cfg(test)]
mod tests {
    use super::host_of;

    #[test]
    fn a_host_is_what_stands_between_scheme_and_path() {
        for (url, host) in [
            ("https://login.salesforce.com", "login.salesforce.com"),
            ("https://example.my.site.com/partners", "example.my.site.com"),
            ("http://127.0.0.1:8090", "127.0.0.1:8090"),
        ] {
            assert_eq!(host_of(url), host);
        }
    }
}
