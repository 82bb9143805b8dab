//! What is fuzzed: one target per format, with seeds from the corpus. The fuzzer and the tests share it.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use flate2::read::GzDecoder;
use goscope::decode::archive::{self, Packing, WANTED_BYTES};
use goscope::decode::trace::decoder;
use goscope::decode::trace::error::TraceWarning;
use goscope::decode::trace::reader::Reader;
use goscope::decode::trace::text::{self, TextError};
use goscope::decode::trace::{raw, version::Version};
use goscope::decode::{Decoder, Step};

/// A format.
pub(crate) struct Target {
    /// Its name, by which it is asked for.
    pub(crate) name: &'static str,
    /// Below `tests/corpus`: the folder of its seeds, and what their names begin with, or end with.
    folder: &'static str,
    seeds: &'static [&'static str],
    form: Form,
    /// Reads any bytes; what must not be is a panic.
    pub(crate) run: fn(&[u8]),
}

/// How a seed comes from its file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As it is.
    File,
    /// Unpacked.
    Unpacked,
    /// Unpacked, or written from its text form.
    Trace,
}

impl Target {
    const fn new(
        name: &'static str,
        folder: &'static str,
        seeds: &'static [&'static str],
        form: Form,
        run: fn(&[u8]),
    ) -> Self {
        Self {
            name,
            folder,
            seeds,
            form,
            run,
        }
    }
}

/// Every target.
pub(crate) const TARGETS: &[Target] = &[
    Target::new("gzip", "profiles", &["made.*.pb.gz"], Form::File, decode),
    Target::new("profile", "profiles", &["made.*.pb.gz"], Form::Unpacked, decode),
    Target::new(
        "legacy_cpu",
        "legacy",
        &["made.cpu_", "made.folded"],
        Form::Unpacked,
        decode,
    ),
    Target::new(
        "legacy_heap",
        "legacy",
        &["made.heap", "*.heap.txt"],
        Form::Unpacked,
        decode,
    ),
    Target::new(
        "legacy_growth",
        "legacy",
        &["made.growth", "made.fragmentation"],
        Form::Unpacked,
        decode,
    ),
    Target::new(
        "legacy_contention",
        "legacy",
        &["made.contention", "*.block.txt", "*.mutex.txt"],
        Form::Unpacked,
        decode,
    ),
    Target::new("legacy_thread", "legacy", &["made.thread"], Form::Unpacked, decode),
    Target::new("legacy_java", "legacy", &["made.java_"], Form::Unpacked, decode),
    Target::new(
        "legacy_count",
        "legacy",
        &["*.goroutine.txt", "*.threadcreate.txt", "*.pool.txt"],
        Form::Unpacked,
        decode,
    ),
    Target::new(
        "goroutines",
        "dumps",
        &["crash.", "stuck.go1.27."],
        Form::Unpacked,
        decode,
    ),
    Target::new(
        "trace_v1",
        "traces",
        &["made.go1.5", "made.go1.10", "made.go1.21", "timeline.go1.21.trace"],
        Form::Trace,
        trace_v1,
    ),
    Target::new(
        "trace_v2",
        "traces",
        &[
            "made.go1.26",
            "timeline.go1.22.trace",
            "timeline.go1.25.trace",
            "timeline.go1.27.trace",
            "held.go1.27.trace",
        ],
        Form::Trace,
        trace_v2,
    ),
    Target::new("trace_text", "traces", &["made."], Form::File, trace_text),
    Target::new("archive", "archives", &["made."], Form::File, archive),
];

impl Target {
    /// The target of this name.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        TARGETS.iter().find(|target| target.name == name)
    }

    /// Its seeds, with their names, in order of these.
    pub(crate) fn seeds(&self) -> io::Result<Vec<(String, Vec<u8>)>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        // The fuzzer is a package of its own, one folder further down.
        let root = folder
            .ancestors()
            .take(2)
            .find(|folder| folder.join("tests/corpus").is_dir());
        let folder = root.unwrap_or(folder).join("tests/corpus").join(self.folder);
        let mut seeds = Vec::new();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if !self.seeds.iter().any(|pattern| fits(&name, pattern)) || path.is_dir() {
                continue;
            }
            let mut bytes = fs::read(&path)?;
            if self.form != Form::File && bytes.starts_with(b"\x1f\x8b") {
                let mut packed = &bytes[..];
                let mut unpacked = Vec::new();
                GzDecoder::new(&mut packed).read_to_end(&mut unpacked)?;
                bytes = unpacked;
            }
            if self.form == Form::Trace && bytes.starts_with(b"Trace ") {
                let written = raw::bytes(&String::from_utf8_lossy(&bytes));
                bytes = written.map_err(|error| io::Error::other(format!("{name}: {error}")))?;
            }
            seeds.push((name, bytes));
        }
        seeds.sort();
        Ok(seeds)
    }
}

/// Whether a name is one of a pattern, whose star stands for anything; it need not reach the name's end.
fn fits(name: &str, pattern: &str) -> bool {
    match pattern.split_once('*') {
        None => name.starts_with(pattern),
        Some((start, end)) => name.starts_with(start) && name.ends_with(end),
    }
}

/// A file that is read in steps of a size that its length tells.
fn decode(file: &[u8]) {
    let mut decoder = Decoder::new(file);
    let budget = 64 * (file.len() as u64 % 256 + 1);
    while let Ok(Step::More) = decoder.step(budget) {
        let progress = decoder.progress();
        assert!(progress.read <= file.len() as u64, "more was read than there is");
    }
}

/// An archive of the kind that it begins as, and of every other.
fn archive(file: &[u8]) {
    let first = archive::packing(&file[..file.len().min(WANTED_BYTES)]);
    let all = [Packing::Zip, Packing::Tar(false), Packing::Tar(true)];
    for packing in first.into_iter().chain(all) {
        match archive::unpack(packing, file) {
            Ok(files) => {
                let bytes: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
                assert!(
                    (1..=500).contains(&files.len()) && bytes <= 512 << 20,
                    "too much was unpacked"
                );
            }
            Err(error) => assert!(error.to_string().contains(" · "), "{error}"),
        }
    }
}

fn trace_v1(file: &[u8]) {
    if version(file).is_some_and(|version| version.number() < 22) {
        trace(file);
    }
}

fn trace_v2(file: &[u8]) {
    if version(file).is_some_and(|version| version.number() >= 22) {
        survey(file);
        trace(file);
    }
}

/// A trace that is looked over: where its generations stand.
fn survey(file: &[u8]) {
    let mut decoder = Decoder::new(file);
    assert!(decoder.step(1).is_err(), "a trace is told by its first bytes");
    let Ok(mut survey) = decoder.into_survey() else {
        return;
    };
    while survey.step(64 * (file.len() as u64 % 64 + 1)) {}
    let extents = survey.finish();
    let ends = extents.windows(2).all(|two| two[0].bytes.end == two[1].bytes.start);
    let fits = extents
        .iter()
        .all(|it| it.bytes.start < it.bytes.end && it.start_nanos >= 0);
    assert!(ends && fits, "{extents:?}");
}

fn version(file: &[u8]) -> Option<Version> {
    Some(Reader::new(file).ok()?.version())
}

/// A trace, read three times: in one piece, in small ones as it is printed, and as columns.
fn trace(file: &[u8]) {
    let Ok(mut reader) = Reader::new(file) else {
        return;
    };
    let mut last = i64::MIN;
    let mut count = 0_u64;
    let error = loop {
        match reader.next_event() {
            Ok(Some(event)) => {
                assert!(event.time > last, "{event:?} is not after {last}");
                last = event.time;
                count += 1;
            }
            Ok(None) => break None,
            Err(error) => break Some(error.to_string()),
        }
    };
    assert!(matches!(reader.next_event(), Ok(None)), "something comes after the end");
    let Ok(mut reader) = Reader::new(Trickle(file)) else {
        return;
    };
    let mut printed = Length::default();
    let again = match text::write(&mut reader, &mut printed) {
        Ok(()) => None,
        Err(TextError::Trace(error)) => Some(error.to_string()),
        Err(TextError::Write(error)) => panic!("{error}"),
    };
    assert_eq!(error, again, "read in pieces it ends otherwise");
    // An event is a line of more than this.
    assert!(
        printed.0 >= 20 * count || again.is_some(),
        "{} bytes for {count} events",
        printed.0
    );
    columns(file, error.as_deref());
}

/// A trace as columns, of which damage leaves something only from Go 1.22 on.
fn columns(file: &[u8], error: Option<&str>) {
    match decoder::decode(file) {
        Ok((trace, warnings)) => {
            let is_told = warnings
                .iter()
                .any(|warning| matches!(warning, TraceWarning::Damage { .. }));
            assert_eq!(is_told, error.is_some(), "{warnings:?} and {error:?}");
            assert!(!is_told || trace.written.version >= 22, "part of an old trace is kept");
        }
        Err(found) => assert!(error.is_some(), "only as columns it is refused: {found}"),
    }
}

fn trace_text(text: &[u8]) {
    if let Ok(file) = raw::bytes(&String::from_utf8_lossy(text)) {
        trace(&file);
    }
}

/// Bytes that come a few at a time.
struct Trickle<'a>(&'a [u8]);

impl Read for Trickle<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let len = out.len().min(1 + self.0.len() % 97);
        self.0.read(&mut out[..len])
    }
}

/// How many bytes were written.
#[derive(Default)]
struct Length(u64);

impl io::Write for Length {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
