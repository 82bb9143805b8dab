//! Profiles for tests, written with prost: functions and locations by name, stacks as words.

use prost::Message as _;

use crate::decode::pprof::wire;

/// A profile under construction. Locations are `outer>inner` names, innermost last; a sample is
/// a stack of them, root first.
#[derive(Default)]
pub(in crate::decode) struct Letters {
    /// What is written.
    pub(in crate::decode) wire: wire::Profile,
    names: Vec<String>,
    locations: Vec<String>,
}

impl Letters {
    /// A profile with one sample type, `samples` in `count`.
    pub(in crate::decode) fn new() -> Self {
        let mut letters = Self::default();
        letters.wire.string_table = vec![Vec::new()];
        let value_type = wire::ValueType {
            r#type: letters.string("samples"),
            unit: letters.string("count"),
        };
        letters.wire.sample_type.push(value_type);
        letters
    }

    /// The index of a string.
    pub(in crate::decode) fn string(&mut self, text: &str) -> i64 {
        let table = &mut self.wire.string_table;
        let row = table.iter().position(|entry| entry == text.as_bytes());
        row.unwrap_or_else(|| {
            table.push(text.into());
            table.len() - 1
        }) as i64
    }

    /// Adds a sample; returns it for more.
    pub(in crate::decode) fn sample(&mut self, root_first: &str, value: i64) -> &mut wire::Sample {
        let location_id = root_first
            .split_whitespace()
            .rev()
            .map(|name| self.location(name))
            .collect();
        self.wire.sample.push(wire::Sample {
            location_id,
            value: vec![value],
            label: Vec::new(),
        });
        let last = self.wire.sample.len() - 1;
        &mut self.wire.sample[last]
    }

    fn location(&mut self, name: &str) -> u64 {
        if let Some(row) = self.locations.iter().position(|known| known == name) {
            return row as u64 + 1;
        }
        self.locations.push(name.to_owned());
        let id = self.locations.len() as u64;
        let lines = name
            .split('>')
            .rev()
            .map(|name| self.function(name))
            .collect::<Vec<_>>();
        self.wire.location.push(wire::Location {
            id,
            address: 0x1000 * id,
            line: lines
                .into_iter()
                .map(|function_id| wire::Line {
                    function_id,
                    line: 10,
                    column: 0,
                })
                .collect(),
            ..wire::Location::default()
        });
        id
    }

    fn function(&mut self, name: &str) -> u64 {
        if let Some(row) = self.names.iter().position(|known| known == name) {
            return row as u64 + 1;
        }
        self.names.push(name.to_owned());
        let id = self.names.len() as u64;
        let index = self.string(name);
        self.wire.function.push(wire::Function {
            id,
            name: index,
            system_name: index,
            ..wire::Function::default()
        });
        id
    }

    /// The bytes.
    pub(in crate::decode) fn bytes(&self) -> Vec<u8> {
        self.wire.encode_to_vec()
    }
}
