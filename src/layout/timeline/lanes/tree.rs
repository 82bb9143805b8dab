//! Lanes as a tree, whatever is folded: what stands below which.

use crate::analyze::trace::creators;
use crate::layout::timeline::lane::{Counter, Lane, Section};
use crate::layout::timeline::lanes::Lanes;
use crate::model::trace::Trace;
use crate::model::trace::goroutine::GoRow;

impl Lanes {
    /// The outermost lanes.
    pub fn outermost(&self) -> impl Iterator<Item = Lane> + '_ {
        let has_tasks = !self.tasks.is_empty();
        let sections = [
            Section::Counters,
            Section::Tasks,
            Section::Procs,
            Section::Threads,
            Section::Goroutines,
            Section::Family,
        ];
        let has_family = !self.arranged.family.is_empty();
        let sections = sections.into_iter().filter(move |&section| match section {
            Section::Tasks => has_tasks,
            Section::Goroutines => !has_family,
            Section::Family => has_family,
            _ => true,
        });
        self.tops.iter().copied().chain(sections.map(Lane::Section))
    }

    /// The lanes right below one.
    pub fn below(&self, lane: Lane) -> Box<dyn Iterator<Item = Lane> + '_> {
        match lane {
            Lane::Section(Section::Procs) => Box::new(self.procs.iter().copied()),
            Lane::Section(Section::Threads) => Box::new(self.threads.iter().copied()),
            Lane::Section(Section::Counters) => Box::new(self.numbers.iter().copied()),
            Lane::Section(Section::Tasks) => Box::new(self.parts(0, self.tasks.len())),
            Lane::Section(Section::Goroutines) if self.makers.is_some() => Box::new(self.made_by(None)),
            Lane::Section(Section::Goroutines) => {
                Box::new(self.groups.iter().filter_map(|group| match self.members.len(group.id) {
                    1 => self.members.at(group.id, 0),
                    _ => Some(Lane::Group(group.id)),
                }))
            }
            Lane::Section(Section::Family) => Box::new(self.arranged.family.iter().copied().map(Lane::Goroutine)),
            Lane::Group(group) => Box::new(self.members(group).map(Lane::Goroutine)),
            Lane::Goroutine(row) => Box::new(self.members.extras_of(row).chain(self.made_by(Some(row)))),
            Lane::Stopped if self.stops.1 => Box::new((0..self.stops.0).map(Lane::StoppedFor)),
            Lane::Task(task) => match self.task(task) {
                Some((at, _)) => Box::new(self.parts(at + 1, at + 1 + self.tasks[at].below as usize)),
                None => Box::new(std::iter::empty()),
            },
            _ => Box::new(std::iter::empty()),
        }
    }

    /// Those that a goroutine made, or that none made, where they are shown so.
    fn made_by(&self, goroutine: Option<GoRow>) -> impl Iterator<Item = Lane> + '_ {
        let makers = self.makers.iter();
        makers
            .flat_map(move |makers| makers.made_by(goroutine))
            .map(Lane::Goroutine)
    }

    /// Of a part of the list of tasks those that are part of no other there.
    fn parts(&self, from: usize, to: usize) -> impl Iterator<Item = Lane> + '_ {
        let mut next = from;
        std::iter::from_fn(move || {
            let node = self.tasks.get(next).filter(|_| next < to)?;
            next += 1 + node.below as usize;
            Some(Lane::Task(node.task))
        })
    }

    /// The lane right above one.
    pub fn above(&self, trace: &Trace, lane: Lane) -> Option<Lane> {
        let section = match lane {
            Lane::Proc(_) => Section::Procs,
            Lane::Thread(_) => Section::Threads,
            Lane::Group(_) => Section::Goroutines,
            Lane::StoppedFor(_) => return Some(Lane::Stopped),
            Lane::Region(row, _) | Lane::Stack(row, _) => return Some(Lane::Goroutine(row)),
            Lane::Goroutine(_) if !self.arranged.family.is_empty() => Section::Family,
            Lane::Goroutine(row) if self.makers.is_some() => match creators::creator(trace, row) {
                Some(creator) => return Some(Lane::Goroutine(creator)),
                None => Section::Goroutines,
            },
            Lane::Goroutine(row) => {
                let group = trace.totals.group_of(trace.goroutines.get(row).root)?;
                if self.members.len(group) > 1 {
                    return Some(Lane::Group(group));
                }
                Section::Goroutines
            }
            Lane::Task(task) => {
                let (at, _) = self.task(task)?;
                let depth = self.tasks[at].depth;
                // What it is part of is the last before it that is less deep.
                let above = self.tasks[..at].iter().rev().find(|node| node.depth < depth);
                if let Some(above) = above {
                    return Some(Lane::Task(above.task));
                }
                Section::Tasks
            }
            Lane::Count(counter) if counter != Counter::Busy => Section::Counters,
            Lane::Memory(_) => Section::Counters,
            _ => return None,
        };
        Some(Lane::Section(section))
    }

    /// Opens all that folds a lane away.
    pub fn reveal(&mut self, trace: &Trace, lane: Lane) {
        let section = match lane {
            Lane::Proc(_) => Section::Procs,
            Lane::Thread(_) => Section::Threads,
            Lane::Goroutine(_) | Lane::Region(..) | Lane::Stack(..) | Lane::Group(_) => Section::Goroutines,
            Lane::Task(_) => Section::Tasks,
            Lane::Count(counter) if counter != Counter::Busy => Section::Counters,
            Lane::Memory(_) => Section::Counters,
            Lane::StoppedFor(_) => {
                self.open(Lane::Stopped, true);
                return;
            }
            _ => return,
        };
        self.open(Lane::Section(section), true);
        match lane {
            Lane::Goroutine(row) | Lane::Region(row, _) | Lane::Stack(row, _) if self.makers.is_some() => {
                let mut next = creators::creator(trace, row);
                while let Some(creator) = next {
                    self.open(Lane::Goroutine(creator), true);
                    next = creators::creator(trace, creator);
                }
            }
            Lane::Goroutine(row) | Lane::Region(row, _) | Lane::Stack(row, _) => {
                if let Some(group) = trace.totals.group_of(trace.goroutines.get(row).root) {
                    self.open(Lane::Group(group), true);
                }
            }
            Lane::Task(_) => {
                let mut above = self.above(trace, lane);
                while let Some(task) = above {
                    self.open(task, true);
                    above = self.above(trace, task);
                }
            }
            _ => {}
        }
    }
}
