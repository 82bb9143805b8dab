//! An open execution trace: questions in → what it says at a glance and its goroutines out, written out.
//!
//! The profile that is made of it ([`profile`](crate::analyze::trace::profile)) is shown by the views of profiles. Sums are
//! made at the first question and kept.
//!
//! Must not know: how the page arranges what it is told.
//!
//! Read [`OpenTrace::answer`] first.

mod heap;
mod making;
mod overview;
mod pages;
mod timeline;
mod times;

use crate::analyze::trace::findings::Measured;
use crate::analyze::trace::goroutines::{self, Group, Groups, Summary};
use crate::analyze::trace::regions::RegionTimes;
use crate::analyze::trace::syscalls::Syscalls;
use crate::engine::trace::pages::Counts;
use crate::engine::trace::pages::utilization::KnownMmu;
use crate::engine::trace::timeline::TimelineState;
pub(super) use crate::engine::trace::timeline::{Beside, Made};
use crate::engine::{Changed, Outgoing, Shown};
use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;
use crate::protocol::account::TraceScope;
use crate::protocol::reply::Reply;
use crate::protocol::trace::{ProfileWish, TraceQuestion};

/// A trace that can be asked.
pub(super) struct OpenTrace {
    trace: Box<Trace>,
    asked: Vec<TraceQuestion>,
    known: Option<Known>,
    timeline: TimelineState,
    /// What rules say of it, once they were asked.
    findings: Option<Vec<Measured>>,
    /// How much the collector left to the program, as it was asked last.
    mmu: Option<KnownMmu>,
    /// Regions, once they were asked for.
    regions: Option<Vec<RegionTimes>>,
    /// What was last asked of each page.
    scopes: Vec<TraceScope>,
    /// What pages told last is made of.
    counts: Counts,
    /// The file's name, without what tells its kind.
    name: String,
    /// Profiles to be made.
    wishes: Vec<ProfileWish>,
}

/// What is summed up once.
struct Known {
    /// Every goroutine, the one that ran longest first.
    goroutines: Vec<Summary>,
    groups: Vec<Group>,
}

impl Shown {
    /// Notes what somebody wants to know of the trace.
    pub(super) fn ask_trace(&mut self, question: TraceQuestion) -> Changed {
        if let Some(open) = &mut self.trace {
            open.asked.push(question);
        }
        Changed::Nothing
    }

    /// Answers the oldest question; whether there was one.
    pub(super) fn tell_trace(&mut self, outbox: &mut Vec<Outgoing>) -> Result<bool, OutOfMemory> {
        let Some(open) = &mut self.trace else { return Ok(false) };
        if open.tell_profile(outbox)? {
            return Ok(true);
        }
        if open.asked.is_empty() {
            return Ok(false);
        }
        let question = open.asked.remove(0);
        outbox.push(Outgoing {
            bytes: open.answer(question)?,
            reply: Reply::Trace(question),
        });
        Ok(true)
    }
}

impl OpenTrace {
    /// Nothing is asked yet. The first fact of a file is its name.
    pub(super) fn new(trace: Box<Trace>, name: Option<&(String, String)>) -> Self {
        Self {
            counts: Counts::default(),
            name: making::stem(name.map_or("", |(_, name)| name)),
            wishes: Vec::new(),
            trace,
            asked: Vec::new(),
            known: None,
            timeline: TimelineState::default(),
            findings: None,
            regions: None,
            mmu: None,
            scopes: Vec::new(),
        }
    }

    /// The answer as bytes. Writing plain values to memory cannot fail; were it to, there is nothing to send.
    fn answer(&mut self, question: TraceQuestion) -> Result<Option<Vec<u8>>, OutOfMemory> {
        let known = match self.known.take() {
            Some(known) => known,
            None => Known::of(&self.trace)?,
        };
        let trace = &self.trace;
        let bytes = match question {
            TraceQuestion::Overview => postcard::to_allocvec(&overview::overview(trace, &known)),
            TraceQuestion::Group(at) => postcard::to_allocvec(&times::of_group(trace, &known, at as usize)),
        };
        self.known = Some(known);
        Ok(bytes.ok())
    }
}

impl Known {
    fn of(trace: &Trace) -> Result<Self, OutOfMemory> {
        let syscalls = Syscalls::of(trace)?;
        let rows = goroutines::by_number(trace)?;
        let mut summaries = goroutines::summaries(trace, &syscalls)?;
        let mut groups = Groups::default();
        for &row in &rows {
            if let Some(summary) = summaries.get(row.row()) {
                groups.add(trace, summary)?;
            }
        }
        if rows.len() < summaries.len() {
            let mut is_counted = vec![false; summaries.len()];
            for row in &rows {
                is_counted[row.row()] = true;
            }
            summaries.retain(|summary| is_counted[summary.row.row()]);
        }
        let number = |summary: &Summary| trace.goroutines.get(summary.row).id;
        summaries.sort_unstable_by_key(|summary| (std::cmp::Reverse(summary.times.exec), number(summary)));
        Ok(Self {
            goroutines: summaries,
            groups: groups.sorted(trace),
        })
    }
}
