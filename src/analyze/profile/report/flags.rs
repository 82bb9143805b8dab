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
}

impl fmt::Display for FlagError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(flag) => write!(f, "unknown flag: -{flag}"),
            Self::MissingValue(flag) => write!(f, "missing value of flag: -{flag}"),
            Self::InvalidValue { flag, value } => write!(f, "invalid value of flag: -{flag}={value}"),
            Self::Conflict(first, second) => write!(f, "invalid flags: both -{first} and -{second}"),
            Self::MissingReport => {
                f.write_str("missing report: one of")?;
                REPORTS.iter().try_for_each(|(name, _)| write!(f, " -{name}"))
            }
        }
    }
}

impl std::error::Error for FlagError {}

const REPORTS: [(&str, Report); 6] = [
    ("comments", Report::Comments),
    ("raw", Report::Raw),
    ("tags", Report::Tags),
    ("text", Report::Top),
    ("top", Report::Top),
    ("traces", Report::Traces),
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
const VALUED: [&str; 7] = [
    "divide_by",
    "edgefraction",
    "nodecount",
    "nodefraction",
    "sample_index",
    "symbolize",
    "unit",
];

/// Reads a command line, without the program's name.
pub fn parse(words: impl IntoIterator<Item = String>) -> Result<Request, FlagError> {
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
    flags.finish(files)
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
    is_untrimmed: bool,
}

impl Flags {
    fn set(&mut self, flag: &str, value: String) -> Result<(), FlagError> {
        let options = &mut self.options;
        let set = match flag {
            "nodecount" => value.parse::<i64>().ok().map(|count| {
                // A negative count means all, as no count does.
                options.node_count = usize::try_from(count).unwrap_or(0);
            }),
            "nodefraction" => value.parse().ok().map(|share| options.node_fraction = share),
            "edgefraction" => value.parse().ok().map(|share| options.edge_fraction = share),
            "divide_by" => value.parse().ok().map(|divisor| options.divide_by = divisor),
            "sample_index" => {
                options.sample_index = value;
                return Ok(());
            }
            "unit" => {
                options.unit = value;
                return Ok(());
            }
            // We symbolise nothing, and Go's names need no demangling.
            _ => (value == "none").then_some(()),
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
            // Without filters percentages have one whole, and these reports draw no tree.
            "relative_percentages" | "call_tree" => {}
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

    fn finish(self, files: Vec<String>) -> Result<Request, FlagError> {
        let report = self.report.only()?.ok_or(FlagError::MissingReport)?;
        let mut options = self.options;
        options.order = self.order.only()?.unwrap_or_default();
        let grouping = &mut options.grouping;
        grouping.granularity = self.granularity.only()?.unwrap_or_default();
        // pprof leaves a profile by addresses as it is, columns and all.
        grouping.with_columns |= grouping.granularity == Granularity::Addresses && !grouping.without_inlined;
        if self.is_untrimmed {
            (options.node_count, options.node_fraction, options.edge_fraction) = (0, 0.0, 0.0);
        }
        Ok(Request { report, options, files })
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
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Request, FlagError> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn flags_in_all_of_gos_ways() {
        let request = read("-top --cum=true -unit=ms -nodecount 7 -lines -files=0 -showcolumns a -raw").unwrap();
        assert_eq!(request.report, Report::Top);
        assert_eq!(request.files, ["a", "-raw"]);
        let options = request.options;
        assert_eq!((options.order, options.node_count), (Order::Cum, 7));
        assert_eq!(options.unit, "ms");
        assert_eq!(options.grouping.granularity, Granularity::Lines);
        assert!(options.grouping.with_columns);
        assert_eq!(read("-raw -- -x").unwrap().files, ["-x"]);
        assert_eq!(read("-raw -").unwrap().files, ["-"]);
    }

    #[test]
    fn untrimmed_and_old_sample_types() {
        let options = read("-text -nodecount=3 -trim=false -inuse_space -alloc_space")
            .unwrap()
            .options;
        assert_eq!(options.node_count, 0);
        assert_eq!(
            (options.node_fraction.to_bits(), options.edge_fraction.to_bits()),
            (0, 0)
        );
        assert_eq!(options.sample_index, "inuse_space");
        assert_eq!(read("-top -total_delay").unwrap().options.sample_index, "delay");
        assert_eq!(read("-top -nodecount=-1").unwrap().options.node_count, 0);
    }

    #[track_caller]
    fn check_refused(line: &str, expected: &str) {
        assert_eq!(read(line).unwrap_err().to_string(), expected);
    }

    #[test]
    fn what_is_refused_is_said() {
        check_refused("", "missing report: one of -comments -raw -tags -text -top -traces");
        check_refused(
            "-top=false f",
            "missing report: one of -comments -raw -tags -text -top -traces",
        );
        check_refused("-raw -focus=x", "unknown flag: -focus");
        check_refused("-top -unit", "missing value of flag: -unit");
        check_refused("-top -nodecount=x", "invalid value of flag: -nodecount=x");
        check_refused("-top -cum=yes", "invalid value of flag: -cum=yes");
        check_refused("-top -symbolize=local", "invalid value of flag: -symbolize=local");
        check_refused("-top -raw", "invalid flags: both -top and -raw");
        check_refused("-top -lines -files", "invalid flags: both -lines and -files");
        check_refused("-top -cum -flat", "invalid flags: both -cum and -flat");
    }
}
