//! A banner: a message that stands for itself.

use crate::ui::draw::{Draw, Parts};
use leptos::prelude::*;

use super::icon::Icon;

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
    view! {
        <div class=tone.class()>
            {tone.icon().view()}
            <div class="banner-body">{children.drawn()}</div>
        </div>
    }
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
    let (title_id, body_id) = (format!("{id}-title"), format!("{id}-body"));
    let (named_by, described_by) = (title_id.clone(), body_id.clone());
    view! {
        <div
            class=tone.class()
            id=id
            role="group"
            tabindex="-1"
            aria-labelledby=named_by
            aria-describedby=described_by
        >
            {tone.icon().view()}
            <div class="banner-body">
                <h2 class="banner-title" id=title_id>{title}</h2>
                <div class="banner-body" id=body_id>{children.drawn()}</div>
            </div>
        </div>
    }
    .drawn()
}
