//! "Before you begin": what to have at hand, and step one in Salesforce, beside the form.

use leptos::prelude::*;

use super::key_commands::NEW_KEY;
use crate::common::copy_labels;
use crate::components::copyable::Copyable;
use crate::components::disclosure::Disclosure;
use crate::components::live_region::Announcer;
use crate::i18n::t;

/// Where the panel stands beside the form rather than above it: the same as in `form.css`.
const BESIDE: &str = "(min-width: 56.01rem)";

/// A callback URL that Salesforce takes. The JWT bearer flow never goes there.
const CALLBACK: &str = "http://localhost:1717/OauthRedirect";

/// The panel. It can be folded; where it would push the fields down it begins so.
#[component]
pub fn BeforeYouBegin(
    /// The server's outgoing addresses: empty where not configured.
    outgoing: Signal<Vec<String>>,
    /// Says what was copied to who does not see it.
    announcer: Announcer,
) -> impl IntoView {
    use t::before_you_begin as words;
    use t::before_you_begin::steps;

    let beside = window().match_media(BESIDE).ok().flatten().is_some_and(|query| query.matches());
    view! {
        <aside class="begin" aria-label=words::title()>
            <Disclosure title=words::title() open=RwSignal::new(beside)>
                <p>{words::at_hand()}</p>
                {move || {
                    let outgoing = outgoing.get();
                    (!outgoing.is_empty())
                        .then(|| {
                            view! {
                                <p>{words::outgoing()}</p>
                                <Addresses id="begin-address" addresses=outgoing announcer />
                            }
                                .into_any()
                        })
                }}
                <h2>{words::first_step()}</h2>
                <ol>
                    <li>
                        {steps::make_key()}
                        <Copyable id="copy-new-key" text=NEW_KEY labels=copy_labels() announcer />
                    </li>
                    <li>{steps::new_app()}</li>
                    <li>
                        {steps::callback()}
                        <Copyable id="copy-callback" text=CALLBACK labels=copy_labels() announcer />
                    </li>
                    <li>{steps::certificate()}</li>
                    <li>{steps::scopes()}</li>
                    <li>{steps::secret()}</li>
                    <li>{steps::consumer_key()}</li>
                    <li>{steps::policies()}</li>
                    <li>{steps::profile()}</li>
                </ol>
                <p>{words::external_client_app()}</p>
            </Disclosure>
        </aside>
    }
}

/// The server's outgoing addresses, as a list to copy from.
#[component]
pub fn Addresses(
    /// What the ids of their buttons begin with.
    id: &'static str,
    /// IP addresses or networks.
    addresses: Vec<String>,
    /// Says what was copied to who does not see it.
    announcer: Announcer,
) -> impl IntoView {
    view! {
        <ul>
            {addresses
                .into_iter()
                .enumerate()
                .map(|(at, text)| {
                    let id = [id, "-", &at.to_string()].concat();
                    view! {
                        <li>
                            <Copyable id text labels=copy_labels() announcer />
                        </li>
                    }
                        .into_any()
                })
                .collect_view()}
        </ul>
    }
}
