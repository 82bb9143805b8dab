//! Which goroutines are kept: by state, function, wait, label and creator.

use crate::analyze::profile::search::Pattern;
use crate::model::goroutines::{Dump, Flags, FrameId, GoroutineRow, LabelSetId};
use crate::model::id::StringId;

/// What must hold of a goroutine; what is not set holds of all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// It is in one of these states, in the runtime's words; none asks for any.
    pub states: Vec<String>,
    /// A function of its stack matches.
    pub function: Option<Pattern>,
    /// It has waited so many minutes at least.
    pub min_minutes: u32,
    /// It has waited so many minutes at most.
    pub max_minutes: Option<u32>,
    /// It has a label that, written `key=value`, matches.
    pub label: Option<Pattern>,
    /// The function that made it matches; a goroutine without a creator has the empty name.
    pub creator: Option<Pattern>,
    /// The runtime has marked it as leaked.
    pub is_leaked: bool,
}

/// Goroutines that were kept: one bit for each row.
#[derive(Clone, Debug)]
pub struct Kept {
    is_kept: Vec<bool>,
    count: usize,
}

impl Kept {
    /// Whether a goroutine was kept.
    pub fn has(&self, goroutine: GoroutineRow) -> bool {
        self.is_kept.get(goroutine.row()).copied().unwrap_or(false)
    }

    /// How many were kept.
    pub fn count(&self) -> usize {
        self.count
    }
}

impl Filter {
    /// Judges every goroutine. Each pattern is asked once for each string, frame or set of labels of the dump.
    pub fn kept(&self, dump: &Dump) -> Kept {
        let goroutines = &dump.goroutines;
        let is_state = self.matching_states(dump);
        let has_function = self.function.as_ref().map(|pattern| matching_stacks(dump, pattern));
        let has_label = self.label.as_ref().map(|pattern| matching_sets(dump, pattern));
        let is_creator = self.creator.as_ref().map(|pattern| matching_frames(dump, pattern));
        let is_created_by_none = self.creator.as_ref().is_none_or(|pattern| pattern.is_in(""));
        let longest = self.max_minutes.unwrap_or(u32::MAX);
        let is_kept: Vec<bool> = goroutines
            .rows()
            .map(|goroutine| {
                let row = goroutine.row();
                let creator = match goroutines.creator(goroutine) {
                    Some(FrameId(frame)) => is_creator.as_ref().is_none_or(|is| is[frame as usize]),
                    None => is_created_by_none,
                };
                creator
                    && (self.min_minutes..=longest).contains(&goroutines.wait_minutes.get(row))
                    && (!self.is_leaked || goroutines.flags.get(row).has(Flags::LEAKED))
                    && (self.states.is_empty() || is_state.contains(&goroutines.state.get(row)))
                    && has_function
                        .as_ref()
                        .is_none_or(|has| has[goroutines.stack.get(row).row()])
                    && has_label
                        .as_ref()
                        .is_none_or(|has| has[goroutines.labels.get(row).row()])
            })
            .collect();
        let count = is_kept.iter().filter(|&&is| is).count();
        Kept { is_kept, count }
    }

    fn matching_states(&self, dump: &Dump) -> Vec<StringId> {
        let find = |state: &String| dump.strings.find(state.as_bytes());
        self.states.iter().filter_map(find).collect()
    }
}

/// By frame, whether its function matches.
fn matching_frames(dump: &Dump, pattern: &Pattern) -> Vec<bool> {
    let frames = dump.frames.iter();
    frames
        .map(|frame| pattern.is_in(&dump.strings.text(frame.function)))
        .collect()
}

/// By node of the tree of stacks, whether a function from the root to it matches.
fn matching_stacks(dump: &Dump, pattern: &Pattern) -> Vec<bool> {
    let frames = matching_frames(dump, pattern);
    let stacks = &dump.stacks;
    let mut has = vec![false; stacks.len()];
    // A parent's row precedes its children's.
    for row in 1..has.len() {
        let node = row.into();
        has[row] = has[stacks.parent(node).row()] || frames[stacks.key(node).row()];
    }
    has
}

/// By set of labels, whether one of them matches.
fn matching_sets(dump: &Dump, pattern: &Pattern) -> Vec<bool> {
    let sets = 0..dump.label_sets.end.len();
    sets.map(|set| {
        dump.label_sets.labels(LabelSetId::from(set)).any(|(key, value)| {
            let text = format!("{}={}", dump.strings.text(key), dump.strings.text(value));
            pattern.is_in(&text)
        })
    })
    .collect()
}

/// The goroutines for which `is_kept` says true, those that have waited longest first; equal ones in file order.
pub fn longest_first(dump: &Dump, mut is_kept: impl FnMut(GoroutineRow) -> bool) -> Vec<GoroutineRow> {
    let mut rows: Vec<GoroutineRow> = dump.goroutines.rows().filter(|&row| is_kept(row)).collect();
    rows.sort_by_key(|goroutine| u32::MAX - dump.goroutines.wait_minutes.get(goroutine.row()));
    rows
}
