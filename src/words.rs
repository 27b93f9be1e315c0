//! The words people read, in every language the app speaks.
//!
//! Words are data: a struct that each language fills in full, and one exhaustive match per kind of code, so that
//! a language that lacks a word does not compile. No view holds a text of its own.

mod command;
mod en;
mod fr;
mod runtime;

use contract::codes::{Field, ProblemCode, RepairCode, RuleCode, WarningCode};

pub use runtime::{Tokens, Trial, Usage};

/// A language of the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    En,
    /// French.
    Fr,
}

impl Language {
    /// Every one of them; the first is the one for whoever reads none of them.
    pub const ALL: &'static [Self] = &[Self::En, Self::Fr];

    /// The language of a BCP 47 tag (`fr`, `fr-CA`, `FR_be`), where we have it.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?;
        Self::ALL.iter().copied().find(|language| primary.eq_ignore_ascii_case(language.tag()))
    }

    /// Its BCP 47 tag, for `lang`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }

    /// Its name in itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Fr => "Français",
        }
    }

    /// Its words.
    pub const fn words(self) -> &'static Words {
        match self {
            Self::En => &en::WORDS,
            Self::Fr => &fr::WORDS,
        }
    }
}

/// Everything the app can say.
pub struct Words {
    /// The frame around every page.
    pub frame: Frame,
    /// The cards.
    pub cards: Cards,
    /// The form and its shells.
    pub form: Form,
    /// The private key's input.
    pub key: Key,
    /// "Before you begin".
    pub begin: Begin,
    /// The confirmation.
    pub saved: Saved,
    /// The question before unsaved input is dropped.
    pub leave: LeaveDialog,
    /// How a connector was used.
    pub usage: Usage,
    /// The service tokens.
    pub tokens: Tokens,
    /// Trying a request.
    pub trial: Trial,
    /// A field's label and help.
    pub field: fn(Field) -> FieldWords,
    /// A broken rule.
    pub rule: fn(RuleCode) -> RuleWords,
    /// A warning.
    pub warning: fn(WarningCode) -> &'static str,
    /// A repair of a private key.
    pub repair: fn(RepairCode) -> &'static str,
    /// A problem.
    pub problem: fn(ProblemCode) -> ProblemWords,
}

/// A field's label and its one line of help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldWords {
    /// The label: Cisco's own.
    pub label: &'static str,
    /// The help.
    pub help: &'static str,
}

/// A broken rule: what is wrong and the way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleWords {
    /// What is wrong, and what to do. One or two short sentences.
    pub message: &'static str,
    /// A line for a terminal that gets there; the same in every language. Shown as code.
    pub command: Option<&'static str>,
}

/// A problem: what happened, and what to do about it. After a create, whether it was saved goes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProblemWords {
    /// What happened, in one sentence.
    pub title: &'static str,
    /// What to do, in Salesforce or here.
    pub remedy: &'static str,
}

/// The frame around every page.
pub struct Frame {
    /// The product's name in the header.
    pub product: &'static str,
    /// The link that skips the navigation.
    pub skip: &'static str,
    /// The accessible name of the button that unfolds the side navigation.
    pub menu: &'static str,
    /// The side navigation's accessible name.
    pub navigation: &'static str,
    /// The breadcrumb's accessible name.
    pub breadcrumb: &'static str,
    /// Breadcrumb and navigation.
    pub contact_center: &'static str,
    /// Breadcrumb and navigation.
    pub tenant_settings: &'static str,
    /// Breadcrumb and navigation.
    pub integrations: &'static str,
    /// Breadcrumb, navigation, heading and the document's title.
    pub connectors: &'static str,
    /// The label of the choice of language.
    pub language: &'static str,
    /// The banner of a demo.
    pub demo: &'static str,
    /// The heading where the app has no page.
    pub no_such_page: &'static str,
    /// The link from there to the cards.
    pub to_connectors: &'static str,
    /// In place of the page after a defect of ours stopped it.
    pub stopped: &'static str,
    /// The link that starts it again.
    pub reload: &'static str,
}

/// The cards.
pub struct Cards {
    /// Under the heading: what connectors are for.
    pub intro: &'static str,
    /// The Salesforce card's heading.
    pub salesforce: &'static str,
    /// What it is for.
    pub purpose: &'static str,
    /// How many are set up, of how many.
    pub count: fn(usize, u8) -> String,
    /// The list's accessible name.
    pub list: &'static str,
    /// Shown while there is none.
    pub empty: &'static str,
    /// The button while there is none.
    pub set_up: &'static str,
    /// The button once there is one.
    pub add_more: &'static str,
    /// Why the button does nothing: all of them are set up.
    pub limit: fn(u8) -> String,
    /// Why the button does nothing: the role.
    pub read_only: &'static str,
    /// The badge of a connector whose host is a sandbox's.
    pub sandbox: &'static str,
    /// The state of a connector whose last check signed in.
    pub connected: &'static str,
    /// The state of a connector that an admin deactivated.
    pub deactivated: &'static str,
    /// While the list is being fetched.
    pub loading: &'static str,
    /// When it could not be.
    pub could_not_load: &'static str,
    /// What to do then.
    pub could_not_load_remedy: &'static str,
    /// Fetches it again.
    pub retry: &'static str,
}

/// The form and its shells.
pub struct Form {
    /// The title.
    pub title: &'static str,
    /// The disclosure that holds Audience.
    pub advanced: &'static str,
    /// Beside the label of a field that may stay empty.
    pub optional: &'static str,
    /// The button that checks and saves.
    pub done: &'static str,
    /// That button while it does.
    pub checking: &'static str,
    /// Cancels.
    pub cancel: &'static str,
    /// While the server has not said what became of it.
    pub canceling: &'static str,
    /// Said once a check was canceled in time.
    pub canceled: &'static str,
    /// Closes the form.
    pub close: &'static str,
    /// The heading of the summary, by the number of its errors.
    pub summary: fn(usize) -> String,
    /// The button that takes the offered URL.
    pub use_url: fn(&str) -> String,
    /// The link to Salesforce's text on `aud`.
    pub aud_link: &'static str,
    /// The hint beside that link.
    pub external_client_app: &'static str,
    /// Stands before an error for those who do not see its colour.
    pub error: &'static str,
    /// Stands before a warning, likewise.
    pub warning: &'static str,
    /// Belongs to every failed create of which that is certain.
    pub nothing_saved: &'static str,
    /// Belongs to every other failed create: that it is not certain, and how to find out.
    pub maybe_saved: &'static str,
    /// Above Salesforce's own `error` and `error_description`.
    pub salesforce_said: &'static str,
    /// Before the request's id.
    pub request_id: &'static str,
    /// When it is worth trying again, in seconds.
    pub retry_after: fn(u32) -> String,
    /// The server did not answer, or not in a way we understand.
    pub no_answer: &'static str,
}

/// The private key's input.
pub struct Key {
    /// The button that picks a file.
    pub choose_file: &'static str,
    /// Beside it.
    pub or_drop: &'static str,
    /// While a file hovers above it.
    pub drop_now: &'static str,
    /// What a good key collapses to, by its size in bits.
    pub rsa: fn(usize) -> String,
    /// Drops the good key and shows the empty input again.
    pub replace: &'static str,
    /// That button's accessible name.
    pub replace_key: &'static str,
    /// Before the list of repairs.
    pub repaired: &'static str,
    /// Before the error of a file that was not taken, by its name.
    pub file_refused: fn(&str) -> String,
    /// The browser could not read the file.
    pub file_unreadable: &'static str,
}

/// "Before you begin": step one, in Salesforce.
pub struct Begin {
    /// The heading.
    pub title: &'static str,
    /// What to have at hand.
    pub at_hand: &'static str,
    /// Before the server's outgoing addresses.
    pub outgoing: &'static str,
    /// The heading of step one.
    pub step_one: &'static str,
    /// Step one, for a Connected App, in order.
    pub connected_app: &'static [&'static str],
    /// Step one, for an External Client App: what differs.
    pub external_client_app: &'static str,
}

/// The confirmation.
pub struct Saved {
    /// Its heading.
    pub title: &'static str,
    /// The sentence, by name, host and user.
    pub confirmation: fn(&str, &str, &str) -> String,
    /// Before the warnings of the check.
    pub warnings: &'static str,
}

/// The question before unsaved input is dropped.
pub struct LeaveDialog {
    /// The question.
    pub title: &'static str,
    /// What would be lost.
    pub unsaved: &'static str,
    /// What leaving does while a check runs.
    pub checking: &'static str,
    /// Stays.
    pub stay: &'static str,
    /// Leaves.
    pub leave: &'static str,
}
