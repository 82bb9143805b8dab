//! Profiles written as words, for tests: each letter is a function.

use crate::model::column::Column;
use crate::model::id::{FunctionId, LocationId, StringId};
use crate::model::profile::{Line, Locations, Profile, StacksBuilder, ValueType};

/// A profile of functions `a`, `b`, `c`… with one location each; samples are stacks, root first, and values.
pub(crate) fn profile(samples: &[(&str, i64)]) -> Profile {
    let mut profile = Profile::default();
    for row in 0..26_u32 {
        let name = profile.strings.intern(&[b'a' + row as u8]).unwrap();
        profile.functions.file_id.push(u64::from(row) + 1).unwrap();
        profile.functions.name.push(name).unwrap();
        profile.functions.system_name.push(name).unwrap();
        profile.functions.filename.push(StringId(0)).unwrap();
        profile.functions.start_line.push(0).unwrap();
        profile.locations.file_id.push(u64::from(row) + 1).unwrap();
        profile.locations.mapping.push(Locations::NO_MAPPING).unwrap();
        profile.locations.address.push(0).unwrap();
        profile.locations.is_folded.push(false).unwrap();
        profile
            .locations
            .lines
            .push(Line {
                function: FunctionId(row),
                line: 0,
                column: 0,
            })
            .unwrap();
        profile.locations.line_end.push(row + 1).unwrap();
    }
    profile.sample_types.push(ValueType::default());
    profile.samples.values.push(Column::new());
    let mut stacks = StacksBuilder::new().unwrap();
    for &(stack, value) in samples {
        let node = stack.bytes().fold(stacks.root(), |at, name| {
            stacks.push(at, LocationId(u32::from(name - b'a'))).unwrap()
        });
        stacks.cut_after(node).unwrap();
        profile.samples.stack.push(node).unwrap();
        profile.samples.values[0].push(value).unwrap();
    }
    profile.stacks = stacks.finish().unwrap();
    profile
}
