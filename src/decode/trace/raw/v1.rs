//! The text form of traces before Go 1.22.
//!
//! ```text
//! Trace Go1.21
//! Batch p=0 ticks=100
//! ProcStart dt=1 thread=7
//! GoCreate dt=1 g=2 newstack=1 stack=1    # a stack is the last argument
//! UserLog dt=1 id=0 keyid=1 stack=0
//!     data="message"
//! Frequency freq=1000000000
//! Stack id=1 nframes=1
//!     pc=9 func=1 file=2 line=3           # in 1.5 but pc=9
//! String id=1
//!     data="main.main"
//! ```
//!
//! Events have the names and arguments of their [`Spec`](crate::decode::trace::v1::spec::Spec), those that the version writes. In 1.5
//! a sequence number, `seq_dt`, stands before each time, and `seq` in a batch before its ticks. Where all values of an event
//! fit the short form it is written so, unless a `long` stands behind them.

use crate::decode::trace::raw::{FRAME, RawProblem, argument, put, unquoted};
use crate::decode::trace::v1::spec::Kind;
use crate::decode::trace::version::Version;

/// Bytes written, and the event that is not complete.
pub(super) struct Writer {
    version: u32,
    out: Vec<u8>,
    /// A stack, or an event of which bytes follow.
    open: Option<Open>,
}

/// An event that further lines belong to.
struct Open {
    kind: Kind,
    values: Vec<u64>,
}

impl Writer {
    /// The header is written.
    pub(super) fn new(version: Version, out: Vec<u8>) -> Self {
        Self {
            version: version.number(),
            out,
            open: None,
        }
    }

    /// The bytes of the trace.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.close();
        self.out
    }

    /// Writes the event in hand.
    fn close(&mut self) {
        if let Some(Open { kind, values }) = self.open.take() {
            self.event(kind, &values, true);
        }
    }

    pub(super) fn line(&mut self, line: &str) -> Result<(), RawProblem> {
        let mut words = line.split_whitespace();
        let first = words.next().unwrap_or_default();
        if let Some(open) = self.open.as_mut().filter(|open| open.kind == Kind::Stack) {
            if first.starts_with("pc=") {
                let mut words = line.split_whitespace();
                let names = if self.version == 5 { &FRAME[..1] } else { &FRAME };
                for &name in names {
                    let value = argument(&mut words, name)?;
                    open.values.push(value.ok_or(RawProblem::MissingArgument(name))?);
                }
                return Ok(());
            }
            self.close();
        } else if let Some(Open { kind, values }) = self.open.take() {
            let quoted = line.strip_prefix("data=").ok_or(RawProblem::MissingArgument("data"))?;
            let data = unquoted(quoted).ok_or(RawProblem::Quotes)?;
            if kind == Kind::String {
                self.out.push(kind as u8);
                put(values[0], &mut self.out);
            } else {
                self.event(kind, &values, true);
            }
            put(data.len() as u64, &mut self.out);
            self.out.extend_from_slice(&data);
            return Ok(());
        }
        let kind = (0..64).filter_map(Kind::from_number).find(|kind| kind.name() == first);
        let kind = kind.ok_or_else(|| RawProblem::UnknownEvent(first.to_owned()))?;
        let is_long = line.ends_with(" long");
        let mut words = words.filter(|&word| word != "long");
        let mut values = Vec::new();
        for name in self.names(kind) {
            let value = argument(&mut words, name)?;
            values.push(value.ok_or(RawProblem::MissingArgument(name))?);
        }
        if matches!(kind, Kind::Stack | Kind::String | Kind::UserLog) {
            self.open = Some(Open { kind, values });
        } else {
            self.event(kind, &values, is_long);
        }
        Ok(())
    }

    /// The names of all that an event tells.
    fn names(&self, kind: Kind) -> Vec<&'static str> {
        let spec = kind.spec();
        let is_first = self.version == 5;
        let mut names = Vec::new();
        if !kind.is_framing() {
            names.extend(is_first.then_some("seq_dt"));
            names.push("dt");
        }
        // An event that the version does not have is written as the first that has it does.
        let version = self.version.max(spec.since);
        let args = spec.args.iter().filter(|arg| arg.since <= version);
        names.extend(args.map(|arg| arg.name));
        names.extend(spec.has_stack.then_some("stack"));
        match kind {
            Kind::Batch if is_first => names.insert(1, "seq"),
            Kind::Frequency | Kind::TimerGoroutine if is_first => names.push("unused"),
            _ => {}
        }
        names
    }

    /// Writes an event, in its long form if it must be, or is to be.
    fn event(&mut self, kind: Kind, values: &[u64], is_long: bool) {
        let is_first = self.version == 5;
        let short = values
            .len()
            .checked_sub(1 + usize::from(is_first))
            .filter(|&count| count < 3);
        if let Some(count) = short.filter(|_| !is_long) {
            self.out.push(kind as u8 | (count as u8) << 6);
            for &value in values {
                put(value, &mut self.out);
            }
            return;
        }
        let mut bytes = Vec::new();
        for &value in values {
            put(value, &mut bytes);
        }
        self.out.push(kind as u8 | 3 << 6);
        put(bytes.len() as u64, &mut self.out);
        self.out.append(&mut bytes);
    }
}

#[cfg(test)]
mod tests {
    use crate::decode::trace::raw::bytes;

    #[test]
    fn a_whole_trace() {
        let text = "Trace Go1.21\nBatch p=0 ticks=9\nProcStart dt=5 thread=5\nGoCreate dt=7 g=1 newstack=2 stack=1 # new\n\
            GoStart dt=1 g=1 seq=1 long\nUserLog dt=1 id=0 keyid=1 stack=0\n\tdata=\"x#\"\nStack id=1 nframes=1\n\
            \tpc=9 func=1 file=2 line=3\nString id=1\n\tdata=\"m\"\nFrequency freq=7\n";
        let mut want = b"go 1.21 trace\0\0\0".to_vec();
        want.extend([0x41, 0, 9, 0x45, 5, 5, 0xcd, 4, 7, 1, 2, 1, 0xce, 3, 1, 1, 1]);
        want.extend([0xf0, 4, 1, 0, 1, 0, 2, b'x', b'#', 0xc3, 6, 1, 1, 9, 1, 2, 3]);
        want.extend([37, 1, 1, b'm', 2, 7]);
        assert_eq!(bytes(text), Ok(want));
    }

    #[test]
    fn an_event_of_a_later_version() {
        let mut want = b"go 1.5 trace\0\0\0\0".to_vec();
        want.extend([37, 1, 1, b'm']);
        assert_eq!(bytes("Trace Go1.5\nString id=1\n\tdata=\"m\"\n"), Ok(want));
    }

    #[test]
    fn the_first_version_numbers_events() {
        let text = "Trace Go1.5\nBatch p=0 seq=3 ticks=9\nGoStart seq_dt=1 dt=2 g=1\nStack id=1 nframes=1\n\tpc=9\n\
            Frequency freq=7 unused=0\n";
        let mut want = b"go 1.5 trace\0\0\0\0".to_vec();
        want.extend([0x41, 0, 3, 9, 0x4e, 1, 2, 1, 0xc3, 3, 1, 1, 9, 2, 7, 0]);
        assert_eq!(bytes(text), Ok(want));
    }
}
