//! The messages of profile.proto, for everything that is small, for writing, and as a second opinion in tests.
//!
//! Source: `proto/profile.proto` of google/pprof. Where that says `int64` index, the value is a row of
//! [`Profile::string_table`].

use prost::Message;

/// A profile.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Profile {
    /// What the values of a sample are, in order.
    #[prost(message, repeated, tag = "1")]
    pub sample_type: Vec<ValueType>,
    /// The samples.
    #[prost(message, repeated, tag = "2")]
    pub sample: Vec<Sample>,
    /// What was mapped into the process; the main binary first.
    #[prost(message, repeated, tag = "3")]
    pub mapping: Vec<Mapping>,
    /// The locations that samples name.
    #[prost(message, repeated, tag = "4")]
    pub location: Vec<Location>,
    /// The functions that locations name.
    #[prost(message, repeated, tag = "5")]
    pub function: Vec<Function>,
    /// All strings; the first is empty. Bytes, because pprof does not ask for UTF-8.
    #[prost(bytes = "vec", repeated, tag = "6")]
    pub string_table: Vec<Vec<u8>>,
    /// Index of a regular expression: frames to drop.
    #[prost(int64, tag = "7")]
    pub drop_frames: i64,
    /// Index of a regular expression: frames to keep although they are to be dropped.
    #[prost(int64, tag = "8")]
    pub keep_frames: i64,
    /// When profiling began, in nanoseconds since 1970 UTC.
    #[prost(int64, tag = "9")]
    pub time_nanos: i64,
    /// How long it took, in nanoseconds.
    #[prost(int64, tag = "10")]
    pub duration_nanos: i64,
    /// What [`period`](Self::period) counts.
    #[prost(message, optional, tag = "11")]
    pub period_type: Option<ValueType>,
    /// Events between two samples.
    #[prost(int64, tag = "12")]
    pub period: i64,
    /// Indices of free text.
    #[prost(int64, repeated, tag = "13")]
    pub comment: Vec<i64>,
    /// Index of the type to show first.
    #[prost(int64, tag = "14")]
    pub default_sample_type: i64,
    /// Index of a link to documentation.
    #[prost(int64, tag = "15")]
    pub doc_url: i64,
}

/// What a value measures.
#[derive(Clone, Copy, PartialEq, Eq, Message)]
pub struct ValueType {
    /// Index of the type's name.
    #[prost(int64, tag = "1")]
    pub r#type: i64,
    /// Index of the unit.
    #[prost(int64, tag = "2")]
    pub unit: i64,
}

/// A sample.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Sample {
    /// Ids of its locations, leaf first.
    #[prost(uint64, repeated, tag = "1")]
    pub location_id: Vec<u64>,
    /// One value for each sample type.
    #[prost(int64, repeated, tag = "2")]
    pub value: Vec<i64>,
    /// Its labels.
    #[prost(message, repeated, tag = "3")]
    pub label: Vec<Label>,
}

/// A label of a sample: a word if [`str`](Self::str) is not 0, else a number.
#[derive(Clone, Copy, PartialEq, Eq, Message)]
pub struct Label {
    /// Index of the key.
    #[prost(int64, tag = "1")]
    pub key: i64,
    /// Index of the word.
    #[prost(int64, tag = "2")]
    pub str: i64,
    /// The number.
    #[prost(int64, tag = "3")]
    pub num: i64,
    /// Index of the number's unit.
    #[prost(int64, tag = "4")]
    pub num_unit: i64,
}

/// A mapping.
#[derive(Clone, Copy, PartialEq, Eq, Message)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the four flags are the format's fields 7 to 10"
)]
pub struct Mapping {
    /// Unique, not 0.
    #[prost(uint64, tag = "1")]
    pub id: u64,
    /// First address.
    #[prost(uint64, tag = "2")]
    pub memory_start: u64,
    /// Address after the last.
    #[prost(uint64, tag = "3")]
    pub memory_limit: u64,
    /// Offset in the binary of the first address.
    #[prost(uint64, tag = "4")]
    pub file_offset: u64,
    /// Index of the binary's path.
    #[prost(int64, tag = "5")]
    pub filename: i64,
    /// Index of the build id.
    #[prost(int64, tag = "6")]
    pub build_id: i64,
    /// Whether functions are known.
    #[prost(bool, tag = "7")]
    pub has_functions: bool,
    /// Whether file names are known.
    #[prost(bool, tag = "8")]
    pub has_filenames: bool,
    /// Whether line numbers are known.
    #[prost(bool, tag = "9")]
    pub has_line_numbers: bool,
    /// Whether inlined frames are known.
    #[prost(bool, tag = "10")]
    pub has_inline_frames: bool,
}

/// A location.
#[derive(Clone, PartialEq, Eq, Message)]
pub struct Location {
    /// Unique, not 0.
    #[prost(uint64, tag = "1")]
    pub id: u64,
    /// Id of its mapping, 0 for none.
    #[prost(uint64, tag = "2")]
    pub mapping_id: u64,
    /// The instruction address.
    #[prost(uint64, tag = "3")]
    pub address: u64,
    /// Its lines: the innermost inlined call first, the caller that was really called last.
    #[prost(message, repeated, tag = "4")]
    pub line: Vec<Line>,
    /// Whether several symbols share the address.
    #[prost(bool, tag = "5")]
    pub is_folded: bool,
}

/// A line of a location.
#[derive(Clone, Copy, PartialEq, Eq, Message)]
pub struct Line {
    /// Id of the function.
    #[prost(uint64, tag = "1")]
    pub function_id: u64,
    /// The line number.
    #[prost(int64, tag = "2")]
    pub line: i64,
    /// The column.
    #[prost(int64, tag = "3")]
    pub column: i64,
}

/// A function.
#[derive(Clone, Copy, PartialEq, Eq, Message)]
pub struct Function {
    /// Unique, not 0.
    #[prost(uint64, tag = "1")]
    pub id: u64,
    /// Index of the name to show.
    #[prost(int64, tag = "2")]
    pub name: i64,
    /// Index of the name the linker knows.
    #[prost(int64, tag = "3")]
    pub system_name: i64,
    /// Index of the source file.
    #[prost(int64, tag = "4")]
    pub filename: i64,
    /// The line where it begins.
    #[prost(int64, tag = "5")]
    pub start_line: i64,
}
