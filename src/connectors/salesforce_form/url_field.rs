//! URL, with Salesforce's own text on `aud`.

use contract::codes::Field;
use leptos::prelude::*;

use super::fields::{FormContext, TextRow};
use crate::i18n::t;
use crate::i18n::t::salesforce_form as words;

/// Salesforce's help on the JWT bearer flow: its list of claims explains `aud`.
const AUD: &str =
    "https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_jwt_flow.htm&type=5";

/// The field for the URL.
#[component]
pub fn UrlRow(
    /// What every part of the form works with.
    form: FormContext,
) -> impl IntoView {
    let help = view! {
        <span>
            {t::field::help(Field::Url)} " " {words::external_client_app()} " "
            <a href=AUD target="_blank" rel="noopener">
                {words::aud_link()}
            </a>
        </span>
    };
    view! { <TextRow form field=Field::Url help=help.into_any() /> }
}
