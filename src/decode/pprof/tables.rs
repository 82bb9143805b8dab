//! The small tables: what is met a few times, or a few thousand, in a profile.

use crate::decode::pprof::error::{Part, Problem};
use crate::decode::pprof::field::{Fault, Fields};
use crate::decode::pprof::wire;
use crate::model::id::StringId;

/// A string's index in the file, until the string table is complete. Indices that no table can
/// have are refused at once.
#[inline]
pub(super) fn string_ref(index: u64) -> Result<StringId, Problem> {
    match u32::try_from(index) {
        Ok(index) => Ok(StringId(index)),
        Err(_) => Err(Problem::StringIndex {
            index: index as i64,
            len: None,
        }),
    }
}

/// Reads a `ValueType`.
pub(super) fn read_value_type(bytes: &[u8]) -> Result<wire::ValueType, Fault> {
    let mut read = wire::ValueType::default();
    let mut fields = Fields::new(bytes, Part::ValueType);
    while let Some(field) = fields.next()? {
        match field.number {
            1 => read.r#type = field.varint()? as i64,
            2 => read.unit = field.varint()? as i64,
            _ => {}
        }
    }
    Ok(read)
}

/// Reads a `Mapping`.
pub(super) fn read_mapping(bytes: &[u8]) -> Result<wire::Mapping, Fault> {
    let mut read = wire::Mapping::default();
    let mut fields = Fields::new(bytes, Part::Mapping);
    while let Some(field) = fields.next()? {
        match field.number {
            1 => read.id = field.varint()?,
            2 => read.memory_start = field.varint()?,
            3 => read.memory_limit = field.varint()?,
            4 => read.file_offset = field.varint()?,
            5 => read.filename = field.varint()? as i64,
            6 => read.build_id = field.varint()? as i64,
            7 => read.has_functions = field.varint()? != 0,
            8 => read.has_filenames = field.varint()? != 0,
            9 => read.has_line_numbers = field.varint()? != 0,
            10 => read.has_inline_frames = field.varint()? != 0,
            _ => {}
        }
    }
    Ok(read)
}

/// Reads a `Function`.
pub(super) fn read_function(bytes: &[u8]) -> Result<wire::Function, Fault> {
    let mut read = wire::Function::default();
    let mut fields = Fields::new(bytes, Part::Function);
    while let Some(field) = fields.next()? {
        match field.number {
            1 => read.id = field.varint()?,
            2 => read.name = field.varint()? as i64,
            3 => read.system_name = field.varint()? as i64,
            4 => read.filename = field.varint()? as i64,
            5 => read.start_line = field.varint()? as i64,
            _ => {}
        }
    }
    Ok(read)
}
