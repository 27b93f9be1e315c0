//! The icons in use, from `@momentum-design/icons` 0.40.0 (MIT), drawn inline so that they cost no request.

use leptos::prelude::*;

/// What an icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    /// Something is amiss.
    Warning,
    /// Something failed.
    Error,
    /// Something is worth knowing.
    Info,
    /// Something is right.
    Check,
    /// A cross: closes what it stands on.
    Cancel,
    /// Something is out of use.
    Blocked,
    /// Unfolds the navigation.
    Menu,
    /// Unfolds what can be done.
    More,
    /// Opens in a tab of its own.
    PopOut,
    /// What follows, or what unfolds.
    ArrowRight,
    /// Connected systems. Stands for every kind of connector: a maker's own logo is its trademark.
    Integrations,
}

impl Glyph {
    /// The path's `d`, on a square of 32.
    const fn path(self) -> &'static str {
        match self {
            Self::Warning => {
                "M29.162 23.75 18.165 4.747a2.5 2.5 0 0 0-4.33 0l-11 19.003a2.5 2.5 0 0 0 2.166 3.75h21.997a2.5 2.5 0 0 0 2.164-3.75M15 12a1 1 0 0 1 2 0v7a1 1 0 1 1-2 0zm1 12a1.25 1.25 0 1 1 0-2.5 1.25 1.25 0 0 1 0 2.5"
            }
            Self::Error => {
                "m22.385 2.586 7.029 7.029c.374.376.584.884.586 1.414v9.942a2 2 0 0 1-.587 1.414l-7.03 7.03a2 2 0 0 1-1.412.585h-9.943a1.98 1.98 0 0 1-1.412-.585l-7.031-7.031A2 2 0 0 1 2 20.97v-9.943a2 2 0 0 1 .583-1.41l7.033-7.033A2 2 0 0 1 11.028 2h9.943a1.99 1.99 0 0 1 1.413.586m-2.001 8.491a1 1 0 0 0-1.09.217l-3.293 3.293-3.293-3.293a1.001 1.001 0 1 0-1.414 1.414l3.293 3.293-3.293 3.293a1 1 0 1 0 1.414 1.414l3.293-3.293 3.293 3.293a.999.999 0 1 0 1.414-1.414l-3.293-3.293 3.293-3.293a1 1 0 0 0-.324-1.63"
            }
            Self::Info => {
                "M16 2C8.268 2 2 8.268 2 16s6.268 14 14 14 14-6.268 14-14S23.732 2 16 2m-.25 8.75a1.25 1.25 0 1 1 0-2.5 1.25 1.25 0 0 1 0 2.5M16 13.5a1 1 0 0 1 1 1V22h2a1 1 0 1 1 0 2h-6a1 1 0 1 1 0-2h2v-6.5h-1a1 1 0 1 1 0-2z"
            }
            Self::Check => {
                "M16 29.5c7.456 0 13.5-6.044 13.5-13.5S23.456 2.5 16 2.5 2.5 8.544 2.5 16 8.544 29.5 16 29.5m4.35-17.26a1 1 0 0 1 1.3 1.518l-7 6a1 1 0 0 1-1.36-.053l-3-3.015a1.001 1.001 0 0 1 1.419-1.41l2.345 2.356z"
            }
            Self::Cancel => {
                "m17.414 16 8.293-8.293a1 1 0 0 0-1.414-1.414L16 14.586 7.707 6.293a1 1 0 1 0-1.414 1.414L14.586 16l-8.293 8.293a1 1 0 0 0 1.414 1.414L16 17.414l8.293 8.293a1 1 0 0 0 1.414-1.414z"
            }
            Self::Menu => {
                "M6 9h20a1 1 0 1 0 0-2H6a1 1 0 0 0 0 2M26 15H6a1 1 0 0 0 0 2h20a1 1 0 0 0 0-2M26 23H6a1 1 0 0 0 0 2h20a1 1 0 0 0 0-2"
            }
            Self::Blocked => {
                "M2 16C2 8.268 8.268 2 16 2s14 6.268 14 14-6.268 14-14 14S2 23.732 2 16m7.207-8.207a1 1 0 0 0-1.414 1.414l15 15a1 1 0 0 0 1.414-1.414z"
            }
            Self::More => {
                "M16 17.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3M8.5 17.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3M23.5 17.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3"
            }
            Self::PopOut => {
                "M27 19a1 1 0 0 0-1 1v2.961A3.04 3.04 0 0 1 22.96 26H9.04A3.043 3.043 0 0 1 6 22.961V9.039A3.04 3.04 0 0 1 9.04 6H12a1 1 0 1 0 0-2H9.04A5.045 5.045 0 0 0 4 9.04V22.96A5.045 5.045 0 0 0 9.04 28h13.92A5.045 5.045 0 0 0 28 22.961V20a1 1 0 0 0-1-1M27 4.002 19 4a1 1 0 1 0 0 2l5.584.002-6.291 6.291a1 1 0 1 0 1.414 1.414L26 7.413V13a1 1 0 0 0 2 0V5.002a1 1 0 0 0-1-1"
            }
            Self::ArrowRight => {
                "m22.707 15.293-12-12a1 1 0 1 0-1.414 1.414L20.586 16 9.293 27.293a1 1 0 1 0 1.414 1.414l12-12a1 1 0 0 0 0-1.414"
            }
            Self::Integrations => {
                "M26.003 13.008a1 1 0 0 1 .999 1L27 22.133a4 4 0 1 1-2-.001l.002-8.124a1 1 0 0 1 1-1M6 22a4 4 0 0 1 3.874 3l8.124-.001a1 1 0 0 1 0 2L9.873 27A4 4 0 1 1 6 22M6 2.008A4 4 0 0 1 7 9.88l.002 8.126a1 1 0 1 1-2 0L5 9.882a4.002 4.002 0 0 1 1-7.874M25.998 2a4 4 0 1 1-3.874 5L14 6.999a1 1 0 0 1 0-2L22.123 5a4 4 0 0 1 3.875-3"
            }
        }
    }
}

/// An icon. It is hidden from assistive technology: words beside it say the same.
#[component]
pub fn Icon(
    /// What the icon shows.
    glyph: Glyph,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 32 32" aria-hidden="true">
            <path d=glyph.path()></path>
        </svg>
    }
}
