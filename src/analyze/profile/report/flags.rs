//! pprof's command line: flags → a report and its options.
//!
//! Flags are Go's (`flag` package): `-x`, `--x`, `-x=value`, `-x value`; they end at the first word
//! that is none, or at `--`. Names and meanings are pprof's (`internal/driver/cli.go`, `config.go`).
//! What is not known is refused, never passed over.

mod names;

use std::fmt;

use crate::analyze::profile::combine::Comparison;
use crate::analyze::profile::entity::Granularity;
use crate::analyze::profile::options::{Options, Order};
use crate::analyze::profile::report::Report;
use crate::analyze::profile::report::flags::names::{
    GRANULARITIES, IN_ADDRESS, OLD_SAMPLE_TYPES, ORDERS, REPORTS, SWITCHES, VALUED,
};

/// What a command line asks for.
#[derive(Debug)]
pub struct Request {
    /// The report.
    pub report: Report,
    /// Its options; the zone is still UTC.
    pub options: Options,
    /// What it is about.
    pub inputs: Inputs,
}

/// The profiles that a report is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inputs {
    /// The words after the flags: files that are merged.
    pub files: Vec<String>,
    /// Files that are merged, and taken away from the others; none where nothing is compared.
    pub bases: Vec<String>,
    /// How they are compared.
    pub comparison: Comparison,
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
    /// Values are to be scaled to those of a base, and there is none.
    NormalizeWithoutBase,
    /// Means are asked for of stacks, which must add up.
    MeanOfStacks,
}

impl fmt::Display for FlagError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(flag) => write!(f, "unknown flag: -{flag}"),
            Self::MissingValue(flag) => write!(f, "missing value of flag: -{flag}"),
            Self::InvalidValue { flag, value } => write!(f, "invalid value of flag: -{flag}={value}"),
            Self::Conflict(first, second) => write!(f, "invalid flags: both -{first} and -{second}"),
            Self::NotForStacks(report) => write!(f, "unexpected report: {report:?}"),
            Self::NormalizeWithoutBase => f.write_str("missing base: -normalize needs -base or -diff_base"),
            Self::MeanOfStacks => f.write_str("unsupported flag: -mean, since means of stacks do not add up"),
            Self::MissingReport => {
                f.write_str("missing report: one of")?;
                REPORTS.iter().try_for_each(|(name, _)| write!(f, " -{name}"))?;
                f.write_str(" -peek=REGEXP")
            }
        }
    }
}

impl std::error::Error for FlagError {}

/// Reads a command line, without the program's name.
pub fn parse(words: impl IntoIterator<Item = String>) -> Result<Request, FlagError> {
    let (flags, files) = read(words)?;
    let report = flags.report()?.ok_or(FlagError::MissingReport)?;
    let inputs = flags.inputs(files)?;
    let options = flags.options(report)?;
    Ok(Request {
        report,
        options,
        inputs,
    })
}

/// Reads the command line of the flame graph's stacks, which has no flag for a report; its options and the words after
/// the flags. Unless asked otherwise, functions of the same name are told apart by file, as pprof's page does.
pub fn parse_stacks(words: impl IntoIterator<Item = String>) -> Result<(Options, Inputs), FlagError> {
    let words = words.into_iter().map(|word| in_full(&word));
    let (mut flags, files) = read(words)?;
    if flags.options.is_mean {
        return Err(FlagError::MeanOfStacks);
    }
    if let Some(report) = flags.report()? {
        return Err(FlagError::NotForStacks(report));
    }
    if flags.granularity.only()?.is_none() {
        flags.granularity.switch(&GRANULARITIES, "filefunctions", true);
    }
    let inputs = flags.inputs(files)?;
    Ok((flags.options(Report::Top)?, inputs))
}

/// A flag in full, where it is one of those that pprof writes into the address of its page (`config.go`).
fn in_full(word: &str) -> String {
    let flag = word.strip_prefix("--").or_else(|| word.strip_prefix('-'));
    let (name, value) = flag.map_or(("", ""), |flag| flag.split_at(flag.find('=').unwrap_or(flag.len())));
    match IN_ADDRESS.iter().find(|(short, _)| *short == name) {
        Some((_, full)) => format!("-{full}{value}"),
        None => word.to_owned(),
    }
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
    bases: Vec<String>,
    diff_bases: Vec<String>,
    is_normalized: bool,
}

/// How many nodes a graph shows where nothing else is asked for.
const NODES_OF_GRAPH: usize = 80;

impl Flags {
    fn set(&mut self, flag: &str, value: String) -> Result<(), FlagError> {
        let options = &mut self.options;
        if let Some(filter) = options.filters.option(flag) {
            *filter = value;
            return Ok(());
        }
        let set = match flag {
            "base" | "diff_base" => {
                let files = if flag == "base" {
                    &mut self.bases
                } else {
                    &mut self.diff_bases
                };
                files.extend(Some(value).filter(|file| !file.is_empty()));
                return Ok(());
            }
            "granularity" => chosen(&GRANULARITIES, &value).map(|name| self.granularity.set(&GRANULARITIES, name)),
            "sort" => chosen(&ORDERS, &value).map(|name| self.order.set(&ORDERS, name)),
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
            "relative_percentages" => options.is_relative = is_set,
            "mean" => options.is_mean = is_set,
            "normalize" => self.is_normalized = is_set,
            "mean_delay" => {
                options.is_mean |= is_set;
                if is_set && options.sample_index.is_empty() {
                    "delay".clone_into(&mut options.sample_index);
                }
            }
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

    /// What a report is about.
    fn inputs(&self, files: Vec<String>) -> Result<Inputs, FlagError> {
        let is_marked = !self.diff_bases.is_empty();
        if is_marked && !self.bases.is_empty() {
            return Err(FlagError::Conflict("base", "diff_base"));
        }
        let bases = if is_marked { &self.diff_bases } else { &self.bases };
        if self.is_normalized && bases.is_empty() {
            return Err(FlagError::NormalizeWithoutBase);
        }
        Ok(Inputs {
            files,
            bases: bases.clone(),
            comparison: Comparison {
                is_marked,
                is_normalized: self.is_normalized,
            },
        })
    }

    fn options(self, report: Report) -> Result<Options, FlagError> {
        let mut options = self.options;
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

/// The switch that a value names.
fn chosen<T>(known: &[(&'static str, T)], value: &str) -> Option<&'static str> {
    known.iter().map(|(name, _)| *name).find(|name| *name == value)
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

    /// Turns one on and all others off.
    fn set(&mut self, known: &[(&'static str, T)], flag: &str) {
        self.on.clear();
        self.switch(known, flag, true);
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
