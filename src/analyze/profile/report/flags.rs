//! pprof's command line: flags → a report and its options.
//!
//! Flags are Go's (`flag` package): `-x`, `--x`, `-x=value`, `-x value`; they end at the first word
//! that is none, or at `--`. Names and meanings are pprof's (`internal/driver/cli.go`, `config.go`).
//! What is not known is refused, never passed over.

use std::fmt;

use crate::analyze::profile::entity::Granularity;
use crate::analyze::profile::options::{Options, Order};
use crate::analyze::profile::report::Report;

/// What a command line asks for.
#[derive(Debug)]
pub struct Request {
    /// The report.
    pub report: Report,
    /// Its options; the zone is still UTC.
    pub options: Options,
    /// The words after the flags.
    pub files: Vec<String>,
}

/// Why a command line asks for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FlagError {
    /// No report has this flag.
    Unknown(String),
    /// The flag has no value, and needs one.
    MissingValue(String),
    /// The flag cannot have this value.
    InvalidValue {
        /// The flag's name.
        flag: String,
        /// The value.
        value: String,
    },
    /// Two flags exclude each other.
    Conflict(&'static str, &'static str),
    /// No report is asked for.
    MissingReport,
    /// A report is asked for besides the stacks.
    NotForStacks(Report),
}

impl fmt::Display for FlagError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(flag) => write!(f, "unknown flag: -{flag}"),
            Self::MissingValue(flag) => write!(f, "missing value of flag: -{flag}"),
            Self::InvalidValue { flag, value } => write!(f, "invalid value of flag: -{flag}={value}"),
            Self::Conflict(first, second) => write!(f, "invalid flags: both -{first} and -{second}"),
            Self::NotForStacks(report) => write!(f, "unexpected report: {report:?}"),
            Self::MissingReport => {
                f.write_str("missing report: one of")?;
                REPORTS.iter().try_for_each(|(name, _)| write!(f, " -{name}"))?;
                f.write_str(" -peek=REGEXP")
            }
        }
    }
}

impl std::error::Error for FlagError {}

const REPORTS: [(&str, Report); 9] = [
    ("callgrind", Report::Callgrind),
    ("comments", Report::Comments),
    ("dot", Report::Dot),
    ("raw", Report::Raw),
    ("tags", Report::Tags),
    ("text", Report::Top),
    ("top", Report::Top),
    ("traces", Report::Traces),
    ("tree", Report::Tree),
];

const GRANULARITIES: [(&str, Granularity); 5] = [
    ("addresses", Granularity::Addresses),
    ("filefunctions", Granularity::FileFunctions),
    ("files", Granularity::Files),
    ("functions", Granularity::Functions),
    ("lines", Granularity::Lines),
];

const ORDERS: [(&str, Order); 2] = [("cum", Order::Cum), ("flat", Order::Flat)];

/// Switches from before `-sample_index`, and the sample types they choose.
const OLD_SAMPLE_TYPES: [(&str, &str); 6] = [
    ("alloc_objects", "alloc_objects"),
    ("alloc_space", "alloc_space"),
    ("contentions", "contentions"),
    ("inuse_objects", "inuse_objects"),
    ("inuse_space", "inuse_space"),
    ("total_delay", "delay"),
];

/// Switches of their own.
const SWITCHES: [&str; 7] = [
    "call_tree",
    "compact_labels",
    "drop_negative",
    "noinlines",
    "relative_percentages",
    "showcolumns",
    "trim",
];

/// The flags that have a value.
const VALUED: [&str; 8] = [
    "divide_by",
    "edgefraction",
    "nodecount",
    "nodefraction",
    "peek",
    "sample_index",
    "symbolize",
    "unit",
];

/// Reads a command line, without the program's name.
pub fn parse(words: impl IntoIterator<Item = String>) -> Result<Request, FlagError> {
    let (flags, files) = read(words)?;
    let report = flags.report()?.ok_or(FlagError::MissingReport)?;
    let options = flags.options(report)?;
    Ok(Request { report, options, files })
}

/// Reads the command line of the flame graph's stacks, which has no flag for a report; its options and the words after
/// the flags. Unless asked otherwise, functions of the same name are told apart by file, as pprof's page does.
pub fn parse_stacks(words: impl IntoIterator<Item = String>) -> Result<(Options, Vec<String>), FlagError> {
    let (mut flags, files) = read(words)?;
    if let Some(report) = flags.report()? {
        return Err(FlagError::NotForStacks(report));
    }
    if flags.granularity.only()?.is_none() {
        flags.granularity.switch(&GRANULARITIES, "filefunctions", true);
    }
    Ok((flags.options(Report::Top)?, files))
}

/// Reads flags, and what comes after them.
fn read(words: impl IntoIterator<Item = String>) -> Result<(Flags, Vec<String>), FlagError> {
    let mut words = words.into_iter();
    let mut flags = Flags::default();
    let mut files = Vec::new();
    while let Some(word) = words.next() {
        let Some(flag) = word.strip_prefix('-').filter(|flag| !flag.is_empty()) else {
            files.push(word);
            break;
        };
        let flag = flag.strip_prefix('-').unwrap_or(flag);
        if flag.is_empty() {
            break;
        }
        let (name, value) = match flag.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (flag, None),
        };
        if VALUED.contains(&name) {
            let value = value.or_else(|| words.next());
            flags.set(name, value.ok_or_else(|| FlagError::MissingValue(name.to_owned()))?)?;
        } else if is_switch(name) {
            flags.switch(name, is_true(name, value.as_deref())?);
        } else {
            return Err(FlagError::Unknown(name.to_owned()));
        }
    }
    files.extend(words);
    Ok((flags, files))
}

fn is_switch(flag: &str) -> bool {
    SWITCHES.contains(&flag)
        || REPORTS.iter().any(|(name, _)| *name == flag)
        || GRANULARITIES.iter().any(|(name, _)| *name == flag)
        || ORDERS.iter().any(|(name, _)| *name == flag)
        || OLD_SAMPLE_TYPES.iter().any(|(name, _)| *name == flag)
}

/// Go's `strconv.ParseBool`; a switch without a value is on.
fn is_true(name: &str, value: Option<&str>) -> Result<bool, FlagError> {
    match value {
        None | Some("1" | "t" | "T" | "true" | "TRUE" | "True") => Ok(true),
        Some("0" | "f" | "F" | "false" | "FALSE" | "False") => Ok(false),
        Some(value) => Err(FlagError::InvalidValue {
            flag: name.to_owned(),
            value: value.to_owned(),
        }),
    }
}

/// The flags read so far.
#[derive(Default)]
struct Flags {
    options: Options,
    report: Choice<Report>,
    granularity: Choice<Granularity>,
    order: Choice<Order>,
    /// As it was given; nothing and -1 mean what fits the report.
    node_count: Option<i64>,
    is_untrimmed: bool,
}

/// How many nodes a graph shows where nothing else is asked for.
const NODES_OF_GRAPH: usize = 80;

impl Flags {
    fn set(&mut self, flag: &str, value: String) -> Result<(), FlagError> {
        let options = &mut self.options;
        let set = match flag {
            "nodecount" => value.parse().ok().map(|count| self.node_count = Some(count)),
            "nodefraction" => value.parse().ok().map(|share| options.node_fraction = share),
            "edgefraction" => value.parse().ok().map(|share| options.edge_fraction = share),
            "divide_by" => value.parse().ok().map(|divisor| options.divide_by = divisor),
            "sample_index" => {
                options.sample_index = value;
                return Ok(());
            }
            "peek" => {
                options.pattern = value;
                return Ok(());
            }
            "unit" => {
                options.unit = value;
                return Ok(());
            }
            // Names come from the file alone, and Go's need no demangling.
            _ => (value == "none").then(|| options.without_symbols = true),
        };
        set.ok_or_else(|| FlagError::InvalidValue {
            flag: flag.to_owned(),
            value,
        })
    }

    fn switch(&mut self, flag: &str, is_set: bool) {
        let options = &mut self.options;
        match flag {
            "compact_labels" => options.has_compact_legend = is_set,
            "drop_negative" => options.drops_negative = is_set,
            "noinlines" => options.grouping.without_inlined = is_set,
            "showcolumns" => options.grouping.with_columns = is_set,
            "trim" => self.is_untrimmed = !is_set,
            "call_tree" => options.is_call_tree = is_set,
            // Without filters percentages have one whole.
            "relative_percentages" => {}
            _ => {
                let old = OLD_SAMPLE_TYPES.iter().find(|(name, _)| *name == flag);
                if let (Some((_, kind)), true, true) = (old, is_set, options.sample_index.is_empty()) {
                    (*kind).clone_into(&mut options.sample_index);
                }
                self.report.switch(&REPORTS, flag, is_set);
                self.granularity.switch(&GRANULARITIES, flag, is_set);
                self.order.switch(&ORDERS, flag, is_set);
            }
        }
    }

    /// The report, if one is asked for.
    fn report(&self) -> Result<Option<Report>, FlagError> {
        match (self.report.only()?, self.options.pattern.is_empty()) {
            (None, false) => Ok(Some(Report::Peek)),
            (Some(_), false) => Err(FlagError::Conflict(self.report.on[0].0, "peek")),
            (report, true) => Ok(report),
        }
    }

    fn options(self, report: Report) -> Result<Options, FlagError> {
        let mut options = self.options;
        if report == Report::Callgrind && options.is_call_tree {
            return Err(FlagError::Conflict("callgrind", "call_tree"));
        }
        options.node_count = match self.node_count {
            None | Some(-1) if matches!(report, Report::Dot | Report::Tree) => NODES_OF_GRAPH,
            // Any other negative count means all, as no count does.
            count => usize::try_from(count.unwrap_or(0)).unwrap_or(0),
        };
        options.order = self.order.only()?.unwrap_or_default();
        let grouping = &mut options.grouping;
        grouping.granularity = self.granularity.only()?.unwrap_or_default();
        // pprof leaves a profile by addresses as it is, columns and all.
        grouping.with_columns |= grouping.granularity == Granularity::Addresses && !grouping.without_inlined;
        if self.is_untrimmed {
            (options.node_count, options.node_fraction, options.edge_fraction) = (0, 0.0, 0.0);
        }
        Ok(options)
    }
}

/// Switches of which one may be on, with what each stands for.
struct Choice<T> {
    on: Vec<(&'static str, T)>,
}

impl<T> Default for Choice<T> {
    fn default() -> Self {
        Self { on: Vec::new() }
    }
}

impl<T: Copy> Choice<T> {
    /// Turns a switch on or off, if it is one of these.
    fn switch(&mut self, known: &[(&'static str, T)], flag: &str, is_set: bool) {
        let found = known.iter().find(|(name, _)| *name == flag);
        self.on.retain(|(name, _)| *name != flag);
        self.on.extend(found.filter(|_| is_set));
    }

    /// The one that is on.
    fn only(&self) -> Result<Option<T>, FlagError> {
        match self.on[..] {
            [] => Ok(None),
            [(_, chosen)] => Ok(Some(chosen)),
            [(first, _), (second, _), ..] => Err(FlagError::Conflict(first, second)),
        }
    }
}

#[cfg(test)]
mod tests;
