//! What is told: of what is under the pointer, of what is selected, of a selected range.

mod program;
mod range;
mod slice;
mod wakings;
mod why;

use crate::analyze::trace::activity::{Activity, Mix};
use crate::engine::trace::OpenTrace;
use crate::engine::trace::timeline::arrange::Act;
use crate::engine::trace::timeline::drag::Drag;
use crate::engine::trace::timeline::flows::flows;
use crate::engine::trace::timeline::requests::tell_with;
use crate::engine::trace::timeline::{Ready, Selected, TimelineState};
use crate::engine::trace::times::{bytes, count, length};
use crate::engine::{Outgoing, Shown};
use crate::layout::timeline::frame::Part as PanePart;
use crate::layout::timeline::hit::Hit;
use crate::layout::timeline::lane::{Counter, Lane};
use crate::layout::timeline::names;
use crate::layout::timeline::pieces::Content;
use crate::layout::timeline::role::Role;
use crate::layout::timeline::source::Source;
use crate::model::trace::Trace;
use crate::model::trace::range::RangeKind;
use crate::protocol::timeline::{LegendItem, Line, Part, TimelineNews, TimelineView, Told};
use crate::protocol::trace::ProfileWish;

/// More changes than this are not added up while a range is being drawn.
const MANY_CHANGES: usize = 200_000;

/// Where a line leads.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Link {
    /// To a lane, and a time there.
    Place(Lane, i64),
    /// To a range of time.
    Range(i64, i64),
    /// To a profile of the selected range.
    Profile(ProfileWish),
    /// To lanes that are arranged otherwise.
    Do(Act),
}

/// What was told last of what was selected.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Kept {
    of: (Option<Selected>, Option<(i64, i64)>, bool),
    told: Option<Told>,
}

impl Shown {
    /// Tells how the timeline is, if there is one to be seen.
    pub(in crate::engine) fn tell_timeline(&mut self, outbox: &mut Vec<Outgoing>) {
        let Some(OpenTrace { trace, timeline, .. }) = &mut self.trace else {
            return;
        };
        if timeline.pane.is_some() {
            let view = timeline.told(trace);
            tell_with(outbox, TimelineNews::View, &view);
        }
    }
}

impl TimelineState {
    fn told(&mut self, trace: &Trace) -> TimelineView {
        let view = self.destination();
        let is_whole = view.length >= self.end(trace);
        let mut summary = if is_whole {
            format!("all of {}", length(trace.end))
        } else {
            format!(
                "{} of {}, from {} on",
                length(view.length),
                length(trace.end),
                length(view.start)
            )
        };
        if !self.title.is_empty() {
            summary = format!("{}: {summary}", self.title);
        }
        // Of a large trace a range is added up when it has been drawn.
        let is_drawing = matches!(self.drag, Some(Drag::Range(_))) && trace.spans.len() > MANY_CHANGES;
        let of = (self.selected, self.range, is_drawing);
        if self.kept.of != of || self.kept.told.is_none() {
            self.kept.of = of;
            self.links.clear();
            let selected = self.selected.zip(self.ready.as_ref());
            self.flows = selected.map_or(Vec::new(), |(selected, ready)| flows(trace, ready, selected));
            self.kept.told = match of {
                (_, Some((from, to)), true) => Some(Told {
                    title: length(to - from),
                    place: format!("from {} to {}", length(from), length(to)),
                    ..Told::default()
                }),
                // It may go on in a longer trace beside this one.
                (_, Some((from, to)), false) => {
                    let span = (from.min(trace.end), to.min(trace.end));
                    let mut told = self.told_of_range(trace, span);
                    let mut links = std::mem::take(&mut self.links);
                    if let Some(told) = &mut told {
                        told.parts.extend(self.offers(trace, span, &mut links));
                    }
                    self.links = links;
                    told
                }
                (Some(selected), None, _) => {
                    let mut told = self.told_of_selected(trace, selected);
                    let mut links = std::mem::take(&mut self.links);
                    if let (Some(told), Some(ready)) = (&mut told, &self.ready) {
                        told.parts.push(self.acts(ready, selected.lane, &mut links));
                        told.parts.extend(self.offers(trace, selected.span, &mut links));
                    }
                    self.links = links;
                    told
                }
                (None, None, _) => None,
            };
            if let Some(told) = self.kept.told.as_mut().filter(|_| !self.title.is_empty()) {
                told.place = format!("{} · {}", self.title, told.place);
            }
        }
        TimelineView {
            is_ready: self.ready.is_some(),
            is_whole,
            summary,
            told: self.kept.told.clone(),
            legend: self.legend(trace),
            found: self.found_words(),
        }
    }

    /// Every colour that the trace has.
    fn legend(&self, trace: &Trace) -> Vec<LegendItem> {
        let annotations = &trace.annotations;
        let sums = self.ready.as_ref().map(|ready| &ready.sums);
        let is_there = |role: &Role| match role {
            Role::Heap => !trace.heap.is_empty(),
            Role::Goal => !trace.heap_goal.is_empty(),
            Role::Task => !annotations.tasks.is_empty(),
            Role::Region => !annotations.regions.is_empty(),
            Role::Log => !annotations.logs.is_empty(),
            Role::Sample => !trace.samples.is_empty(),
            Role::Frame => sums.is_some_and(|sums| !sums.tracks.is_empty()),
            Role::Assist => sums.is_some_and(|sums| sums.inner.has(RangeKind::Assist)),
            Role::Sweep => sums.is_some_and(|sums| sums.inner.has(RangeKind::Sweep)),
            _ => true,
        };
        let item = |role: Role| LegendItem {
            role: role as u8,
            name: role.name().to_owned(),
            is_off: self.off.has(role),
        };
        Role::ALL.into_iter().filter(is_there).map(item).collect()
    }

    /// Goes where a line of what was told leads, or says what is to be made.
    pub(super) fn follow(&mut self, trace: &Trace, link: u32) -> Option<ProfileWish> {
        match self.links.get(link as usize)?.clone() {
            Link::Place(lane, time) => self.select_at(trace, lane, time),
            Link::Range(from, to) => self.show_range(trace, [from, to]),
            Link::Do(act) => self.act(trace, act),
            Link::Profile(wish) => return Some(wish),
        }
        None
    }

    /// What is under the pointer, in few words.
    pub(super) fn told_of_pointer(&self, trace: &Trace) -> Option<Told> {
        let (x, y) = self.pointer.filter(|_| self.drag.is_none())?;
        if self.frame.part_at(x, y) != PanePart::Lanes {
            return None;
        }
        let ready = self.ready.as_ref()?;
        let hit = self.hit(trace, x, y)?;
        let mut told = match hit.content {
            Content::Slice(slice) if slice.activity.is_some() => {
                let told = program::told(trace, ready, hit.lane, &slice, None);
                told.unwrap_or_else(|| {
                    let facts = slice::Facts::of(trace, hit.lane, &slice);
                    let mut told = facts.head();
                    told.parts.push(Part {
                        heading: String::new(),
                        lines: facts.few_lines(trace),
                    });
                    told
                })
            }
            Content::Column(mix) => Self::told_of_column(trace, ready, &hit, mix)?,
            Content::Slice(_) => return None,
        };
        let rect = self.rect(ready, hit.row, hit.span);
        told.rect = [rect.x, rect.y, rect.width, rect.height];
        Some(told)
    }

    /// What was done in a column, or what a number was there.
    fn told_of_column(trace: &Trace, ready: &Ready, hit: &Hit, mix: Mix) -> Option<Told> {
        let (from, to) = hit.span;
        let nanos = to - from;
        let mut lines = Vec::new();
        let title = match hit.lane {
            Lane::Section(_) => return None,
            Lane::Heap => {
                let told = |value: Option<u64>| {
                    let value = value.filter(|&value| i64::try_from(value).is_ok());
                    value.map_or_else(|| "none".to_owned(), bytes)
                };
                lines.push(line("heap", told(trace.heap.at(hit.time))));
                lines.push(line("goal", told(trace.heap_goal.at(hit.time))));
                "Heap".to_owned()
            }
            Lane::Memory(kind) => {
                let held = trace.memory.as_ref()?.of(kind).at(hit.time);
                lines.push(line("bytes", bytes(held.bytes)));
                lines.push(line(kind.name(), count(held.count)));
                title(trace, ready, hit.lane)
            }
            Lane::Count(counter) => {
                let counted = Activity::ALL.into_iter().zip(counter.of(mix).0);
                for (activity, spent) in counted.filter(|&(activity, _)| counter.counts(activity)) {
                    let many = spent as f64 / nanos.max(1) as f64;
                    lines.push(line(activity.name(), format!("{many:.2}")));
                }
                if counter == Counter::Procs {
                    lines.extend(usage(trace, ready, mix, (from, to)));
                }
                title(trace, ready, hit.lane)
            }
            Lane::Mark | Lane::Stopped | Lane::StoppedFor(_) | Lane::Stack(..) => {
                if mix.total() == 0 {
                    return None;
                }
                lines.push(line("", format!("{} of {}", length(mix.total()), length(nanos))));
                title(trace, ready, hit.lane)
            }
            _ => {
                if mix.total() == 0 {
                    return None;
                }
                let whole = if matches!(hit.lane, Lane::Group(_)) {
                    mix.total()
                } else {
                    nanos
                };
                lines = shares(mix, whole);
                title(trace, ready, hit.lane)
            }
        };
        Some(Told {
            title,
            place: format!("{} from {} on", length(nanos), length(from)),
            parts: vec![Part {
                heading: String::new(),
                lines,
            }],
            rect: [0.0; 4],
        })
    }

    fn told_of_selected(&mut self, trace: &Trace, selected: Selected) -> Option<Told> {
        let ready = self.ready.as_ref()?;
        let source = Source {
            trace,
            sums: &ready.sums,
            lane: selected.lane,
        };
        let slice = source.at(selected.span.0).filter(|slice| slice.activity.is_some());
        let Some(slice) = slice.filter(|slice| slice.end.min(trace.end) == selected.span.1) else {
            // A column: its mixture.
            let (from, to) = selected.span;
            let mix = source.until(to).since(source.until(from));
            let is_group = matches!(selected.lane, Lane::Group(_));
            let whole = if is_group { mix.total() } else { to - from };
            return Some(Told {
                title: title(trace, ready, selected.lane),
                place: format!("{} from {} on", length(to - from), length(from)),
                parts: vec![Part {
                    heading: "In this column".to_owned(),
                    lines: shares(mix, whole),
                }],
                rect: [0.0; 4],
            });
        };
        if let Some(told) = program::told(trace, ready, selected.lane, &slice, Some(&mut self.links)) {
            return Some(told);
        }
        let facts = slice::Facts::of(trace, selected.lane, &slice);
        let mut told = facts.head();
        told.parts = facts.parts(trace, ready, selected, &mut self.links);
        Some(told)
    }
}

/// What of the processors was used, and how much of that by the collector's workers.
fn usage(trace: &Trace, ready: &Ready, mix: Mix, (from, to): (i64, i64)) -> Vec<Line> {
    let nanos = (to - from).max(1) as f64;
    let ran = mix.0[Activity::Running as usize] as f64 / nanos;
    let mut lines = Vec::new();
    if let Some(group) = ready.sums.collectors {
        let lane = Lane::Group(group);
        let source = Source {
            trace,
            sums: &ready.sums,
            lane,
        };
        // Its sums are told at edges of their own.
        let step = source.step().max(to - from);
        let from = from / step * step;
        let mix = source.until(from + step).since(source.until(from));
        let collected = mix.0[Activity::Running as usize] as f64 / step as f64;
        lines.push(line("for the collector", format!("{collected:.2}")));
    }
    let all = trace.gomaxprocs.at(from).filter(|&procs| procs > 0);
    if let Some(procs) = all {
        let share = ran / procs as f64 * 100.0;
        lines.push(line("of processors", format!("{share:.1}% of {}", count(procs))));
    }
    lines
}

/// The name of a lane.
pub(super) fn title(trace: &Trace, ready: &Ready, lane: Lane) -> String {
    match lane {
        Lane::Section(section) => section.name().to_owned(),
        Lane::Count(Counter::Busy) => "Goroutines".to_owned(),
        Lane::Count(Counter::States) => "Goroutines by state".to_owned(),
        Lane::Count(Counter::Procs) => "Running processors".to_owned(),
        Lane::Count(Counter::Syscalls) => "Threads in system calls".to_owned(),
        Lane::Logs => "Log messages".to_owned(),
        Lane::Samples => "CPU samples".to_owned(),
        Lane::Task(task) => names::of_task(trace, task),
        Lane::Region(row, _) => format!("Regions of {}", names::of_goroutine(trace, row).full()),
        Lane::Heap => "Heap".to_owned(),
        Lane::Memory(kind) => format!("In memory: {}", kind.name()),
        Lane::Mark => "Garbage collection: marking".to_owned(),
        Lane::Stopped => "Stopped world".to_owned(),
        Lane::StoppedFor(row) => {
            let kind = ready.sums.stop_kinds.get(row);
            let why = kind.map_or_else(String::new, |kind| names::of_reason(trace, kind.0));
            format!("Stopped world: {why}")
        }
        Lane::Stack(row, _) => format!("Stack of {}", names::of_goroutine(trace, row).full()),
        Lane::Proc(proc) => format!("Processor {}", trace.places.procs.get(proc.row()).name()),
        Lane::Thread(thread) => format!("Thread M{}", trace.places.threads.get(thread.row()).0),
        Lane::Group(group) => {
            let size = ready.lanes.size(group);
            format!("{}, {} goroutines", names::of_group(trace, group), count(size as u64))
        }
        Lane::Goroutine(row) => names::of_goroutine(trace, row).full().to_owned(),
    }
}

/// Time by activity, with shares of a whole; what was not done is left out.
pub(super) fn shares(mix: Mix, whole: i64) -> Vec<Line> {
    let spent = Activity::ALL.into_iter().zip(mix.0).filter(|(_, nanos)| *nanos > 0);
    let lines = spent.map(|(activity, nanos)| {
        let share = nanos as f64 / whole.max(1) as f64;
        Line {
            name: activity.name().to_owned(),
            text: format!("{} · {:.1}%", length(nanos), share * 100.0),
            link: None,
            share: Some((activity as u8, share.min(1.0))),
        }
    });
    lines.collect()
}

pub(super) fn line(name: &str, text: String) -> Line {
    Line {
        name: name.to_owned(),
        text,
        ..Line::default()
    }
}
