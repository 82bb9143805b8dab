//! What the program says itself, and the profiler of it: tasks, regions, log messages, CPU samples.

use crate::analyze::trace::tasks;
use crate::engine::trace::timeline::Ready;
use crate::engine::trace::timeline::told::slice::told_frames;
use crate::engine::trace::timeline::told::{Link, line, shares};
use crate::engine::trace::times::{count, length};
use crate::layout::timeline::lane::Lane;
use crate::layout::timeline::names;
use crate::layout::timeline::source::{Slice, Source};
use crate::model::id::StackId;
use crate::model::symbol;
use crate::model::trace::Trace;
use crate::model::trace::annotation::{Region, RegionRow, TaskRow};
use crate::model::trace::goroutine::GoRow;
use crate::model::trace::id::TaskId;
use crate::protocol::timeline::{Line, Part, Told};

/// Parts, regions and messages of a task that are told, of each kind.
const MOST: usize = 24;

/// What is told of a slice of a lane of the program's own; none of other lanes. Few lines where it is only pointed at.
pub(super) fn told(
    trace: &Trace,
    ready: &Ready,
    lane: Lane,
    slice: &Slice,
    links: Option<&mut Vec<Link>>,
) -> Option<Told> {
    let mut teller = Teller {
        trace,
        ready,
        links,
        told: Told::default(),
    };
    match lane {
        Lane::Task(task) => teller.task(task),
        Lane::Region(goroutine, _) => teller.region(goroutine, slice.region?),
        Lane::Logs => teller.logs(slice.start),
        Lane::Samples => teller.samples(slice.start),
        Lane::Stack(goroutine, level) => teller.stack_level(goroutine, level, slice.start)?,
        _ => return None,
    }
    Some(teller.told)
}

struct Teller<'a> {
    trace: &'a Trace,
    ready: &'a Ready,
    /// Where lines lead; none where it is only pointed at.
    links: Option<&'a mut Vec<Link>>,
    told: Told,
}

impl Teller<'_> {
    fn lead(&mut self, name: &str, text: String, lane: Lane, time: i64) -> Line {
        let mut line = line(name, text);
        if let Some(links) = &mut self.links {
            line.link = Some(links.len() as u32);
            links.push(Link::Place(lane, time));
        }
        line
    }

    fn part(&mut self, heading: &str, lines: Vec<Line>) {
        if !lines.is_empty() {
            let heading = heading.to_owned();
            self.told.parts.push(Part { heading, lines });
        }
    }

    fn goroutine(&mut self, name: &str, goroutine: GoRow, time: i64) -> Option<Line> {
        let text = || names::of_goroutine(self.trace, goroutine).full().to_owned();
        let text = goroutine.is_some().then(text)?;
        Some(self.lead(name, text, Lane::Goroutine(goroutine), time))
    }

    fn task_of(&mut self, name: &str, task: TaskRow) -> Option<Line> {
        let tasks = &self.trace.annotations.tasks;
        let is_told = task.row() < tasks.len() && tasks.get(task.row()).id != TaskId(0);
        let start = is_told.then(|| tasks::span(self.trace, task).0)?;
        Some(self.lead(name, names::of_task(self.trace, task), Lane::Task(task), start))
    }

    fn stack(&mut self, heading: &str, stack: StackId) {
        if self.links.is_some() {
            self.part(heading, told_frames(self.trace, stack));
        }
    }

    fn task(&mut self, row: TaskRow) {
        let trace = self.trace;
        let task = trace.annotations.tasks.get(row.row());
        let (start, end) = tasks::span(trace, row);
        self.told.title = names::of_task(trace, row);
        self.told.place.push_str("task");
        let begun = if task.start.is_some() {
            length(start)
        } else {
            "before the trace".to_owned()
        };
        let ended = if task.end.is_some() {
            length(end)
        } else {
            "after the trace".to_owned()
        };
        let mut lines = vec![
            line("duration", length(end - start)),
            line("from", begun),
            line("to", ended),
        ];
        lines.extend(task.parent.and_then(|parent| self.task_of("part of", parent)));
        for (name, edge) in [("begun by", task.start), ("ended by", task.end)] {
            lines.extend(edge.and_then(|(time, goroutine)| self.goroutine(name, goroutine, time)));
        }
        let (regions, logs) = (
            trace.annotations.regions_in(row).count(),
            trace.annotations.logs_in(row).count(),
        );
        lines.push(line("regions", count(regions as u64)));
        lines.push(line("log messages", count(logs as u64)));
        self.part("", lines);
        if self.links.is_none() {
            return;
        }
        let parts: Vec<TaskRow> = (0..trace.annotations.tasks.len())
            .map(TaskRow::from)
            .filter(|part| trace.annotations.tasks.get(part.row()).parent == Some(row))
            .take(MOST)
            .collect();
        let parts = parts.into_iter().filter_map(|part| self.task_of("", part)).collect();
        self.part("Its parts", parts);
        let regions: Vec<Region> = trace.annotations.regions_in(row).take(MOST).collect();
        let regions = regions.into_iter().filter_map(|region| self.region_line(&region));
        let regions = regions.collect();
        self.part("Regions", regions);
        let logs: Vec<_> = trace.annotations.logs_in(row).take(MOST).collect();
        let logs = logs
            .into_iter()
            .map(|log| {
                let text = trace.strings.text(log.message).into_owned();
                self.lead(&length(log.time), text, Lane::Logs, log.time)
            })
            .collect();
        self.part("Log messages", logs);
    }

    fn region_line(&mut self, region: &Region) -> Option<Line> {
        let name = self.trace.strings.text(region.name).into_owned();
        let goroutine = region.goroutine;
        let who = goroutine.is_some().then(|| self.trace.goroutines.get(goroutine).id.0)?;
        let text = format!("{} in G{who}", length(region.end - region.start));
        let name = if name.is_empty() { "inherited" } else { &name };
        Some(self.lead(name, text, Lane::Goroutine(goroutine), region.start))
    }

    fn region(&mut self, goroutine: GoRow, row: RegionRow) {
        let trace = self.trace;
        let region = trace.annotations.regions.get(row.row());
        self.told.title = trace.strings.text(region.name).into_owned();
        self.told.place = format!("region of {}", names::of_goroutine(trace, goroutine).full());
        let mut lines = vec![
            line("duration", length(region.end - region.start)),
            line("from", length(region.start)),
            line("to", length(region.end)),
        ];
        lines.extend(self.goroutine("goroutine", goroutine, region.start));
        lines.extend(self.task_of("task", region.task));
        self.part("", lines);
        let source = Source {
            trace,
            sums: &self.ready.sums,
            lane: Lane::Goroutine(goroutine),
        };
        let mix = source.until(region.end).since(source.until(region.start));
        self.part("Its goroutine meanwhile", shares(mix, region.end - region.start));
        self.stack("Begun at", region.stack);
        self.stack("Ended at", region.end_stack);
    }

    /// A function on a goroutine's stack.
    fn stack_level(&mut self, goroutine: GoRow, level: u8, time: i64) -> Option<()> {
        let trace = self.trace;
        let track = self.ready.sums.tracks.get(&goroutine)?;
        let call = track.at(level, time)?;
        let frame = trace.frames.get(call.frame.row());
        self.told.title = symbol::readable(&trace.strings.text(frame.function)).into_owned();
        self.told.place = format!("on the stack of {}", names::of_goroutine(trace, goroutine).full());
        let mut lines = vec![
            line("duration", length(call.end - call.start)),
            line("from", length(call.start)),
            line("to", length(call.end)),
        ];
        lines.extend(self.goroutine("goroutine", goroutine, call.start));
        if let Some(cut) = track.cut() {
            lines.push(line("told until", length(cut)));
        }
        self.part("", lines);
        let source = Source {
            trace,
            sums: &self.ready.sums,
            lane: Lane::Goroutine(goroutine),
        };
        let mix = source.until(call.end).since(source.until(call.start));
        self.part("Its goroutine meanwhile", shares(mix, call.end - call.start));
        self.stack("First seen as", call.stack);
        Some(())
    }

    /// Messages of one time.
    fn logs(&mut self, time: i64) {
        let logs = &self.trace.annotations.logs;
        let source = Source {
            trace: self.trace,
            sums: &self.ready.sums,
            lane: Lane::Logs,
        };
        let Some(first) = source.instants().map(|instants| instants.before(time)) else {
            return;
        };
        let mut more = 0;
        for at in first..logs.len() {
            let log = logs.get(at);
            if log.time != time {
                break;
            }
            if at - first >= MOST {
                more += 1;
                continue;
            }
            if at == first {
                self.told.title = self.trace.strings.text(log.message).into_owned();
                self.told.place.push_str("log message");
            }
            let mut lines = Vec::new();
            if at > first {
                lines.push(line("", self.trace.strings.text(log.message).into_owned()));
            }
            lines.push(line("at", length(time)));
            let category = self.trace.strings.text(log.category).into_owned();
            if !category.is_empty() {
                lines.push(line("category", category));
            }
            lines.extend(self.goroutine("goroutine", log.goroutine, time));
            lines.extend(self.task_of("task", log.task));
            self.part("", lines);
            self.stack("Stack", log.stack);
        }
        if more > 0 {
            self.part("", vec![line("", format!("and {} more at this time", count(more)))]);
        }
    }

    /// The sample of a time; the first of several.
    fn samples(&mut self, time: i64) {
        let trace = self.trace;
        let source = Source {
            trace,
            sums: &self.ready.sums,
            lane: Lane::Samples,
        };
        let Some(at) = source.instants().map(|instants| instants.before(time)) else {
            return;
        };
        let sample = trace.samples.get(at);
        self.told.title.push_str("CPU sample");
        let leaf = trace
            .leaf(sample.stack)
            .map(|leaf| trace.strings.text(leaf).into_owned());
        self.told.place = leaf.unwrap_or_default();
        let mut lines = vec![line("at", length(time))];
        lines.extend(self.goroutine("goroutine", sample.goroutine, time));
        let places = &trace.places;
        if sample.place.row() < places.places.len() {
            let place = places.get(sample.place);
            if place.proc.row() < places.procs.len() {
                let name = places.procs.get(place.proc.row()).name();
                lines.push(self.lead("processor", name, Lane::Proc(place.proc), time));
            }
        }
        self.part("", lines);
        self.stack("Stack", sample.stack);
    }
}
