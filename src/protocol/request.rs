//! What the page asks of a worker.

use serde::{Deserialize, Serialize};

use crate::protocol::account::{AccountQuestion, Offer};
use crate::protocol::aside::Aside;
use crate::protocol::comparing::Comparing;
use crate::protocol::filter::Filter;
use crate::protocol::goroutines::GoroutineQuestion;
use crate::protocol::graph::{GraphCommand, GraphOptions};
use crate::protocol::place::Place;
use crate::protocol::sheet::{Sheet, SourceText};
use crate::protocol::timeline::TimelineCommand;
use crate::protocol::trace::TraceQuestion;
use crate::protocol::{Pane, Ticket, Twin};

/// One message from the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Read the file that travels beside this message. The first request, sent once. A second file beside it is
    /// the base that the first is compared with.
    Open(OpenFile),
    /// Paint a pane on the canvas that travels beside this message.
    Mount(Pane, PaneSize),
    /// The pane's canvas has a new size or pixel ratio.
    Resize(Pane, PaneSize),
    /// Colours, motion and density.
    Appearance(Appearance),
    /// Show this sample type: its row in [`Opened::sample_types`](crate::protocol::reply::Opened::sample_types).
    ShowSampleType(u32),
    /// Apply these filters instead of those in effect: [`Reply::Refined`](crate::protocol::reply::Reply::Refined) answers.
    Refine(Vec<Filter>),
    /// Compare the two files so; of one file there is nothing to compare.
    Compare(Comparing),
    /// Look for functions; an empty pattern ends the search.
    Search(Ticket, SearchFor),
    /// Select the next (or, when `true`, the previous) match of the search.
    NextMatch(bool),
    /// Order the table.
    Sort(TopColumn, bool),
    /// Send the table's rows from the first number up to, not including, the second.
    Rows(Ticket, u32, u32),
    /// Select a function by the id in its row, or nothing.
    Select(Option<u32>),
    /// Light a function's boxes while the pointer is over its row, or none.
    Light(Option<u32>),
    /// Go where a view was.
    Restore(Box<Place>),
    /// What the pointer does on a pane.
    Pointer(Pane, PointerEvent),
    /// What a key, menu or breadcrumb asks of the flame graph.
    Flame(FlameCommand),
    /// What a key, menu or control asks of the call graph.
    Graph(GraphCommand),
    /// Show other nodes and edges in the call graph.
    GraphOptions(GraphOptions),
    /// Tell the rows of a picture's list from the first number up to, not including, the second, now and whenever
    /// they change; an empty range ends it.
    WatchTwin(Twin, u32, u32),
    /// What a key or a click asks of a picture's list.
    Twin(Twin, TwinCommand),
    /// Tell of these goroutines of a dump.
    Goroutines(Ticket, Box<GoroutineQuestion>),
    /// Tell all of the group that this goroutine of a dump is in: the row of any of its goroutines.
    GoroutineGroup(u32),
    /// Tell of a trace.
    Trace(TraceQuestion),
    /// Tell a view that is read: [`Reply::Account`](crate::protocol::reply::Reply::Account) answers. Only the worker with the feature
    /// `texts` does.
    Account(AccountQuestion),
    /// What an account offered, with the text of its field where there was one.
    Offered(Offer, Option<String>),
    /// What a key, menu or control asks of a trace's timeline.
    Timeline(TimelineCommand),
    /// Make a file, or a text to copy, of what is shown: the word of one of [`EXPORTS`](crate::protocol::export::EXPORTS),
    /// and the names of the files. Only the worker with the feature `texts` does.
    Export(String, Vec<String>),
    /// Tell the lines of a view from the first number up to, not including, the second, now and whenever they change; none
    /// ends it. Only the worker with the feature `texts` does.
    WatchSheet(Option<Sheet>, u32, u32),
    /// Show the profile otherwise beside the views, on [`Pane::Above`] and [`Pane::Below`]; none ends it. Only the worker with
    /// the feature `texts` does.
    Aside(Option<Aside>),
    /// The text of a file that was wanted.
    SourceText(Box<SourceText>),
    /// Pan and zoom this many frames as fast as they can be painted, forcing each onto the canvas,
    /// and say how long they took.
    Measure(u32),
}

/// The file to read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenFile {
    /// Its name, for messages only: kinds are told by content.
    pub name: String,
    /// Its size in bytes.
    pub size: f64,
}

/// A canvas's size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PaneSize {
    /// Width in CSS pixels.
    pub width: f64,
    /// Height in CSS pixels.
    pub height: f64,
    /// Device pixels to a CSS pixel.
    pub ratio: f64,
}

/// How things look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "switches of the settings, each on its own")]
pub struct Appearance {
    /// Light letters on a dark ground.
    pub is_dark: bool,
    /// Nothing glides: zooms jump to their end.
    pub is_motion_reduced: bool,
    /// Rows of 16 instead of 20 pixels.
    pub is_compact: bool,
    /// Root at the bottom (a flame) instead of on top (an icicle).
    pub is_root_below: bool,
    /// The colours of a person's system, where it insists on them.
    pub system: Option<SystemColors>,
}

/// The colours that a system sets for all programs, by their names in style sheets, each `0xrrggbb`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SystemColors {
    /// Behind text.
    pub canvas: u32,
    /// Text.
    pub canvas_text: u32,
    /// What is selected.
    pub highlight: u32,
    /// Text in it.
    pub highlight_text: u32,
    /// What cannot be used now.
    pub gray_text: u32,
    /// What leads somewhere.
    pub link_text: u32,
}

/// What to look for in function names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchFor {
    /// The text or regular expression.
    pub pattern: String,
    /// Whether it is a regular expression.
    pub is_regex: bool,
    /// Whether upper and lower case differ.
    pub is_case_sensitive: bool,
}

/// The columns the table can be ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TopColumn {
    /// Value in the function itself.
    #[default]
    Flat,
    /// Value in the function and what it called.
    Cum,
    /// Function name.
    Name,
    /// Source file.
    File,
    /// Flat of a comparison by its sign: what grew before what shrank.
    FlatGrowth,
    /// The same of cum.
    CumGrowth,
}

/// What the pointer does, in CSS pixels from the pane's top left corner.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum PointerEvent {
    /// It is at this x and y, no button held.
    Move(f64, f64),
    /// It left the pane.
    Leave,
    /// A click, or a tap.
    Click(f64, f64),
    /// A double click, or a double tap.
    DoubleClick(f64, f64),
    /// A button was pressed here: what follows may be a drag.
    Press(f64, f64),
    /// It moved with the button held.
    Drag(f64, f64),
    /// A region is being drawn, from the first x and y to the second.
    Region([f64; 2], [f64; 2]),
    /// The drawn region is to fill the pane.
    ZoomToRegion([f64; 2], [f64; 2]),
    /// The button was released.
    Release,
    /// Scroll by this many pixels sideways and down.
    Scroll(f64, f64),
    /// Zoom by the third number (2 shows half as much) around this x and y.
    Zoom(f64, f64, f64),
}

/// What can be asked of the flame graph without pointing at it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum FlameCommand {
    /// Zoom by this factor around the pointer, or the centre; 2 shows half as much.
    ZoomBy(f64),
    /// Show everything.
    Reset,
    /// One step back: to the zoom before the last.
    Back,
    /// Zoom to a frame by the id in a breadcrumb.
    ZoomTo(u32),
    /// Zoom to the selected frame.
    ZoomToSelection,
    /// Move by these fractions of the view, right and down.
    PanBy(f64, f64),
    /// Move the selection to a neighbouring frame.
    Walk(Step),
    /// Select nothing.
    Deselect,
}

/// A step of the selection from frame to frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// To the frame that called it.
    Caller,
    /// To the heaviest frame that it called.
    Callee,
    /// To the next heavier frame with the same caller.
    Heavier,
    /// To the next lighter frame with the same caller.
    Lighter,
}

/// What can be asked of a picture's list. What is selected in it is selected everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TwinCommand {
    /// Select this item.
    Select(u32),
    /// Select this item, and fold it, or unfold it.
    Toggle(u32),
    /// Select the row this many below the selected one, or above; far beyond the end is the last row, or the first.
    Move(i32),
    /// Unfold the selected row; if it is unfolded already, select the first below it.
    Right,
    /// Fold the selected row; if there is nothing to fold, select the one above it in the tree.
    Left,
    /// Unfold the selected row and its siblings.
    UnfoldSiblings,
}
