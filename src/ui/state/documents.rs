//! The open files: a tab and a worker each.

use std::time::Duration;

use leptos::prelude::*;
use leptos::reactive::owner::Owner;
use web_sys::File;

use crate::browser::port::Port;
use crate::browser::program::{Reader, worker_program};
use crate::browser::window;
use crate::protocol::reply::Failure;
use crate::protocol::request::Request;
use crate::ui::reactive::effect;
use crate::ui::state::document::{Document, DocumentId, Phase};
use crate::ui::state::replies;
use crate::ui::state::settings::Settings;
use crate::ui::state::sources::Sources;

/// How long after a file was read the next worker is started: not while its first picture is made.
const SPARE_AFTER: Duration = Duration::from_millis(100);

/// All open files, a context of the page.
#[derive(Clone, Copy)]
pub struct Documents {
    /// In the order of their tabs, each with the owner of its signals.
    list: RwSignal<Vec<(Document, Owner)>>,
    /// The one that is shown; none is the start screen.
    current: RwSignal<Option<DocumentId>>,
    settings: Settings,
    /// Source files that were given.
    pub sources: Sources,
    next_id: StoredValue<u32>,
    /// The page's owner: documents outlive the event that opened them.
    owner: StoredValue<Option<Owner>>,
    /// A worker that stands already, so that the next file need not wait for one.
    spare: StoredValue<Option<Port>, LocalStorage>,
}

impl Documents {
    /// No files yet.
    pub fn new(settings: Settings) -> Self {
        Self {
            list: RwSignal::new(Vec::new()),
            current: RwSignal::new(None),
            settings,
            sources: Sources::new(),
            next_id: StoredValue::new(0),
            owner: StoredValue::new(Owner::current()),
            spare: StoredValue::new_local(None),
        }
    }

    /// The files in the order of their tabs.
    pub fn all(self) -> Vec<Document> {
        self.list
            .with(|list| list.iter().map(|(document, _)| *document).collect())
    }

    /// Which file is shown; none is the start screen.
    pub fn current_id(self) -> Option<DocumentId> {
        self.current.get()
    }

    /// The file that is shown.
    pub fn current(self) -> Option<Document> {
        let id = self.current.get()?;
        self.all().into_iter().find(|document| document.id == id)
    }

    /// As [`Documents::current`], without following it.
    pub fn current_untracked(self) -> Option<Document> {
        let id = self.current.get_untracked()?;
        self.all_untracked().into_iter().find(|document| document.id == id)
    }

    /// As [`Documents::all`], without following it.
    pub fn all_untracked(self) -> Vec<Document> {
        self.list
            .with_untracked(|list| list.iter().map(|(document, _)| *document).collect())
    }

    /// Shows a file, or the start screen.
    pub fn show(self, id: Option<DocumentId>) {
        self.current.set(id);
    }

    /// Shows the file whose tab is before or after another's, and gives that tab the keyboard.
    pub fn show_neighbour(self, id: DocumentId, is_before: bool) {
        let all = self.all_untracked();
        let at = all.iter().position(|document| document.id == id);
        let next = at.and_then(|at| if is_before { at.checked_sub(1) } else { Some(at + 1) });
        if let Some(document) = next.and_then(|next| all.get(next)) {
            self.show(Some(document.id));
            window::focus(&document.id.element("tab"));
        }
    }

    /// Opens files, a tab each, and shows the first of them. Source files are kept for the view of source lines.
    pub fn open(self, files: Vec<File>) {
        let (sources, files): (Vec<_>, Vec<_>) = files.into_iter().partition(Sources::is_source);
        if !sources.is_empty() {
            if let Some(document) = self.current_untracked() {
                document
                    .said
                    .set(format!("Source files kept for this visit: {}.", sources.len()));
            }
            self.sources.add_files(sources);
        }
        window::mark("goscope:drop");
        let mut first = None;
        for file in files {
            let id = self.add(vec![file]);
            first.get_or_insert(id);
        }
        if first.is_some() {
            self.show(first);
        }
        self.start_waiting();
    }

    /// Opens a comparison of a file with a base, and shows it.
    pub fn compare(self, file: File, base: File) {
        self.open_together(vec![file, base]);
    }

    /// Opens a comparison of two files, of which the second is the base, or a series of more, and shows it.
    pub fn open_together(self, files: Vec<File>) {
        let id = self.add(files);
        self.show(Some(id));
        self.start_waiting();
    }

    /// Opens all open files as a series, if they are enough for one; whether they were.
    pub fn open_series(self) -> bool {
        let single = self
            .all_untracked()
            .into_iter()
            .filter(|document| !document.is_comparison());
        let files: Vec<File> = single.filter_map(Document::file).collect();
        let is_series = files.len() > 2;
        if is_series {
            self.open_together(files);
        }
        is_series
    }

    /// Compares two files, of which the older one is the base.
    pub fn compare_by_age(self, one: File, other: File) {
        if one.last_modified() < other.last_modified() {
            self.compare(other, one);
        } else {
            self.compare(one, other);
        }
    }

    fn add(self, files: Vec<File>) -> DocumentId {
        let id = DocumentId(self.next_id.get_value());
        self.next_id.set_value(id.0 + 1);
        let owner = self
            .owner
            .with_value(|page| page.as_ref().map(Owner::child))
            .unwrap_or_default();
        let document = owner.with(|| {
            let document = Document::new(id, files);
            self.follow_settings(document);
            document
        });
        self.list.update(|list| list.push((document, owner)));
        id
    }

    /// Closes a file and frees what it held.
    pub fn close(self, id: DocumentId) {
        let all = self.all_untracked();
        let Some(index) = all.iter().position(|document| document.id == id) else {
            return;
        };
        all[index].end();
        if self.current.get_untracked() == Some(id) {
            let neighbour = all.get(index + 1).or_else(|| all.get(index.checked_sub(1)?));
            self.current.set(neighbour.map(|document| document.id));
        }
        let mut closed = None;
        self.list.update(|list| closed = Some(list.remove(index)));
        // Its elements go with the next rendering; its signals must outlive them.
        set_timeout(move || drop(closed), Duration::from_millis(100));
        self.start_waiting();
        self.prepare();
    }

    /// Reads a file that failed once more, in a new worker.
    pub fn retry(self, document: Document) {
        document.end();
        document.phase.set(Phase::Waiting);
        self.follow_appearance(document);
        self.start_waiting();
    }

    /// Starts a worker that waits for a file.
    pub fn prepare(self) {
        leptos::task::spawn_local(async move {
            // What goes wrong here is told when a file is opened and it goes wrong again.
            if let Ok(program) = worker_program(Reader::Profiles).await
                && self.spare.with_value(Option::is_none)
                && let Ok(port) = Port::start(&program)
            {
                self.spare.set_value(Some(port));
            }
        });
    }

    /// Begins to read files that wait, as many as the computer has threads.
    fn start_waiting(self) {
        let all = self.all_untracked();
        let is = |document: &&Document, phase: &Phase| document.phase.with_untracked(|it| it == phase);
        let reading = all.iter().filter(|document| is(document, &Phase::Reading)).count();
        let free = window::hardware_concurrency().saturating_sub(reading);
        for document in all.iter().filter(|document| is(document, &Phase::Waiting)).take(free) {
            document.phase.set(Phase::Reading);
            self.start(*document);
        }
    }

    fn start(self, document: Document) {
        let attempt = document.attempt.get_value();
        let is_wanted = move || document.attempt.try_get_value() == Some(attempt);
        leptos::task::spawn_local(async move {
            let port = self.worker(document.reader.get_untracked()).await;
            if !is_wanted() {
                return;
            }
            match port {
                Ok(port) => {
                    port.listen(move |event| {
                        if is_wanted() {
                            replies::take(document, event);
                        }
                    });
                    document.begin(port);
                }
                Err(words) => document.fail(Failure {
                    what: "No worker could be started to read this file.".to_owned(),
                    place: words,
                    advice: "Check the connection, then open it again.".to_owned(),
                    can_retry: true,
                    ..Failure::default()
                }),
            }
        });
    }

    /// The worker that stands ready, or a new one.
    async fn worker(self, reader: Reader) -> Result<Port, String> {
        if reader == Reader::Texts {
            return Port::start(&worker_program(reader).await?);
        }
        let spare = self.spare.try_update_value(Option::take).flatten();
        if let Some(port) = spare.filter(|port| !port.is_dead()) {
            return Ok(port);
        }
        Port::start(&worker_program(reader).await?)
    }

    /// Keeps a document's worker told of colours and motion, and starts the next file when it has been read.
    fn follow_settings(self, document: Document) {
        let appearance = self.settings.appearance;
        effect(move || document.send(Request::Appearance(appearance.get())));
        // Some views are made by the worker that can do more.
        effect(move || {
            if document.screen.get().needs_texts() && document.is_open() {
                document.hand_over(|_| {});
            }
        });
        // Two traces are mostly there to be held against each other.
        effect(move || {
            let other = |it: &Document| it.id != document.id && it.is_trace();
            if document.is_trace() && self.all_untracked().iter().any(other) {
                document
                    .said
                    .set("Another trace is open: B compares the two.".to_owned());
            }
        });
        // The worker met what another one reads.
        Effect::new(move |before: Option<Reader>| {
            let reader = document.reader.get();
            if before.is_some_and(|before| before != reader) {
                self.retry(document);
            }
            reader
        });
        Effect::new(move |was_reading: Option<bool>| {
            let is_reading = document.phase.with(|phase| *phase == Phase::Reading);
            if was_reading == Some(true) && !is_reading {
                self.start_waiting();
                set_timeout(move || self.prepare(), SPARE_AFTER);
            }
            is_reading
        });
    }

    fn follow_appearance(self, document: Document) {
        document.send(Request::Appearance(self.settings.appearance.get_untracked()));
    }
}
