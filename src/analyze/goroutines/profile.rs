//! A dump as a profile, so that every view of profiles shows it.
//!
//! Goroutines that are alike in stack, state, wait, marks, creator and labels are one sample of two values: how many
//! they are, and how long they have waited together. The runtime tells waits in whole minutes, and nothing below one:
//! so the second is at least what they waited, rounded down for each.
//!
//! A location is a call with all calls inlined into it, as in profile.proto. Frames have no addresses.

use std::hash::BuildHasher as _;

use crate::model::column::{Column, OutOfMemory};
use crate::model::goroutines::{Dump, DumpStackId, Flags, Frame, FrameId, FrameKind, GoroutineRow, LabelSetId};
use crate::model::id::{FunctionId, LocationId, StackId, StringId};
use crate::model::profile::{FunctionNames, Label, Line, Locations, Profile, StacksBuilder, ValueType};

/// Nanoseconds in a minute.
const MINUTE: i64 = 60_000_000_000;

/// What makes goroutines one sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Alike {
    stack: DumpStackId,
    state: StringId,
    wait_minutes: u32,
    flags: Flags,
    bubble: u64,
    labels: LabelSetId,
    created_by: u32,
}

/// Makes a profile of the goroutines for which `is_kept` says true. Its strings are new.
pub fn profile(dump: &Dump, mut is_kept: impl FnMut(GoroutineRow) -> bool) -> Result<Profile, OutOfMemory> {
    let mut making = Making::new(dump)?;
    let goroutines = &dump.goroutines;
    for goroutine in goroutines.rows().filter(|&goroutine| is_kept(goroutine)) {
        let row = goroutine.row();
        let alike = Alike {
            stack: goroutines.stack.get(row),
            state: goroutines.state.get(row),
            wait_minutes: goroutines.wait_minutes.get(row),
            flags: goroutines.flags.get(row),
            bubble: goroutines.bubble.get(row),
            labels: goroutines.labels.get(row),
            created_by: goroutines.created_by.get(row),
        };
        making.add(alike, goroutine)?;
    }
    making.finish()
}

struct Making<'a> {
    dump: &'a Dump,
    profile: Profile,
    stacks: StacksBuilder,
    hasher: foldhash::fast::FixedState,
    samples: hashbrown::HashTable<u32>,
    /// What the goroutines of each sample have in common.
    alike: Column<Alike>,
    functions: FunctionNames,
    /// The frames of each location, innermost first: the rows of `location_frames` from the location's before.
    locations: hashbrown::HashTable<u32>,
    location_end: Column<u32>,
    location_frames: Column<FrameId>,
    words: Words,
}

/// The names of labels.
struct Words {
    state: StringId,
    wait: StringId,
    minutes: StringId,
    created_by: StringId,
    marks: StringId,
    bubble: StringId,
}

impl<'a> Making<'a> {
    fn new(dump: &'a Dump) -> Result<Self, OutOfMemory> {
        let mut profile = Profile::default();
        let strings = &mut profile.strings;
        let count = ValueType {
            kind: strings.intern(b"goroutine")?,
            unit: strings.intern(b"count")?,
        };
        let wait = ValueType {
            kind: strings.intern(b"wait")?,
            unit: strings.intern(b"nanoseconds")?,
        };
        let words = Words {
            state: strings.intern(b"state")?,
            wait: wait.kind,
            minutes: strings.intern(b"minutes")?,
            created_by: strings.intern(b"created by")?,
            marks: strings.intern(b"mark")?,
            bubble: strings.intern(b"synctest bubble")?,
        };
        profile.sample_types = vec![count, wait];
        profile.default_sample_type = count.kind;
        profile.period_type = count;
        profile.period = 1;
        profile.samples.values = vec![Column::new(), Column::new()];
        Ok(Self {
            dump,
            profile,
            stacks: StacksBuilder::new()?,
            hasher: foldhash::fast::FixedState::with_seed(0),
            samples: hashbrown::HashTable::new(),
            alike: Column::new(),
            functions: FunctionNames::default(),
            locations: hashbrown::HashTable::new(),
            location_end: Column::new(),
            location_frames: Column::new(),
            words,
        })
    }

    fn add(&mut self, alike: Alike, goroutine: GoroutineRow) -> Result<(), OutOfMemory> {
        let Self {
            samples,
            hasher,
            alike: all,
            profile,
            ..
        } = self;
        let hash = hasher.hash_one(alike);
        let wait = i64::from(alike.wait_minutes).saturating_mul(MINUTE);
        if let Some(&row) = samples.find(hash, |&row| all.get(row as usize) == alike) {
            let row = row as usize;
            *profile.samples.values[0].get_mut(row) += 1;
            let waits = profile.samples.values[1].get_mut(row);
            *waits = waits.saturating_add(wait);
            return Ok(());
        }
        let row = all.len();
        samples
            .try_reserve(1, |&row| hasher.hash_one(all.get(row as usize)))
            .map_err(|_no_memory| OutOfMemory { rows: row })?;
        all.push(alike)?;
        samples.insert_unique(hash, row as u32, |&row| hasher.hash_one(all.get(row as usize)));
        profile.samples.values[0].push(1)?;
        profile.samples.values[1].push(wait)?;
        let stack = self.stack(alike.stack)?;
        self.profile.samples.stack.push(stack)?;
        self.label(alike, goroutine)
    }

    /// The stack of locations that a stack of frames is.
    fn stack(&mut self, stack: DumpStackId) -> Result<StackId, OutOfMemory> {
        let dump = self.dump;
        let frames: Vec<FrameId> = dump.stacks.leaf_first(stack).collect();
        let mut locations = Vec::new();
        let mut start = 0;
        for (n, &frame) in frames.iter().enumerate() {
            let is_inlined = dump.frames.get(frame.row()).kind == FrameKind::Inlined;
            // A call into which another was inlined may be one of those that the runtime does not print.
            if !is_inlined || n + 1 == frames.len() {
                locations.push(self.location(&frames[start..=n])?);
                start = n + 1;
            }
        }
        let mut node = self.stacks.root();
        for &location in locations.iter().rev() {
            node = self.stacks.push(node, location)?;
        }
        Ok(node)
    }

    fn location(&mut self, frames: &[FrameId]) -> Result<LocationId, OutOfMemory> {
        let hash = self.hasher.hash_one(frames);
        let is_same = |&row: &u32| self.frames_of(row).eq(frames.iter().copied());
        if let Some(&row) = self.locations.find(hash, is_same) {
            return Ok(LocationId(row));
        }
        let row = self.location_end.len();
        for &frame in frames {
            self.location_frames.push(frame)?;
            let frame = self.dump.frames.get(frame.row());
            let function = self.function(frame)?;
            self.profile.locations.lines.push(Line {
                function,
                line: i64::from(frame.line),
                column: 0,
            })?;
        }
        self.location_end.push(self.location_frames.len() as u32)?;
        let locations = &mut self.profile.locations;
        locations.file_id.push(row as u64 + 1)?;
        locations.mapping.push(Locations::NO_MAPPING)?;
        locations.address.push(0)?;
        locations.is_folded.push(false)?;
        locations.line_end.push(locations.lines.len() as u32)?;
        let mut table = std::mem::take(&mut self.locations);
        let hash_of = |&row: &u32| self.hasher.hash_one(&*self.frames_of(row).collect::<Vec<_>>());
        let reserved = table.try_reserve(1, hash_of);
        reserved.map_err(|_no_memory| OutOfMemory { rows: row })?;
        table.insert_unique(hash, row as u32, hash_of);
        self.locations = table;
        Ok(LocationId::from(row))
    }

    fn frames_of(&self, location: u32) -> impl Iterator<Item = FrameId> + '_ {
        let row = location as usize;
        let start = if row == 0 { 0 } else { self.location_end.get(row - 1) };
        (start..self.location_end.get(row)).map(|row| self.location_frames.get(row as usize))
    }

    fn function(&mut self, frame: Frame) -> Result<FunctionId, OutOfMemory> {
        let strings = &mut self.profile.strings;
        let name = strings.intern(self.dump.strings.bytes(frame.function))?;
        let filename = strings.intern(self.dump.strings.bytes(frame.file))?;
        self.functions.intern(&mut self.profile.functions, name, filename)
    }

    /// Adds the labels of a new sample: the goroutine's own, and what the dump says of it.
    fn label(&mut self, alike: Alike, goroutine: GoroutineRow) -> Result<(), OutOfMemory> {
        let dump = self.dump;
        let Profile { strings, samples, .. } = &mut self.profile;
        let words = &self.words;
        let mut add = |key: StringId, text: &[u8]| {
            samples.labels.push(Label {
                key,
                is_text: true,
                text: strings.intern(text)?,
                ..Label::default()
            })
        };
        for (flag, text) in [
            (Flags::LEAKED, &b"leaked"[..]),
            (Flags::LOCKED, b"locked to thread"),
            (Flags::NO_STACK, b"stack unavailable"),
        ] {
            if alike.flags.has(flag) {
                add(words.marks, text)?;
            }
        }
        if let Some(creator) = dump.goroutines.creator(goroutine) {
            let function = dump.frames.get(creator.row()).function;
            add(words.created_by, dump.strings.bytes(function))?;
        }
        add(words.state, dump.strings.bytes(alike.state))?;
        for (key, value) in dump.label_sets.labels(alike.labels) {
            let label = Label {
                key: strings.intern(dump.strings.bytes(key))?,
                is_text: true,
                text: strings.intern(dump.strings.bytes(value))?,
                ..Label::default()
            };
            samples.labels.push(label)?;
        }
        let numbers = [
            (
                words.wait,
                words.minutes,
                Some(i64::from(alike.wait_minutes)).filter(|&wait| wait > 0),
            ),
            (
                words.bubble,
                StringId::default(),
                dump.goroutines
                    .bubble_of(goroutine)
                    .and_then(|it| i64::try_from(it).ok()),
            ),
        ];
        for (key, unit, number) in numbers {
            if let Some(number) = number {
                samples.labels.push(Label {
                    key,
                    number,
                    unit,
                    ..Label::default()
                })?;
            }
        }
        samples.label_end.push(samples.labels.len() as u32)
    }

    fn finish(mut self) -> Result<Profile, OutOfMemory> {
        self.profile.stacks = self.stacks.finish()?;
        Ok(self.profile)
    }
}
