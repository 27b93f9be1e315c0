//! Momentum's button: a pill.

use leptos::prelude::*;

use super::draw::Parts;
use super::node::node;

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
    const fn class(self) -> Option<&'static str> {
        match self {
            Self::Primary => Some("button-primary"),
            Self::Secondary => Some("button-secondary"),
            Self::Ghost => None,
            Self::Danger => Some("button-danger"),
        }
    }
}

impl Size {
    const fn class(self) -> Option<&'static str> {
        match self {
            Self::Normal => None,
            Self::Small => Some("button-small"),
            Self::Icon => Some("button-icon"),
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
    #[prop(optional, into)]
    id: Option<String>,
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
    let press = move |event: web_sys::Event| {
        if inert.get_untracked() {
            event.prevent_default();
        } else if let Some(on_press) = on_press {
            on_press.run(());
        }
    };
    let class = move |busy| [Some("button"), look.class(), size.class(), busy].into_iter().flatten();
    let class = move |busy| class(busy).collect::<Vec<_>>().join(" ");
    node("button")
        .with("type", if submit { "submit" } else { "button" })
        .with_if("id", id)
        .with_if("autofocus", autofocus.then_some(""))
        .with_if("aria-label", label)
        .with_if("aria-controls", controls)
        .following("class", move || Some(class(busy.get().then_some("busy")).into()))
        .following("aria-disabled", move || inert.get().then(|| "true".into()))
        .following("aria-describedby", move || described_by.get().map(Into::into))
        .following("aria-expanded", move || {
            expanded.map(|expanded| if expanded.get() { "true" } else { "false" }.into())
        })
        .on("click", press)
        .child(children.drawn())
        .drawn()
}
