//! The screen at `/connectors/salesforce/{id}`: one connector.

use contract::route::Route;
use leptos::prelude::*;

use crate::common::api_error::{LoadError, Retry};
use crate::common::copy_labels;
use crate::components::banner::{Banner, Tone};
use crate::components::card::Skeleton;
use crate::components::copyable::Copyable;
use crate::components::dynamic::dynamic;
use crate::components::link::Link;
use crate::components::live_region::LiveRegion;
use crate::components::section::Section;
use crate::connector::credentials::CredentialsCard;
use crate::connector::head::{Head, NAME};
use crate::connector::history::HistoryCard;
use crate::connector::notes::NotesCard;
use crate::connector::removal::RemovalCard;
use crate::connector::state::{ConnectorPageState, PageStatus};
use crate::connector::status::StatusCard;
use crate::connector::try_request::TryRequestCard;
use crate::connector::usage::UsageCard;
use crate::connectors::connector_forms::LeaveQuestion;
use crate::connectors::lifecycle::LifecycleDialogs;
use crate::connectors::request_tester::RequestTesterDialog;
use crate::i18n::t;
use crate::i18n::t::connector as words;

/// The connector's cards, or what stands in their place; and what stands over them.
#[component]
pub fn ConnectorPage(
    /// What the page knows.
    state: ConnectorPageState,
) -> impl IntoView {
    // A connector that is fetched again changes in place, and keeps the focus.
    let status = Memo::new(move |_| state.status());
    let testing = Memo::new(move |_| state.tester.open.with(Option::is_some));
    let retry = Retry::new(Callback::new(move |()| state.shown.retry()));
    let gone = Memo::new(move |_| status.get() == PageStatus::Gone);
    view! {
        {dynamic(move || (!gone.get()).then(|| view! { <Head state /> }.into_any()))}
        {dynamic(move || match status.get() {
            PageStatus::Loading => {
                Some(
                    view! {
                        <section class="card" aria-busy="true" aria-label=words::title()>
                            <Skeleton label=words::loading() />
                        </section>
                    }
                        .into_any(),
                )
            }
            PageStatus::Failed => {
                let error = untrack(move || state.shown.error())?;
                Some(
                    view! {
                        <section class="card" aria-label=words::title()>
                            <LoadError title=words::could_not_load() error retry />
                        </section>
                    }
                        .into_any(),
                )
            }
            PageStatus::Gone => Some(view! { <Gone state /> }.into_any()),
            PageStatus::Ready => {
                retry.ended(NAME);
                Some(view! { <Cards state /> }.into_any())
            }
        })}
        {dynamic(move || {
            testing.get().then(|| view! { <RequestTesterDialog tester=state.tester /> }.into_any())
        })}
        <LeaveQuestion forms=state.forms on_leave=state.shown.around.on_leave />
        <LifecycleDialogs lifecycle=state.lifecycle />
        <LiveRegion announcer=state.announcer />
    }
}

/// That there is no such connector, and the way back.
#[component]
fn Gone(state: ConnectorPageState) -> impl IntoView {
    view! {
        <h1>{words::gone()}</h1>
        <p class="intro">{words::gone_text()}</p>
        <p>
            <Link href=Route::Connectors.path() on_click=state.shown.around.on_connectors>
                {t::not_found::to_connectors()}
            </Link>
        </p>
    }
}

#[component]
fn Cards(state: ConnectorPageState) -> impl IntoView {
    let read_only = Memo::new(move |_| !state.shown.can_manage());
    let gone = Memo::new(move |_| state.shown.is_gone());
    view! {
        <div role="alert">
            {dynamic(move || {
                gone.get()
                    .then(|| {
                        view! {
                            <div class="page-banner">
                                <Banner tone=Tone::Warning>
                                    <p>{words::gone_meanwhile()}</p>
                                </Banner>
                            </div>
                        }
                            .into_any()
                    })
            })}
        </div>
        {dynamic(move || {
            read_only.get().then(|| view! { <p class="page-note">{words::read_only()}</p> }.into_any())
        })}
        <div class="sections">
            <Section id="connector-id" title=words::id()>
                <Copyable
                    id="copy-id"
                    text=state.shown.id.get_untracked()
                    labels=copy_labels()
                    announcer=state.announcer
                />
                <p class="quiet">{words::id_help()}</p>
            </Section>
            <CredentialsCard state />
            <StatusCard state />
            <UsageCard state />
            <NotesCard state />
            <HistoryCard state />
            <TryRequestCard state />
            <RemovalCard state />
        </div>
    }
}
