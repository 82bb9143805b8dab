//! A trace of any version, event by event.
//!
//! The header says which version wrote the file; what comes out is the same type for all.

use std::io::Read;

use crate::decode::trace::error::{TraceError, TraceWarning};
use crate::decode::trace::event::{Event, Sink};
use crate::decode::trace::tables::Tables;
use crate::decode::trace::version::{HEADER_BYTES, Version};
use crate::decode::trace::{v1, v2};
use crate::decode::window::Window;
use crate::model::trace::clock::ClockSnapshot;

/// Reads a trace event by event.
pub struct Reader<R: Read> {
    version: Version,
    form: Form<R>,
}

/// How the version writes.
enum Form<R: Read> {
    /// Before Go 1.22.
    V1(Box<v1::reader::Reader<R>>),
    /// Go 1.22 and later.
    V2(Box<v2::reader::Reader<R>>),
}

impl<R: Read> Reader<R> {
    /// Reads the header.
    pub fn new(input: R) -> Result<Self, TraceError> {
        let mut window = Window::new(input);
        window.open()?;
        Self::of_window(window)
    }

    /// The same of a file of which nothing was consumed.
    pub(in crate::decode) fn of_window(mut window: Window<R>) -> Result<Self, TraceError> {
        window.want(HEADER_BYTES)?;
        let version = Version::of_file(window.available())?;
        window.consume(HEADER_BYTES);
        let form = if version.is_v1() {
            Form::V1(Box::new(v1::reader::Reader::new(window, version)?))
        } else {
            Form::V2(Box::new(v2::reader::Reader::new(window, version)?))
        };
        Ok(Self { version, form })
    }

    /// The file, and how much of it was read.
    pub(super) fn window(&mut self) -> &mut Window<R> {
        match &mut self.form {
            Form::V1(reader) => reader.window(),
            Form::V2(reader) => reader.window(),
        }
    }

    /// The version of the trace's format.
    pub fn version(&self) -> Version {
        self.version
    }

    /// What was odd, so far.
    pub fn warnings(&self) -> impl Iterator<Item = TraceWarning> {
        let version = self.version;
        let newer = version.is_newer().then(|| TraceWarning::NewerVersion(version.number()));
        let addresses = version.has_addresses_alone().then_some(TraceWarning::AddressesAlone);
        let missing = match &self.form {
            Form::V1(reader) => reader.missing(),
            Form::V2(_) => 0,
        };
        let missing = (missing > 0).then_some(TraceWarning::MissingNames(missing));
        let fault = self.tables().experiment().fault();
        let experiment = fault.map(|(problem, offset)| TraceWarning::Experiment(problem, offset));
        newer.into_iter().chain(addresses).chain(missing).chain(experiment)
    }

    /// The next event; none at the end. After an error nothing more comes.
    pub fn next_event(&mut self) -> Result<Option<Event>, TraceError> {
        match &mut self.form {
            Form::V1(reader) => reader.next_event(),
            Form::V2(reader) => reader.next_event(),
        }
    }

    /// Reads about `budget` bytes ahead where the format wants the whole file before its first event; true when that is done,
    /// which [`next_event`](Self::next_event) waits for.
    pub fn load(&mut self, budget: u64) -> Result<bool, TraceError> {
        match &mut self.form {
            Form::V1(reader) => reader.load(budget),
            Form::V2(_) => Ok(true),
        }
    }

    /// Finds out, where the format has it that a trace is read whole or refused whole, which it will be.
    pub fn verify(&mut self) -> Result<(), TraceError> {
        match &mut self.form {
            Form::V1(reader) => reader.verify(),
            Form::V2(_) => Ok(()),
        }
    }

    /// How often each type of event was told, by number of [`Kind`](v1::spec::Kind), where the format is of before Go 1.22.
    pub fn v1_counts(&self) -> Option<&v1::reader::Counts> {
        match &self.form {
            Form::V1(reader) => Some(reader.counts()),
            Form::V2(_) => None,
        }
    }

    /// The same by name, without the types of which there was none.
    pub(super) fn v1_events(&self) -> Vec<(&'static str, u64)> {
        let counts = self.v1_counts().into_iter().flatten();
        let named = (0_u8..).zip(counts).filter(|row| *row.1 > 0);
        named
            .filter_map(|(number, &count)| Some((v1::spec::Kind::from_number(number)?.name(), count)))
            .collect()
    }

    /// What the numbers in the events stand for; those of stacks until the next `Sync`.
    pub fn tables(&self) -> &Tables {
        match &self.form {
            Form::V1(reader) => reader.tables(),
            Form::V2(reader) => reader.tables(),
        }
    }

    /// Tells a sink about so many events, or does as much work as they would be; false when nothing more comes.
    pub(super) fn pump(&mut self, events: u64, sink: &mut impl Sink) -> Result<bool, TraceError> {
        match &mut self.form {
            Form::V1(reader) => reader.pump(events, sink),
            Form::V2(reader) => reader.pump(events, sink),
        }
    }

    /// The tables, when nothing more is read.
    pub(super) fn into_tables(self) -> Tables {
        match self.form {
            Form::V1(reader) => reader.into_tables(),
            Form::V2(reader) => reader.into_tables(),
        }
    }

    /// After an error, goes on behind it, where something can be told from the damage; false where nothing can. The next
    /// event is then the `Sync` of another generation, before which nothing is known.
    pub fn restart(&mut self) -> bool {
        match &mut self.form {
            Form::V1(_) => false,
            Form::V2(reader) => reader.restart(),
        }
    }

    /// Whether what was told before an error stays good: before Go 1.22 a trace is refused as a whole.
    pub(super) fn keeps_what_was_told(&self) -> bool {
        matches!(self.form, Form::V2(_))
    }

    /// How far it is, in bytes of the unpacked data.
    pub fn offset(&self) -> u64 {
        match &self.form {
            Form::V1(reader) => reader.read_bytes(),
            Form::V2(reader) => reader.read_bytes(),
        }
    }

    /// What clocks said in the generation in hand (from Go 1.25).
    pub fn snapshot(&self) -> Option<ClockSnapshot> {
        match &self.form {
            Form::V1(_) => None,
            Form::V2(reader) => reader.snapshot(),
        }
    }

    /// The number of the generation in hand; none where the format has no generations.
    pub fn generation(&self) -> Option<u64> {
        match &self.form {
            Form::V1(_) => None,
            Form::V2(reader) => reader.generation(),
        }
    }

    /// How many batches were read, of every kind.
    pub fn batches(&self) -> u64 {
        match &self.form {
            Form::V1(reader) => reader.batches(),
            Form::V2(reader) => reader.batches(),
        }
    }
}
