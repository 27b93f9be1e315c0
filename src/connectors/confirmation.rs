//! The confirmation: what is connected, what it can be used for, and the way to its own page. Only **Close** remains.

use contract::api::Connector;
use contract::route::Route;
use leptos::prelude::*;

use super::overview::host_of;
use super::salesforce_form::warning;
use crate::components::banner::{Banner, TitledBanner, Tone};
use crate::components::button::{Button, Variant};
use crate::components::focus::focus_after_render;
use crate::components::link::Link;
use crate::i18n::t;

const ID: &str = "saved";
/// The sentence's id: a [`TitledBanner`] names its body so.
const SENTENCE: &str = "saved-body";
const CLOSE: &str = "saved-close";

/// The confirmation. Its **Close** takes the focus, and is described by the sentence.
#[component]
pub fn Confirmation(
    /// The connector that was saved.
    connector: Connector,
    /// **Close** was clicked.
    on_close: Callback<()>,
    /// The link to the page of the connector with this id was clicked.
    on_open: Callback<String>,
) -> impl IntoView {
    use t::confirmation as words;

    focus_after_render(CLOSE);
    let Connector { id, name, url, email_id, warnings, same_as, .. } = connector;
    let href = Route::SalesforceConnector(id.clone()).path();
    let open = Callback::new(move |()| on_open.run(id.clone()));
    view! {
        <div class="confirmation">
            <TitledBanner tone=Tone::Success id=ID title=words::title()>
                <p>{words::sentence(&name, host_of(&url), &email_id)}</p>
                <p>
                    <Link href on_click=open>
                        {words::open()}
                    </Link>
                </p>
            </TitledBanner>
            {(!warnings.is_empty())
                .then(|| {
                    view! {
                        <Banner tone=Tone::Warning>
                            <p>{words::warnings()}</p>
                            <ul>
                                {warnings
                                    .into_iter()
                                    .map(|code| view! { <li>{warning(code, same_as.as_deref())}</li> }.into_any())
                                    .collect_view()}
                            </ul>
                        </Banner>
                    }
                        .into_any()
                })}
        </div>
        <div class="dialog-foot">
            <Button
                variant=Variant::Primary
                id=CLOSE
                on_click=on_close
                described_by=Signal::stored(Some(SENTENCE))
            >
                {t::common::close()}
            </Button>
        </div>
    }
}
