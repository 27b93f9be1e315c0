//! The Connectors screen: cards, the Salesforce form, and the dialogs around it.

pub mod attempt;
pub mod before_you_begin;
pub mod confirm_leave;
pub mod confirmation;
pub mod form_dialog;
pub mod form_page;
pub mod overview;
pub mod page;
pub mod salesforce_card;
pub mod salesforce_form;

/// The id of the card's button: the focus returns to it when the form is closed.
pub const SET_UP_BUTTON: &str = "salesforce-set-up";

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
