//! Momentum's button: a pill.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

/// How much a button wants to be pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Variant {
    /// The button that does what the view is for.
    Primary,
    /// A button that does something else.
    #[default]
    Secondary,
    /// A button without a border.
    Ghost,
    /// A button that loses something.
    Danger,
}

/// How large a button is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// 32 px high.
    #[default]
    Normal,
    /// 28 px high.
    Small,
    /// A circle around an icon: `label` names it.
    Icon,
}

impl Variant {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Secondary => "button button-secondary",
            Self::Ghost => "button",
            Self::Danger => "button button-danger",
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

/// A button. While `aria_disabled` it can be reached and read, and does nothing: `disabled` would hide why.
#[component]
pub fn Button(
    /// What a click does. For `submit`, what it does beside submitting its form.
    #[prop(optional)]
    on_click: Option<Callback<()>>,
    /// How much the button wants to be pressed.
    #[prop(optional)]
    variant: Variant,
    /// How large the button is.
    #[prop(optional)]
    size: Size,
    /// The button's id, where something must find it.
    #[prop(optional, into)]
    id: Option<String>,
    /// The button's accessible name, where that is not its text.
    #[prop(optional, into)]
    label: Option<String>,
    /// Whether the button submits the form around it.
    #[prop(optional)]
    submit: bool,
    /// Whether the button takes the focus when its dialog opens.
    #[prop(optional)]
    autofocus: bool,
    /// Whether the button does nothing at present.
    #[prop(optional, into)]
    aria_disabled: Signal<bool>,
    /// Whether what the button does is being done.
    #[prop(optional, into)]
    loading: Signal<bool>,
    /// The id of what explains the button.
    #[prop(optional, into)]
    described_by: Signal<Option<&'static str>>,
    /// The id of what the button unfolds.
    #[prop(optional)]
    controls: Option<&'static str>,
    /// Whether what the button unfolds is unfolded.
    #[prop(optional, into)]
    expanded: Option<Signal<bool>>,
    children: Children,
) -> impl IntoView {
    let click = move |event: MouseEvent| {
        if aria_disabled.get_untracked() {
            event.prevent_default();
        } else if let Some(on_click) = on_click {
            on_click.run(());
        }
    };
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=[variant.class(), size.class()].concat()
            class:busy=move || loading.get()
            id=id
            autofocus=autofocus
            aria-label=label
            aria-controls=controls
            aria-disabled=move || aria_disabled.get().then_some("true")
            aria-describedby=move || described_by.get()
            aria-expanded=move || expanded.map(|expanded| if expanded.get() { "true" } else { "false" })
            on:click=click
        >
            {children()}
        </button>
    }
}
