//! Where lanes stand: those above the goroutines one by one, goroutines by counting.

use crate::layout::timeline::lane::{Counter, Lane, Section};
use crate::layout::timeline::lanes::{COUNT_HEIGHT, CROWD_HEIGHT, HEAP_HEIGHT, LANE_HEIGHT, Lanes, SECTION_HEIGHT};

impl Lanes {
    /// Counts rows anew.
    pub(super) fn place(&mut self) {
        let is_shown = |lane: &Lane| !self.arranged.hidden.contains(lane);
        let mut fixed = Vec::new();
        let add = |fixed: &mut Vec<Lane>, section: Section, lanes: &mut dyn Iterator<Item = Lane>| {
            fixed.push(Lane::Section(section));
            if self.is_section_open(section) {
                fixed.extend(lanes);
            }
        };
        if !self.arranged.pinned.is_empty() {
            add(&mut fixed, Section::Pinned, &mut self.arranged.pinned.iter().copied());
        }
        for &top in self.tops.iter().filter(|lane| is_shown(lane)) {
            fixed.push(top);
            if top == Lane::Stopped && self.stops.1 {
                fixed.extend((0..self.stops.0).map(Lane::StoppedFor));
            }
        }
        let mut numbers = self.numbers.iter().copied().filter(is_shown);
        add(&mut fixed, Section::Counters, &mut numbers);
        if !self.tasks.is_empty() {
            let mut next = 0;
            let mut shown = std::iter::from_fn(|| {
                let node = self.tasks.get(next)?;
                let lane = Lane::Task(node.task);
                let is_folded = self.is_open(lane) == Some(false);
                next += 1 + if is_folded { node.below as usize } else { 0 };
                Some(lane)
            });
            add(&mut fixed, Section::Tasks, &mut shown);
        }
        add(
            &mut fixed,
            Section::Procs,
            &mut self.procs.iter().copied().filter(is_shown),
        );
        add(
            &mut fixed,
            Section::Threads,
            &mut self.threads.iter().copied().filter(is_shown),
        );
        let has_family = !self.arranged.family.is_empty();
        if has_family {
            add(&mut fixed, Section::Family, &mut self.family());
        } else {
            add(&mut fixed, Section::Goroutines, &mut std::iter::empty());
        }
        self.fixed_height = 0.0;
        self.fixed.clear();
        for lane in fixed {
            self.fixed.push((lane, self.fixed_height));
            self.fixed_height += match lane {
                Lane::Count(Counter::Busy | Counter::States) => CROWD_HEIGHT,
                Lane::Count(_) | Lane::Memory(_) => COUNT_HEIGHT,
                Lane::Heap => HEAP_HEIGHT,
                Lane::Section(_) => SECTION_HEIGHT,
                _ => LANE_HEIGHT,
            };
        }
        if let Some(makers) = self.makers.as_ref().filter(|_| !has_family) {
            let is_open = self.is_section_open(Section::Goroutines);
            self.rows = self.fixed.len() + if is_open { makers.rows() } else { 0 };
            return;
        }
        let mut row = self.fixed.len();
        for group in &mut self.groups {
            group.first = row;
            if self.arranged.hidden.contains(&Lane::Group(group.id)) {
                continue;
            }
            let below = self.members.rows(group.id);
            row += match self.members.len(group.id) {
                1 => below,
                _ if group.is_open => 1 + below,
                _ => 1,
            };
        }
        let is_open = self.is_section_open(Section::Goroutines) && !has_family;
        self.rows = if is_open { row } else { self.fixed.len() };
    }
}
