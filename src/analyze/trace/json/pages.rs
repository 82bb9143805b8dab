//! Pages about a part of a trace as JSON: goroutines, scheduling, threads and system calls, and what was done in a range.
//!
//! Times are nanoseconds since the trace began.

use std::io::Write;

use crate::analyze::json::JsonError;
use crate::analyze::trace::account::{Account, Books};
use crate::analyze::trace::activity::Activity;
use crate::analyze::trace::calls::Calls;
use crate::analyze::trace::census::Census;
use crate::analyze::trace::distribution::Distribution;
use crate::analyze::trace::json::PIECE_BYTES;
use crate::analyze::trace::json::writer::Writer;
use crate::analyze::trace::peaks::Peaks;
use crate::analyze::trace::scheduling::{Scheduling, begin};
use crate::analyze::trace::scope::Scope;
use crate::analyze::trace::spells::Spells;
use crate::analyze::trace::stints::Stints;
use crate::model::id::StringId;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::place::ThreadRow;
use crate::model::trace::range::RangeKind;

/// A page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// Goroutines by function; those of one function one by one.
    Goroutines,
    /// Latency, run slices, use of processors.
    Scheduling,
    /// Threads and system calls.
    Threads,
    /// What was done in a part of the time.
    Range,
}

impl Page {
    /// The page that a name stands for, if any does.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "goroutines" => Self::Goroutines,
            "scheduling" => Self::Scheduling,
            "threads" => Self::Threads,
            "range" => Self::Range,
            _ => return None,
        })
    }
}

/// Writes a page; of the goroutines of one function each one, where one is told.
pub fn write(
    trace: &Trace,
    page: Page,
    scope: &Scope,
    wanted: Option<StringId>,
    out: &mut dyn Write,
) -> Result<(), JsonError> {
    let mut text = Text {
        trace,
        json: Writer::default(),
        out,
    };
    text.json.begin(b'{');
    let (from, to) = scope.window(trace);
    text.json.key("from").number(from);
    text.json.key("to").number(to);
    match page {
        Page::Goroutines => text.goroutines(scope, wanted)?,
        Page::Scheduling => text.scheduling(scope)?,
        Page::Threads => text.threads(scope)?,
        Page::Range => text.range(scope)?,
    }
    text.json.end(b'}');
    let rest = text.json.take();
    text.out.write_all(&rest)?;
    text.out.write_all(b"\n")?;
    Ok(())
}

struct Text<'a> {
    trace: &'a Trace,
    json: Writer,
    out: &'a mut dyn Write,
}

impl Text<'_> {
    fn goroutines(&mut self, scope: &Scope, wanted: Option<StringId>) -> Result<(), JsonError> {
        let trace = self.trace;
        let census = Census::of(trace, scope, wanted)?;
        self.json.key("running").number(census.running());
        self.json.key("groups").begin(b'[');
        for family in &census.families {
            self.json.line();
            self.json.begin(b'{');
            self.json.key("name").text(trace.strings.bytes(family.root));
            self.json.key("count").number(family.count);
            self.json.key("created").number(family.created);
            self.json.key("ended").number(family.ended);
            self.json.key("columns").begin(b'{');
            for (measure, column) in census.columns.iter().zip(&family.columns) {
                if column.sum() > 0 {
                    self.json.key(&measure.name(trace));
                    self.distribution(column);
                }
            }
            self.json.end(b'}');
            self.json.end(b'}');
            self.flush()?;
        }
        self.json.end(b']');
        if wanted.is_some() {
            self.json.key("goroutines").begin(b'[');
            for person in &census.persons {
                self.json.line();
                self.json.begin(b'{');
                self.json.key("id").number(self.trace.goroutines.get(person.row).id.0);
                self.json.key("creation").number(person.life.creation);
                if let Some(end) = person.life.end {
                    self.json.key("end").number(end);
                }
                for (measure, &nanos) in census.columns.iter().zip(&person.values) {
                    if nanos > 0 {
                        self.json.key(&measure.name(trace)).number(nanos);
                    }
                }
                self.json.end(b'}');
                self.flush()?;
            }
            self.json.end(b']');
        }
        Ok(())
    }

    fn scheduling(&mut self, scope: &Scope) -> Result<(), JsonError> {
        let trace = self.trace;
        let told = Scheduling::of(trace, &Stints::of_procs(trace)?, scope)?;
        self.json.key("latency");
        self.distribution(&told.latency);
        self.json.key("slices");
        self.distribution(&told.slices);
        self.json.key("tinySlices").number(told.tiny());
        self.json.key("hasTooManyTinySlices").bool(told.has_too_many_tiny());
        self.json.key("migrations").number(told.migrations);
        self.json.key("created").number(told.created);
        self.json.key("stillWaiting").number(told.still_waiting);
        self.json.key("used").number(told.used());
        self.json.key("capacity").number(told.capacity(trace, scope));
        self.json.key("functions").begin(b'[');
        for function in &told.functions {
            self.json.line();
            self.json.begin(b'{');
            self.json.key("name").text(trace.strings.bytes(function.root));
            self.json.key("latency");
            self.distribution(&function.latency);
            self.json.key("slices");
            self.distribution(&function.slices);
            self.json.key("migrations").number(function.migrations);
            self.json.end(b'}');
            self.flush()?;
        }
        self.json.end(b']');
        self.json.key("columns").begin(b'[');
        for (at, column) in told.columns.iter().enumerate() {
            self.json.line();
            self.json.begin(b'{');
            self.json.key("from").number(begin(scope.window(trace), at));
            self.json.key("latencyP99").number(column.latency.per_mille(990));
            self.json.key("created").number(column.created);
            self.json.key("used").begin(b'[');
            for &nanos in &column.used {
                self.json.number(nanos);
            }
            self.json.end(b']');
            self.json.end(b'}');
        }
        self.json.end(b']');
        Ok(())
    }

    fn threads(&mut self, scope: &Scope) -> Result<(), JsonError> {
        let trace = self.trace;
        let calls = Calls::of(trace, scope)?;
        self.json.key("syscalls");
        self.distribution(&calls.lengths);
        self.json.key("stolen").number(calls.stolen);
        self.json.key("withoutProcessor").number(calls.without);
        self.json.key("sites").begin(b'[');
        for site in &calls.sites {
            self.json.line();
            self.json.begin(b'{');
            self.json.key("name").text(trace.strings.bytes(site.function));
            self.json.key("lengths");
            self.distribution(&site.lengths);
            self.json.key("stolen").number(site.stolen);
            self.json.end(b'}');
            self.flush()?;
        }
        self.json.end(b']');
        self.json.key("longest").begin(b'[');
        for call in &calls.longest {
            self.json.line();
            self.json.begin(b'{');
            self.json.key("g");
            self.go_id(call.goroutine);
            self.json.key("start").number(call.start);
            self.json.key("end").number(call.end);
            if let Some(time) = call.stolen {
                self.json.key("stolen").number(time);
            }
            self.json.end(b'}');
        }
        self.json.end(b']');
        self.json.key("threads").begin(b'[');
        for (at, thread) in calls.threads.iter().enumerate() {
            self.json.line();
            self.json.begin(b'{');
            let row = ThreadRow::from(at);
            self.json.key("id").number(trace.places.threads.get(row.row()).0);
            self.json.key("running").number(thread.running);
            self.json.key("inSyscalls").number(thread.in_syscalls);
            self.json.key("slices").number(thread.slices);
            self.json.key("calls").number(thread.calls);
            self.json.key("stolen").number(thread.stolen);
            self.json.key("functions").begin(b'{');
            for &(root, nanos) in &thread.functions {
                self.json.key_bytes(trace.strings.bytes(root)).number(nanos);
            }
            self.json.end(b'}');
            self.json.end(b'}');
            self.flush()?;
        }
        self.json.end(b']');
        Ok(())
    }

    fn range(&mut self, scope: &Scope) -> Result<(), JsonError> {
        let trace = self.trace;
        let (from, to) = scope.window(trace);
        let books = Books {
            stints: &Stints::of(trace)?,
            marks: &Spells::of(trace, RangeKind::Mark)?,
            stops: &Spells::of(trace, RangeKind::StopTheWorld)?,
            heap: &Peaks::of(&trace.heap, |bytes| bytes)?,
        };
        let account = Account::of(trace, books, from, to);
        self.json.key("processors").begin(b'{');
        for (activity, nanos) in Activity::ALL.into_iter().zip(account.procs.0) {
            if nanos > 0 {
                self.json.key(activity.name()).number(nanos);
            }
        }
        self.json.key("capacity").number(account.capacity);
        self.json.end(b'}');
        self.json.key("goroutines").begin(b'[');
        for &(what, nanos) in &account.whats {
            let what = trace.whats.get(what);
            self.json.begin(b'{');
            self.json.key("state").text(what.state.name().as_bytes());
            self.json.key("reason").text(trace.strings.bytes(what.reason));
            self.json.key("nanos").number(nanos);
            self.json.end(b'}');
        }
        self.json.end(b']');
        self.json.key("marking").number(account.marks);
        self.json.key("stopped").number(account.stops);
        self.json.key("created").number(account.created);
        self.json.key("ended").number(account.ended);
        if let Some([first, last, most]) = account.heap {
            self.json.key("heapFirst").number(first);
            self.json.key("heapLast").number(last);
            self.json.key("heapMost").number(most);
        }
        Ok(())
    }

    fn distribution(&mut self, of: &Distribution) {
        let json = &mut self.json;
        json.begin(b'{');
        json.key("count").number(of.count());
        if of.count() > 0 {
            json.key("sum").number(of.sum());
            json.key("min").number(of.least());
            json.key("mean").number(of.mean());
            json.key("median").number(of.per_mille(500));
            json.key("p90").number(of.per_mille(900));
            json.key("p99").number(of.per_mille(990));
            json.key("max").number(of.greatest());
            json.key("histogram").begin(b'[');
            for bucket in of.buckets().filter(|bucket| bucket.count > 0) {
                json.begin(b'[');
                json.number(bucket.from);
                json.number(bucket.count);
                json.end(b']');
            }
            json.end(b']');
        }
        json.end(b'}');
    }

    fn go_id(&mut self, goroutine: GoRow) {
        self.json.number(self.trace.goroutines.get(goroutine).id.0);
    }

    /// Hands text on, if there is enough.
    fn flush(&mut self) -> Result<(), JsonError> {
        if self.json.len() >= PIECE_BYTES {
            let text = self.json.take();
            self.out.write_all(&text)?;
        }
        Ok(())
    }
}
