//! Banners: messages that stand for themselves.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// What a message means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something is worth knowing.
    Info,
    /// Something worked.
    Success,
    /// Something may be amiss; it does not block.
    Warning,
    /// Something failed.
    Error,
}

impl Tone {
    /// The icon that stands for the tone.
    pub const fn glyph(self) -> Glyph {
        match self {
            Self::Info => Glyph::Info,
            Self::Success => Glyph::Check,
            Self::Warning => Glyph::Warning,
            Self::Error => Glyph::Error,
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
    /// What the remark means.
    tone: Tone,
    /// The banner's id, where something must find it.
    #[prop(optional)]
    id: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class=tone.class() id=id>
            <Icon glyph=tone.glyph() />
            <div class="banner-body">{children()}</div>
        </div>
    }
}

/// A banner with a heading that names it. It can be given the focus by its id, and is then read out as a whole.
#[component]
pub fn TitledBanner(
    /// What the message means.
    tone: Tone,
    /// The banner's id; `{id}-title` and `{id}-body` name and describe it.
    id: &'static str,
    /// The banner's heading.
    #[prop(into)]
    title: String,
    children: Children,
) -> impl IntoView {
    let (title_id, body_id) = ([id, "-title"].concat(), [id, "-body"].concat());
    view! {
        <div
            class=tone.class()
            id=id
            role="group"
            tabindex="-1"
            aria-labelledby=title_id
            aria-describedby=body_id
        >
            <Icon glyph=tone.glyph() />
            <div class="banner-body">
                <h2 class="banner-title" id=title_id.clone()>
                    {title}
                </h2>
                <div class="banner-body" id=body_id.clone()>
                    {children()}
                </div>
            </div>
        </div>
    }
}
