//! What the two threads say to each other: the page asks, the worker answers.
//!
//! Plain serde types in, plain serde types out; no browser type, no `Document`.
//!
//! 1. The worker speaks first: [`Reply::Ready`](reply::Reply::Ready). Its loader queues what comes before.
//! 2. Requests whose answers can be overtaken carry a [`Ticket`], and so do the answers. A newer
//!    ticket makes the older one stale: the engine may drop it and the page must ignore it.
//! 3. What serde cannot carry travels beside the message, in the same array: the file, or the two, of
//!    [`Request::Open`](request::Request::Open), the canvas of [`Request::Mount`](request::Request::Mount).
//! 4. Bulk travels beside a message as transferred bytes, never in it: the rows of
//!    [`Reply::Rows`](reply::Reply::Rows) are [`TopRow`](rows::TopRow)s in postcard form, those of
//!    [`Reply::TwinRows`](reply::Reply::TwinRows) [`TreeRow`](rows::TreeRow)s; answers about goroutines are those of
//!    [`goroutines`], about traces those of [`trace`] and [`timeline`], the lines of
//!    [`Reply::Sheet`](reply::Reply::Sheet) a [`SheetPage`](sheet::SheetPage); what else is read and not drawn is an [`account`].
//! 5. Rows and numbers travel by the page, sorted and formatted: the page does not compute.
//!
//! Read [`request`] first, then [`reply`]; [`link`] writes a view as an address and is the page's alone.

pub mod account;
pub mod aside;
pub mod comparing;
pub mod decimal;
pub mod details;
pub mod export;
pub mod filter;
pub mod goroutines;
pub mod graph;
pub mod link;
pub mod panes;
pub mod place;
pub mod reply;
pub mod request;
pub mod rows;
pub mod screen;
pub mod sheet;
pub mod timeline;
pub mod trace;

/// Numbers the questions of one kind, so that a late answer to an old one can be told from the newest.
pub type Ticket = u32;

/// Where something is painted: each pane is one canvas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Pane {
    /// The flame graph.
    Flame,
    /// The strip above it that shows the whole while a part is zoomed.
    Minimap,
    /// The call graph, with its own overview in a corner.
    Graph,
    /// The timeline of a trace.
    Timeline,
    /// The upper one of two pictures beside the views: callers, or a treemap.
    Above,
    /// The lower one, a flame graph.
    Below,
}

impl Pane {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Flame,
        Self::Minimap,
        Self::Graph,
        Self::Timeline,
        Self::Above,
        Self::Below,
    ];
}

/// A picture that is a list too: what cannot be seen can be read row by row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Twin {
    /// The flame graph: its frames, each below the frame that called it.
    Flame,
    /// The call graph: its functions, each above its callers and callees.
    Graph,
    /// The timeline: its lanes, each above what it shows.
    Lanes,
}
