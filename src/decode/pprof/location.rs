//! Locations and their lines, straight into columns.

use crate::decode::pprof::error::{Part, Problem};
use crate::decode::pprof::field::{Fault, Fields, RowFault};
use crate::decode::pprof::ids::Ids;
use crate::model::id::FunctionId;
use crate::model::profile::{Line, Locations};

/// Reads a location from its message; functions and mapping stay references.
pub(super) fn read(
    bytes: &[u8],
    locations: &mut Locations,
    functions: &mut Ids,
    mappings: &mut Ids,
) -> Result<u64, RowFault> {
    let (mut id, mut mapping, mut address, mut is_folded) = (0, 0, 0, false);
    let mut fields = Fields::new(bytes, Part::Location);
    while let Some(field) = fields.next()? {
        match field.number {
            1 => id = field.varint()?,
            2 => mapping = field.varint()?,
            3 => address = field.varint()?,
            4 => {
                let line = read_line(field.bytes()?, functions).map_err(|fault| fault.moved(field.at))?;
                locations.lines.push(line)?;
            }
            5 => is_folded = field.varint()? != 0,
            _ => {}
        }
    }
    locations.file_id.push(id)?;
    locations.mapping.push(if mapping == 0 {
        Locations::NO_MAPPING
    } else {
        mappings.reference(mapping)?
    })?;
    locations.address.push(address)?;
    locations.is_folded.push(is_folded)?;
    locations.line_end.push(locations.lines.len() as u32)?;
    Ok(id)
}

fn read_line(bytes: &[u8], functions: &mut Ids) -> Result<Line, RowFault> {
    let (mut function, mut line, mut column) = (0, 0, 0);
    let mut fields = Fields::new(bytes, Part::Line);
    while let Some(field) = fields.next()? {
        match field.number {
            1 => function = field.varint()?,
            2 => line = field.varint()? as i64,
            3 => column = field.varint()? as i64,
            _ => {}
        }
    }
    if function == 0 {
        return Err(Fault {
            problem: Problem::NoFunction(0),
            at: 0,
            part: Part::Line,
            field: 1,
        }
        .into());
    }
    Ok(Line {
        function: FunctionId(functions.reference(function)?),
        line,
        column,
    })
}
