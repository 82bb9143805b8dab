//! Many goroutines at once: how long all that begin with a function did what, up to a time.
//!
//! [`Totals`](crate::model::trace::totals::Totals) tell the same of any nanosecond and walk over a page of the trace for it:
//! too slow for every column of a picture. Here sums are known at the edges of steps of equal length, a power of two, so fine
//! that few pictures need finer ones, so coarse that they take less memory than what they are of; where little happens, at
//! every change.
//!
//! A change at `t` from one activity to another takes a goroutine, and gives one, whose nanoseconds up to `T` are `T - t`.
//! So those of all up to `T` are `count * T + offset`, and changes add up in any order.

use crate::analyze::trace::activity::{Activities, Activity, Mix};
use crate::model::column::OutOfMemory;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::lanes::SegmentId;
use crate::model::trace::totals::GroupId;
use crate::model::trace::what::WhatId;

/// So many changes of a group are kept one by one.
const FEW: usize = 4_096;

/// Changes of a larger group to a step.
const CHANGES_TO_STEP: usize = 64;

/// Counts and offsets from a time on.
#[derive(Clone, Copy, Debug, Default)]
struct Row {
    time: i64,
    counts: [i32; Activity::ALL.len()],
    offsets: [i64; Activity::ALL.len()],
}

impl Row {
    /// A goroutine begins or ends an activity.
    fn change(&mut self, activity: Option<Activity>, by: i32, time: i64) {
        if let Some(activity) = activity {
            let (count, offset) = (
                &mut self.counts[activity as usize],
                &mut self.offsets[activity as usize],
            );
            *count = count.wrapping_add(by);
            *offset = offset.wrapping_sub(time.wrapping_mul(i64::from(by)));
        }
    }

    /// With all that came before.
    fn add(&mut self, before: &Self) {
        for at in 0..self.counts.len() {
            self.counts[at] = self.counts[at].wrapping_add(before.counts[at]);
            self.offsets[at] = self.offsets[at].wrapping_add(before.offsets[at]);
        }
    }
}

/// The goroutines that begin with a function, or all.
#[derive(Debug, Default)]
struct Crowd {
    /// Steps are two to the power of this many nanoseconds.
    shift: u32,
    /// Whether there is a row for each step; else there is one for each change.
    has_steps: bool,
    most_busy: u32,
    /// The most that were in each activity at once, and in any.
    most: [u32; Activity::ALL.len()],
    most_present: u32,
    rows: Vec<Row>,
}

/// All groups of a trace.
#[derive(Debug, Default)]
pub struct Crowds(Vec<Crowd>);

impl Crowds {
    /// Adds everything up.
    pub fn of(trace: &Trace) -> Result<Self, OutOfMemory> {
        let mut crowds = CrowdsBuilder::new(trace)?;
        while crowds.step(trace, usize::MAX)? {}
        Ok(crowds.finish())
    }

    /// The most goroutines of a group that were busy at once, running, runnable or in a system call: seen at the edges of steps.
    pub fn most_busy(&self, group: GroupId) -> u32 {
        self.0.get(group.row()).map_or(0, |crowd| crowd.most_busy)
    }

    /// The most goroutines of a group that were in an activity at once, as far as it is seen at the edges of steps.
    pub fn most(&self, group: GroupId, activity: Activity) -> u32 {
        self.0.get(group.row()).map_or(0, |crowd| crowd.most[activity as usize])
    }

    /// The most goroutines of a group that were there at once.
    pub fn most_present(&self, group: GroupId) -> u32 {
        self.0.get(group.row()).map_or(0, |crowd| crowd.most_present)
    }

    /// The length of a group's steps in nanoseconds, a power of two; sums are told at their edges.
    pub fn step(&self, group: GroupId) -> i64 {
        self.0.get(group.row()).map_or(1, |crowd| 1 << crowd.shift)
    }

    /// What a group did up to the edge of a step.
    pub fn until(&self, group: GroupId, time: i64) -> Mix {
        let mut mix = Mix::default();
        let Some(crowd) = self.0.get(group.row()) else {
            return mix;
        };
        let after = crowd.rows.partition_point(|row| row.time <= time);
        if let Some(row) = after.checked_sub(1).and_then(|at| crowd.rows.get(at)) {
            for (at, nanos) in mix.0.iter_mut().enumerate() {
                *nanos = i64::from(row.counts[at])
                    .wrapping_mul(time)
                    .wrapping_add(row.offsets[at]);
            }
        }
        mix
    }
}

impl Crowd {
    fn new(changes: usize, end: i64) -> Result<Self, OutOfMemory> {
        let mut crowd = Self::default();
        let mut rows = changes;
        if changes > FEW {
            let most = FEW.max(changes / CHANGES_TO_STEP) as i64;
            while end >> crowd.shift >= most {
                crowd.shift += 1;
            }
            crowd.has_steps = true;
            rows = (end.max(0) >> crowd.shift) as usize + 1;
        }
        let full = |_no_memory| OutOfMemory { rows };
        crowd.rows.try_reserve_exact(rows).map_err(full)?;
        if crowd.has_steps {
            let steps = (1..=rows as i64).map(|step| Row {
                time: step << crowd.shift,
                ..Row::default()
            });
            crowd.rows.extend(steps);
        }
        Ok(crowd)
    }

    /// Notes a change; of few changes there is room for each.
    fn change(&mut self, time: i64, before: Option<Activity>, after: Option<Activity>) {
        if !self.has_steps {
            self.rows.push(Row { time, ..Row::default() });
        }
        let last = self.rows.len().saturating_sub(1);
        let at = if self.has_steps {
            ((time.max(0) >> self.shift) as usize).min(last)
        } else {
            last
        };
        if let Some(row) = self.rows.get_mut(at) {
            row.change(before, -1, time);
            row.change(after, 1, time);
        }
    }

    fn add_up(&mut self) {
        self.rows.sort_by_key(|row| row.time);
        let mut sum = Row::default();
        for row in &mut self.rows {
            row.add(&sum);
            sum = *row;
            for (most, count) in self.most.iter_mut().zip(row.counts) {
                *most = (*most).max(u32::try_from(count).unwrap_or(0));
            }
            let present: i64 = row.counts.iter().map(|&count| i64::from(count)).sum();
            self.most_present = self.most_present.max(u32::try_from(present).unwrap_or(0));
            let busy = Activity::ALL.iter().zip(row.counts);
            let busy: i64 = busy
                .filter(|(activity, _)| **activity != Activity::Waiting)
                .map(|(_, count)| i64::from(count))
                .sum();
            self.most_busy = self.most_busy.max(u32::try_from(busy).unwrap_or(0));
        }
    }
}

/// Adds up all groups, some goroutines at a time.
#[derive(Debug)]
pub struct CrowdsBuilder {
    activities: Activities,
    /// Changes of each group, counted before anything is added.
    sizes: Vec<usize>,
    crowds: Vec<Crowd>,
    /// The next segment, or, behind the last, what is left.
    next: usize,
}

impl CrowdsBuilder {
    /// Nothing added yet.
    pub fn new(trace: &Trace) -> Result<Self, OutOfMemory> {
        Ok(Self {
            activities: Activities::of(trace),
            sizes: vec![0; trace.totals.all().row() + 1],
            crowds: Vec::new(),
            next: 0,
        })
    }

    /// Goes over about so many changes; whether there is more to do.
    pub fn step(&mut self, trace: &Trace, changes: usize) -> Result<bool, OutOfMemory> {
        let all = trace.totals.all();
        let segments = trace.spans.lanes().len();
        if self.crowds.is_empty() {
            let Self { sizes, next, .. } = self;
            *next = each_change(trace, *next, changes, |group, _, _, _| {
                sizes[group.row()] += 1;
                sizes[all.row()] += 1;
            });
            if self.next >= segments {
                each_first(trace, |group, _, _, _| {
                    self.sizes[group.row()] += 1;
                    self.sizes[all.row()] += 1;
                });
                for &size in &self.sizes {
                    self.crowds.push(Crowd::new(size, trace.end)?);
                }
                self.next = 0;
            }
            return Ok(true);
        }
        let Self {
            activities,
            crowds,
            next,
            ..
        } = self;
        let mut add = |group: GroupId, time, before, after| {
            let (before, after) = (activities.get(before), activities.get(after));
            if before != after {
                crowds[group.row()].change(time, before, after);
                crowds[all.row()].change(time, before, after);
            }
        };
        if *next < segments {
            *next = each_change(trace, *next, changes, add);
            return Ok(true);
        }
        each_first(trace, &mut add);
        Ok(false)
    }

    /// What was added up.
    pub fn finish(mut self) -> Crowds {
        for crowd in &mut self.crowds {
            crowd.add_up();
        }
        Crowds(self.crowds)
    }
}

/// Goes over changes of goroutines, from a segment on, about so many: the group, when, what was done before and after. Tells the
/// segment to go on at.
fn each_change(trace: &Trace, from: usize, changes: usize, mut f: impl FnMut(GroupId, i64, WhatId, WhatId)) -> usize {
    let lanes = trace.spans.lanes();
    let mut done = 0;
    for at in from..lanes.len() {
        if done >= changes {
            return at;
        }
        let segment = SegmentId::from(at);
        let rows = lanes.rows(segment);
        done += rows.len();
        let goroutine = trace.goroutines.get(GoRow(lanes.lane(segment)));
        let Some(group) = trace.totals.group_of(goroutine.root) else {
            continue;
        };
        let base = trace.spans.base(lanes.page(segment));
        let mut before = trace.spans.before(segment);
        trace.spans.each(rows, |time, what| {
            f(group, base + i64::from(time), before, what);
            before = what;
        });
    }
    lanes.len()
}

/// Goes over what goroutines did that were there before the trace: from when it sees them they do what their first change says.
fn each_first(trace: &Trace, mut f: impl FnMut(GroupId, i64, WhatId, WhatId)) {
    let lanes = trace.spans.lanes();
    for row in trace.goroutines.older() {
        let goroutine = trace.goroutines.get(row);
        let places = lanes.places(row.0);
        if let (Some(group), false) = (trace.totals.group_of(goroutine.root), places.is_empty()) {
            // Before its first change it does what that says.
            let what = trace.spans.what(lanes.rows(lanes.at(places.start)).start);
            f(group, goroutine.creation, WhatId::NOT_THERE, what);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_the_edges_of_steps_sums_are_exact() {
        const CHANGES: i64 = 10_000;
        let mut crowd = Crowd::new(CHANGES as usize, CHANGES * 70).unwrap();
        let [a, b] = [Some(Activity::Running), Some(Activity::Waiting)];
        // One goroutine, which changes to and fro, told in the order of its pages backwards.
        let times: Vec<i64> = (0..CHANGES).map(|n| n * 70 + n * n % 61).collect();
        for (n, &time) in times.iter().enumerate().rev() {
            let (before, after) = if n % 2 == 0 { (b, a) } else { (a, b) };
            crowd.change(time, before.filter(|_| n > 0), after);
        }
        crowd.add_up();
        let crowds = Crowds(vec![crowd]);
        let step = crowds.step(GroupId(0));
        assert!(step > 1 && CHANGES * 70 / step < FEW as i64);
        for time in (0..CHANGES * 70).step_by(step as usize * 7) {
            let mut want = Mix::default();
            for (n, &start) in times.iter().enumerate() {
                let end = times.get(n + 1).copied().unwrap_or(i64::MAX).min(time);
                want.add(if n % 2 == 0 { a } else { b }, (end - start).max(0));
            }
            assert_eq!(crowds.until(GroupId(0), time), want, "{time}");
        }
    }
}
