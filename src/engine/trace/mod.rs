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

use std::cmp::Reverse;
use std::collections::BinaryHeap;

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
use crate::model::id::StringId;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::id::GoId;
use crate::protocol::account::TraceScope;
use crate::protocol::reply::Reply;
use crate::protocol::trace::{MOST_GOROUTINES, ProfileWish, TraceQuestion};

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
    goroutines: u64,
    /// How many of them did not end.
    alive: u64,
    groups: Vec<Group>,
    /// Of each group those that ran longest, first the one that ran most.
    longest: Vec<Vec<Summary>>,
}

/// The function that a group begins with, and those that ran longest: for how long, the number, and which.
type Longest = (StringId, BinaryHeap<Reverse<(i64, Reverse<GoId>, GoRow)>>);

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
        let lasts = goroutines::lasts(trace)?;
        let mut groups = Groups::default();
        let mut longest: Vec<Longest> = Vec::new();
        let (mut goroutines, mut alive) = (0, 0);
        goroutines::each(trace, &syscalls, |summary| {
            if !lasts.has(summary.row.row()) {
                return Ok(());
            }
            let group = groups.add(trace, summary)?;
            let goroutine = trace.goroutines.get(summary.row);
            if group == longest.len() {
                longest.push((goroutine.root, BinaryHeap::new()));
            }
            goroutines += 1;
            alive += u64::from(summary.life.end.is_none());
            // The one that ran least is on top, and goes when there are enough.
            let (_, kept) = &mut longest[group];
            let rank = Reverse((summary.times.exec, Reverse(goroutine.id), summary.row));
            if kept.len() < MOST_GOROUTINES {
                kept.push(rank);
            } else if let Some(mut least) = kept.peek_mut().filter(|least| **least > rank) {
                *least = rank;
            }
            Ok(())
        })?;
        let groups = groups.sorted(trace);
        let mut pieces = Vec::new();
        let longest = groups.iter().map(|group| {
            let kept = longest.iter_mut().find(|(root, _)| *root == group.root);
            let kept = kept.map(|(_, kept)| std::mem::take(kept).into_sorted_vec());
            let kept = kept.unwrap_or_default().into_iter();
            kept.map(|Reverse((_, _, row))| goroutines::summary(trace, &syscalls, row, &mut pieces))
                .collect()
        });
        Ok(Self {
            goroutines,
            alive,
            longest: longest.collect::<Result<_, _>>()?,
            groups,
        })
    }
}
