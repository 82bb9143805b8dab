//! Puts a profile together from stacks of a trace.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::model::column::{Column, OutOfMemory};
use crate::model::id::{FunctionId, LocationId, StackId, StringId};
use crate::model::profile::{FunctionNames, Label, Line, Locations, Profile, StacksBuilder, ValueType};
use crate::model::trace::Trace;
use crate::model::trace::stack::{Frame, FrameId};

/// What stands for a goroutine whose first function no stack told.
const UNKNOWN: &[u8] = b"(unknown function)";

/// What becomes a location.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sites {
    /// Each frame; one without a name is called by its address.
    Frames,
    /// Each address, with the frame that has it first, as `go tool trace` does: of calls that were inlined at one address
    /// the innermost stands for all. Names are as told.
    Addresses,
}

/// What a location is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Site {
    Frame(FrameId),
    Address(u64),
    Function(StringId),
}

/// A profile that is being made.
pub(super) struct Making<'a> {
    /// What is made so far, without stacks.
    pub(super) profile: Profile,
    trace: &'a Trace,
    sites: Sites,
    stacks: StacksBuilder,
    functions: FunctionNames,
    locations: HashMap<Site, LocationId, FixedState>,
}

impl<'a> Making<'a> {
    /// Begins with names and units of the sample types.
    pub(super) fn new(trace: &'a Trace, types: &[(&[u8], &[u8])], sites: Sites) -> Result<Self, OutOfMemory> {
        let mut profile = Profile::default();
        for (kind, unit) in types {
            let sample_type = ValueType {
                kind: profile.strings.intern(kind)?,
                unit: profile.strings.intern(unit)?,
            };
            profile.sample_types.push(sample_type);
            profile.samples.values.push(Column::new());
        }
        Ok(Self {
            profile,
            trace,
            sites,
            stacks: StacksBuilder::new()?,
            functions: FunctionNames::default(),
            locations: HashMap::with_hasher(FixedState::with_seed(0)),
        })
    }

    /// Adds a sample whose values are zero.
    pub(super) fn push_sample(&mut self, stack: StackId, labels: &[Label]) -> Result<usize, OutOfMemory> {
        let samples = &mut self.profile.samples;
        let row = samples.stack.len();
        for values in &mut samples.values {
            values.push(0)?;
        }
        samples.stack.push(stack)?;
        for &label in labels {
            samples.labels.push(label)?;
        }
        samples.label_end.push(samples.labels.len() as u32)?;
        Ok(row)
    }

    /// Adds to a value of a sample.
    pub(super) fn add(&mut self, row: usize, sample_type: usize, value: i64) {
        let sum = self.profile.samples.values[sample_type].get_mut(row);
        *sum = sum.saturating_add(value);
    }

    /// A stack of the trace: so many of its frames at most, from the leaf.
    pub(super) fn stack(&mut self, stack: StackId, most: usize) -> Result<StackId, OutOfMemory> {
        let trace = self.trace;
        let mut locations = Vec::new();
        for frame in trace.stacks.leaf_first(stack).take(most) {
            let full = OutOfMemory { rows: locations.len() };
            locations.try_reserve(1).map_err(|_no_memory| full)?;
            locations.push(self.location_of_frame(frame)?);
        }
        let mut node = self.stacks.root();
        for &location in locations.iter().rev() {
            node = self.stacks.push(node, location)?;
        }
        Ok(node)
    }

    /// The stack of a function that stands alone.
    pub(super) fn stack_of_function(&mut self, function: StringId) -> Result<StackId, OutOfMemory> {
        let frame = Frame {
            pc: 0,
            function,
            file: StringId::default(),
            line: 0,
        };
        let location = self.location(Site::Function(function), frame)?;
        self.stacks.push(self.stacks.root(), location)
    }

    fn location_of_frame(&mut self, id: FrameId) -> Result<LocationId, OutOfMemory> {
        let frame = self.trace.frames.get(id.row());
        let site = match self.sites {
            Sites::Frames => Site::Frame(id),
            Sites::Addresses => Site::Address(frame.pc),
        };
        self.location(site, frame)
    }

    fn location(&mut self, site: Site, frame: Frame) -> Result<LocationId, OutOfMemory> {
        if let Some(&location) = self.locations.get(&site) {
            return Ok(location);
        }
        let function = self.function(frame)?;
        let locations = &mut self.profile.locations;
        let row = locations.address.len();
        locations.lines.push(Line {
            function,
            line: i64::try_from(frame.line).unwrap_or(0),
            column: 0,
        })?;
        locations.file_id.push(row as u64 + 1)?;
        locations.mapping.push(Locations::NO_MAPPING)?;
        locations.address.push(frame.pc)?;
        locations.is_folded.push(false)?;
        locations.line_end.push(locations.lines.len() as u32)?;
        let full = |_no_memory| OutOfMemory { rows: row };
        self.locations.try_reserve(1).map_err(full)?;
        self.locations.insert(site, LocationId::from(row));
        Ok(LocationId::from(row))
    }

    fn function(&mut self, frame: Frame) -> Result<FunctionId, OutOfMemory> {
        let Self {
            trace,
            profile,
            functions,
            sites,
            ..
        } = self;
        let told = trace.strings.bytes(frame.function);
        let address;
        let name = match told {
            told if *sites == Sites::Addresses => told,
            b"" if frame.pc != 0 => {
                address = format!("{:#x}", frame.pc);
                address.as_bytes()
            }
            b"" => UNKNOWN,
            told => told,
        };
        let name = profile.strings.intern(name)?;
        let filename = profile.strings.intern(trace.strings.bytes(frame.file))?;
        functions.intern(&mut profile.functions, name, filename)
    }

    /// The profile.
    pub(super) fn finish(mut self) -> Result<Profile, OutOfMemory> {
        self.profile.stacks = self.stacks.finish()?;
        Ok(self.profile)
    }
}
