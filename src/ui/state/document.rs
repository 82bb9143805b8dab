//! One open file: its worker, and what the worker has said so far.

use std::sync::Arc;

use leptos::prelude::*;
use web_sys::File;

use crate::browser::port::{Freight, Port};
use crate::browser::program::Reader;
use crate::browser::window;
use crate::protocol::Twin;
use crate::protocol::account::Account;
use crate::protocol::aside::AsideFacts;
use crate::protocol::comparing::Comparing;
use crate::protocol::details::Details;
use crate::protocol::graph::{EdgeFacts, GraphView};
use crate::protocol::link::Link;
use crate::protocol::reply::{Failure, FrameFacts, Opened, Progress, View};
use crate::protocol::request::{FlameCommand, OpenFile, PointerEvent, Request};
use crate::protocol::screen::Screen;
use crate::protocol::sheet::{Act, SheetPage};
use crate::protocol::timeline::TimelineCommand;
use crate::ui::state::filters::Filters;
use crate::ui::state::goroutines::GoroutineState;
use crate::ui::state::search::Search;
use crate::ui::state::table::Table;
use crate::ui::state::trace::TraceState;
use crate::ui::state::trail::link_to;
use crate::ui::state::twin::TwinList;

/// Tells open files apart; never used twice in a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DocumentId(pub u32);

impl DocumentId {
    /// The id of an element that belongs to this document.
    pub fn element(self, part: &str) -> String {
        format!("document-{}-{part}", self.0)
    }
}

/// How far a file has come.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// Others are being read; its turn comes.
    Waiting,
    /// Its worker reads it.
    Reading,
    /// It can be looked at.
    Open,
    /// It could not be read, or its worker died.
    Failed(Failure),
}

/// One open file. Cheap to copy: every field is a handle.
#[derive(Clone, Copy)]
pub struct Document {
    /// Which one it is.
    pub id: DocumentId,
    /// The file as it was dropped, which can be read again; behind it those that it is compared with.
    pub files: StoredValue<Vec<File>, LocalStorage>,
    /// How far it has come.
    pub phase: RwSignal<Phase>,
    /// How far reading has come.
    pub progress: RwSignal<Progress>,
    /// When reading began, in milliseconds of the page's clock.
    pub began_at: RwSignal<f64>,
    /// Which worker reads it.
    pub reader: RwSignal<Reader>,
    /// What the file is, once it is open.
    pub opened: RwSignal<Option<Arc<Opened>>>,
    /// Flame graph or table.
    pub screen: RwSignal<Screen>,
    /// The state of the view, as the worker last told it.
    pub view: RwSignal<View>,
    /// What is under the pointer.
    pub hover: RwSignal<Option<Arc<FrameFacts>>>,
    /// Where the pointer is, in CSS pixels of the window.
    pub pointer: RwSignal<[f64; 2]>,
    /// What edge of the call graph is under the pointer.
    pub hover_edge: RwSignal<Option<Arc<EdgeFacts>>>,
    /// The state of the call graph, as the worker last told it.
    pub graph: RwSignal<GraphView>,
    /// What is selected.
    pub selected: RwSignal<Option<Arc<FrameFacts>>>,
    /// Who calls the selected function and what it calls, once the worker has told.
    pub details: RwSignal<Option<Arc<Details>>>,
    /// The rows of the table.
    pub table: Table,
    /// The flame graph as a list.
    frames: TwinList,
    nodes: TwinList,
    lanes: TwinList,
    /// The goroutines, when it is a dump.
    pub goroutines: GoroutineState,
    /// What is told of it beside its profile, when it is a trace.
    pub trace: TraceState,
    /// What the pictures of the profile seen otherwise are of.
    pub aside: RwSignal<AsideFacts>,
    /// The lines of the view that is lines, as far as they are here.
    pub sheet: RwSignal<SheetPage>,
    /// The view that is read, once a worker has told it.
    pub account: RwSignal<Option<Arc<Account>>>,
    /// The screen that it was asked for.
    pub told_screen: StoredValue<Option<Screen>>,
    /// The search.
    pub search: Search,
    /// What of it is looked at.
    pub filters: Filters,
    /// How long frames take, once it was asked.
    pub measured: RwSignal<String>,
    /// The files in it, when it is an archive.
    pub unpacked: RwSignal<Vec<File>, LocalStorage>,
    /// What the worker last said to the person.
    pub said: RwSignal<String>,
    /// Where it is to go once it is open: where it was before it was read again, or by another worker.
    pub resume: StoredValue<Option<Link>>,
    /// Counts the workers this file has had, so that late words of an earlier one are told apart.
    pub attempt: StoredValue<u32>,
    /// Its worker, while it has one.
    port: StoredValue<Option<Port>, LocalStorage>,
    /// What was asked before the worker was there.
    outbox: StoredValue<Vec<(Request, Freight)>, LocalStorage>,
}

impl Document {
    /// A file that waits for its turn. Its signals belong to the current owner.
    pub fn new(id: DocumentId, files: Vec<File>) -> Self {
        let size = files.iter().map(|file| file.size()).sum();
        let reader = if files.len() > 1 {
            Reader::Texts
        } else {
            Reader::Profiles
        };
        Self {
            id,
            files: StoredValue::new_local(files),
            phase: RwSignal::new(Phase::Waiting),
            progress: RwSignal::new(Progress {
                size,
                ..Progress::default()
            }),
            began_at: RwSignal::new(0.0),
            reader: RwSignal::new(reader),
            opened: RwSignal::new(None),
            screen: RwSignal::new(Screen::default()),
            view: RwSignal::new(View::default()),
            hover: RwSignal::new(None),
            hover_edge: RwSignal::new(None),
            graph: RwSignal::new(GraphView::default()),
            pointer: RwSignal::new([0.0; 2]),
            selected: RwSignal::new(None),
            details: RwSignal::new(None),
            table: Table::new(),
            frames: TwinList::new(Twin::Flame),
            nodes: TwinList::new(Twin::Graph),
            lanes: TwinList::new(Twin::Lanes),
            goroutines: GoroutineState::default(),
            trace: TraceState::default(),
            aside: RwSignal::new(AsideFacts::default()),
            sheet: RwSignal::new(SheetPage::default()),
            account: RwSignal::new(None),
            told_screen: StoredValue::new(None),
            search: Search::new(),
            filters: Filters::new(),
            measured: RwSignal::new(String::new()),
            unpacked: RwSignal::new_local(Vec::new()),
            said: RwSignal::new(String::new()),
            resume: StoredValue::new(None),
            attempt: StoredValue::new(0),
            port: StoredValue::new_local(None),
            outbox: StoredValue::new_local(Vec::new()),
        }
    }

    /// The file's name, both of a comparison, or the first of a series.
    pub fn name(self) -> String {
        let names = self.names();
        if self.is_series() {
            format!("{} and {} more", names[0], names.len() - 1)
        } else {
            names.join(" vs ")
        }
    }

    /// The names of its files.
    pub fn names(self) -> Vec<String> {
        self.files.with_value(|files| files.iter().map(File::name).collect())
    }

    /// Its first file; none once the document is gone.
    pub fn file(self) -> Option<File> {
        self.files.try_with_value(|files| files.first().cloned()).flatten()
    }

    /// Whether it is a comparison of two files, or a series.
    pub fn is_comparison(self) -> bool {
        self.files.with_value(|files| files.len() > 1)
    }

    /// Whether several files are told of side by side: a series, or two traces.
    pub fn has_series(self) -> bool {
        self.is_series()
            || self
                .opened
                .with(|opened| opened.as_ref().is_some_and(|it| it.compares_traces))
    }

    /// Whether it is a series of more files than two.
    pub fn is_series(self) -> bool {
        self.files.with_value(|files| files.len() > 2)
    }

    /// Compares otherwise.
    pub fn compare(self, switch: Comparing) {
        let how = self.view.with_untracked(|view| view.place.how);
        self.send(Request::Compare(how.toggled(switch)));
        self.table.age();
    }

    /// Whether a list stands where the picture would be.
    pub fn is_list(self) -> bool {
        twin_of(self.screen.get()).is_some_and(|twin| self.list(twin).is_shown.get())
    }

    /// Whether a view that is read is shown.
    pub fn is_account(self) -> bool {
        self.screen.get().is_account()
    }

    /// A picture as a list.
    pub fn list(self, twin: Twin) -> TwinList {
        match twin {
            Twin::Flame => self.frames,
            Twin::Graph => self.nodes,
            Twin::Lanes => self.lanes,
        }
    }

    /// Whether it can be looked at.
    pub fn is_open(self) -> bool {
        self.phase.with(|phase| *phase == Phase::Open)
    }

    /// Whether it has turned out to be an archive, of which all files were told.
    pub fn is_archive(self) -> bool {
        self.phase
            .with(|phase| matches!(phase, Phase::Failed(failure) if failure.is_archive))
    }

    /// As [`Document::is_open`], without following it.
    pub fn is_open_untracked(self) -> bool {
        self.phase.with_untracked(|phase| *phase == Phase::Open)
    }

    /// Whether it is a dump of goroutines; of a file that is not open nobody knows.
    pub fn has_goroutines(self) -> bool {
        self.opened
            .with(|opened| opened.as_ref().is_some_and(|it| it.has_goroutines))
    }

    /// Whether it is a trace; of a file that is not open nobody knows.
    pub fn is_trace(self) -> bool {
        self.opened.with(|opened| opened.as_ref().is_some_and(|it| it.is_trace))
    }

    /// Whether there is a timeline: of a trace, or of two that are compared.
    pub fn has_timeline(self) -> bool {
        self.opened
            .with(|opened| opened.as_ref().is_some_and(|it| it.has_timeline))
    }

    /// Whether rules of findings are about it: it is one profile, and neither a dump nor a trace, which say such things themselves.
    pub fn has_findings(self) -> bool {
        !self.is_comparison() && !self.has_goroutines()
    }

    /// Whether this kind of file has a screen, without following it.
    pub fn has_screen_untracked(self, screen: Screen) -> bool {
        untrack(move || match screen {
            Screen::Flame | Screen::Graph | Screen::Top | Screen::Peek | Screen::Sheet(_) | Screen::Aside(_) => true,
            Screen::Goroutines => self.has_goroutines(),
            Screen::Overview | Screen::Trace(_) => self.is_trace(),
            Screen::Timeline => self.has_timeline(),
            Screen::Findings => self.has_findings(),
            Screen::Series => self.has_series(),
        })
    }

    /// Its size in bytes.
    pub fn size(self) -> f64 {
        self.files
            .with_value(|files| files.iter().map(|file| file.size()).sum())
    }

    /// Whether the sample type shown is the one shown first.
    pub fn is_default_sample_type(self) -> bool {
        let first = self
            .opened
            .with(|opened| opened.as_ref().map(|it| it.default_sample_type));
        first == Some(self.view.with(|view| view.sample_type))
    }

    /// Lets the worker take over that can do more, if it has not, and goes on there where the view is after a change;
    /// whether it does.
    pub fn hand_over(self, change: impl FnOnce(&mut Link)) -> bool {
        let here = untrack(|| link_to(self)).filter(|_| self.reader.get_untracked() == Reader::Profiles);
        let Some(mut link) = here else { return false };
        change(&mut link);
        self.resume.set_value(Some(link));
        self.reader.set(Reader::Texts);
        true
    }

    /// Goes on where another worker was taken over from.
    pub fn resume(self) {
        if let Some(link) = self.resume.try_update_value(Option::take).flatten() {
            self.go_to(&link);
        }
    }

    /// Does what a line offers.
    pub fn act(self, act: Act) {
        match act {
            Act::Filter(filter) => self.filters.change(self, |filters| filters.push(filter)),
            Act::Select(function) => self.send(Request::Select(Some(function))),
        }
    }

    /// Shows what a link says.
    pub fn go_to(self, link: &Link) {
        let needs_texts = link.screen.needs_texts() || link.place.needs_texts();
        if needs_texts && self.hand_over(|there| there.clone_from(link)) {
            return;
        }
        let has_screen = self.has_screen_untracked(link.screen);
        self.screen
            .set(if has_screen { link.screen } else { Screen::default() });
        if let Some(twin) = twin_of(link.screen) {
            self.list(twin).is_shown.set(link.is_list);
        }
        if self.search.wanted.get_untracked() != link.find {
            self.search.change(self, |wanted| wanted.clone_from(&link.find));
        }
        self.table.order_as(self, link.order);
        self.send(Request::Restore(Box::new(link.place.clone())));
    }

    /// Goes to the next thing that a search found in what is shown, or to the one before.
    pub fn next_match(self, is_backwards: bool) {
        self.send(match self.screen.get_untracked() {
            Screen::Timeline => Request::Timeline(TimelineCommand::NextMatch(is_backwards)),
            _ => Request::NextMatch(is_backwards),
        });
    }

    /// Asks its worker, or keeps the question until there is one.
    pub fn send(self, request: Request) {
        // What moves the picture takes the frame from under the pointer.
        let is_hovered = self.hover.with_untracked(Option::is_some) || self.hover_edge.with_untracked(Option::is_some);
        if is_hovered && moves_picture(&request) {
            self.hover.set(None);
            self.hover_edge.set(None);
        }
        if matches!(request, Request::Timeline(_)) {
            self.trace.hover.set(None);
        }
        self.send_with(request, Freight::default());
    }

    /// As [`Document::send`], with something beside the message.
    pub fn send_with(self, request: Request, freight: Freight) {
        let sent = self
            .port
            .with_value(|port| port.as_ref().map(|port| port.send(&request, &freight)));
        match sent {
            None => self.outbox.update_value(|outbox| outbox.push((request, freight))),
            Some(Ok(())) => {}
            Some(Err(words)) => self.fail(died(words)),
        }
    }

    /// Asks something of the flame graph.
    pub fn flame(self, command: FlameCommand) {
        self.send(Request::Flame(command));
    }

    /// What a worker is first asked, and the files beside it.
    pub fn opening(self) -> (Request, Freight) {
        self.files.with_value(|files| {
            let file = files.first();
            let open = Request::Open(OpenFile {
                name: file.map(File::name).unwrap_or_default(),
                size: file.map_or(0.0, |file| file.size()),
            });
            let freight = Freight {
                beside: files.iter().cloned().map(Into::into).collect(),
                transfer: Vec::new(),
            };
            (open, freight)
        })
    }

    /// Gives it a worker, which begins to read.
    pub fn begin(self, port: Port) {
        self.began_at.set(window::now());
        self.port.set_value(Some(port));
        let (open, freight) = self.opening();
        self.send_with(open, freight);
        let waiting = self.outbox.try_update_value(std::mem::take).unwrap_or_default();
        for (request, freight) in waiting {
            self.send_with(request, freight);
        }
    }

    /// Ends its worker and says why.
    pub fn fail(self, failure: Failure) {
        self.end();
        self.phase.set(Phase::Failed(failure));
    }

    /// Ends its worker, which frees all that was read, and forgets what the worker said.
    pub fn end(self) {
        self.attempt.update_value(|attempt| *attempt += 1);
        let port = self.port.try_update_value(Option::take).flatten();
        // We may be inside of the port's own callback, which must not be dropped under its feet.
        leptos::task::spawn_local(async move { drop(port) });
        self.outbox.update_value(Vec::clear);
        let size = self.size();
        self.progress.set(Progress {
            size,
            ..Progress::default()
        });
        self.opened.set(None);
        self.view.set(View::default());
        self.hover.set(None);
        self.hover_edge.set(None);
        self.graph.set(GraphView::default());
        self.selected.set(None);
        self.details.set(None);
        self.measured.set(String::new());
        self.table.clear();
        self.frames.clear();
        self.nodes.clear();
        self.lanes.clear();
        self.goroutines.clear();
        self.trace.clear();
        self.sheet.set(SheetPage::default());
        self.account.set(None);
        self.told_screen.set_value(None);
        self.search.clear();
        self.filters.clear();
    }
}

/// The picture of a screen that is a list too.
pub fn twin_of(screen: Screen) -> Option<Twin> {
    match screen {
        Screen::Flame => Some(Twin::Flame),
        Screen::Graph => Some(Twin::Graph),
        Screen::Timeline => Some(Twin::Lanes),
        Screen::Top
        | Screen::Peek
        | Screen::Goroutines
        | Screen::Overview
        | Screen::Sheet(_)
        | Screen::Aside(_)
        | Screen::Findings
        | Screen::Series
        | Screen::Trace(_) => None,
    }
}

fn moves_picture(request: &Request) -> bool {
    match request {
        Request::Flame(_)
        | Request::Graph(_)
        | Request::GraphOptions(_)
        | Request::NextMatch(_)
        | Request::Select(_)
        | Request::Offered(..)
        | Request::ShowSampleType(_)
        | Request::Refine(_)
        | Request::Compare(_)
        | Request::Restore(_)
        | Request::Twin(..) => true,
        Request::Pointer(_, event) => !matches!(
            event,
            PointerEvent::Move(..) | PointerEvent::Leave | PointerEvent::Click(..) | PointerEvent::Press(..)
        ),
        _ => false,
    }
}

/// A failure for a worker that stopped without a word of its own.
pub fn died(words: String) -> Failure {
    Failure {
        what: "The worker that held this file stopped.".to_owned(),
        place: words,
        advice: "The other files are not touched. Open it again; if it stops again, the file may need more memory \
                 than a browser gives one page (4 GB)."
            .to_owned(),
        can_retry: true,
        ..Failure::default()
    }
}
