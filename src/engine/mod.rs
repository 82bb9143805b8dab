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

#[cfg(feature = "texts")]
mod account;
mod answer;
#[cfg(feature = "texts")]
mod aside;
mod compare;
mod details;
#[cfg(feature = "texts")]
mod export;
mod facts;
mod flame;
mod glide;
#[cfg(feature = "texts")]
mod goroutines;
mod graph;
mod hues;
#[cfg(feature = "texts")]
mod large;
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
mod work;

use std::io::Read;

#[cfg(feature = "texts")]
use crate::engine::account::series::KnownSeries;
#[cfg(feature = "texts")]
use crate::engine::aside::Asides;
use crate::engine::flame::FlameState;
#[cfg(feature = "texts")]
use crate::engine::goroutines::OpenDump;
use crate::engine::graph::GraphState;
use crate::engine::open::{Opening, Origin};
use crate::engine::profile::OpenProfile;
#[cfg(feature = "texts")]
use crate::engine::sheet::Sheets;
use crate::engine::table::Table;
#[cfg(feature = "texts")]
use crate::engine::trace::{Beside, OpenTrace};
use crate::engine::twins::Twins;
use crate::layout::space::PaneSpace;
use crate::paint::surface::Surface;
use crate::paint::theme::Theme;
use crate::protocol::Pane;
#[cfg(feature = "texts")]
use crate::protocol::account::Account;
#[cfg(feature = "texts")]
use crate::protocol::export::DRAWING;
use crate::protocol::panes::PaneMap;
use crate::protocol::reply::{Failure, Reply};
use crate::protocol::request::{Appearance, OpenFile, Request};
use crate::protocol::timeline::TimelineNews;

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
    /// Whether it has no canvases, and draws its panes for a file.
    #[cfg(feature = "texts")]
    is_drawing: bool,
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
    /// Another trace beside it, when two are compared.
    #[cfg(feature = "texts")]
    beside: Option<Beside>,
    /// The view that was read last.
    #[cfg(feature = "texts")]
    told: Option<Account>,
    /// What was summed up of a series.
    #[cfg(feature = "texts")]
    series: KnownSeries,
    /// What is to be made to take away, and the names of the files.
    #[cfg(feature = "texts")]
    export: Option<(String, Vec<String>)>,
    /// The view that is lines.
    #[cfg(feature = "texts")]
    sheets: Sheets,
    /// The profile seen otherwise.
    #[cfg(feature = "texts")]
    asides: Asides,
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
            #[cfg(feature = "texts")]
            is_drawing: false,
            outbox: Vec::new(),
        }
    }

    /// Starts reading a file; [`Engine::work`] does it.
    pub fn open(&mut self, file: OpenFile, input: Box<dyn Read>) {
        self.state = State::Opening(Box::new(Opening::new(file, input)));
    }

    /// As [`Engine::open`], where reading may take no more than so many bytes of memory.
    #[cfg(feature = "texts")]
    pub fn open_within(&mut self, file: OpenFile, input: Box<dyn Read>, most_memory: u64) {
        self.state = State::Opening(Box::new(Opening::new(file, input).within(most_memory)));
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
            #[cfg(feature = "texts")]
            Request::Export(word, _) if word == DRAWING => self.begin_drawing(),
            Request::Open(_) | Request::Measure(_) => {}
            Request::Offered(offer, text) => match offer.requests(text) {
                Ok(requests) => requests.into_iter().for_each(|request| self.ask(request)),
                Err(error) => self.fail(Failure {
                    what: format!("invalid offer: {error}"),
                    ..Failure::default()
                }),
            },
            request => self.ask(request),
        }
    }

    /// Takes a request about what is shown; before a document is open there is nothing to ask.
    fn ask(&mut self, request: Request) {
        let State::Open(shown) = &mut self.state else { return };
        let answered = shown.answer(request, &mut self.outbox).and_then(|changed| {
            shown.tell_twins(&mut self.outbox)?;
            Ok(changed)
        });
        match answered {
            Ok(changed) => self.show(changed),
            Err(failure) => self.fail(failure),
        }
    }

    /// Repaints and tells what a change calls for.
    fn show(&mut self, changed: Changed) {
        if changed == Changed::Graph && self.panes.has(Pane::Graph) {
            self.to_paint.insert(Pane::Graph, ());
        }
        #[cfg(feature = "texts")]
        if matches!(changed, Changed::Timeline | Changed::TimelineView) {
            if self.panes.has(Pane::Timeline) {
                self.to_paint.insert(Pane::Timeline, ());
            }
            if changed == Changed::TimelineView {
                self.tell_view();
            }
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
            self.outbox.retain(|outgoing| {
                !matches!(
                    outgoing.reply,
                    Reply::View(_) | Reply::Graph(_) | Reply::Timeline(TimelineNews::View)
                )
            });
            #[cfg(feature = "texts")]
            shown.tell_timeline(&mut self.outbox);
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
                        for (name, ranges) in opening.take_parts() {
                            let ranges = ranges.into_iter().map(|it| [it.start as f64, it.end as f64]);
                            self.outbox.push(Outgoing {
                                reply: Reply::Part(name, ranges.collect()),
                                bytes: None,
                            });
                        }
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
            State::Open(_) => match self.work_on(budget) {
                Ok(is_more_left) => is_more_left,
                Err(error) => {
                    self.fail(error.into());
                    false
                }
            },
            State::Idle | State::Failed => false,
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
                // The timeline is sized below, the others when somebody looks.
                Pane::Timeline | Pane::Above | Pane::Below => {}
            }
        }
        #[cfg(feature = "texts")]
        let (mut dump, mut trace, mut beside) = (None, None, None);
        #[cfg(feature = "texts")]
        match origin {
            Origin::Profile => {}
            Origin::Dump(of) => dump = Some(OpenDump::new(of)),
            Origin::Trace(of) => trace = Some(OpenTrace::new(of, opened.facts.first())),
            Origin::Traces(of) => {
                let (upper, lower) = Beside::new(*of);
                (trace, beside) = (Some(upper), Some(lower));
            }
        }
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
            beside,
            #[cfg(feature = "texts")]
            told: None,
            #[cfg(feature = "texts")]
            series: KnownSeries::default(),
            #[cfg(feature = "texts")]
            export: None,
            #[cfg(feature = "texts")]
            sheets: Sheets::default(),
            #[cfg(feature = "texts")]
            asides: Asides::default(),
        }));
        #[cfg(feature = "texts")]
        if let State::Open(shown) = &mut self.state {
            shown.resize_timeline(self.panes.get(Pane::Timeline).copied());
            shown.dress_timeline(self.appearance);
        }
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
        #[cfg(feature = "texts")]
        if self.is_drawing {
            return Vec::new();
        }
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
            #[cfg(feature = "texts")]
            Pane::Timeline => {
                let painted = shown.paint_timeline(space, now_millis, self.column_width, &self.theme, surface);
                if painted.is_none() {
                    surface.begin(space, self.theme.ground);
                }
                is_seen = painted.is_some();
                painted.unwrap_or(0)
            }
            #[cfg(feature = "texts")]
            Pane::Above | Pane::Below => {
                let asides = &mut shown.asides;
                let boxes = asides.paint(pane, now_millis, self.column_width, &self.theme, surface);
                is_seen = boxes.is_some();
                if boxes.is_none() {
                    surface.begin(space, self.theme.ground);
                }
                boxes.unwrap_or(0)
            }
            #[cfg(not(feature = "texts"))]
            Pane::Timeline | Pane::Above | Pane::Below => 0,
        };
        #[cfg(feature = "texts")]
        if shown.is_timeline_gliding() {
            self.to_paint.insert(Pane::Timeline, ());
        }
        #[cfg(feature = "texts")]
        if shown.asides.is_gliding() {
            self.to_paint.insert(Pane::Above, ());
            self.to_paint.insert(Pane::Below, ());
        }
        if shown.flame.is_gliding() {
            self.to_paint.extend(&self.panes);
        } else if shown.graph.is_gliding() {
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
    /// The timeline looks different.
    #[cfg(feature = "texts")]
    Timeline,
    /// So does what the page says about the view in it.
    #[cfg(feature = "texts")]
    TimelineView,
    /// The panes look different.
    Picture,
    /// So does what the page says about the view.
    View,
}

#[cfg(test)]
mod tests;
