//! The worker's mind: (state, [`Request`]) in → [`Reply`]s and frames out. Native, no I/O.
//!
//! A driver feeds it: the worker in a browser, a test natively. It hands over the file as a
//! `Read`, calls [`Engine::work`] until nothing is left to do, and [`Engine::paint`] whenever a
//! pane [needs it](Engine::needs_paint), with whatever surface and clock it has.
//!
//! Must not know: browsers, clocks (times come in as arguments), how messages travel.
//!
//! Invariants, each tested: long work is cut into steps; a stale ticket is never answered after a
//! newer one; the same requests give the same replies and the same frames.
//!
//! Read [`Engine::handle`] first, then [`open`] (a file becomes a picture) and [`flame`] (a gesture
//! becomes a frame).

mod compare;
mod details;
#[cfg(feature = "texts")]
mod export;
mod facts;
mod flame;
#[cfg(feature = "texts")]
mod goroutines;
mod graph;
mod hues;
mod names;
mod open;
mod panes;
mod place;
mod profile;
mod refine;
#[cfg(feature = "texts")]
mod sheet;
mod shown;
mod table;
#[cfg(feature = "texts")]
mod trace;
mod treegrid;
mod twins;

use std::io::Read;

use crate::engine::flame::FlameState;
#[cfg(feature = "texts")]
use crate::engine::goroutines::OpenDump;
use crate::engine::graph::GraphState;
use crate::engine::open::{Opening, Origin};
use crate::engine::profile::OpenProfile;
#[cfg(feature = "texts")]
use crate::engine::sheet::series::KnownSeries;
use crate::engine::table::Table;
#[cfg(feature = "texts")]
use crate::engine::trace::OpenTrace;
use crate::engine::twins::Twins;
use crate::layout::space::PaneSpace;
use crate::paint::surface::Surface;
use crate::paint::theme::Theme;
use crate::protocol::Pane;
use crate::protocol::panes::PaneMap;
use crate::protocol::reply::{Failure, Reply};
use crate::protocol::request::{Appearance, OpenFile, Request};

/// A reply, and the bytes that travel beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    /// What is said.
    pub reply: Reply,
    /// What is transferred with it.
    pub bytes: Option<Vec<u8>>,
}

/// One document and everything that is shown of it.
pub struct Engine {
    state: State,
    appearance: Appearance,
    theme: Theme,
    panes: PaneMap<PaneSpace>,
    to_paint: PaneMap<()>,
    /// Panes whose first picture of the open document has not been told of.
    unseen: PaneMap<()>,
    column_width: f64,
    outbox: Vec<Outgoing>,
}

enum State {
    Idle,
    Opening(Box<Opening>),
    Open(Box<Shown>),
    Failed,
}

/// An open profile and the state of its views.
struct Shown {
    profile: OpenProfile,
    flame: FlameState,
    table: Table,
    /// Whether the page has not been told who calls what is selected now.
    are_details_due: bool,
    twins: Twins,
    graph: GraphState,
    /// What the profile was made of, when the file is a dump.
    #[cfg(feature = "texts")]
    dump: Option<OpenDump>,
    /// The same, when it is a trace.
    #[cfg(feature = "texts")]
    trace: Option<OpenTrace>,
    /// What was summed up of a series.
    #[cfg(feature = "texts")]
    series: KnownSeries,
    /// What is to be made to take away, and the names of the files.
    #[cfg(feature = "texts")]
    export: Option<(String, Vec<String>)>,
}

impl Default for Engine {
    fn default() -> Self {
        Self::new()
    }
}

impl Engine {
    /// An engine that has no document yet.
    pub fn new() -> Self {
        Self {
            state: State::Idle,
            appearance: Appearance::default(),
            theme: Theme::light(),
            panes: PaneMap::default(),
            to_paint: PaneMap::default(),
            unseen: PaneMap::default(),
            column_width: 0.0,
            outbox: Vec::new(),
        }
    }

    /// Starts reading a file; [`Engine::work`] does it.
    pub fn open(&mut self, file: OpenFile, input: Box<dyn Read>) {
        self.state = State::Opening(Box::new(Opening::new(file, input)));
    }

    /// Takes a request. [`Request::Open`] and [`Request::Measure`] are the driver's: they need a file and a clock.
    pub fn handle(&mut self, request: Request) {
        match request {
            Request::Mount(pane, size) => {
                self.unseen.insert(pane, ());
                self.resize(pane, size);
            }
            Request::Resize(pane, size) => self.resize(pane, size),
            Request::Appearance(appearance) => self.dress(appearance),
            Request::Open(_) | Request::Measure(_) => {}
            request => self.ask(request),
        }
    }

    /// Takes a request about what is shown; before a document is open there is nothing to ask.
    fn ask(&mut self, request: Request) {
        let State::Open(shown) = &mut self.state else { return };
        let outbox = &mut self.outbox;
        let changed = match request {
            Request::ShowSampleType(row) => match shown.show_sample_type(row as usize, outbox) {
                Ok(changed) => changed,
                Err(error) => return self.fail(open::out_of_memory(error)),
            },
            Request::Refine(filters) => match shown.refine(&filters, outbox) {
                Ok(changed) => changed,
                Err(error) => return self.fail(open::out_of_memory(error)),
            },
            Request::Compare(how) => match shown.compare(how, outbox) {
                Ok(changed) => changed,
                Err(failure) => return self.fail(failure),
            },
            Request::Search(ticket, wanted) => shown.search(ticket, &wanted, outbox),
            Request::NextMatch(is_backwards) => shown.select_match(is_backwards, outbox),
            Request::Sort(column, is_descending) => shown.sort(column, is_descending),
            Request::Rows(ticket, from, to) => shown.table.ask_rows(ticket, from..to),
            Request::Select(function) => shown.select_function(function, outbox),
            Request::Light(function) => shown.light(function),
            Request::Restore(place) => match shown.restore(&place, outbox) {
                Ok(changed) => changed,
                Err(error) => return self.fail(open::out_of_memory(error)),
            },
            Request::Pointer(pane, event) => shown.point(pane, event, outbox),
            Request::Flame(command) => shown.command(command, outbox),
            Request::WatchTwin(twin, from, to) => shown.watch_twin(twin, from..to),
            Request::Twin(twin, command) => match shown.twin_command(twin, command, outbox) {
                Ok(changed) => changed,
                Err(error) => return self.fail(open::out_of_memory(error)),
            },
            Request::Graph(command) => shown.command_graph(command, outbox),
            Request::GraphOptions(options) => shown.ask_graph(options),
            #[cfg(feature = "texts")]
            Request::Goroutines(ticket, question) => shown.ask_goroutines(ticket, *question),
            #[cfg(feature = "texts")]
            Request::GoroutineGroup(row) => match shown.tell_group(row, outbox) {
                Ok(changed) => changed,
                Err(error) => return self.fail(open::out_of_memory(error)),
            },
            #[cfg(feature = "texts")]
            Request::Trace(question) => shown.ask_trace(question),
            #[cfg(feature = "texts")]
            Request::Sheet(question) => match shown.tell_sheet(&question, outbox) {
                Ok(changed) => changed,
                Err(error) => return self.fail(open::out_of_memory(error)),
            },
            #[cfg(feature = "texts")]
            Request::Export(word, files) => shown.ask_export(word, files),
            #[cfg(not(feature = "texts"))]
            Request::Goroutines(..)
            | Request::GoroutineGroup(_)
            | Request::Trace(_)
            | Request::Sheet(_)
            | Request::Export(..) => Changed::Nothing,
            Request::Open(_)
            | Request::Mount(..)
            | Request::Resize(..)
            | Request::Appearance(_)
            | Request::Measure(_) => Changed::Nothing,
        };
        if let Err(error) = shown.tell_twins(outbox) {
            return self.fail(open::out_of_memory(error));
        }
        self.show(changed);
    }

    /// Repaints and tells what a change calls for.
    fn show(&mut self, changed: Changed) {
        if changed == Changed::Graph && self.panes.has(Pane::Graph) {
            self.to_paint.insert(Pane::Graph, ());
        }
        if changed >= Changed::Picture {
            self.to_paint.extend(&self.panes);
        }
        if changed == Changed::View {
            self.tell_view();
        }
    }

    fn tell_view(&mut self) {
        if let State::Open(shown) = &mut self.state {
            let view = shown.view();
            // Several gestures between two looks into the box: only the newest state is news.
            let graph = shown
                .graph
                .is_mounted()
                .then(|| shown.graph.view(&shown.profile, &shown.flame));
            self.outbox
                .retain(|outgoing| !matches!(outgoing.reply, Reply::View(_) | Reply::Graph(_)));
            self.say(Reply::View(Box::new(view)));
            if let Some(graph) = graph {
                self.say(Reply::Graph(Box::new(graph)));
            }
        }
    }

    /// Does a step of what there is to do, about this many bytes' worth; whether more is left.
    pub fn work(&mut self, budget: u64) -> bool {
        match &mut self.state {
            State::Opening(opening) => {
                match opening.step(budget) {
                    Ok(None) => self.outbox.push(Outgoing {
                        reply: Reply::Progress(opening.progress()),
                        bytes: None,
                    }),
                    Ok(Some(done)) => self.opened(done),
                    Err(failure) => {
                        #[cfg(feature = "texts")]
                        for (path, bytes) in opening.take_unpacked() {
                            self.outbox.push(Outgoing {
                                reply: Reply::Unpacked(path),
                                bytes: Some(bytes),
                            });
                        }
                        self.fail(failure);
                    }
                }
                true
            }
            State::Open(shown) => {
                #[cfg(feature = "texts")]
                match shown
                    .tell_goroutines(&mut self.outbox)
                    .and_then(|is_told| Ok(is_told || shown.tell_trace(&mut self.outbox)?))
                {
                    Ok(false) => {}
                    Ok(true) => return true,
                    Err(error) => {
                        self.fail(open::out_of_memory(error));
                        return false;
                    }
                }
                // The picture comes before the table.
                if self.unseen.has(Pane::Flame) && self.panes.has(Pane::Flame) {
                    return false;
                }
                match shown.make_graph(self.column_width) {
                    Ok(false) => {}
                    Ok(true) => {
                        if let Err(error) = shown.tell_twins(&mut self.outbox) {
                            self.fail(open::out_of_memory(error));
                            return false;
                        }
                        self.to_paint.insert(Pane::Graph, ());
                        self.tell_view();
                        return true;
                    }
                    Err(error) => {
                        self.fail(open::out_of_memory(error));
                        return false;
                    }
                }
                let nodes = (budget / open::BYTES_PER_NODE).max(1) as usize;
                match shown
                    .table
                    .step(nodes, &shown.profile, shown.flame.matches(), &mut self.outbox)
                {
                    Ok(table::Done::Nothing) => self.tell_details(),
                    Ok(table::Done::Rows | table::Done::Sums) => true,
                    Ok(table::Done::Order) => {
                        self.tell_view();
                        true
                    }
                    Err(error) => {
                        self.fail(open::out_of_memory(error));
                        false
                    }
                }
            }
            State::Idle | State::Failed => false,
        }
    }

    /// Tells the details of the selection if they are due; whether it did.
    fn tell_details(&mut self) -> bool {
        let State::Open(shown) = &mut self.state else {
            return false;
        };
        match shown.tell_details(&mut self.outbox) {
            Ok(is_told) => is_told,
            Err(error) => {
                self.fail(open::out_of_memory(error));
                false
            }
        }
    }

    fn opened(&mut self, (mut profile, opened, origin): open::Done) {
        let mut flame = FlameState::new(&profile);
        flame.dress(self.appearance, &profile);
        let mut graph = GraphState::new();
        graph.reduce_motion(self.appearance.is_motion_reduced);
        for pane in self.panes.panes() {
            let Some(&space) = self.panes.get(pane) else { continue };
            match pane {
                Pane::Graph => graph.resize(space),
                Pane::Flame | Pane::Minimap => flame.resize(pane, space, &mut profile),
            }
        }
        #[cfg(feature = "texts")]
        let (dump, trace) = match origin {
            Origin::Profile => (None, None),
            Origin::Dump(dump) => (Some(OpenDump::new(dump)), None),
            Origin::Trace(trace) => (None, Some(OpenTrace::new(trace))),
        };
        #[cfg(not(feature = "texts"))]
        let Origin::Profile = origin;
        self.state = State::Open(Box::new(Shown {
            profile,
            flame,
            table: Table::default(),
            are_details_due: false,
            twins: Twins::default(),
            graph,
            #[cfg(feature = "texts")]
            dump,
            #[cfg(feature = "texts")]
            trace,
            #[cfg(feature = "texts")]
            series: KnownSeries::default(),
            #[cfg(feature = "texts")]
            export: None,
        }));
        self.unseen.extend(&self.panes);
        self.to_paint.extend(&self.panes);
        self.say(Reply::Opened(Box::new(opened)));
        self.tell_view();
    }

    fn fail(&mut self, failure: Failure) {
        self.state = State::Failed;
        self.say(Reply::Failed(failure));
    }

    fn say(&mut self, reply: Reply) {
        self.outbox.push(Outgoing { reply, bytes: None });
    }

    /// What is to be said, in order; the box is empty afterwards.
    pub fn take_replies(&mut self) -> Vec<Outgoing> {
        std::mem::take(&mut self.outbox)
    }

    /// The panes that a frame is due for.
    pub fn needs_paint(&self) -> Vec<Pane> {
        self.to_paint.panes().collect()
    }

    /// Paints a pane as it is at a time, in milliseconds from any fixed moment; returns how many boxes there were.
    pub fn paint(&mut self, pane: Pane, now_millis: f64, surface: &mut dyn Surface) -> usize {
        self.to_paint.remove(pane);
        let Some(&space) = self.panes.get(pane) else { return 0 };
        if self.column_width == 0.0 {
            self.column_width = surface.column_width();
        }
        let State::Open(shown) = &mut self.state else {
            surface.begin(space, self.theme.ground);
            return 0;
        };
        let (profile, flame, graph) = (&mut shown.profile, &mut shown.flame, &mut shown.graph);
        let mut is_seen = true;
        let boxes = match pane {
            Pane::Flame => flame.paint(profile, now_millis, self.column_width, &self.theme, surface),
            Pane::Minimap => flame.paint_minimap(profile, space, &self.theme, surface),
            Pane::Graph => {
                let boxes = graph.paint(flame, space, now_millis, &self.theme, surface);
                is_seen = boxes.is_some();
                boxes.unwrap_or(0)
            }
        };
        if flame.is_gliding() {
            self.to_paint.extend(&self.panes);
        } else if graph.is_gliding() {
            self.to_paint.insert(Pane::Graph, ());
        }
        if is_seen && self.unseen.remove(pane) {
            self.say(Reply::Painted(pane));
        }
        boxes
    }
}

/// What a request changed, and so what is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Changed {
    Nothing,
    /// The call graph looks different.
    Graph,
    /// The panes look different.
    Picture,
    /// So does what the page says about the view.
    View,
}

#[cfg(test)]
mod tests;
