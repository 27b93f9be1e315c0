//! A banner: a message that stands for itself.

use crate::ui::draw::Parts;
use leptos::prelude::*;

use super::icon::Icon;
use super::node::classed;

/// What a message means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Worth knowing.
    Info,
    /// It worked.
    Success,
    /// Amiss, without blocking.
    Warning,
    /// It failed.
    Error,
}

impl Tone {
    /// Its icon.
    pub const fn icon(self) -> Icon {
        match self {
            Self::Info => Icon::Info,
            Self::Success => Icon::Check,
            Self::Warning => Icon::Warning,
            Self::Error => Icon::Error,
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Info => "banner",
            Self::Success => "banner banner-success",
            Self::Warning => "banner banner-warning",
            Self::Error => "banner banner-error",
        }
    }
}

/// A banner without a heading, for a passing remark.
#[component]
pub fn Banner(
    /// What it means.
    tone: Tone,
    children: Parts,
) -> impl IntoView {
    classed("div", tone.class())
        .child(tone.icon().view())
        .child(classed("div", "banner-body").child(children.drawn()))
        .drawn()
}

/// A banner with a heading that names it. It can be given the focus by its id, and is then read out as a whole.
#[component]
pub fn TitledBanner(
    /// What it means.
    tone: Tone,
    /// Its id; `{id}-title` and `{id}-body` name and describe it.
    id: &'static str,
    /// Its heading.
    #[prop(into)]
    title: String,
    children: Parts,
) -> impl IntoView {
    let (title_id, body_id) = ([id, "-title"].concat(), [id, "-body"].concat());
    classed("div", tone.class())
        .with("id", id)
        .with("role", "group")
        .with("tabindex", "-1")
        .with("aria-labelledby", title_id.clone())
        .with("aria-describedby", body_id.clone())
        .child(tone.icon().view())
        .child(
            classed("div", "banner-body")
                .child(classed("h2", "banner-title").with("id", title_id).text(title))
                .child(classed("div", "banner-body").with("id", body_id).child(children.drawn())),
        )
        .drawn()
}
