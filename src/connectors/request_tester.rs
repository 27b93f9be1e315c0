//! "Try a Request": one of the operator's requests, sent as a connector, and what Salesforce answered.

pub mod answer;
mod command;
mod state;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use self::answer::Answer;
pub use self::state::{Outcome, RequestTester, Test};
use crate::common::api_error::ApiErrorBanner;
use crate::common::copy_labels;
use crate::components::button::{Button, Variant};
use crate::components::code_block::CodeBlock;
use crate::components::copy_button::CopyButton;
use crate::components::dialog::{Dialog, Width};
use crate::components::live_region::{Announcer, LiveRegion};
use crate::components::select::Select;
use crate::i18n::t;
use crate::i18n::t::request_tester as words;

/// The id of the banner of what went wrong.
const FAILURE: &str = "tester-failure";
/// The id of the choice of a path.
const PATH: &str = "tester-path";
/// The id of the heading over the command for a terminal.
const CURL: &str = "tester-curl";

/// What the ids of the buttons that open the dialog begin with.
pub(super) const BUTTON: &str = "try-";

/// The id of the button that opens a connector's dialog.
pub fn button_id(connector: &str) -> String {
    [BUTTON, connector].concat()
}

/// The dialog by which an admin tries a request as a connector.
#[component]
pub fn RequestTesterDialog(
    /// What the dialog knows, and what it does.
    tester: RequestTester,
) -> impl IntoView {
    let announcer = Announcer::new();
    let sending = Memo::new(move |_| tester.is_sending());
    let command = move || {
        tester.open.with(|open| open.as_ref().map(|test| command::curl(&test.connector, test.path())))
    };
    let command = Callback::new(move |()| command().unwrap_or_default());
    let opened = tester.open.with_untracked(|open| {
        open.as_ref().map(|test| (test.name.clone(), test.paths.clone(), test.chosen))
    });
    let (name, paths, chosen) = opened.unwrap_or_default();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        tester.send(announcer);
    };
    view! {
        <Dialog
            id="tester-title"
            title=words::title()
            width=Width::Large
            close_label=t::common::close()
            on_close=Callback::new(move |()| tester.close())
        >
            <div class="tester">
                <p class="tester-name">{name}</p>
                <form class="tester-request" novalidate autocomplete="off" on:submit=submit>
                    <Select
                        id=PATH
                        label=words::path()
                        help=words::path_help()
                        options=paths
                        chosen
                        on_change=Callback::new(move |chosen| tester.choose(chosen))
                    />
                    <Button variant=Variant::Primary submit=true aria_disabled=sending loading=sending>
                        {move || if sending.get() { words::sending() } else { words::send() }}
                    </Button>
                </form>
                {move || {
                    tester
                        .open
                        .with(|open| match &open.as_ref()?.outcome {
                            Outcome::NotSent | Outcome::Sending => None,
                            Outcome::Answered(result) => {
                                Some(view! { <Answer result=(**result).clone() /> }.into_any())
                            }
                            Outcome::Failed(error) => {
                                Some(view! { <ApiErrorBanner id=FAILURE error=error.clone() /> }.into_any())
                            }
                        })
                }}
                <div class="block">
                    <div class="block-head">
                        <h3 id=CURL>{words::curl()}</h3>
                        <CopyButton
                            id="tester-copy"
                            labels=copy_labels()
                            announcer
                            text=Callback::new(move |()| untrack(move || command.run(())))
                        />
                    </div>
                    <CodeBlock labelled_by=CURL>{move || command.run(())}</CodeBlock>
                    <p class="quiet">{words::curl_help()}</p>
                </div>
            </div>
            <LiveRegion announcer />
        </Dialog>
    }
}
