//! What is it, if it is not a profile? Told by content, never by name.
//!
//! People drop what their browser or `curl` saved: a login page, a report of a profile, an archive of it. [`certain`] knows what cannot begin a profile and is asked first; [`likely`] is asked when
//! reading failed before anything was understood, because a profile may begin with nearly any byte.

use std::fmt;

/// How many of the first bytes are looked at.
pub(super) const WANTED_BYTES: usize = 512;

/// Most characters of a text's first line that are told.
const LINE_CHARS: usize = 60;

/// Something that is not a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Other {
    /// gzip, inside gzip.
    Gzip,
    /// A packed file or archive, by its name: zip, tar, zlib, zstd, xz, bzip2.
    Archive(&'static str),
    /// gzip with something before it, by name: a byte order mark, a line break.
    BeforeGzip(&'static str),
    /// What `curl -i` saves: headers, then perhaps a profile. The status line.
    HttpHeaders(String),
    /// A page.
    Html,
    /// Other markup: an SVG or XML file.
    Markup(&'static str),
    /// JSON, and of what program.
    Json(&'static str),
    /// A picture.
    Png,
    /// A program or library, by its format.
    Program(&'static str),
    /// Linux `perf` data.
    Perf,
    /// What begins like stacks of goroutines, as `debug=2` and a crash give, and has none.
    Goroutines,
    /// A report that pprof printed.
    PprofReport,
    /// Output of the go command, by its name: coverage, a benchmark.
    GoOutput(&'static str),
    /// A table of values.
    Csv,
    /// Text in UTF-16.
    Utf16,
    /// Other text. Its first line.
    Text(String),
}

impl Other {
    /// What can be done to get a profile that can be read.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Gzip => "unpack it once with gunzip and open the result",
            Self::Archive(_) => "unpack it and open the profile in it",
            Self::BeforeGzip(_) => "something changed the file on its way: save it again without conversion",
            Self::HttpHeaders(_) => "save it without the headers: curl without -i",
            Self::Html => "this may be an error or a login page: open the address in a browser, and save with curl -f",
            Self::Json(_) | Self::Markup(_) | Self::Png | Self::Csv | Self::PprofReport => {
                "open the profile that it was made from"
            }
            Self::Program(_) => "open the profile that the program wrote",
            Self::Perf => "convert it with perf_to_profile and open the result",
            Self::Goroutines => "no goroutine is in it: save everything that the program printed",
            Self::GoOutput(_) => "save a profile with -cpuprofile or -memprofile",
            Self::Utf16 | Self::Text(_) => {
                "save the profile again: goscope reads what runtime/pprof and net/http/pprof write"
            }
        }
    }
}

impl fmt::Display for Other {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gzip => write!(f, "gzip inside gzip"),
            Self::Archive(name) => write!(f, "{name} archive"),
            Self::BeforeGzip(what) => write!(f, "gzip with {what} before it"),
            Self::HttpHeaders(status) => write!(f, "HTTP headers ({status})"),
            Self::Html => write!(f, "HTML page"),
            Self::Markup(name) => write!(f, "{name} file"),
            Self::Json("") => write!(f, "JSON"),
            Self::Json(program) => write!(f, "JSON of {program}"),
            Self::Png => write!(f, "PNG picture"),
            Self::Program(format) => write!(f, "program or library ({format})"),
            Self::Perf => write!(f, "Linux perf.data"),
            Self::Goroutines => write!(f, "beginning of a crash or goroutine dump"),
            Self::PprofReport => write!(f, "text report of pprof"),
            Self::GoOutput(name) => write!(f, "{name} of the go command"),
            Self::Csv => write!(f, "CSV text"),
            Self::Utf16 => write!(f, "UTF-16 text"),
            Self::Text(line) => write!(f, "text: {line}"),
        }
    }
}

/// What cannot begin a profile: in each case the first bytes are not fields of one.
pub(super) fn certain(first: &[u8]) -> Option<Other> {
    let magics: [(&[u8], Other); 19] = [
        (b"\x1f\x8b", Other::Gzip),
        (b"\xef\xbb\xbf\x1f\x8b", Other::BeforeGzip("a byte order mark")),
        (b"\n\x1f\x8b\x08", Other::BeforeGzip("a line break")),
        (b"\r\n\x1f\x8b\x08", Other::BeforeGzip("a line break")),
        (b"PK\x03\x04", Other::Archive("zip")),
        (b"\x28\xb5\x2f\xfd", Other::Archive("zstd")),
        (b"\xfd7zXZ\0", Other::Archive("xz")),
        (b"BZh", Other::Archive("bzip2")),
        (b"\x89PNG\r\n", Other::Png),
        (b"\x7fELF", Other::Program("ELF")),
        (b"\xcf\xfa\xed\xfe", Other::Program("Mach-O")),
        (b"\xce\xfa\xed\xfe", Other::Program("Mach-O")),
        (b"\xca\xfe\xba\xbe", Other::Program("Mach-O")),
        (b"MZ", Other::Program("PE")),
        (b"PERFILE2", Other::Perf),
        (b"HTTP/1.", Other::HttpHeaders(first_line(first))),
        (b"HTTP/2", Other::HttpHeaders(first_line(first))),
        (b"\xff\xfe", Other::Utf16),
        (b"\xfe\xff", Other::Utf16),
    ];
    if let Some((_, other)) = magics.into_iter().find(|(magic, _)| first.starts_with(magic)) {
        return Some(other);
    }
    if first.get(257..262) == Some(b"ustar") {
        return Some(Other::Archive("tar"));
    }
    None
}

/// Whether it is an execution trace, of any version, or was one before it was damaged.
pub(super) fn is_trace(first: &[u8]) -> bool {
    first.starts_with(b"go 1.")
}

/// Whether it is text that may hold goroutines: a dump, a crash, or whatever a log begins with.
///
/// No profile is: its first bytes hold small numbers, which are no letters.
pub(super) fn may_hold_goroutines(first: &[u8]) -> bool {
    is_text(first)
        && matches!(
            text(first),
            Other::Goroutines | Other::Text(_) | Other::Json(_) | Other::Csv | Other::GoOutput(_)
        )
}

/// What it probably is, when it could not be read as a profile.
pub(super) fn likely(first: &[u8]) -> Option<Other> {
    if is_text(first) {
        return Some(text(first));
    }
    // RFC 1950: deflate with a window of 32 KiB, and a check of the two bytes.
    if let [0x78, flags, ..] = *first
        && (0x7800 + u16::from(flags)).is_multiple_of(31)
    {
        return Some(Other::Archive("zlib"));
    }
    None
}

/// Whether these bytes are UTF-8, perhaps cut at the end, without control characters.
fn is_text(first: &[u8]) -> bool {
    let is_utf8 = match std::str::from_utf8(first) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    is_utf8
        && !first
            .iter()
            .any(|&byte| byte < 0x20 && !b"\t\n\r\x0c\x1b".contains(&byte))
}

/// The first line that is not empty, without control characters, cut to what fits a message.
fn first_line(first: &[u8]) -> String {
    let text = String::from_utf8_lossy(first);
    let line = text
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or_default();
    let mut shown: String = line
        .chars()
        .filter(|char| !char.is_control())
        .take(LINE_CHARS + 1)
        .collect();
    if shown.chars().count() > LINE_CHARS {
        shown.pop();
        shown.push('…');
    }
    shown
}

/// Tells texts apart.
pub(super) fn text(first: &[u8]) -> Other {
    let text = String::from_utf8_lossy(first);
    let text = text.trim_start_matches(|char: char| char == '\u{feff}' || char.is_whitespace());
    let line = text.lines().next().unwrap_or_default().trim_end();
    if text.starts_with('<') {
        return markup(text);
    }
    if text.starts_with(['{', '[']) && !line.starts_with("[signal") {
        return Other::Json(json_program(text));
    }
    go_text(text, line)
        .or_else(|| is_csv(text).then_some(Other::Csv))
        .unwrap_or_else(|| Other::Text(first_line(first)))
}

fn markup(text: &str) -> Other {
    let lower = text.to_ascii_lowercase();
    if lower.contains("<svg") {
        Other::Markup("SVG")
    } else if lower.starts_with("<?xml") {
        Other::Markup("XML")
    } else {
        Other::Html
    }
}

fn json_program(text: &str) -> &'static str {
    if text.contains("speedscope") {
        "speedscope"
    } else if text.contains("\"callFrame\"") {
        "a JavaScript profiler (cpuprofile)"
    } else if text.contains("\"traceEvents\"") || text.contains("\"ph\":") {
        "a trace viewer (trace events)"
    } else {
        ""
    }
}

/// What Go writes as text, by its first line.
fn go_text(text: &str, line: &str) -> Option<Other> {
    let is_dump = line.starts_with("goroutine ") && line.contains('[');
    let is_crash = ["panic: ", "fatal error: ", "SIGQUIT: ", "unexpected fault address "]
        .iter()
        .any(|start| line.starts_with(start));
    let found = if is_dump || is_crash {
        Other::Goroutines
    } else if text.contains("Showing nodes accounting for") || text.contains("flat  flat%   sum%") {
        Other::PprofReport
    } else if line.starts_with("mode: ") {
        Other::GoOutput("coverage")
    } else if line.starts_with("goos: ") {
        Other::GoOutput("benchmark")
    } else {
        return None;
    };
    Some(found)
}

/// Whether the first two lines have commas, and as many of them.
fn is_csv(text: &str) -> bool {
    let mut commas = text.lines().map(|line| line.matches(',').count());
    matches!((commas.next(), commas.next()), (Some(first @ 1..), Some(second)) if first == second)
}

#[cfg(test)]
mod tests;
