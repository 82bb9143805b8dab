//! The timeline of a trace: what the page asks of it, and what it is told, written out.

use serde::{Deserialize, Serialize};

/// What a key, menu or control asks of the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum TimelineCommand {
    /// Zoom by this factor around the pointer, or the centre; 2 shows half as much.
    ZoomBy(f64),
    /// Show the whole trace.
    Reset,
    /// To the view before the last that was gone to.
    Back,
    /// Bring the selection, or the selected range, to the middle; when it is there, show nothing else.
    ZoomToSelection,
    /// Move by these fractions of the view, right and down.
    PanBy(f64, f64),
    /// Move the selection.
    Walk(TimelineStep),
    /// Select nothing, no range first.
    Deselect,
    /// What the next drag over the lanes does.
    DragMode(DragMode),
    /// Make the time of the selected slice the selected range; where it is, keep it as a mark.
    MarkSelection,
    /// Go where a line of what was told leads: its [`Line::link`].
    Follow(u32),
    /// Select this range of time, in nanoseconds since the trace began, and show it with a little around it.
    GoTo([i64; 2]),
    /// Fold or unfold everything that can be folded.
    FoldAll(bool),
    /// Leave out what has a colour, its [`LegendItem::role`], or show it again.
    Toggle(u8),
    /// Go to the next thing that a search found, or to the one before.
    NextMatch(bool),
}

/// A step of the selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimelineStep {
    /// To the slice before, in its lane.
    Previous,
    /// To the slice after.
    Next,
    /// To the lane above, at the same time.
    Above,
    /// To the lane below.
    Below,
    /// To who woke it.
    Waker,
    /// To whom it woke.
    Woken,
}

/// What a drag over the lanes does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DragMode {
    /// Selects a range of time.
    #[default]
    Range,
    /// Moves the picture.
    Pan,
    /// Draws what is to be zoomed to.
    Zoom,
}

/// What is told of the timeline, as bytes beside the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimelineNews {
    /// A [`TimelineView`], after every change of it.
    View,
    /// What is under the pointer: perhaps a [`Told`].
    Hover,
}

/// The state of the timeline.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TimelineView {
    /// Whether there is a picture.
    pub is_ready: bool,
    /// Whether the whole trace is in view.
    pub is_whole: bool,
    /// What is in view, in a sentence.
    pub summary: String,
    /// What is told of the selection, or of the selected range.
    pub told: Option<Told>,
    /// What the colours mean.
    pub legend: Vec<LegendItem>,
    /// What a search found, in a few words; empty where nothing is looked for.
    pub found: String,
}

/// What a colour means.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LegendItem {
    /// Which colour it is.
    pub role: u8,
    /// What it means.
    pub name: String,
    /// Whether what has it is left out.
    pub is_off: bool,
}

/// What is told of a slice, a column or a range.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// What it is.
    pub title: String,
    /// Whose.
    pub place: String,
    /// What is known of it.
    pub parts: Vec<Part>,
    /// Where it is in the pane: left, top, width, height.
    pub rect: [f64; 4],
}

/// Lines under a heading.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// The heading; empty where none is needed.
    pub heading: String,
    /// The lines.
    pub lines: Vec<Line>,
}

/// A line.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// What is told; empty where the text speaks for itself.
    pub name: String,
    /// The text.
    pub text: String,
    /// Where it leads, if it does.
    pub link: Option<u32>,
    /// A share from 0 to 1, to be drawn, and the state that it is of.
    pub share: Option<(u8, f64)>,
}

/// A view, from the bytes that travel beside its message.
pub fn view_from_bytes(bytes: &[u8]) -> Result<TimelineView, postcard::Error> {
    postcard::from_bytes(bytes)
}

/// What is under the pointer, from bytes.
pub fn hover_from_bytes(bytes: &[u8]) -> Result<Option<Told>, postcard::Error> {
    postcard::from_bytes(bytes)
}
