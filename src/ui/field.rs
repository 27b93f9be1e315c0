//! What surrounds an input: label, help, and the note that says what is wrong.

use crate::ui::draw::{Drawn, Parts, live_if};
use leptos::prelude::*;

use super::banner::Tone;
use super::node::{classed, node};

/// What stands under an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Error or warning.
    pub tone: Tone,
    /// Stands before the text for those who do not see its colour.
    pub prefix: &'static str,
    /// What is wrong, and what to do.
    pub text: String,
    /// A line for a terminal that gets there.
    pub command: Option<&'static str>,
}

impl Note {
    /// Whether it makes the input invalid.
    pub fn is_error(&self) -> bool {
        self.tone == Tone::Error
    }
}

/// What goes after a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A red `*`; the input itself says so to assistive technology.
    Required,
    /// This word.
    Optional(&'static str),
    /// Nothing: it cannot be empty.
    Given,
}

/// The ids that an input's `aria-describedby` names: its help, and its note while there is one.
pub fn described_by(id: &'static str, note: Signal<Option<Note>>) -> impl Fn() -> String + Copy + Send {
    move || {
        if note.with(Option::is_some) { format!("{id}-help {id}-note") } else { format!("{id}-help") }
    }
}

/// The value of an input's `aria-invalid`.
pub fn invalid(note: Signal<Option<Note>>) -> impl Fn() -> Option<&'static str> + Copy + Send {
    move || note.with(|note| note.as_ref().is_some_and(Note::is_error)).then_some("true")
}

/// The frame of a field. The input itself is its child.
#[component]
pub fn Field(
    /// The input's id.
    id: &'static str,
    /// Its label.
    label: &'static str,
    /// Whether it may stay empty.
    need: Need,
    /// One line of help.
    help: Drawn,
    /// What is wrong.
    note: Signal<Option<Note>>,
    /// What can be done about it.
    way_out: Drawn,
    /// The input.
    children: Parts,
) -> impl IntoView {
    let need = match need {
        Need::Required => Some(classed("span", "required").with("aria-hidden", "true").text("*")),
        Need::Given => None,
        Need::Optional(word) => Some(classed("span", "optional").text(word)),
    };
    classed("div", "field")
        .child(classed("label", "label").with("for", id).text(label).child_if(need))
        .child(children.drawn())
        .child(classed("div", "help").with("id", [id, "-help"].concat()).child(help))
        .child(live_if(move || note.get().map(|note| note_line(id, note))))
        .child(way_out)
        .drawn()
}

/// The note of the input with this id.
pub fn note_line(id: &str, note: Note) -> Drawn {
    let class = if note.is_error() { "note note-error" } else { "note note-warning" };
    let text =
        node("span").child(classed("span", "visually-hidden").text(note.prefix).text(" ")).text(note.text);
    classed("div", class)
        .with("id", [id, "-note"].concat())
        .child(note.tone.icon().view())
        .child(text)
        .child_if(note.command.map(|command| node("code").text(command)))
        .drawn()
}
