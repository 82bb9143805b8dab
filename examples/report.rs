//! Prints the text reports of `go tool pprof`, from the same analysis that the page shows.
//!
//!     report pprof [flags] FILE
//!
//! Flags are Go's: `-x`, `--x`, `-x=value`, `-x value`; they end at the first word that is none.
//! Reports: `-top` (also `-text`), `-raw`, `-traces`, `-tags`, `-comments`. Times are in the zone of `TZ`.
//! The status is 0, or 2 with one line of reason on standard error.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::process::ExitCode;

use goscope::analyze::profile::entity::Granularity;
use goscope::analyze::profile::options::{Options, Order, Zone};
use goscope::analyze::profile::report::{self, Report, ReportError};
use goscope::decode::decode;
use goscope::model::document::Document;

fn main() -> ExitCode {
    match run(std::env::args().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("report: {reason}");
            ExitCode::from(2)
        }
    }
}

fn run(mut words: impl Iterator<Item = String>) -> Result<(), String> {
    match words.next().as_deref() {
        Some("pprof") => {}
        Some(word) => return Err(format!("unknown kind of report: {word}")),
        None => return Err("missing kind of report: pprof [flags] FILE".to_owned()),
    }
    let mut request = Request::parse(words)?;
    let file = File::open(&request.path).map_err(|error| format!("{}: {error}", request.path))?;
    let decoded = decode(file).map_err(|error| format!("{}: {error}", request.path))?;
    for warning in &decoded.warnings {
        eprintln!("report: {}: warning: {warning}", request.path);
    }
    let Document::Profile(profile) = decoded.document;
    request.options.zone = zone_at(profile.time_nanos);
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let written = report::write(request.report, &profile, &request.options, &mut out);
    match written.and_then(|()| out.flush().map_err(ReportError::Write)) {
        // Whoever reads has seen enough.
        Err(ReportError::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(|error| format!("{}: {error}", request.path)),
    }
}

/// What holds in the zone of `TZ`, or of the machine, at a time.
fn zone_at(nanos_since_1970: i64) -> Zone {
    let Ok(timestamp) = jiff::Timestamp::from_nanosecond(i128::from(nanos_since_1970)) else {
        return Zone::default();
    };
    let here = jiff::tz::TimeZone::system();
    let info = here.to_offset_info(timestamp);
    Zone {
        offset_seconds: info.offset().seconds(),
        name: info.abbreviation().to_owned(),
    }
}

/// What is asked for.
struct Request {
    report: Report,
    options: Options,
    path: String,
}

/// The flags as they are read.
#[derive(Default)]
struct Flags {
    reports: Vec<Report>,
    options: Options,
    /// `-granularity` choices set, by name.
    granularities: Vec<(String, Granularity)>,
    orders: Vec<Order>,
    is_untrimmed: bool,
}

impl Request {
    fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut flags = Flags::default();
        let mut paths = Vec::new();
        while let Some(word) = words.next() {
            let Some(flag) = word.strip_prefix('-').filter(|flag| !flag.is_empty()) else {
                paths.push(word);
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
            flags.set(name, value, &mut words)?;
        }
        paths.extend(words);
        flags.finish(&paths)
    }
}

impl Flags {
    fn set(
        &mut self,
        name: &str,
        value: Option<String>,
        words: &mut impl Iterator<Item = String>,
    ) -> Result<(), String> {
        if TEXT_FLAGS.contains(&name) {
            let value = value.or_else(|| words.next());
            let value = value.ok_or_else(|| format!("missing value of flag: -{name}"))?;
            return self.set_text(name, value);
        }
        let is_set = match value.as_deref() {
            None | Some("1" | "t" | "T" | "true" | "TRUE" | "True") => true,
            Some("0" | "f" | "F" | "false" | "FALSE" | "False") => false,
            Some(value) => return Err(format!("invalid value of flag: -{name}={value}")),
        };
        self.set_switch(name, is_set)
    }

    fn set_text(&mut self, name: &str, value: String) -> Result<(), String> {
        let invalid = || format!("invalid value of flag: -{name}={value}");
        let number = || value.parse::<f64>().map_err(|_not_a_number| invalid());
        let options = &mut self.options;
        match name {
            "unit" => options.unit = value,
            "sample_index" => options.sample_index = value,
            // A negative count means all, as no count does.
            "nodecount" => {
                let count: i64 = value.parse().map_err(|_not_a_number| invalid())?;
                options.node_count = usize::try_from(count).unwrap_or(0);
            }
            "nodefraction" => options.node_fraction = number()?,
            "edgefraction" => options.edge_fraction = number()?,
            "divide_by" => options.divide_by = number()?,
            // Nothing is ever symbolised, and Go names need no demangling.
            "symbolize" if value == "none" => {}
            _ => return Err(invalid()),
        }
        Ok(())
    }

    fn set_switch(&mut self, name: &str, is_set: bool) -> Result<(), String> {
        let report = match name {
            "top" | "text" => Some(Report::Top),
            "raw" => Some(Report::Raw),
            "traces" => Some(Report::Traces),
            "tags" => Some(Report::Tags),
            "comments" => Some(Report::Comments),
            _ => None,
        };
        let granularity = match name {
            "functions" => Some(Granularity::Functions),
            "filefunctions" => Some(Granularity::FileFunctions),
            "files" => Some(Granularity::Files),
            "lines" => Some(Granularity::Lines),
            "addresses" => Some(Granularity::Addresses),
            _ => None,
        };
        let options = &mut self.options;
        match name {
            _ if report.is_some() => self.reports.extend(report.filter(|_| is_set)),
            _ if granularity.is_some() => {
                let chosen = granularity.filter(|_| is_set);
                self.granularities
                    .extend(chosen.map(|chosen| (name.to_owned(), chosen)));
            }
            "flat" => self.orders.extend(is_set.then_some(Order::Flat)),
            "cum" => self.orders.extend(is_set.then_some(Order::Cum)),
            "noinlines" => options.grouping.without_inlined = is_set,
            "showcolumns" => options.grouping.with_columns = is_set,
            "drop_negative" => options.drops_negative = is_set,
            "compact_labels" => options.has_compact_legend = is_set,
            "trim" => self.is_untrimmed = !is_set,
            // Without filters percentages are relative to the same whole; these reports draw no tree.
            "relative_percentages" | "call_tree" => {}
            _ if let Some((_, kind)) = OLD_SAMPLE_TYPES.iter().find(|(flag, _)| *flag == name) => {
                if is_set && options.sample_index.is_empty() {
                    (*kind).clone_into(&mut options.sample_index);
                }
            }
            _ => return Err(format!("unknown flag: -{name}")),
        }
        Ok(())
    }

    fn finish(self, paths: &[String]) -> Result<Request, String> {
        let report = match self.reports[..] {
            [report] => report,
            [] => return Err("missing report: one of -top -raw -traces -tags -comments".to_owned()),
            _ => return Err("conflicting reports: at most one can be printed".to_owned()),
        };
        let path = match paths {
            [path] => path.clone(),
            [] => return Err("missing file".to_owned()),
            _ => return Err(format!("unsupported number of files: {}", paths.len())),
        };
        let mut options = self.options;
        match &self.granularities[..] {
            [] => {}
            [(_, granularity)] => options.grouping.granularity = *granularity,
            [(first, _), (second, _), ..] => return Err(format!("conflicting flags: -{first} -{second}")),
        }
        match self.orders[..] {
            [] => {}
            [order] => options.order = order,
            _ => return Err("conflicting flags: -flat -cum".to_owned()),
        }
        // pprof leaves a profile by addresses as it is, columns and all.
        let grouping = &mut options.grouping;
        grouping.with_columns |= grouping.granularity == Granularity::Addresses && !grouping.without_inlined;
        if self.is_untrimmed {
            (options.node_count, options.node_fraction, options.edge_fraction) = (0, 0.0, 0.0);
        }
        Ok(Request { report, options, path })
    }
}

/// The flags that take a value; all others are switches.
const TEXT_FLAGS: [&str; 7] = [
    "divide_by",
    "edgefraction",
    "nodecount",
    "nodefraction",
    "sample_index",
    "symbolize",
    "unit",
];

/// Switches from before `-sample_index`, and the sample types they choose.
const OLD_SAMPLE_TYPES: [(&str, &str); 6] = [
    ("alloc_objects", "alloc_objects"),
    ("alloc_space", "alloc_space"),
    ("contentions", "contentions"),
    ("inuse_objects", "inuse_objects"),
    ("inuse_space", "inuse_space"),
    ("total_delay", "delay"),
];
