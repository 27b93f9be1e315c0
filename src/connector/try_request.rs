//! The card **Try a Request**.

use contract::api::ConnectorState;
use leptos::prelude::*;

use super::state::ConnectorPageState;
use crate::components::button::Button;
use crate::components::dynamic::dynamic;
use crate::components::section::Section;
use crate::connectors::request_tester::button_id;
use crate::i18n::t::connector as words;
use crate::i18n::t::request_tester as tester;

/// The card: a button, or why there is none.
#[component]
pub fn TryRequestCard(
    /// What the page knows.
    state: ConnectorPageState,
) -> impl IntoView {
    // What is drawn anew changes with these alone, so that the button keeps the focus.
    let reason = Memo::new(move |_| {
        let deactivated = state.shown.read(|connector| connector.state == ConnectorState::Deactivated);
        if state.shown.is_gone() {
            Some(words::gone())
        } else if !state.shown.can_manage() {
            Some(words::try_read_only())
        } else if deactivated == Some(true) {
            Some(words::try_deactivated())
        } else {
            state.try_paths().is_empty().then(words::try_none)
        }
    });
    view! {
        <Section id="try" title=tester::title()>
            <p class="quiet">{words::try_help()}</p>
            {dynamic(move || {
                if let Some(reason) = reason.get() {
                    return Some(view! { <p>{reason}</p> }.into_any());
                }
                let id = button_id(&state.shown.id.get());
                let on_click = Callback::new(move |()| state.try_request());
                Some(
                    view! {
                        <Button id on_click>
                            {tester::title()}
                        </Button>
                    }
                        .into_any(),
                )
            })}
        </Section>
    }
}
