//! What a worker tells the page.

use serde::{Deserialize, Serialize};

use crate::protocol::aside::AsideFacts;
use crate::protocol::details::Details;
use crate::protocol::filter::Refined;
use crate::protocol::graph::{EdgeFacts, GraphView};
use crate::protocol::place::Place;
use crate::protocol::timeline::TimelineNews;
use crate::protocol::trace::TraceQuestion;
use crate::protocol::{Pane, Ticket, Twin};

/// One message to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// The worker stands and listens.
    Ready,
    /// How far reading has come.
    Progress(Progress),
    /// The file is read; pictures and rows follow.
    Opened(Box<Opened>),
    /// A file of an archive travels beside this message: its path there. Or a profile that was made of a trace: a name for it; what
    /// is to be said of it follows, and then it is opened.
    Unpacked(String),
    /// A part of the file that can be opened for itself: its name, and its bytes, one range after the other. To the page it comes as
    /// what [`Reply::Unpacked`] tells, with the part beside it: who has the file cuts it.
    Part(String, Vec<[f64; 2]>),
    /// The file could not be read, or the worker cannot go on.
    Failed(Failure),
    /// The state of the view, after every change of it.
    View(Box<View>),
    /// The rows asked for travel beside this message.
    Rows(RowsHeader),
    /// The rows of a picture's list that are watched travel beside this message.
    TwinRows(Twin, TwinHeader),
    /// The filters in effect, after every change of them or of what they keep; or why those asked for are not.
    Refined(Box<Refined>),
    /// What a search found.
    Found(Ticket, Found),
    /// What is under the pointer.
    Hover(Option<Box<FrameFacts>>),
    /// An edge of the call graph is under the pointer; the next [`Reply::Hover`] ends it.
    HoverEdge(Box<EdgeFacts>),
    /// The state of the call graph, after every change of it.
    Graph(Box<GraphView>),
    /// What is selected.
    Selected(Option<Box<FrameFacts>>),
    /// Who calls the selected function and what it calls: some time after it was selected.
    Details(Box<Details>),
    /// What was asked of a dump's goroutines travels beside this message:
    /// a [`GoroutineList`](crate::protocol::goroutines::GoroutineList).
    Goroutines(Ticket),
    /// The group that was asked for travels beside this message:
    /// [`GroupDetails`](crate::protocol::goroutines::GroupDetails).
    GoroutineGroup,
    /// What was asked for with [`Request::Export`](crate::protocol::request::Request::Export) travels beside this message: the
    /// name for the file, or nothing where it is text to copy.
    Exported(String),
    /// A sentence for the person, about something that went otherwise than asked.
    Said(String),
    /// The answer to [`Request::Trace`](crate::protocol::request::Request::Trace); it travels beside this, as bytes.
    Trace(TraceQuestion),
    /// The lines that are watched travel beside this message: a [`SheetPage`](crate::protocol::sheet::SheetPage).
    Sheet,
    /// What the pictures beside the views are of.
    Aside(Box<AsideFacts>),
    /// What was asked for with [`Request::Account`](crate::protocol::request::Request::Account) travels beside this message, as bytes.
    Account,
    /// Something new of a trace's timeline; it travels beside this, as bytes.
    Timeline(TimelineNews),
    /// A pane was painted for the first time since it was mounted or the document opened.
    Painted(Pane),
    /// The browser refused something the worker tried, by the page's content security policy: what, and the rule.
    Refused(String),
    /// The answer to [`Request::Measure`](crate::protocol::request::Request::Measure), in sentences.
    Measured(String),
}

/// How far reading has come.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// What is being done, a few words: "reading samples".
    pub phase: String,
    /// What the file was recognised as, when it was.
    pub format: Option<String>,
    /// Bytes of the file read.
    pub read: f64,
    /// Bytes of the file in all.
    pub size: f64,
    /// What has been found so far: "412,000 samples".
    pub found: String,
}

/// A document stands open.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "facts of the file, each on its own")]
pub struct Opened {
    /// What the file is: "CPU profile", "heap profile", "profile".
    pub kind: String,
    /// What it was recognised as: "profile.proto, gzip".
    pub format: String,
    /// The sample types, in file order.
    pub sample_types: Vec<SampleType>,
    /// The one shown first.
    pub default_sample_type: u32,
    /// Facts of the file, each a name and a text: samples, functions, time, duration, period, build id, comments, size.
    pub facts: Vec<(String, String)>,
    /// What was damaged or odd, in sentences.
    pub warnings: Vec<String>,
    /// Where this kind of profile is documented, when the file says so by an http(s) address.
    pub doc_url: Option<String>,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub sha256: String,
    /// The same of the file it is compared with, of a series of all others with dots between them; else empty.
    pub base_sha256: String,
    /// Whether any value is negative: a delta or a saved diff.
    pub is_delta: bool,
    /// Whether there are no samples at all.
    pub is_empty: bool,
    /// Whether it is a dump of goroutines, which answers [`Request::Goroutines`](crate::protocol::request::Request::Goroutines).
    pub has_goroutines: bool,
    /// Whether it is an execution trace, which answers [`Request::Trace`](crate::protocol::request::Request::Trace).
    pub is_trace: bool,
    /// Whether two traces are compared: [`AccountQuestion::Series`](crate::protocol::account::AccountQuestion::Series) tells how.
    pub compares_traces: bool,
    /// Whether there is a timeline: of a trace, or of two that are compared.
    pub has_timeline: bool,
    /// When what was recorded began, in nanoseconds since 1970 UTC, and how long it took; zeros where that is not told.
    pub window: [i64; 2],
}

/// One sample type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleType {
    /// Its name, such as `inuse_space`.
    pub name: String,
    /// Its unit, such as `bytes`.
    pub unit: String,
    /// The profile's total, formatted.
    pub total: String,
}

/// Why a document could not be opened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What is wrong, in a sentence.
    pub what: String,
    /// Where: the byte at which reading stopped.
    pub place: String,
    /// What can be done about it.
    pub advice: String,
    /// Whether the same file might open when tried again.
    pub can_retry: bool,
    /// Whether the worker that reads texts might open it.
    pub is_for_texts: bool,
    /// Whether it is an archive whose files were told before this.
    pub is_archive: bool,
}

/// The state of the view.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// The sample type shown.
    pub sample_type: u32,
    /// The value of what is zoomed to, formatted.
    pub in_view: String,
    /// The value of the whole profile, formatted.
    pub total: String,
    /// The first as a share of the second, as pprof writes percentages.
    pub percent: String,
    /// In a comparison the old side, its total, the new side, its total, the change with its share of the old, and a sentence
    /// where there is nothing to draw; else nothing.
    pub sides: Vec<String>,
    /// From the whole to the zoomed frame: the steps that led here.
    pub crumbs: Vec<Crumb>,
    /// Whether less than everything is shown.
    pub is_zoomed: bool,
    /// Whether there are more rows than the pane is high, so that a wheel turn scrolls them.
    pub can_scroll: bool,
    /// Whether the table stands: it is made after the picture, and anew for a new order, search or sample type.
    pub has_table: bool,
    /// The table's rows: functions, or those that match the search.
    pub row_count: u32,
    /// All functions.
    pub function_count: u32,
    /// The row of the selected function, when it is among them.
    pub selected_row: Option<u32>,
    /// The unit in which flat and cum stand, for the table's head; empty when each says its own.
    pub unit: String,
    /// How many letters the longest of them has.
    pub value_columns: u32,
    /// The frames the deepest stack has.
    pub depth: u32,
    /// Where it is, to come back to it.
    pub place: Place,
}

/// A step of the zoom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crumb {
    /// The frame, for [`FlameCommand::ZoomTo`](crate::protocol::request::FlameCommand::ZoomTo).
    pub frame: u32,
    /// Its short name.
    pub label: String,
}

/// Which rows travel beside the message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowsHeader {
    /// The ticket of the request.
    pub ticket: Ticket,
    /// The first row's number.
    pub from: u32,
    /// How many rows the table has in all.
    pub row_count: u32,
}

/// Which rows of a picture's list travel beside the message, and what is selected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TwinHeader {
    /// The first row's number.
    pub from: u32,
    /// How many rows are unfolded in all.
    pub row_count: u32,
    /// The selected row, when it is among them.
    pub selected_row: Option<u32>,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// How many functions match.
    pub functions: u32,
    /// How many functions there are.
    pub of: u32,
    /// The value of all samples with a match in their stack, each counted once, formatted.
    pub value: String,
    /// The same as a share of the total.
    pub percent: String,
    /// Why the pattern is no regular expression, when it is none; the last good search stays.
    pub error: Option<String>,
}

/// A frame of the flame graph, or a function of the table, as a person reads it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FrameFacts {
    /// The function, for [`Request::Select`](crate::protocol::request::Request::Select).
    pub function: u32,
    /// The frame, when one is meant and not the function as a whole.
    pub frame: Option<u32>,
    /// The full name.
    pub name: String,
    /// The package's import path, or empty.
    pub package: String,
    /// File and line, or empty.
    pub place: String,
    /// Whether the call was inlined into its caller.
    pub is_inlined: bool,
    /// Value in the frame itself, formatted.
    pub own: String,
    /// The same to the last digit.
    pub own_exact: String,
    /// Value in the frame and what it called, formatted.
    pub total: String,
    /// The same to the last digit.
    pub total_exact: String,
    /// In a comparison total on the old side, total on the new, and the same of the frame itself; own and total are then
    /// what changed.
    pub sides: Vec<String>,
    /// Total as a share of the profile's.
    pub percent_of_total: String,
    /// Total as a share of the zoomed frame's.
    pub percent_of_zoomed: String,
    /// Where the frame stands in its pane, in CSS pixels: left, top, width, height.
    pub rect: Option<[f64; 4]>,
    /// Value in the function itself over all its frames, formatted.
    pub function_flat: String,
    /// Value of all samples that pass through the function, each counted once, formatted.
    pub function_cum: String,
    /// How many frames of the picture are of this function.
    pub function_frames: u32,
    /// Of what is selected: the frame's stack, outermost first, a line for each; else empty.
    pub stack: String,
    /// Of what is selected: a regular expression by which `go tool pprof` finds just this function.
    pub regexp: String,
    /// The frame's place among those with the same caller, the heaviest first: "3rd of 7 children of main.work";
    /// empty when no frame is meant.
    pub among: String,
}
