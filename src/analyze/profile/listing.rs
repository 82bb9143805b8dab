//! The lines of a function: what each weighs, and what was inlined into it.
//!
//! A line's cum counts every sample once that passes through it, however often it does, as pprof's `-list` has it
//! (`internal/report/source.go`, Go 1.27). What stands there for a function as a whole, the sum of its lines, is more than
//! there is of functions that call themselves; here that is the function's own cum.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::model::bits::Bits;
use crate::model::column::{Column, OutOfMemory};
use crate::model::id::{FunctionId, LocationId, StackId, StringId};
use crate::model::profile::Profile;

/// The lines of a function in one file.
#[derive(Clone, Debug, Default)]
pub struct FileLines {
    /// The file, as the profile names it.
    pub file: StringId,
    /// The line where the function begins; 0 when unknown.
    pub start_line: i64,
    /// The lines that have a value, in order.
    pub lines: Vec<LineCost>,
}

/// What a line weighs.
#[derive(Clone, Debug, Default)]
pub struct LineCost {
    /// Its number.
    pub line: i64,
    /// What ends in it.
    pub flat: i64,
    /// What passes through it.
    pub cum: i64,
    /// What was inlined into it: each call before those that were inlined into that, the heaviest first.
    pub inlined: Vec<InlinedCall>,
}

/// A call that was inlined.
#[derive(Clone, Copy, Debug)]
pub struct InlinedCall {
    /// How deep it stands: 0 in the line itself.
    pub depth: u32,
    /// What was called.
    pub function: FunctionId,
    /// The line in it.
    pub line: i64,
    /// What ends in it.
    pub flat: i64,
    /// What passes through it.
    pub cum: i64,
}

/// A line of the function, or a call in a chain that was inlined into one.
struct Spot {
    is_inlined: bool,
    function: FunctionId,
    line: i64,
    flat: i64,
    cum: i64,
    /// What was inlined into it.
    below: Vec<u32>,
}

/// The spots that a location passes through, and those of them where it ends.
#[derive(Default)]
struct Passes {
    all: Vec<u32>,
    ends: Vec<u32>,
}

type HashMap<K, V> = hashbrown::HashMap<K, V, foldhash::fast::FixedState>;

/// A function, given by whatever goes by its name, of the samples that are kept.
pub fn listing(
    profile: &Profile,
    sample_type: usize,
    is_function: impl Fn(FunctionId) -> bool,
    kept: Option<&Bits>,
) -> Result<Vec<FileLines>, OutOfMemory> {
    let mut spots = Spots::default();
    let passes = spots.passes(profile, is_function);
    let own = own_weights(profile, sample_type, kept)?;
    spots.weigh(profile, &passes, &own)?;
    Ok(spots.by_file(profile))
}

/// What ends in each stack.
fn own_weights(profile: &Profile, sample_type: usize, kept: Option<&Bits>) -> Result<Column<i64>, OutOfMemory> {
    let mut own = Column::filled(profile.stacks.len(), 0_i64)?;
    let values = profile.samples.values.get(sample_type);
    let values = values.into_iter().flat_map(Column::iter);
    for (sample, (stack, value)) in profile.samples.stack.iter().zip(values).enumerate() {
        if kept.is_none_or(|kept| kept.has(sample)) {
            let at = own.get_mut(stack.row());
            *at = at.wrapping_add(value);
        }
    }
    Ok(own)
}

#[derive(Default)]
struct Spots {
    list: Vec<Spot>,
    /// By what they are inlined into, if anything.
    known: HashMap<(Option<u32>, FunctionId, i64), u32>,
}

impl Spots {
    fn spot(&mut self, above: Option<u32>, function: FunctionId, line: i64) -> u32 {
        let next = self.list.len() as u32;
        let spot = *self.known.entry((above, function, line)).or_insert(next);
        if spot == next {
            self.list.push(Spot {
                is_inlined: above.is_some(),
                function,
                line,
                flat: 0,
                cum: 0,
                below: Vec::new(),
            });
            if let Some(above) = above {
                self.list[above as usize].below.push(spot);
            }
        }
        spot
    }

    /// What every location passes through that has the function.
    fn passes(&mut self, profile: &Profile, is_function: impl Fn(FunctionId) -> bool) -> HashMap<LocationId, Passes> {
        let mut passes = HashMap::<LocationId, Passes>::default();
        for row in 0..profile.locations.len() {
            let location = LocationId::from(row);
            let lines = profile.locations.line_rows(location);
            for at in lines.clone() {
                if !is_function(profile.locations.lines.get(at).function) {
                    continue;
                }
                let found = passes.entry(location).or_default();
                let mut above = None;
                // The innermost call is first.
                for inner in (lines.start..=at).rev() {
                    let line = profile.locations.lines.get(inner);
                    let spot = self.spot(above, line.function, line.line);
                    if !found.all.contains(&spot) {
                        found.all.push(spot);
                    }
                    above = Some(spot);
                }
                found.ends.extend(above.filter(|spot| !found.ends.contains(spot)));
            }
        }
        passes
    }

    fn weigh(
        &mut self,
        profile: &Profile,
        passes: &HashMap<LocationId, Passes>,
        own: &Column<i64>,
    ) -> Result<(), OutOfMemory> {
        let stacks = &profile.stacks;
        let mut totals = Column::new();
        for value in own.iter() {
            totals.push(value)?;
        }
        for row in (1..stacks.len()).rev() {
            let below = totals.get(row);
            let at = totals.get_mut(stacks.parent(StackId::from(row)).row());
            *at = i64::wrapping_add(*at, below);
        }
        // The nearest frame towards the root, itself included, that passes through anything.
        let mut nearest = Column::filled(stacks.len(), 0_u32)?;
        for row in 1..stacks.len() {
            let stack = StackId::from(row);
            let above = nearest.get(stacks.parent(stack).row());
            let Some(here) = passes.get(&stacks.key(stack)) else {
                nearest.set(row, above);
                continue;
            };
            nearest.set(row, row as u32);
            for &spot in &here.all {
                let mut at = above;
                let mut is_first = true;
                while at != 0 && is_first {
                    let outer = StackId(at);
                    let is_here = |outer: &Passes| outer.all.contains(&spot);
                    is_first = !passes.get(&stacks.key(outer)).is_some_and(is_here);
                    at = nearest.get(stacks.parent(outer).row());
                }
                if is_first {
                    let spot = &mut self.list[spot as usize];
                    spot.cum = spot.cum.wrapping_add(totals.get(row));
                }
            }
            for &spot in &here.ends {
                let spot = &mut self.list[spot as usize];
                spot.flat = spot.flat.wrapping_add(own.get(row));
            }
        }
        Ok(())
    }

    fn by_file(self, profile: &Profile) -> Vec<FileLines> {
        let mut files: BTreeMap<&[u8], FileLines> = BTreeMap::new();
        let functions = &profile.functions;
        for spot in self.list.iter().filter(|spot| !spot.is_inlined) {
            let &Spot {
                function,
                line,
                flat,
                cum,
                ref below,
                ..
            } = spot;
            let file = functions.filename.get(function.row());
            let start_line = functions.start_line.get(function.row());
            if flat == 0 && cum == 0 {
                continue;
            }
            let of_file = files.entry(profile.strings.bytes(file)).or_default();
            of_file.file = file;
            if start_line > 0 && (of_file.start_line == 0 || start_line < of_file.start_line) {
                of_file.start_line = start_line;
            }
            let mut inlined = Vec::new();
            self.append_below(&mut inlined, below);
            of_file.lines.push(LineCost {
                line,
                flat,
                cum,
                inlined,
            });
        }
        let mut files: Vec<_> = files.into_values().collect();
        for file in &mut files {
            // Copies of a generic function are functions of their own in the same lines.
            file.lines.sort_by_key(|line| line.line);
            file.lines.dedup_by(|again, first| {
                let is_same = again.line == first.line;
                if is_same {
                    first.flat = first.flat.wrapping_add(again.flat);
                    first.cum = first.cum.wrapping_add(again.cum);
                    first.inlined.append(&mut again.inlined);
                }
                is_same
            });
        }
        files
    }

    /// Appends what was inlined, and below each what was inlined into that.
    fn append_below(&self, out: &mut Vec<InlinedCall>, below: &[u32]) {
        let ordered = |spots: &[u32]| {
            let mut spots = spots.to_vec();
            spots.retain(|&spot| self.list[spot as usize].cum != 0);
            // Turned around: what is taken off the end first is the heaviest.
            spots.sort_by_key(|&spot| (self.list[spot as usize].cum.unsigned_abs(), Reverse(spot)));
            spots
        };
        let mut open: Vec<(u32, u32)> = ordered(below).into_iter().map(|spot| (0, spot)).collect();
        while let Some((depth, spot)) = open.pop() {
            let Spot {
                function,
                line,
                flat,
                cum,
                ref below,
                ..
            } = self.list[spot as usize];
            out.push(InlinedCall {
                depth,
                function,
                line,
                flat,
                cum,
            });
            open.extend(ordered(below).into_iter().map(|spot| (depth + 1, spot)));
        }
    }
}
