//! Labels as frames: at the root, to tell samples apart by what they were for; or at the leaf.
//!
//! Every sample gets a frame for each key. Its function is called by the sample's values, its file by the key; a
//! sample without the key gets one without a name.
//! Source: `addLabelNodes` in pprof's `internal/driver/tagroot.go`, Go 1.27.

use crate::analyze::profile::refine::SampleIndex;
use crate::analyze::profile::refine::build::head;
use crate::model::column::{Column, OutOfMemory};
use crate::model::id::{FunctionId, LocationId, StackId, StringId};
use crate::model::prefix_tree::RunId;
use crate::model::profile::{Label, Line, Locations, Profile, Samples, StacksBuilder};
use crate::model::unit::append_label;

type HashMap<K, V> = hashbrown::HashMap<K, V, foldhash::fast::FixedState>;

/// The profile with the frames; and whether any sample has a label with such a key.
pub(super) fn add(
    profile: &Profile,
    index: &SampleIndex,
    keys: &[String],
    is_root: bool,
    unit: &str,
) -> Result<(Profile, bool), OutOfMemory> {
    let mut frames = Frames::new(profile, unit);
    let mut has_match = false;
    // For each set of labels its frames, the outermost first; sets with the same frames share a row.
    let mut paths: Vec<Vec<LocationId>> = Vec::new();
    let mut path_of_set = Vec::new();
    let mut known: HashMap<Vec<LocationId>, u32> = HashMap::default();
    for &sample in &index.sets {
        let labels: Vec<Label> = if (sample as usize) < profile.samples.len() {
            profile.samples.labels(sample as usize).collect()
        } else {
            Vec::new()
        };
        let mut path = Vec::new();
        for key in keys.iter().rev() {
            let (location, has_key) = frames.location(key, &labels)?;
            has_match |= has_key;
            path.insert(0, location);
        }
        let row = *known.entry(path.clone()).or_insert(paths.len() as u32);
        if row as usize == paths.len() {
            paths.push(path);
        }
        path_of_set.push(row);
    }
    let (stacks, stack) = stacks(profile, index, &paths, &path_of_set, is_root)?;
    let samples = &profile.samples;
    let profile = Profile {
        samples: Samples {
            stack,
            values: samples.values.clone(),
            label_end: samples.label_end.clone(),
            labels: samples.labels.clone(),
        },
        stacks,
        ..frames.profile
    };
    Ok((profile, has_match))
}

/// Frames that stand for labels.
struct Frames<'a> {
    profile: Profile,
    unit: &'a str,
    known: HashMap<(StringId, StringId), LocationId>,
    next_function: u64,
    next_location: u64,
}

impl<'a> Frames<'a> {
    fn new(profile: &Profile, unit: &'a str) -> Self {
        // Ids go on after the largest; past the end of their numbers nothing is left to tell apart.
        let next = |ids: &Column<u64>| ids.iter().max().unwrap_or(0).wrapping_add(1);
        Self {
            next_function: next(&profile.functions.file_id),
            next_location: next(&profile.locations.file_id),
            profile: Profile {
                locations: profile.locations.clone(),
                ..head(profile)
            },
            unit,
            known: HashMap::default(),
        }
    }

    /// The location of a key's values, and whether there are any.
    fn location(&mut self, key: &str, labels: &[Label]) -> Result<(LocationId, bool), OutOfMemory> {
        let values = self.values(key, labels);
        let has_key = !values.is_empty();
        let name = self.profile.strings.intern(&values.join(&b","[..]))?;
        let file = self.profile.strings.intern(key.as_bytes())?;
        if let Some(&location) = self.known.get(&(name, file)) {
            return Ok((location, has_key));
        }
        let Profile {
            functions, locations, ..
        } = &mut self.profile;
        let function = FunctionId::from(functions.len());
        functions.file_id.push(self.next_function)?;
        functions.name.push(name)?;
        functions.system_name.push(StringId(0))?;
        functions.filename.push(file)?;
        functions.start_line.push(0)?;
        let location = LocationId::from(locations.len());
        locations.file_id.push(self.next_location)?;
        locations.mapping.push(Locations::NO_MAPPING)?;
        locations.address.push(0)?;
        locations.is_folded.push(false)?;
        locations.lines.push(Line {
            function,
            line: 0,
            column: 0,
        })?;
        locations.line_end.push(locations.lines.len() as u32)?;
        self.next_function = self.next_function.wrapping_add(1);
        self.next_location = self.next_location.wrapping_add(1);
        self.known.insert((name, file), location);
        Ok((location, has_key))
    }

    /// The values of a key: words, then numbers.
    fn values(&self, key: &str, labels: &[Label]) -> Vec<Vec<u8>> {
        let strings = &self.profile.strings;
        let of_key = || labels.iter().filter(|label| strings.bytes(label.key) == key.as_bytes());
        let words = of_key().filter(|label| label.is_text);
        let mut values: Vec<Vec<u8>> = words.map(|label| strings.bytes(label.text).to_vec()).collect();
        let numbers = || of_key().filter(|label| !label.is_text);
        let has_units = numbers().any(|label| label.unit != StringId(0));
        values.extend(numbers().map(|label| {
            let mut value = Vec::new();
            let shown = if has_units { self.unit.as_bytes() } else { b"" };
            append_label(&mut value, label.number, strings.bytes(label.unit), shown);
            value
        }));
        values
    }
}

/// The stacks with the frames, and the stack of each sample.
fn stacks(
    profile: &Profile,
    index: &SampleIndex,
    paths: &[Vec<LocationId>],
    path_of_set: &[u32],
    is_root: bool,
) -> Result<(crate::model::profile::Stacks, Column<StackId>), OutOfMemory> {
    let old = &profile.stacks;
    let mut builder = StacksBuilder::new()?;
    let mut stack = Column::new();
    // Where the last row of each run stands, below the frames of a path at the root.
    let mut node_of: HashMap<(u32, u32), StackId> = HashMap::default();
    let mut way = Vec::new();
    for (run, set) in index.samples() {
        let path = path_of_set[set];
        let above = if is_root { path } else { 0 };
        way.clear();
        let mut at = run as u32;
        let known = loop {
            if let Some(&node) = node_of.get(&(above, at)) {
                break Some(node);
            }
            way.push(at);
            if at == 0 {
                break None;
            }
            at = old.run_parent(RunId(at)).0;
        };
        let mut node = match known {
            Some(node) => node,
            None if is_root => push_all(&mut builder, StackId(0), &paths[path as usize])?,
            None => StackId(0),
        };
        for &run in way.iter().rev() {
            for row in old.run_rows(RunId(run)).filter(|&row| row > 0) {
                node = builder.push(node, old.key(StackId::from(row)))?;
            }
            let rows = node_of.len();
            node_of.try_reserve(1).map_err(|_no_memory| OutOfMemory { rows })?;
            node_of.insert((above, run), node);
        }
        if !is_root {
            node = push_all(&mut builder, node, &paths[path as usize])?;
        }
        builder.cut_after(node)?;
        stack.push(node)?;
    }
    Ok((builder.finish()?, stack))
}

fn push_all(builder: &mut StacksBuilder, from: StackId, path: &[LocationId]) -> Result<StackId, OutOfMemory> {
    path.iter()
        .try_fold(from, |node, &location| builder.push(node, location))
}
