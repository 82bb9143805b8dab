//! A look over a trace that is too large to be read: how much memory it would take, and which parts of it can be read alone.

use std::io::Read;

use crate::decode::trace::error::TraceError;
use crate::decode::trace::v2::extents::{Extent, Extents};
use crate::decode::trace::version::{HEADER_BYTES, Version};
use crate::decode::window::Window;

/// Bytes of memory to a byte of a trace, at most: what the benches hold reading to.
const MEMORY_FOR_BYTE: u64 = 8;
/// The same before Go 1.22, where the whole file is held until its events are in order.
const MEMORY_FOR_OLD_BYTE: u64 = 10;

/// How many bytes of memory it takes to read so many of a trace.
pub fn memory(version: Version, bytes: u64) -> u64 {
    bytes.saturating_mul(if version.is_v1() {
        MEMORY_FOR_OLD_BYTE
    } else {
        MEMORY_FOR_BYTE
    })
}

/// Whether parts of such a trace can be read alone: from Go 1.22 on every generation can.
pub fn has_parts(version: Version) -> bool {
    !version.is_v1()
}

/// Goes over a trace in steps.
pub struct Survey<R: Read> {
    window: Window<R>,
    version: Version,
    extents: Extents,
}

impl<R: Read> Survey<R> {
    /// Before the first batch, of a file of which nothing was consumed.
    pub(in crate::decode) fn new(mut window: Window<R>) -> Result<Self, TraceError> {
        window.want(HEADER_BYTES)?;
        let version = Version::of_file(window.available())?;
        window.consume(HEADER_BYTES);
        Ok(Self {
            window,
            version,
            extents: Extents::default(),
        })
    }

    /// Passes over about `budget` bytes; false when nothing more comes. What comes behind damage is left out.
    pub fn step(&mut self, budget: u64) -> bool {
        let end = self.window.offset().saturating_add(budget);
        while self.window.offset() < end {
            if !matches!(self.extents.step(&mut self.window, self.version), Ok(true)) {
                return false;
            }
        }
        true
    }

    /// Bytes of the file that were read.
    pub fn read(&self) -> u64 {
        self.window.source().read()
    }

    /// The version of the trace's format.
    pub fn version(&self) -> Version {
        self.version
    }

    /// The generations that were passed over, in order of the file.
    pub fn finish(self) -> Vec<Extent> {
        self.extents.finish()
    }
}

/// The bytes that a part of a trace begins with, before those of its generations.
pub const HEADER: std::ops::Range<u64> = 0..HEADER_BYTES as u64;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::trace::decoder::decode;
    use crate::decode::trace::raw;

    /// A trace of so many generations, a hundred and some nanoseconds each.
    fn trace(generations: u64) -> Vec<u8> {
        let generation = |number: u64| {
            let table = format!("EventBatch gen={number} m=18446744073709551615 time=0\n");
            [
                &*format!("EventBatch gen={number} m=0 time={}\n", 100 * number),
                "ProcStatus dt=1 p=0 pstatus=1\nGoStatus dt=1 g=1 m=0 gstatus=2\n",
                &table,
                "Frequency freq=15625000\n",
                &table,
                "Strings\nString id=1\n\tdata=\"one\"\n",
                &table,
                "Stacks\nStack id=1 nframes=1\n\tpc=9 func=1 file=1 line=3\n",
            ]
            .concat()
        };
        let text: String = (1..=generations).map(generation).collect();
        raw::bytes(&format!("Trace Go1.22\n{text}")).unwrap()
    }

    #[test]
    fn generations_are_found_and_can_be_read_alone() {
        let file = trace(3);
        let mut window = Window::new(&file[..]);
        window.open().unwrap();
        let mut survey = Survey::new(window).unwrap();
        while survey.step(7) {}
        let extents = survey.finish();
        assert_eq!(extents.len(), 3);
        let mut at = HEADER.end;
        for (number, extent) in (1..).zip(&extents) {
            assert_eq!((extent.generation, extent.bytes.start), (number, at));
            // A unit takes 64 nanoseconds.
            assert_eq!(extent.start_nanos, 6400 * (number as i64 - 1));
            at = extent.bytes.end;
            let bytes = extent.bytes.start as usize..extent.bytes.end as usize;
            let part = [&file[..HEADER.end as usize], &file[bytes]].concat();
            let (trace, warnings) = decode(&part[..]).unwrap();
            assert_eq!((trace.generations.len(), warnings.len()), (1, 0), "{warnings:?}");
        }
        assert_eq!(at, file.len() as u64);
    }

    #[test]
    fn what_was_found_before_damage_stays() {
        let mut file = trace(3);
        let len = file.len();
        file.truncate(len - 1);
        let mut window = Window::new(&file[..]);
        window.open().unwrap();
        let mut survey = Survey::new(window).unwrap();
        assert!(!survey.step(u64::MAX));
        let extents = survey.finish();
        assert_eq!(extents.len(), 3);
        assert!(extents[2].bytes.end < len as u64);
    }

    #[test]
    fn old_traces_take_more_and_have_no_parts() {
        let (old, new) = (Version::for_tests(21), Version::for_tests(26));
        assert!(memory(old, 100) > memory(new, 100) && has_parts(new) && !has_parts(old));
    }
}
