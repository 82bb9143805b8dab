//! Heap profiles as text: Go's with debug=1, tcmalloc's, and its growth and fragmentation.
//!
//! ```text
//! heap profile: 13: 1347032 [4275: 1361693088] @ heap/1048576
//! 2: 1327104 [952: 631701504] @ 0x4d2d2f 0x4dcef9 0x6c1090
//! ```
//!
//! Objects and bytes in use, of all that were allocated, and by which rate they were sampled; then the
//! same for each stack (`parseHeap` in `profile/legacy_profile.go`, Go 1.27). Go writes twice the rate.

use crate::decode::error::Warning;
use crate::decode::legacy::build::Build;
use crate::decode::legacy::comments::Comments;
use crate::decode::legacy::error::{Fault, Problem};
use crate::decode::legacy::scan::{Scan, addresses, decimal, find, position};
use crate::decode::legacy::{Flow, maps, sampling};

/// Numbers of the first line and of every sample: objects and bytes in use, and allocated, as digits.
type Counts<'a> = [&'a [u8]; 4];

/// A first line.
struct Header<'a> {
    counts: Counts<'a>,
    /// What follows the `@`: the kind, and for heaps what follows its slash; growth and fragmentation have no kind.
    kind: Option<(&'a [u8], &'a [u8])>,
}

/// Whether a line begins a heap profile.
pub(super) fn is_header(line: &[u8]) -> bool {
    header(line).is_some()
}

fn header(line: &[u8]) -> Option<Header<'_>> {
    const BEGIN: &[u8] = b"heap profile:";
    let mut rest = line;
    while let Some(at) = position(rest, BEGIN) {
        rest = &rest[at + BEGIN.len()..];
        let mut scan = Scan::new(rest);
        scan.spaces();
        if let Some(counts) = counts(&mut scan, Scan::digits)
            && let Some(header) = kind(scan, counts)
        {
            return Some(header);
        }
    }
    None
}

/// `13: 1347032 [4275: 1361693088]`.
#[inline]
fn counts<'a>(scan: &mut Scan<'a>, in_use: impl Fn(&mut Scan<'a>) -> Option<&'a [u8]>) -> Option<Counts<'a>> {
    let objects = in_use(scan)?;
    scan.word(b":")?;
    scan.spaces();
    let bytes = in_use(scan)?;
    scan.spaces();
    scan.word(b"[")?;
    scan.spaces();
    let alloc_objects = scan.digits()?;
    scan.word(b":")?;
    scan.spaces();
    let alloc_bytes = scan.digits()?;
    scan.spaces();
    scan.word(b"]")?;
    Some([objects, bytes, alloc_objects, alloc_bytes])
}

fn kind<'a>(mut scan: Scan<'a>, counts: Counts<'a>) -> Option<Header<'a>> {
    let rest = scan.rest();
    if rest.starts_with(b" @ growth") || rest.starts_with(b" @ fragmentation") {
        return Some(Header { counts, kind: None });
    }
    scan.spaces();
    scan.word(b"@")?;
    scan.spaces();
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let kind = Some(scan.run(is_part)).filter(|kind| kind.starts_with(b"heap"))?;
    let _ = scan.word(b"/");
    let rate = scan.run(|byte| byte.is_ascii_digit());
    Some(Header {
        counts,
        kind: Some((kind, rate)),
    })
}

/// A heap profile that is being read.
pub(super) struct Heap {
    comments: Comments,
    /// None before the first line.
    header: Option<Records>,
    addresses: Vec<u64>,
}

/// What the first line says.
struct Records {
    /// Whether values are those of the samples, to be scaled to those of the process.
    is_sampled: bool,
    rate: i64,
    has_alloc: bool,
    /// Objects and bytes in use, and allocated: as the first line has them, and of the samples so far.
    wanted: [i64; 4],
    found: [i64; 4],
}

impl Heap {
    pub(super) fn new(heeds_comments: bool) -> Self {
        Self {
            comments: Comments::new(heeds_comments, true),
            header: None,
            addresses: Vec::new(),
        }
    }

    pub(super) fn line(&mut self, build: &mut Build, line: &[u8]) -> Result<Flow, Fault> {
        let line = line.trim_ascii();
        let is_blank = matches!(line.first(), None | Some(b'#'));
        match &mut self.header {
            _ if is_blank => self.comments.read(build, line)?,
            None => self.header = Some(begin(build, line)?),
            Some(_) if maps::begin_after(line) => return Ok(Flow::MapFollows),
            Some(header) => {
                self.comments.next_sample(build);
                header.sample(build, line, &mut self.addresses)?;
            }
        }
        Ok(Flow::GoesOn)
    }

    pub(super) fn end(&mut self, build: &mut Build, warnings: &mut Vec<Warning>) {
        self.comments.next_sample(build);
        if let Some(header) = &self.header
            && header.found != header.wanted
        {
            warnings.push(Warning::Totals {
                found: header.found[0],
                wanted: header.wanted[0],
                what: "objects in use",
            });
        }
    }

    pub(super) fn comments(&self) -> &Comments {
        &self.comments
    }
}

fn begin(build: &mut Build, line: &[u8]) -> Result<Records, Fault> {
    let header = header(line).ok_or_else(|| Fault::new(Problem::Sample, line))?;
    let [objects, bytes, alloc_objects, alloc_bytes] = header.counts;
    let (is_sampled, rate) = match header.kind {
        None => (false, 1),
        Some((kind, rate)) => {
            let rate = if rate.is_empty() { 0 } else { decimal(rate)? };
            match kind {
                b"heapz_v2" | b"heap_v2" => (true, rate),
                b"heapprofile" => (false, 1),
                b"heap" => (true, rate / 2),
                _ => return Err(Fault::new(Problem::HeapKind, kind)),
            }
        }
    };
    // Of growth and fragmentation the numbers of allocations say nothing.
    let has_alloc = header.kind.is_some()
        && ((alloc_objects != objects && alloc_objects != b"0") || (alloc_bytes != bytes && alloc_bytes != b"0"));
    let types: &[_] = if has_alloc {
        &[
            ["alloc_objects", "count"],
            ["alloc_space", "bytes"],
            ["inuse_objects", "count"],
            ["inuse_space", "bytes"],
        ]
    } else {
        &[["objects", "count"], ["space", "bytes"]]
    };
    build.set_types(types, ["space", "bytes"])?;
    build.profile.period = rate;
    let mut wanted = [0; 4];
    for (wanted, digits) in wanted.iter_mut().zip(header.counts) {
        // Nothing is computed with these: what does not fit cannot be compared.
        *wanted = decimal(digits).unwrap_or(i64::MAX);
    }
    Ok(Records {
        is_sampled,
        rate,
        has_alloc,
        wanted,
        found: [0; 4],
    })
}

impl Records {
    fn sample(&mut self, build: &mut Build, line: &[u8], found: &mut Vec<u64>) -> Result<(), Fault> {
        let (counts, stack) = find(line, pattern).ok_or_else(|| Fault::new(Problem::Sample, line))?;
        let mut numbers = [0; 4];
        for ((number, found), digits) in numbers.iter_mut().zip(&mut self.found).zip(counts) {
            *number = decimal(digits)?;
            *found = found.wrapping_add(*number);
        }
        let [objects, bytes, alloc_objects, alloc_bytes] = numbers;
        let mut size = 0;
        let mut values = [0; 4];
        let pairs = [(alloc_objects, alloc_bytes), (objects, bytes)];
        let pairs = &pairs[usize::from(!self.has_alloc)..];
        for (at, &(objects, bytes)) in pairs.iter().enumerate() {
            if objects == 0 && bytes != 0 {
                return Err(Fault::new(Problem::NoObjects, line));
            }
            let mut pair = (objects, bytes);
            if objects != 0 {
                size = bytes.wrapping_div(objects);
                if self.is_sampled {
                    pair = sampling::scaled(objects, bytes, self.rate);
                }
            }
            [values[2 * at], values[2 * at + 1]] = [pair.0, pair.1];
        }
        found.clear();
        addresses(stack, found)?;
        // Addresses are those to which calls return; one less is in the call.
        for address in &mut *found {
            *address = address.wrapping_sub(1);
        }
        build.sample(found, &values[..2 * pairs.len()])?;
        build.label_bytes(size)?;
        Ok(())
    }
}

/// `2: 1327104 [952: 631701504] @ 0x4d2d2f 0x4dcef9`: the numbers, and the addresses.
fn pattern(mut scan: Scan<'_>) -> Option<(Counts<'_>, &[u8])> {
    let counts = counts(&mut scan, Scan::signed)?;
    scan.word(b" @")?;
    Some((counts, scan.run(is_address_part)))
}

/// Whether a byte may stand among the addresses of a sample.
#[inline]
pub(super) fn is_address_part(byte: u8) -> bool {
    matches!(byte, b' ' | b'x' | b'0'..=b'9' | b'a'..=b'f')
}

#[cfg(test)]
mod tests;
