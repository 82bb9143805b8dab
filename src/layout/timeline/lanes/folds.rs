//! What of the lanes is folded away.

use crate::layout::timeline::lane::{Lane, Section};
use crate::layout::timeline::lanes::Lanes;
use crate::layout::timeline::lanes::makers::Makers;
use crate::model::trace::goroutine::GoRow;

impl Lanes {
    /// Whether a section is not folded.
    pub fn is_section_open(&self, section: Section) -> bool {
        self.are_open[section as usize]
    }

    /// Whether what stands below a lane is shown; none where nothing can.
    pub fn is_open(&self, lane: Lane) -> Option<bool> {
        match lane {
            Lane::Section(section) => Some(self.is_section_open(section)),
            Lane::Group(id) => self.group(id).map(|group| group.is_open),
            Lane::Task(task) => {
                let (at, is_open) = self.task(task)?;
                (self.tasks[at].below > 0).then_some(is_open)
            }
            Lane::Goroutine(row) => {
                let made = self.makers.as_ref().and_then(|makers| makers.is_open(row));
                made.or_else(|| Some(self.members.stack_levels(row).is_some()))
            }
            Lane::Stack(row, 0) => Some(self.members.stack_levels(row).is_some()),
            Lane::Stopped => (self.stops.0 > 1).then_some(self.stops.1),
            _ => None,
        }
    }

    /// Folds or opens a section, a group, a task or what a goroutine made; whether there was something to do.
    pub fn open(&mut self, wanted: Lane, is_open: bool) -> bool {
        let state = match wanted {
            Lane::Section(section) => self.are_open.get_mut(section as usize),
            Lane::Group(id) => self
                .groups
                .iter_mut()
                .find(|group| group.id == id)
                .map(|group| &mut group.is_open),
            Lane::Task(task) => self.task_at.get_mut(task.row()).map(|(_, is_open)| is_open),
            Lane::Goroutine(row) => self.makers.as_mut().and_then(|makers| makers.state(row)),
            Lane::Stopped => Some(&mut self.stops.1),
            _ => None,
        };
        let changes = state.is_some_and(|state| std::mem::replace(state, is_open) != is_open);
        if changes {
            if let Some(makers) = self.makers.as_mut().filter(|_| matches!(wanted, Lane::Goroutine(_))) {
                makers.place(&self.members);
            }
            self.place();
        }
        changes
    }

    /// What is folded or opened otherwise than at first.
    pub fn changed(&self) -> impl Iterator<Item = Lane> + '_ {
        let sections = Section::ALL
            .into_iter()
            .filter(|&section| self.is_section_open(section) != self.were_open[section as usize]);
        let groups = self.groups.iter().filter(|group| group.is_open);
        let tasks = self.tasks.iter().map(|node| Lane::Task(node.task));
        sections
            .map(Lane::Section)
            .chain(groups.map(|group| Lane::Group(group.id)))
            .chain(tasks.filter(|&task| self.is_open(task) == Some(false)))
            .chain(self.stops.1.then_some(Lane::Stopped))
            .chain(self.makers.iter().flat_map(Makers::changed))
            .chain(self.members.with_stacks().map(|row| Lane::Stack(row, 0)))
    }

    /// The goroutine whose stack opening a lane shows, if it does.
    pub fn stack_of(&self, lane: Lane) -> Option<GoRow> {
        match lane {
            Lane::Stack(row, _) => Some(row),
            Lane::Goroutine(row) if !self.makers.as_ref().is_some_and(|makers| makers.has_made(row)) => Some(row),
            _ => None,
        }
    }

    /// Shows so many levels of a goroutine's stack below it, or none of it.
    pub fn show_stack(&mut self, goroutine: GoRow, levels: Option<u8>) {
        self.members.show_stack(goroutine, levels);
        if let Some(makers) = &mut self.makers {
            makers.show_stack(goroutine, levels);
        }
        self.place();
    }

    /// The goroutines whose stacks are shown.
    pub fn with_stacks(&self) -> impl Iterator<Item = GoRow> + '_ {
        self.members.with_stacks()
    }
}
