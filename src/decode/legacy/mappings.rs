//! The mappings of a process, put in order, and which of them an address is in.
//!
//! The rules, oddities included, are those of `massageMappings` in `profile/profile.go` and of
//! `remapMappingIDs` in `profile/legacy_profile.go`, Go 1.27. Addresses are looked up by searching.

use crate::model::id::StringId;
use crate::model::profile::Mapping;
use crate::model::strings::Strings;

/// Where programs of 64-bit Linux begin.
const USUAL_START: u64 = 0x40_0000;

/// Mappings as a memory map lists them.
#[derive(Clone, Debug, Default)]
pub(super) struct Mappings {
    /// In file order.
    pub(super) rows: Vec<Mapping>,
}

/// Mappings in order, with the main binary first.
#[derive(Debug)]
pub(super) struct Arranged {
    rows: Vec<Mapping>,
    inside: Ranges,
    /// Addresses before a mapping that belong to it if its offset says where its file begins.
    before: Ranges,
    /// The row of the mapping for what no other holds.
    rest: Option<u32>,
}

impl Mappings {
    /// Joins what was split, and puts the main binary first.
    pub(super) fn arranged(self, strings: &Strings) -> Arranged {
        let mut rows: Vec<Mapping> = Vec::new();
        for mapping in self.rows {
            match rows.last_mut() {
                Some(last) if is_continued(last, &mapping) => {
                    last.limit = mapping.limit;
                    if mapping.filename != StringId(0) {
                        last.filename = mapping.filename;
                    }
                    if mapping.build_id != StringId(0) {
                        last.build_id = mapping.build_id;
                    }
                }
                _ => rows.push(mapping),
            }
        }
        if let Some(main) = rows.iter().position(|row| is_program(strings.bytes(row.filename))) {
            rows.swap(0, main);
        }
        if let [first, second, ..] = rows[..]
            && strings.bytes(first.filename).starts_with(b"/anon_hugepage")
            && first.limit == second.start
        {
            rows.remove(0);
        }
        if let Some(main) = rows.first_mut()
            && main.start.wrapping_sub(main.offset) == USUAL_START
        {
            (main.start, main.offset) = (USUAL_START, 0);
        }
        let mut arranged = Arranged {
            rows,
            inside: Ranges::default(),
            before: Ranges::default(),
            rest: None,
        };
        arranged.index();
        arranged
    }
}

/// Whether a mapping goes on where another ends.
fn is_continued(last: &Mapping, next: &Mapping) -> bool {
    let agree = |first: StringId, second: StringId| first == second || first == StringId(0) || second == StringId(0);
    let size = last.limit.wrapping_sub(last.start);
    agree(last.filename, next.filename)
        && agree(last.build_id, next.build_id)
        && last.limit == next.start
        && (last.offset == 0 || next.offset == 0 || last.offset.wrapping_add(size) == next.offset)
}

/// Whether a file is neither a library nor one of the kernel's names in brackets.
fn is_program(file: &[u8]) -> bool {
    let file = String::from_utf8_lossy(file).replace("(deleted)", "");
    let file = file.trim();
    let is_library = file.match_indices(".so").any(|(at, so)| {
        let mut after = file[at + so.len()..].chars();
        match after.next() {
            None => true,
            Some('.' | '_') => after.next().is_some_and(|char| char.is_ascii_digit()),
            Some(_) => false,
        }
    });
    !file.is_empty() && !file.starts_with('[') && !is_library
}

impl Arranged {
    fn index(&mut self) {
        let rows = &self.rows;
        self.inside = Ranges::new(rows.iter().map(|row| (row.start, row.limit)));
        self.before = Ranges::new(rows.iter().map(|row| match row.offset {
            0 => (0, 0),
            offset => (row.start.wrapping_sub(offset), row.start),
        }));
    }

    /// The mapping of an address.
    pub(super) fn row_of(&mut self, address: u64) -> u32 {
        if let Some(row) = self.inside.find(address) {
            return row;
        }
        if let Some(row) = self.before.find(address) {
            let mapping = &mut self.rows[row as usize];
            mapping.start = mapping.start.wrapping_sub(mapping.offset);
            mapping.offset = 0;
            self.index();
            return row;
        }
        if let Some(row) = self.rest {
            return row;
        }
        let row = self.rows.len() as u32;
        self.rest = Some(row);
        self.rows.push(Mapping {
            limit: u64::MAX,
            ..Mapping::default()
        });
        row
    }

    /// The mappings with their numbers.
    pub(super) fn numbered(mut self) -> Vec<Mapping> {
        for (row, mapping) in self.rows.iter_mut().enumerate() {
            mapping.file_id = row as u64 + 1;
        }
        self.rows
    }
}

/// Ranges that may overlap; an address is in the first of them that holds it.
#[derive(Debug, Default)]
struct Ranges {
    /// Where another range begins to count, in order, and which.
    steps: Vec<(u64, Option<u32>)>,
}

impl Ranges {
    fn new(ranges: impl Iterator<Item = (u64, u64)>) -> Self {
        let mut bounds = Vec::new();
        for (row, (start, limit)) in (0_u32..).zip(ranges) {
            if start < limit {
                bounds.push((start, row, true));
                bounds.push((limit, row, false));
            }
        }
        bounds.sort_unstable();
        // In order; few overlap.
        let mut open: Vec<u32> = Vec::new();
        let mut steps: Vec<(u64, Option<u32>)> = Vec::new();
        for (at, row, is_start) in bounds {
            if is_start {
                let place = open.partition_point(|&other| other < row);
                open.insert(place, row);
            } else {
                open.retain(|&other| other != row);
            }
            let first = open.first().copied();
            match steps.last_mut() {
                Some(last) if last.0 == at => last.1 = first,
                _ => steps.push((at, first)),
            }
        }
        Self { steps }
    }

    fn find(&self, address: u64) -> Option<u32> {
        let after = self.steps.partition_point(|&(at, _)| at <= address);
        self.steps.get(after.checked_sub(1)?)?.1
    }
}

#[cfg(test)]
mod tests;
