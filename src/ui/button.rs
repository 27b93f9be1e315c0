//! Momentum's button: a pill.

use crate::ui::draw::{Draw, Parts};
use leptos::prelude::*;

/// How much a button wants to be pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// The one that does what the view is for.
    Primary,
    /// Any other.
    #[default]
    Secondary,
    /// Without a border.
    Ghost,
    /// Loses something.
    Danger,
}

/// A button's size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// 32 px high.
    #[default]
    Normal,
    /// 28 px high.
    Small,
    /// A circle around an icon: its name is `label`.
    Icon,
}

impl Look {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => " button-primary",
            Self::Secondary => " button-secondary",
            Self::Ghost => "",
            Self::Danger => " button-danger",
        }
    }
}

impl Size {
    const fn class(self) -> &'static str {
        match self {
            Self::Normal => "",
            Self::Small => " button-small",
            Self::Icon => " button-icon",
        }
    }
}

/// A button. While `inert` it can be reached and read, and does nothing: `disabled` would hide why.
#[component]
pub fn Button(
    /// What it does. For `submit`, what else it does beside submitting its form.
    #[prop(optional)]
    on_press: Option<Callback<()>>,
    /// How much it wants to be pressed.
    #[prop(optional)]
    look: Look,
    /// Its size.
    #[prop(optional)]
    size: Size,
    /// Its id, where something must find it.
    #[prop(optional)]
    id: Option<&'static str>,
    /// Its accessible name, where it is not its text.
    #[prop(optional)]
    label: Option<&'static str>,
    /// Whether it submits the form around it.
    #[prop(optional)]
    submit: bool,
    /// Whether it takes the focus when its dialog opens.
    #[prop(optional)]
    autofocus: bool,
    /// Whether it does nothing at present.
    #[prop(optional, into)]
    inert: Signal<bool>,
    /// Whether that is because its work is being done.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// The id of what explains it.
    #[prop(optional, into)]
    described_by: Signal<Option<&'static str>>,
    /// The id of what it unfolds.
    #[prop(optional)]
    controls: Option<&'static str>,
    /// Whether that is unfolded.
    #[prop(optional, into)]
    expanded: Option<Signal<bool>>,
    children: Parts,
) -> impl IntoView {
    let press = move |event: leptos::ev::MouseEvent| {
        if inert.get_untracked() {
            event.prevent_default();
        } else if let Some(on_press) = on_press {
            on_press.run(());
        }
    };
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=format!("button{}{}", look.class(), size.class())
            class:busy=busy
            id=id
            autofocus=autofocus
            aria-label=label
            aria-disabled=move || inert.get().then_some("true")
            aria-describedby=described_by
            aria-controls=controls
            aria-expanded=move || expanded.map(|expanded| if expanded.get() { "true" } else { "false" })
            on:click=press
        >
            {children.drawn()}
        </button>
    }
    .drawn()
}
