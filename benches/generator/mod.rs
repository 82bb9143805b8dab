//! A plan (how many samples, how many functions) → a profile as large as wanted, the same bytes every time.
//!
//! The profile is what a large Go service leaves: walks over a fixed [call graph](graph), most of which
//! follow a caller's usual callee and some of which turn off; names of packages, methods and closures
//! ([`names`]); the two sample types of Go's CPU profiles. It is written as a stream, in the order
//! of pprof's own writer: samples first, then the tables they name.
//!
//! Must not know: goscope. What it says of a profile is counted on its own ([`census`]), so that a
//! bench can hold the program's answers against it.
//!
//! Read [`Plan`] first, then [`write`].

mod census;
mod graph;
mod names;
mod random;
mod wire;

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use census::Census;
use graph::{Graph, Location};
use random::Random;
use wire::Message;

/// Changes whenever the bytes do, so that a file written by an older generator is not taken for a newer one's.
const VERSION: u32 = 1;
/// Average frames of a stack, and how far a stack may be from it.
const AVERAGE_DEPTH: u64 = 40;
const DEPTH_SPREAD: u64 = 28;
/// Nanoseconds between two samples of Go's CPU profiler at its usual 100 Hz.
const PERIOD_NS: u64 = 10_000_000;

/// What to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    /// How many samples.
    pub(crate) samples: u32,
    /// How many functions; every one of them is in some sample's stack.
    pub(crate) functions: u32,
}

impl Plan {
    /// A profile of so many samples; a million of them come from 50,000 functions, fewer from fewer.
    pub(crate) fn of_samples(samples: u32) -> Self {
        Self {
            samples,
            functions: (samples / 4).clamp(200, 50_000),
        }
    }

    /// The file of this plan below `folder`, written now if it is not there.
    pub(crate) fn file(self, folder: &Path) -> io::Result<(PathBuf, Facts)> {
        let name = format!("{}-samples-{}-functions-v{VERSION}", self.samples, self.functions);
        let file = folder.join(format!("{name}.pb.gz"));
        let beside = folder.join(format!("{name}.txt"));
        if let Some(facts) = fs::read_to_string(&beside).ok().and_then(|text| Facts::parse(&text))
            && fs::metadata(&file).is_ok_and(|found| found.len() == facts.packed_bytes)
        {
            return Ok((file, facts));
        }
        fs::create_dir_all(folder)?;
        // Under another name until it is whole: a run that was interrupted leaves nothing half.
        let unfinished = folder.join(format!("{name}.{}", std::process::id()));
        let facts = write(self, BufWriter::new(File::create(&unfinished)?))?;
        fs::rename(&unfinished, &file)?;
        fs::write(&beside, facts.to_string())?;
        Ok((file, facts))
    }
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// Samples.
    pub(crate) samples: u64,
    /// Functions.
    pub(crate) functions: u64,
    /// Locations.
    pub(crate) locations: u64,
    /// Locations of all stacks together.
    pub(crate) frames: u64,
    /// Different stacks of locations.
    pub(crate) distinct_stacks: u64,
    /// Nodes of the tree of all stacks of locations, without the root.
    pub(crate) location_nodes: u64,
    /// Nodes of the tree of all stacks of functions, inlined ones included, without the root.
    pub(crate) call_nodes: u64,
    /// Size of profile.proto, in bytes.
    pub(crate) unpacked_bytes: u64,
    /// Size of the gzip file, in bytes.
    pub(crate) packed_bytes: u64,
}

/// Each number and its name, in the order of the text form.
macro_rules! numbers {
    ($facts:expr) => {
        [
            ("samples", &$facts.samples),
            ("functions", &$facts.functions),
            ("locations", &$facts.locations),
            ("frames of all stacks", &$facts.frames),
            ("distinct stacks", &$facts.distinct_stacks),
            ("location-tree nodes", &$facts.location_nodes),
            ("call-tree nodes", &$facts.call_nodes),
            ("unpacked bytes", &$facts.unpacked_bytes),
            ("packed bytes", &$facts.packed_bytes),
        ]
    };
}

impl Facts {
    /// Reads what [`Display`](fmt::Display) wrote.
    fn parse(text: &str) -> Option<Self> {
        let mut values = text.lines().map(|line| line.split_once(' ')?.0.parse::<u64>().ok());
        let mut next = || values.next().flatten();
        Some(Self {
            samples: next()?,
            functions: next()?,
            locations: next()?,
            frames: next()?,
            distinct_stacks: next()?,
            location_nodes: next()?,
            call_nodes: next()?,
            unpacked_bytes: next()?,
            packed_bytes: next()?,
        })
    }
}

impl fmt::Display for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        numbers!(self)
            .iter()
            .try_for_each(|(name, number)| writeln!(f, "{number} {name}"))
    }
}

/// Writes the profile of a plan, packed.
pub(crate) fn write(plan: Plan, out: impl Write) -> io::Result<Facts> {
    let mut packed = Counted::new(out);
    let mut unpacked = Counted::new(GzEncoder::new(&mut packed, Compression::default()));
    let mut facts = write_profile(plan, &mut unpacked)?;
    facts.unpacked_bytes = unpacked.bytes;
    let packed = unpacked.inner.finish()?;
    packed.flush()?;
    facts.packed_bytes = packed.bytes;
    Ok(facts)
}

fn write_profile(plan: Plan, out: &mut impl Write) -> io::Result<Facts> {
    let mut random = Random::new(u64::from(plan.samples));
    let graph = Graph::new(plan.functions, &mut random);
    let mut strings = names::Strings::new();
    let mut census = Census::default();
    let mut message = Message::default();
    for (kind, unit) in [("samples", "count"), ("cpu", "nanoseconds")] {
        message.number(1, strings.index(kind)).number(2, strings.index(unit));
        message.write(1, out)?;
    }
    let mut is_used = vec![false; graph.locations.len()];
    let mut stack = Vec::new();
    for sample in 0..plan.samples {
        // Every function is the aim of one walk, so that none is left out; the others go where they go.
        let every = plan.samples / plan.functions;
        let aim = (sample % every == 0).then_some(sample / every);
        let spread = random.below(DEPTH_SPREAD + 1) + random.below(DEPTH_SPREAD + 1);
        graph.walk(
            aim,
            (AVERAGE_DEPTH - DEPTH_SPREAD + spread) as usize,
            &mut random,
            &mut stack,
        );
        census.add(&stack, &graph);
        for &location in &stack {
            is_used[location as usize] = true;
        }
        // The same stack is met again: more often here than there, as in a real program.
        let count = 1 + random.below(8) / 7 * random.below(6);
        message.packed(1, stack.iter().rev().map(|&location| u64::from(location) + 1));
        message.packed(2, [count, count * PERIOD_NS].into_iter());
        message.write(2, out)?;
    }
    message.number(1, 1).number(2, 0x40_0000).number(3, 0x800_0000);
    message.number(5, strings.index("/usr/local/bin/storefront"));
    message.number(6, strings.index("Pv1nQ0yOaXk8r3TzC7eL/h2mWdUuJfKqSgB4ixR9E"));
    message.number(7, 1).number(8, 1).number(9, 1).number(10, 1);
    message.write(3, out)?;
    for (row, location) in graph.locations.iter().enumerate().filter(|&(row, _)| is_used[row]) {
        write_location(row, location, &graph, &mut message, out)?;
    }
    for (row, function) in graph.functions.iter().enumerate() {
        let (name, file) = (strings.index(&function.name), strings.index(&function.file));
        message.number(1, row as u64 + 1).number(2, name).number(3, name);
        message.number(4, file).number(5, u64::from(function.start_line));
        message.write(5, out)?;
    }
    let cpu = (strings.index("cpu"), strings.index("nanoseconds"));
    for text in strings.all() {
        message.bytes(text.as_bytes());
        message.write(6, out)?;
    }
    message.field(9, 1_750_000_000_000_000_000);
    message.field(10, u64::from(plan.samples) * PERIOD_NS);
    message.write_bare(out)?;
    message.number(1, cpu.0).number(2, cpu.1);
    message.write(11, out)?;
    message.field(12, PERIOD_NS);
    message.write_bare(out)?;
    Ok(Facts {
        samples: u64::from(plan.samples),
        functions: graph.functions.len() as u64,
        locations: is_used.iter().filter(|&&is_used| is_used).count() as u64,
        ..census.facts()
    })
}

fn write_location(
    row: usize,
    location: &Location,
    graph: &Graph,
    message: &mut Message,
    out: &mut impl Write,
) -> io::Result<()> {
    message.number(1, row as u64 + 1).number(2, 1);
    message.number(3, 0x40_1000 + row as u64 * 37);
    for line in graph.lines(location) {
        message.inner(4, &[(1, u64::from(line.function) + 1), (2, u64::from(line.line))]);
    }
    message.write(4, out)
}

/// Counts the bytes on their way.
struct Counted<W> {
    inner: W,
    bytes: u64,
}

impl<W> Counted<W> {
    fn new(inner: W) -> Self {
        Self { inner, bytes: 0 }
    }
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(bytes)?;
        self.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
