//! URL, with Salesforce's own text on `aud`, and a suggestion for what an address bar shows.

use contract::codes::Field;
use leptos::prelude::*;

use super::fields::{FormContext, TextRow};
use crate::components::button::{Button, Size};
use crate::components::focus::focus_after_render;
use crate::form::SalesforceFormState;
use crate::i18n::t;
use crate::i18n::t::salesforce_form as words;

/// Salesforce's help on the JWT bearer flow: its list of claims explains `aud`.
const AUD: &str =
    "https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_jwt_flow.htm&type=5";

/// The field.
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
    view! {
        <TextRow
            form
            field=Field::Url
            help=help.into_any()
            action=view! { <SuggestedUrl form /> }.into_any()
        />
    }
}

/// A button that takes the suggested URL, while there is one.
#[component]
fn SuggestedUrl(form: FormContext) -> impl IntoView {
    let suggested = Memo::new(move |_| form.state.with(SalesforceFormState::suggested_url));
    let accept = Callback::new(move |()| {
        if let Some(url) = suggested.get_untracked() {
            form.edit(Field::Url, url);
            // The button is gone with the error.
            focus_after_render(Field::Url.as_str());
        }
    });
    move || {
        suggested.get().map(|url| {
            view! {
                <div class="field-action">
                    <Button size=Size::Small on_click=accept>
                        {words::use_url(&url)}
                    </Button>
                </div>
            }
            .into_any()
        })
    }
}
