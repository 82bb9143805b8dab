//! Ordered events → text, as `go tool trace -d=parsed` prints them.
//!
//! Source: `Event.String` in `internal/trace/event.go`, Go 1.27.

mod quote;
mod wall;

use std::io::{self, Read, Write};

use crate::decode::trace::error::TraceError;
use crate::decode::trace::event::{Change, Event};
use crate::decode::trace::reader::Reader;
use crate::decode::trace::spec::EventType;
use crate::decode::trace::tables::Tables;
use crate::decode::trace::text::quote::Quoted;
use crate::decode::trace::text::wall::Wall;
use crate::model::trace::clock::ClockSnapshot;

/// Why not all of a trace was written.
#[derive(Debug)]
pub enum TextError {
    /// It could not be read further; what came before was written.
    Trace(TraceError),
    /// Writing failed.
    Write(io::Error),
}

/// Writes all events of a trace, each as it is read.
pub fn write<R: Read>(reader: &mut Reader<R>, out: &mut dyn Write) -> Result<(), TextError> {
    reader.verify().map_err(TextError::Trace)?;
    while let Some(event) = reader.next_event().map_err(TextError::Trace)? {
        let line = Line {
            event: &event,
            tables: reader.tables(),
            snapshot: reader.snapshot(),
        };
        line.write(out).map_err(TextError::Write)?;
    }
    Ok(())
}

/// An event and what it takes to write it.
struct Line<'a> {
    event: &'a Event,
    tables: &'a Tables,
    snapshot: Option<ClockSnapshot>,
}

impl Line<'_> {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let Event {
            kind, time, context, ..
        } = *self.event;
        write!(
            out,
            "M={} P={} G={} {} Time={time}",
            context.thread,
            context.proc,
            context.goroutine,
            word(kind)
        )?;
        self.write_details(out)?;
        match self.transition_stack() {
            Transition::None => {}
            Transition::Stack(stack) => self.write_stack("TransitionStack=", stack, out)?,
        }
        if let Some(stack) = self.stack() {
            self.write_stack("Stack=", stack, out)?;
        }
        writeln!(out)
    }

    fn string(&self, arg: usize) -> Quoted<'_> {
        Quoted(self.tables.string(self.event.args[arg]))
    }

    fn write_details(&self, out: &mut dyn Write) -> io::Result<()> {
        use EventType as E;
        let args = self.event.args;
        match self.event.kind {
            E::Sync => self.write_sync(out),
            E::ProcsChange => metric("/sched/gomaxprocs:threads", args[0], out),
            E::HeapAlloc => metric("/memory/classes/heap/objects:bytes", args[0], out),
            E::HeapGoal => metric("/gc/heap/goal:bytes", args[0], out),
            E::GoLabel => write!(
                out,
                " Label={} Resource=Goroutine({})",
                self.string(0),
                self.event.context.goroutine
            ),
            E::UserTaskBegin => write!(out, " ID={} Parent={} Type={}", args[0], args[1], self.string(2)),
            E::UserTaskEnd => write!(out, " ID={} Parent={} Type={}", args[0], args[2], self.string(3)),
            E::UserRegionBegin | E::UserRegionEnd => write!(out, " Task={} Type={}", args[0], self.string(1)),
            E::UserLog => write!(
                out,
                " Task={} Category={} Message={}",
                args[0],
                self.string(1),
                self.string(2)
            ),
            E::CPUSample => Ok(()),
            kind if is_range(kind) => self.write_range(out),
            kind if kind as u8 >= E::Span as u8 => self.write_experimental(out),
            _ => self.write_change(out),
        }
    }

    fn write_sync(&self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, " N={}", self.event.args[0])?;
        match self.snapshot {
            None => Ok(()),
            Some(snapshot) => write!(
                out,
                " Trace={} Mono={} Wall={}",
                snapshot.trace_nanos,
                snapshot.monotonic_nanos,
                Wall::of(&snapshot)
            ),
        }
    }

    fn write_range(&self, out: &mut dyn Write) -> io::Result<()> {
        use EventType as E;
        let context = self.event.context;
        let args = self.event.args;
        match self.event.kind {
            E::STWBegin | E::STWEnd => {
                let mut name = b"stop-the-world (".to_vec();
                name.extend_from_slice(self.tables.string(args[0]));
                name.push(b')');
                write!(out, " Name={} Scope=Goroutine({})", Quoted(&name), context.goroutine)?;
            }
            E::GCActive | E::GCBegin | E::GCEnd => write!(out, " Name=\"GC concurrent mark phase\" Scope=None")?,
            E::GCSweepActive => write!(
                out,
                " Name=\"GC incremental sweep\" Scope=Proc({})",
                args[0].cast_signed()
            )?,
            E::GCSweepBegin | E::GCSweepEnd => {
                write!(out, " Name=\"GC incremental sweep\" Scope=Proc({})", context.proc)?;
            }
            E::GCMarkAssistActive => write!(
                out,
                " Name=\"GC mark assist\" Scope=Goroutine({})",
                args[0].cast_signed()
            )?,
            _ => write!(out, " Name=\"GC mark assist\" Scope=Goroutine({})", context.goroutine)?,
        }
        match self.event.kind {
            E::GCSweepEnd => write!(
                out,
                " Attributes=[\"bytes swept\"=Value{{Uint64({})}} \"bytes reclaimed\"=Value{{Uint64({})}}]",
                args[0], args[1]
            ),
            E::STWEnd | E::GCEnd | E::GCMarkAssistEnd => write!(out, " Attributes=[]"),
            _ => Ok(()),
        }
    }

    fn write_experimental(&self, out: &mut dyn Write) -> io::Result<()> {
        let spec = self.event.kind.spec();
        write!(out, " Name={} Args=[", spec.name)?;
        for (place, (name, arg)) in spec.args.iter().zip(self.event.args).enumerate() {
            let comma = if place > 0 { ", " } else { "" };
            write!(out, "{comma}{name}=Value{{Uint64({arg})}}")?;
        }
        write!(out, "]")
    }

    fn write_change(&self, out: &mut dyn Write) -> io::Result<()> {
        match self.event.change {
            Change::None => return Ok(()),
            Change::Go(id, old, new) => write!(out, " GoID={id} {}->{}", old.name(), new.name())?,
            Change::Proc(id, old, new) => write!(out, " ProcID={id} {}->{}", old.name(), new.name())?,
        }
        match self.event.kind {
            EventType::GoStop | EventType::GoBlock => write!(out, " Reason={}", self.string(0)),
            _ => write!(out, " Reason=\"\""),
        }
    }

    /// The stack of the thing that changes state.
    fn transition_stack(&self) -> Transition {
        match self.event.kind {
            // Written for every new goroutine, with or without frames.
            EventType::GoCreate | EventType::GoCreateBlocked => Transition::Stack(self.event.args[1]),
            EventType::GoStop | EventType::GoBlock | EventType::GoSyscallBegin | EventType::GoStatusStack => {
                self.stack().map_or(Transition::None, Transition::Stack)
            }
            _ => Transition::None,
        }
    }

    /// The stack of whoever does it.
    fn stack(&self) -> Option<u64> {
        if self.event.kind == EventType::CPUSample {
            return Some(self.event.args[0]);
        }
        // The last stack of the arguments is that of the context.
        let stacks = self.event.kind.spec().stacks;
        let place = 7_usize.checked_sub(stacks.leading_zeros() as usize)?;
        Some(self.event.args[place]).filter(|&stack| stack != 0)
    }

    fn write_stack(&self, title: &str, stack: u64, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "\n{title}")?;
        for frame in self.tables.stack(stack) {
            out.write_all(b"\t")?;
            out.write_all(self.tables.strings().bytes(frame.function))?;
            write!(out, " @ 0x{:x}\n\t\t", frame.pc)?;
            out.write_all(self.tables.strings().bytes(frame.file))?;
            writeln!(out, ":{}", frame.line)?;
        }
        Ok(())
    }
}

/// Whether the thing that changes state has a stack to write.
enum Transition {
    None,
    Stack(u64),
}

fn metric(name: &str, value: u64, out: &mut dyn Write) -> io::Result<()> {
    write!(out, " Name=\"{name}\" Value=Value{{Uint64({value})}}")
}

fn is_range(kind: EventType) -> bool {
    (EventType::STWBegin as u8..=EventType::GCMarkAssistEnd as u8).contains(&(kind as u8))
}

/// What Go calls events of a type.
fn word(kind: EventType) -> &'static str {
    use EventType as E;
    match kind {
        E::Sync => "Sync",
        E::CPUSample => "StackSample",
        E::ProcsChange | E::HeapAlloc | E::HeapGoal => "Metric",
        E::GoLabel => "Label",
        E::STWBegin | E::GCBegin | E::GCSweepBegin | E::GCMarkAssistBegin => "RangeBegin",
        E::GCActive | E::GCSweepActive | E::GCMarkAssistActive => "RangeActive",
        E::STWEnd | E::GCEnd | E::GCSweepEnd | E::GCMarkAssistEnd => "RangeEnd",
        E::UserTaskBegin => "TaskBegin",
        E::UserTaskEnd => "TaskEnd",
        E::UserRegionBegin => "RegionBegin",
        E::UserRegionEnd => "RegionEnd",
        E::UserLog => "Log",
        kind if kind as u8 >= E::Span as u8 => "Experimental",
        _ => "StateTransition",
    }
}
