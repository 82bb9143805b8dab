//! The few signs of the interface, drawn as strokes in the colour of the text.

use leptos::prelude::*;

/// A sign, 16 by 16.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// A cross: close, clear.
    Close,
    /// A plus: open another.
    Add,
    /// A question mark.
    Help,
    /// Sliders.
    Settings,
    /// Two sheets: copy.
    Copy,
    /// A magnifying glass.
    Search,
    /// An arrow up.
    Up,
    /// An arrow down.
    Down,
    /// Upside down: the root changes sides.
    Flip,
    /// An i in a circle: facts.
    Facts,
    /// A circle that turns.
    Busy,
    /// A triangle with a mark: trouble.
    Trouble,
    /// An angle to the right: what is folded unfolds.
    Chevron,
    /// A funnel: filters.
    Filter,
    /// An arrow down to a line: save.
    Save,
    /// A low and a high bar: compare.
    Compare,
    /// Lines, the lower ones further right: a list with levels.
    List,
}

impl Sign {
    /// The strokes, as an SVG path.
    const fn path(self) -> &'static str {
        match self {
            Self::Close => "M4 4l8 8M12 4l-8 8",
            Self::Add => "M8 3v10M3 8h10",
            Self::Help => "M5.5 6a2.5 2.5 0 1 1 3.6 2.2c-.7.4-1.1.8-1.1 1.6M8 12.4v.1",
            Self::Settings => "M2 4.5h7M12 4.5h2M2 11.5h2M7 11.5h7M10.5 3v3M5.5 10v3",
            Self::Copy => "M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z",
            Self::Search => "M7 2.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9M10.5 10.5l3.5 3.5",
            Self::Up => "M8 13V3.5M4 7l4-4l4 4",
            Self::Down => "M8 3v9.5M4 9l4 4l4-4",
            Self::Flip => "M5 13V3M2.5 5.5L5 3l2.5 2.5M11 3v10M8.5 10.5L11 13l2.5-2.5",
            Self::Facts => "M8 2a6 6 0 1 1 0 12a6 6 0 1 1 0-12M8 7.3v4M8 4.9v.1",
            Self::Busy => "M8 2a6 6 0 1 1-6 6",
            Self::Chevron => "M6 4l4 4l-4 4",
            Self::Filter => "M2.5 3h11L9.5 8v5l-3-1.5V8z",
            Self::Save => "M8 2.5v7.5M5 7l3 3l3-3M3 13.5h10",
            Self::Compare => "M3 13V8h3.5v5zM9.5 13V3H13v10z",
            Self::List => "M2.5 3.5h11M5.5 8h8M8.5 12.5h5",
            Self::Trouble => "M8 2.2L14.3 13.4H1.7zM8 6.4v3.4M8 11.6v.1",
        }
    }
}

/// Draws a sign. It says nothing to those who listen: the control it stands in does.
#[component]
pub fn Icon(
    /// Which one.
    sign: Sign,
) -> impl IntoView {
    view! {
        <svg class="icon" class:is-turning=sign == Sign::Busy viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d=sign.path()></path>
        </svg>
    }
}
