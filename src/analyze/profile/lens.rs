//! Lenses: the stacks of a profile seen otherwise, as a profile of their own.
//!
//! Made of the merged stacks, so what filters left is what is seen. The result has one sample for each stack that samples end
//! with, one sample type, and a function for whatever is told apart.

use std::collections::BTreeMap;

use crate::analyze::profile::calltree::CallTree;
use crate::analyze::profile::entity::{Entities, EntityId};
use crate::model::bits::Bits;
use crate::model::column::{Column, OutOfMemory};
use crate::model::id::{FunctionId, LocationId};
use crate::model::profile::{Line, Locations, Profile, StacksBuilder, ValueType};
use crate::model::symbol;

/// What is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lens {
    /// What called a function, turned around: it stands at the root, its callers above it. Of a function that calls itself the
    /// outermost call counts.
    Callers(EntityId),
    /// What a function called, from its outermost call on.
    Callees(EntityId),
    /// Packages instead of functions; calls within a package are none.
    Packages,
    /// Source files, likewise.
    Files,
    /// Functions, but those that call themselves only once.
    Collapsed,
}

/// What a lens looks at.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The profile.
    pub profile: &'a Profile,
    /// Its entities: functions.
    pub entities: &'a Entities,
    /// Its merged stacks.
    pub tree: &'a CallTree,
    /// What is weighed.
    pub sample_type: usize,
    /// The samples that are left, if filters were applied.
    pub kept: Option<&'a Bits>,
}

/// A profile as a lens shows it.
pub fn through(lens: Lens, seen: Seen<'_>) -> Result<Profile, OutOfMemory> {
    let (names, name_of) = names(lens, seen);
    let mut profile = Profile::default();
    let mut stacks = StacksBuilder::new()?;
    let mut values = Column::new();
    let own = own_weights(seen)?;
    let (mut path, mut shown) = (Vec::new(), Vec::new());
    for run in seen.tree.runs() {
        let Some(value) = Some(own.get(run.row())).filter(|&value| value != 0) else {
            continue;
        };
        let last = seen.tree.nodes().last(run);
        path.clear();
        path.extend(seen.tree.towards_root(last).map(|node| seen.tree.entity(node)));
        path.reverse();
        if !look(lens, &path, &name_of, &mut shown) {
            continue;
        }
        let mut node = stacks.root();
        for &name in &shown {
            node = stacks.push(node, LocationId(name))?;
        }
        stacks.cut_after(node)?;
        profile.samples.stack.push(node)?;
        profile.samples.label_end.push(0)?;
        values.push(value)?;
    }
    profile.stacks = stacks.finish()?;
    profile.samples.values = vec![values];
    let of = seen.profile;
    if let Some(kind) = of.sample_types.get(seen.sample_type) {
        let kind = ValueType {
            kind: profile.strings.intern(of.strings.bytes(kind.kind))?,
            unit: profile.strings.intern(of.strings.bytes(kind.unit))?,
        };
        profile.sample_types.push(kind);
    }
    for (row, (name, file)) in names.iter().enumerate() {
        add_function(&mut profile, row, name, file)?;
    }
    Ok(profile)
}

/// A function, and a location in it.
fn add_function(profile: &mut Profile, row: usize, name: &str, file: &str) -> Result<(), OutOfMemory> {
    let name = profile.strings.intern(name.as_bytes())?;
    let file = profile.strings.intern(file.as_bytes())?;
    let id = row as u64 + 1;
    let Profile {
        functions, locations, ..
    } = profile;
    functions.file_id.push(id)?;
    functions.name.push(name)?;
    functions.system_name.push(name)?;
    functions.filename.push(file)?;
    functions.start_line.push(0)?;
    locations.file_id.push(id)?;
    locations.mapping.push(Locations::NO_MAPPING)?;
    locations.address.push(0)?;
    locations.is_folded.push(false)?;
    locations.lines.push(Line {
        function: FunctionId::from(row),
        line: 0,
        column: 0,
    })?;
    locations.line_end.push(locations.lines.len() as u32)
}

/// What samples that end with each run weigh.
fn own_weights(seen: Seen<'_>) -> Result<Column<i64>, OutOfMemory> {
    let mut own = Column::filled(seen.tree.nodes().run_count(), 0_i64)?;
    let values = seen.profile.samples.values.get(seen.sample_type);
    let values = values.into_iter().flat_map(Column::iter);
    for (sample, (run, value)) in seen.tree.run_of_samples().iter().zip(values).enumerate() {
        if seen.kept.is_none_or(|kept| kept.has(sample)) {
            let at = own.get_mut(run.row());
            *at = at.wrapping_add(value);
        }
    }
    Ok(own)
}

/// The names that are told apart, each with a file; and for each entity the row of its.
fn names(lens: Lens, seen: Seen<'_>) -> (Vec<(String, String)>, Vec<u32>) {
    let all = (0..seen.entities.len()).map(EntityId::from);
    let file = |entity: EntityId| {
        let function = seen.entities.function(entity);
        function.map_or_else(String::new, |function| {
            let file = seen.profile.functions.filename.get(function.row());
            seen.profile.strings.text(file).into_owned()
        })
    };
    let group = |entity: EntityId| {
        if lens == Lens::Files {
            return Some(file(entity))
                .filter(|file| !file.is_empty())
                .unwrap_or_else(|| "(no file)".to_owned());
        }
        let label = seen.entities.label(entity);
        match symbol::package(&label) {
            "" => "(no package)".to_owned(),
            package => symbol::unescape(package).into_owned(),
        }
    };
    match lens {
        Lens::Packages | Lens::Files => {
            let mut names = Vec::new();
            let mut known: BTreeMap<String, u32> = BTreeMap::new();
            let rows = all.map(|entity| {
                *known.entry(group(entity)).or_insert_with_key(|name| {
                    names.push((name.clone(), String::new()));
                    names.len() as u32 - 1
                })
            });
            let rows = rows.collect();
            (names, rows)
        }
        Lens::Callers(_) | Lens::Callees(_) | Lens::Collapsed => {
            let names = all
                .clone()
                .map(|entity| (seen.entities.label(entity).into_owned(), file(entity)));
            (names.collect(), all.map(|entity| entity.0).collect())
        }
    }
}

/// What a lens makes of a stack, outermost first; `false` where it shows none.
fn look(lens: Lens, path: &[EntityId], name_of: &[u32], shown: &mut Vec<u32>) -> bool {
    shown.clear();
    let outermost = |wanted: EntityId| path.iter().position(|&entity| entity == wanted);
    let name = |entity: &EntityId| name_of[entity.row()];
    match lens {
        Lens::Callers(wanted) => match outermost(wanted) {
            Some(at) => shown.extend(path[..=at].iter().rev().map(name)),
            None => return false,
        },
        Lens::Callees(wanted) => match outermost(wanted) {
            Some(at) => shown.extend(path[at..].iter().map(name)),
            None => return false,
        },
        Lens::Packages | Lens::Files | Lens::Collapsed => {
            shown.extend(path.iter().map(name));
            shown.dedup();
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stack_ends_where_its_run_does() {
        let path = [EntityId(0), EntityId(1), EntityId(1), EntityId(2)];
        let names = [0, 1, 2];
        let mut shown = Vec::new();
        assert!(look(Lens::Collapsed, &path, &names, &mut shown));
        assert_eq!(shown, [0, 1, 2]);
        assert!(look(Lens::Callers(EntityId(1)), &path, &names, &mut shown));
        assert_eq!(shown, [1, 0]);
        assert!(look(Lens::Callees(EntityId(1)), &path, &names, &mut shown));
        assert_eq!(shown, [1, 1, 2]);
        assert!(!look(Lens::Callees(EntityId(7)), &path, &names, &mut shown));
    }
}
