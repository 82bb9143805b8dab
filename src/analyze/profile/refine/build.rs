//! A profile of what filters left: the same ids, other stacks, fewer samples.

use crate::analyze::profile::refine::judge::Judged;
use crate::model::bits::Bits;
use crate::model::column::{Column, OutOfMemory};
use crate::model::id::{LocationId, StackId};
use crate::model::prefix_tree::RunId;
use crate::model::profile::{Locations, Profile, Samples, StacksBuilder};

/// Makes the profile.
pub(super) fn build(profile: &Profile, judged: &Judged<'_>) -> Result<Profile, OutOfMemory> {
    let (stacks, stack) = stacks(profile, judged)?;
    let mut samples = Samples {
        stack,
        ..Samples::default()
    };
    for values in &profile.samples.values {
        let mut kept = Column::new();
        for (value, (_, is_kept)) in values.iter().zip(judged.samples()) {
            if is_kept {
                kept.push(value)?;
            }
        }
        samples.values.push(kept);
    }
    if !profile.samples.label_end.is_empty() {
        for (sample, (_, is_kept)) in judged.samples().enumerate() {
            if !is_kept {
                continue;
            }
            for label in profile.samples.labels(sample) {
                if !judged.lost_keys.has(label.key.row()) {
                    samples.labels.push(label)?;
                }
            }
            samples.label_end.push(samples.labels.len() as u32)?;
        }
    }
    Ok(Profile {
        samples,
        stacks,
        locations: locations(profile, &judged.lost_lines)?,
        ..head(profile)
    })
}

/// A profile without samples, stacks and locations.
pub(super) fn head(profile: &Profile) -> Profile {
    Profile {
        strings: profile.strings.clone(),
        sample_types: profile.sample_types.clone(),
        functions: profile.functions.clone(),
        mappings: profile.mappings.clone(),
        comments: profile.comments.clone(),
        drop_frames: profile.drop_frames,
        keep_frames: profile.keep_frames,
        time_nanos: profile.time_nanos,
        duration_nanos: profile.duration_nanos,
        period_type: profile.period_type,
        period: profile.period,
        default_sample_type: profile.default_sample_type,
        doc_url: profile.doc_url,
        ..Profile::default()
    }
}

/// The locations, without the lines that are lost.
fn locations(profile: &Profile, lost_lines: &Bits) -> Result<Locations, OutOfMemory> {
    let mut locations = profile.locations.clone();
    if lost_lines.count() == 0 {
        return Ok(locations);
    }
    (locations.lines, locations.line_end) = (Column::new(), Column::new());
    for row in 0..profile.locations.len() {
        for line in profile.locations.line_rows(LocationId::from(row)) {
            if !lost_lines.has(line) {
                locations.lines.push(profile.locations.lines.get(line))?;
            }
        }
        locations.line_end.push(locations.lines.len() as u32)?;
    }
    Ok(locations)
}

/// What is left of the stacks, and the stack of each sample that is left.
fn stacks(
    profile: &Profile,
    judged: &Judged<'_>,
) -> Result<(crate::model::profile::Stacks, Column<StackId>), OutOfMemory> {
    let old = &profile.stacks;
    let wanted = judged.wanted_rows()?;
    let mut builder = StacksBuilder::new()?;
    // For each run the node that its last row became; and for rows within runs that stacks now end with.
    let mut node_of_run: Column<StackId> = Column::new();
    let mut node_of_row: hashbrown::HashMap<u32, StackId, foldhash::fast::FixedState> = hashbrown::HashMap::default();
    for (run, parent) in old.run_parents().iter().enumerate() {
        let mut node = if run == 0 {
            builder.root()
        } else {
            node_of_run.get(parent as usize)
        };
        let rows = old.run_rows(RunId::from(run));
        let (from, last) = (judged.from(run) as usize, wanted.last.get(run) as usize);
        for row in rows.start.max(1)..rows.end.min(last + 1) {
            let location = old.key(StackId::from(row));
            if row >= from && !judged.lost_locations.has(location.row()) {
                node = builder.push(node, location)?;
            }
            if wanted.ends_within_runs.has(row) {
                let rows = node_of_row.len();
                node_of_row.try_reserve(1).map_err(|_no_memory| OutOfMemory { rows })?;
                node_of_row.insert(row as u32, node);
            }
        }
        node_of_run.push(node)?;
    }
    let mut stack = Column::new();
    for (run, _) in judged.samples().filter(|(_, is_kept)| *is_kept) {
        let end = judged.end(run);
        let node = if end == old.last(RunId::from(run)).0 {
            node_of_run.get(run)
        } else {
            node_of_row.get(&end).copied().unwrap_or(builder.root())
        };
        builder.cut_after(node)?;
        stack.push(node)?;
    }
    Ok((builder.finish()?, stack))
}
