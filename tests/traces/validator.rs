//! What holds of the ordered events of every trace: what Go's own tests check of them.
//!
//! Source: `internal/trace/testtrace/validation.go`, Go 1.27.

use std::collections::{HashMap, HashSet};

use goscope::decode::trace::event::{Change, Event};
use goscope::decode::trace::spec::EventType;
use goscope::decode::trace::tables::Tables;
use goscope::model::trace::clock::ClockSnapshot;
use goscope::model::trace::id::{GoId, ProcId, ThreadId};
use goscope::model::trace::state::{GoState, ProcState};

/// What was seen so far.
#[derive(Default)]
pub(crate) struct Validator {
    last_time: Option<i64>,
    syncs: u64,
    last_clock: Option<ClockSnapshot>,
    goroutines: HashMap<GoId, (GoState, Option<ThreadId>)>,
    procs: HashMap<ProcId, (ProcState, Option<ThreadId>)>,
    threads: HashMap<ThreadId, (Option<ProcId>, Option<GoId>)>,
    ranges: HashSet<(String, String)>,
    tasks: HashMap<u64, Vec<u8>>,
    complaints: Vec<String>,
}

impl Validator {
    /// What was wrong, if anything.
    pub(crate) fn complaints(self) -> Vec<String> {
        self.complaints
    }

    fn complain(&mut self, event: &Event, text: &str) {
        self.complaints.push(format!("{text}: {event:?}"));
    }

    /// Looks at the next event.
    pub(crate) fn event(&mut self, event: &Event, tables: &Tables, clock: Option<ClockSnapshot>) {
        if self.last_time.is_some_and(|last| event.time <= last) {
            self.complain(event, &format!("not later than {:?}", self.last_time));
        }
        self.last_time = Some(event.time);
        match event.change {
            Change::Go(id, old, new) => self.goroutine(event, (id, old, new)),
            Change::Proc(id, old, new) => self.proc(event, (id, old, new)),
            Change::None => self.other(event, tables, clock),
        }
    }

    fn other(&mut self, event: &Event, tables: &Tables, clock: Option<ClockSnapshot>) {
        use EventType as E;
        match event.kind {
            E::Sync => self.sync(event, clock),
            E::GoLabel => {
                if tables.string(event.args[0]).is_empty() || !self.goroutines.contains_key(&event.context.goroutine) {
                    self.complain(event, "label without text or goroutine");
                }
            }
            E::UserTaskBegin => {
                if event.args[0] == 0 || event.args[0] == u64::MAX || event.args[1] == 0 {
                    self.complain(event, "the background task, or a part of it, begins");
                }
                self.tasks.insert(event.args[0], tables.string(event.args[2]).to_vec());
            }
            E::UserTaskEnd => {
                let name = self.tasks.remove(&event.args[0]);
                if name.is_some_and(|name| name != tables.string(event.args[3])) {
                    self.complain(event, "a task ends with another name");
                }
            }
            kind if (E::STWBegin as u8..=E::GCMarkAssistEnd as u8).contains(&(kind as u8)) => self.range(event),
            _ => {}
        }
    }

    fn sync(&mut self, event: &Event, clock: Option<ClockSnapshot>) {
        self.syncs += 1;
        if event.args[0] != self.syncs {
            self.complain(event, &format!("sync {} is told as another", self.syncs));
        }
        let Some(clock) = clock else { return };
        let later = |last: ClockSnapshot| {
            let wall = |clock: ClockSnapshot| (clock.wall_seconds, clock.wall_nanos);
            wall(clock) > wall(last)
                && clock.monotonic_nanos > last.monotonic_nanos
                && clock.trace_nanos > last.trace_nanos
        };
        if !self.last_clock.is_none_or(later) {
            self.complain(event, "clocks go back");
        }
        self.last_clock = Some(clock);
    }

    fn goroutine(&mut self, event: &Event, (id, old, new): (GoId, GoState, GoState)) {
        let is_running = |state| matches!(state, GoState::Running | GoState::Syscall);
        if new == GoState::Undetermined || self.syncs > 1 && old == GoState::Undetermined {
            self.complain(event, "undetermined");
        }
        let scope = format!("goroutine {id}");
        if new == GoState::NotExist && self.ranges.iter().any(|range| range.0 == scope) {
            self.complain(event, "it ends in a range");
        }
        let known = self.goroutines.get(&id).copied();
        let is_expected = match known {
            Some((state, _)) => state == old,
            None => matches!(old, GoState::Undetermined | GoState::NotExist),
        };
        if !is_expected {
            self.complain(event, &format!("it was {known:?}"));
        }
        let mut thread = known.and_then(|known| known.1);
        if is_running(new) {
            // Before Go 1.22 nobody told on which thread a system call of the beginning is.
            let is_told = event.context.thread.is_some();
            if !is_told && (old, new) != (GoState::Undetermined, GoState::Syscall) {
                self.complain(event, "it runs on no thread");
            }
            let held = self.threads.entry(event.context.thread).or_default();
            if is_told && held.1.is_some_and(|other| other != id) {
                let other = held.1;
                self.complain(event, &format!("the thread has {other:?}"));
            } else if is_told {
                held.1 = Some(id);
                thread = Some(event.context.thread);
            }
        } else if is_running(old) {
            match thread.take() {
                Some(thread) => {
                    let held = self.threads.entry(thread).or_default();
                    if std::mem::take(&mut held.1) != Some(id) {
                        self.complain(event, "its thread has another");
                    }
                }
                None => self.complain(event, "it stops and ran on no thread"),
            }
        }
        self.goroutines.insert(id, (new, thread));
    }

    fn proc(&mut self, event: &Event, (id, old, new): (ProcId, ProcState, ProcState)) {
        if new == ProcState::Undetermined || self.syncs > 1 && old == ProcState::Undetermined {
            self.complain(event, "undetermined");
        }
        let known = self.procs.get(&id).copied();
        let is_expected = match known {
            Some((state, _)) => state == old,
            None => matches!(old, ProcState::Undetermined | ProcState::NotExist),
        };
        if !is_expected {
            self.complain(event, &format!("it was {known:?}"));
        }
        let mut thread = known.and_then(|known| known.1);
        if new == ProcState::Running {
            let held = self.threads.entry(event.context.thread).or_default();
            if held.0.is_some_and(|other| other != id) {
                let other = held.0;
                self.complain(event, &format!("the thread has {other:?}"));
            } else {
                held.0 = Some(id);
                thread = Some(event.context.thread);
            }
        } else if old == ProcState::Running {
            let held = thread.take().map(|thread| self.threads.entry(thread).or_default());
            if held.is_none_or(|held| std::mem::take(&mut held.0) != Some(id)) {
                self.complain(event, "its thread has another");
            }
        }
        self.procs.insert(id, (new, thread));
    }

    fn range(&mut self, event: &Event) {
        use EventType as E;
        let context = event.context;
        let (scope, name) = match event.kind {
            E::GCActive | E::GCBegin | E::GCEnd => ("all".to_owned(), "mark".to_owned()),
            E::GCSweepActive => (format!("proc {}", event.args[0]), "sweep".to_owned()),
            E::GCSweepBegin | E::GCSweepEnd => (format!("proc {}", context.proc), "sweep".to_owned()),
            E::GCMarkAssistActive => (format!("goroutine {}", event.args[0]), "assist".to_owned()),
            E::GCMarkAssistBegin | E::GCMarkAssistEnd => {
                (format!("goroutine {}", context.goroutine), "assist".to_owned())
            }
            _ => (
                format!("goroutine {}", context.goroutine),
                format!("stop {}", event.args[0]),
            ),
        };
        let range = (scope, name);
        let is_right = match event.kind {
            E::GCActive | E::GCSweepActive | E::GCMarkAssistActive => {
                self.ranges.insert(range);
                true
            }
            E::GCBegin | E::GCSweepBegin | E::GCMarkAssistBegin | E::STWBegin => self.ranges.insert(range),
            _ => self.ranges.remove(&range),
        };
        if !is_right {
            self.complain(event, "a range begins twice, or ends before it begins");
        }
    }
}
