//! The screen at `/connectors`, with the form over it at `/connectors/salesforce/new`.

use contract::api::Kind;
use contract::route::Route;
use leptos::prelude::*;

use crate::common::confirm_leave::ConfirmLeave;
use crate::components::link::Link;
use crate::connectors::demo_banner::DemoBanner;
use crate::connectors::form_dialog::FormDialog;
use crate::connectors::lifecycle::LifecycleDialogs;
use crate::connectors::request_tester::RequestTesterDialog;
use crate::connectors::salesforce_card::SalesforceCard;
use crate::connectors::salesforce_form::SalesforceForm;
use crate::connectors::state::ConnectorsState;
use crate::form::{LeaveGuard, SalesforceFormState, Status};
use crate::i18n::t;

/// The cards, and what stands over them: the form, the request tester, a question.
#[component]
pub fn ConnectorsPage(
    /// What the screen knows.
    state: ConnectorsState,
) -> impl IntoView {
    let ConnectorsState { navigation, overview, form, asking, tester, lifecycle, .. } = state;
    let route = navigation.route();
    // Drawn once there is something to fill in: a dialog gives the focus to what is in it when it opens.
    let open = Memo::new(move |_| {
        route.get() == Some(Route::NewSalesforce) && form.with(|form| form.status() != Status::Closed)
    });
    let saved = Memo::new(move |_| form.with(|form| form.status() == Status::Saved));
    let testing = Memo::new(move |_| tester.open.with(Option::is_some));
    let demo = Memo::new(move |_| overview.config().is_some_and(|config| config.demo));
    let offered = Memo::new(move |_| {
        overview.data().with(|data| {
            data.ready().is_some_and(|overview| {
                overview.config.demo_form && overview.create_blocked(Kind::Salesforce).is_none()
            })
        })
    });
    // A check may end while the question stands: then something else would be lost, or nothing.
    let asks =
        Memo::new(move |_| asking.get() && form.with(SalesforceFormState::leave_guard) != LeaveGuard::Free);
    let would_be_lost = Signal::derive(move || match form.with(SalesforceFormState::leave_guard) {
        LeaveGuard::Submitting => t::confirm_leave::checking(),
        _ => t::confirm_leave::unsaved(),
    });
    let outgoing =
        Signal::derive(move || overview.config().map(|config| config.outgoing_addresses).unwrap_or_default());
    view! {
        {move || {
            demo.get()
                .then(|| {
                    let on_fill = Callback::new(move |()| state.fill_in_demo());
                    view! { <DemoBanner offered fill=state.demo on_fill /> }
                        .into_any()
                })
        }}
        <h1>{t::frame::connectors()}</h1>
        <p class="intro">{t::connectors::intro()}</p>
        <p class="page-link">
            <Link
                href=Route::ServiceTokens.path()
                on_click=Callback::new(move |()| navigation.go(Route::ServiceTokens))
            >
                {t::service_tokens::title()}
            </Link>
        </p>
        <div class="cards">
            <SalesforceCard overview=overview.data() actions=state.card_actions() />
        </div>
        <LifecycleDialogs lifecycle />
        {move || testing.get().then(|| view! { <RequestTesterDialog tester /> }.into_any())}
        {move || {
            open.get()
                .then(|| {
                    view! {
                        <FormDialog saved on_close=Callback::new(move |()| state.ask_to_close())>
                            <SalesforceForm state=form outgoing actions=state.form_actions() />
                        </FormDialog>
                    }
                        .into_any()
                })
        }}
        {move || {
            asks.get()
                .then(|| {
                    view! {
                        <ConfirmLeave
                            title=t::confirm_leave::title()
                            text=would_be_lost
                            stay=t::confirm_leave::stay()
                            on_stay=Callback::new(move |()| asking.set(false))
                            on_leave=Callback::new(move |()| state.leave())
                        />
                    }
                        .into_any()
                })
        }}
    }
}
