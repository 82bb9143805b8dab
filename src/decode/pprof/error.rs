//! What is wrong with a profile, and where.

use std::fmt;

/// A message of profile.proto.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The profile itself.
    Profile,
    /// A sample type, or the period type.
    ValueType,
    /// A sample.
    Sample,
    /// A label of a sample.
    Label,
    /// A mapping.
    Mapping,
    /// A location.
    Location,
    /// A line of a location.
    Line,
    /// A function.
    Function,
    /// An entry of the string table.
    String,
}

impl Part {
    /// The name in words.
    fn name(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::ValueType => "sample type",
            Self::Sample => "sample",
            Self::Label => "label",
            Self::Mapping => "mapping",
            Self::Location => "location",
            Self::Line => "line",
            Self::Function => "function",
            Self::String => "string",
        }
    }

    /// The fields by number, from 1, as profile.proto names them.
    fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Profile => &[
                "sample_type",
                "sample",
                "mapping",
                "location",
                "function",
                "string_table",
                "drop_frames",
                "keep_frames",
                "time_nanos",
                "duration_nanos",
                "period_type",
                "period",
                "comment",
                "default_sample_type",
                "doc_url",
            ],
            Self::ValueType => &["type", "unit"],
            Self::Sample => &["location_id", "value", "label"],
            Self::Label => &["label.key", "label.str", "label.num", "label.num_unit"],
            Self::Mapping => &[
                "id",
                "memory_start",
                "memory_limit",
                "file_offset",
                "filename",
                "build_id",
                "has_functions",
                "has_filenames",
                "has_line_numbers",
                "has_inline_frames",
            ],
            Self::Location => &["id", "mapping_id", "address", "line", "is_folded"],
            Self::Line => &["line.function_id", "line.line", "line.column"],
            Self::Function => &["id", "name", "system_name", "filename", "start_line"],
            Self::String => &[],
        }
    }

    /// The name of a field, if profile.proto has one of that number.
    pub(super) fn field(self, number: u64) -> Option<&'static str> {
        let index = usize::try_from(number.checked_sub(1)?).ok()?;
        self.fields().get(index).copied()
    }
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The message ends inside a number.
    CutVarint,
    /// A number has more than ten bytes.
    LongVarint,
    /// A field has a wire type that profile.proto does not use, or that does not exist.
    WireType(u8),
    /// A field has another wire type than its kind asks for.
    WireTypeMismatch {
        /// What it has.
        found: u8,
        /// What it should have: 0 or 2.
        wanted: u8,
    },
    /// A field claims to reach past the end of its message.
    PastEnd {
        /// The length it claims, in bytes.
        len: u64,
        /// The bytes that are left.
        left: u64,
    },
    /// A message is longer than the limit.
    TooLong {
        /// Its length, in bytes.
        len: u64,
        /// The limit.
        limit: u64,
    },
    /// There are more values, sample types, mappings or comments than this limit.
    TooMany(u64),
    /// The first entry of the string table is not empty.
    FirstString,
    /// There is no string table.
    NoStrings,
    /// A string index is not in the string table.
    StringIndex {
        /// The index.
        index: i64,
        /// How many strings there are; none when the table had not ended yet.
        len: Option<u64>,
    },
    /// Two profiles stand one after the other in one file.
    Concatenated,
    /// There are no sample types: pprof reads such a file and then refuses it (`driver/fetch.go`, Go 1.27).
    NoSampleTypes,
    /// A sample has another number of values than there are sample types.
    ValueCount {
        /// Values of the sample.
        found: u64,
        /// Sample types.
        wanted: u64,
    },
    /// A sample has another number of values than the samples before it.
    UnevenValues {
        /// Values of the sample.
        found: u64,
        /// Values of the first sample.
        wanted: u64,
    },
    /// A location, function or mapping has the id 0, which means none.
    ZeroId,
    /// Two locations, functions or mappings have the same id.
    DuplicateId(u64),
    /// A sample names a location that is not there.
    NoLocation(u64),
    /// A line names a function that is not there.
    NoFunction(u64),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CutVarint => write!(f, "unexpected end of a number"),
            Self::LongVarint => write!(f, "invalid number: more than 10 bytes"),
            Self::WireType(found) => write!(f, "unsupported wire type: {found}"),
            Self::WireTypeMismatch { found, wanted } => write!(f, "invalid wire type: {found} instead of {wanted}"),
            Self::PastEnd { len, left } => write!(f, "invalid length: {len} bytes, but {left} are left"),
            Self::TooLong { len, limit } => write!(f, "message too long: {len} bytes, the limit is {limit}"),
            Self::TooMany(limit) => write!(f, "too many of them: the limit is {limit}"),
            Self::FirstString => write!(f, "invalid string table: its first entry is not empty"),
            Self::NoStrings => write!(f, "missing string table"),
            Self::StringIndex { index, len: Some(len) } => {
                write!(f, "invalid string index: {index}, the table has {len} strings")
            }
            Self::StringIndex { index, len: None } => write!(f, "invalid string index: {index}"),
            Self::Concatenated => write!(f, "concatenated profiles: a second one begins"),
            Self::NoSampleTypes => write!(f, "missing sample types: values would have no meaning"),
            Self::ValueCount { found, wanted } => {
                write!(
                    f,
                    "invalid number of values: {found}, but there are {wanted} sample types"
                )
            }
            Self::UnevenValues { found, wanted } => {
                write!(f, "invalid number of values: {found}, the first sample has {wanted}")
            }
            Self::ZeroId => write!(f, "invalid id: 0"),
            Self::DuplicateId(id) => write!(f, "invalid id: {id} is taken already"),
            Self::NoLocation(id) => write!(f, "missing location: id {id}"),
            Self::NoFunction(id) => write!(f, "missing function: id {id}"),
        }
    }
}

/// Where in a profile something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The byte, in the unpacked data, where it is known.
    pub offset: Option<u64>,
    /// Whether the file is gzip, so that the offset is not one in the file.
    pub is_gzip: bool,
    /// The message and its number among its kind, from 0; none for the profile itself.
    pub message: Option<(Part, u64)>,
    /// The field.
    pub field: Option<&'static str>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut comma = "";
        if let Some(offset) = self.offset {
            let unpacked = if self.is_gzip { " of the unpacked data" } else { "" };
            write!(f, "byte {offset}{unpacked}")?;
            comma = ", ";
        }
        if let Some((part, index)) = self.message {
            write!(f, "{comma}{} {index}", part.name())?;
            comma = ", ";
        }
        if let Some(field) = self.field {
            write!(f, "{comma}field {field}")?;
            comma = ", ";
        }
        if comma.is_empty() {
            write!(f, "the whole profile")?;
        }
        Ok(())
    }
}

/// Why a profile could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProfileError {
    /// What is wrong.
    pub problem: Problem,
    /// Where.
    pub place: Place,
    /// Whether anything before it was understood: if not, this may be no profile at all.
    pub is_profile: bool,
}

impl ProfileError {
    fn advice(&self) -> &'static str {
        match self.problem {
            _ if !self.is_profile => "goscope reads profiles as runtime/pprof and net/http/pprof write them",
            Problem::CutVarint | Problem::PastEnd { .. } => {
                "the file was cut short or damaged: save or download it again"
            }
            Problem::Concatenated => "save each profile to a file of its own",
            Problem::ValueCount { found, wanted } if found > 0 && wanted > found && wanted % found == 0 => {
                "two profiles may have been joined: save each to a file of its own"
            }
            Problem::TooLong { .. } | Problem::TooMany(_) => "no profiler is known to write this",
            _ => "the file is damaged, or its writer has a defect: save the profile again",
        }
    }
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { problem, place, .. } = self;
        if !self.is_profile {
            write!(f, "not a profile: ")?;
        }
        write!(f, "{problem} · {place} · {}", self.advice())
    }
}
