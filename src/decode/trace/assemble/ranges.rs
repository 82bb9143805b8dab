//! Ranges: begun here, ended there, or going on as a generation begins.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::decode::trace::assemble::{Assembler, context_stack};
use crate::decode::trace::event::Event;
use crate::decode::trace::spec::EventType;
use crate::decode::trace::tables::Tables;
use crate::model::column::OutOfMemory;
use crate::model::id::{StackId, StringId};
use crate::model::trace::id::{GoId, ProcId};
use crate::model::trace::range::{NO_TIME, Range, RangeKind, Scope};
use crate::model::trace::tally::EventKind;

/// Ranges that have not ended.
#[derive(Debug, Default)]
pub(super) struct OpenRanges {
    open: HashMap<(StringId, Scope), u32, FixedState>,
    /// What Go calls stopping the world for a reason.
    names: HashMap<StringId, StringId, FixedState>,
}

impl Assembler {
    pub(super) fn range(&mut self, event: &Event, tables: &mut Tables) -> Result<(), OutOfMemory> {
        use EventType as E;
        let (event_kind, kind) = match event.kind {
            E::STWBegin => (EventKind::RangeBegin, RangeKind::StopTheWorld),
            E::STWEnd => (EventKind::RangeEnd, RangeKind::StopTheWorld),
            E::GCActive => (EventKind::RangeActive, RangeKind::Mark),
            E::GCBegin => (EventKind::RangeBegin, RangeKind::Mark),
            E::GCEnd => (EventKind::RangeEnd, RangeKind::Mark),
            E::GCSweepActive => (EventKind::RangeActive, RangeKind::Sweep),
            E::GCSweepBegin => (EventKind::RangeBegin, RangeKind::Sweep),
            E::GCSweepEnd => (EventKind::RangeEnd, RangeKind::Sweep),
            E::GCMarkAssistActive => (EventKind::RangeActive, RangeKind::Assist),
            E::GCMarkAssistBegin => (EventKind::RangeBegin, RangeKind::Assist),
            _ => (EventKind::RangeEnd, RangeKind::Assist),
        };
        self.count(event_kind);
        let name = self.range_name(event, kind, tables)?;
        let full = OutOfMemory { rows: 0 };
        self.trace.tally.ranges.try_reserve(1).map_err(|_no_memory| full)?;
        *self.trace.tally.ranges.entry((event_kind as u8, name)).or_insert(0) += 1;
        let scope = self.scope(event, kind)?;
        if event_kind == EventKind::RangeEnd {
            return self.end_range(event, (kind, name, scope));
        }
        let is_older = event_kind == EventKind::RangeActive;
        let key = (name, scope);
        if is_older && self.ranges.open.contains_key(&key) {
            // Told again at the beginning of a generation.
            return Ok(());
        }
        let row = self.trace.ranges.push(Range {
            kind,
            name,
            scope,
            start: if is_older { self.sync } else { self.now },
            end: NO_TIME,
            is_older,
            goroutine: self.goroutine(event.context.goroutine),
            stack: context_stack(event, tables),
            swept_bytes: 0,
            reclaimed_bytes: 0,
        })?;
        self.ranges.open.try_reserve(1).map_err(|_no_memory| full)?;
        self.ranges.open.insert(key, row);
        Ok(())
    }

    fn end_range(
        &mut self,
        event: &Event,
        (kind, name, scope): (RangeKind, StringId, Scope),
    ) -> Result<(), OutOfMemory> {
        let row = match self.ranges.open.remove(&(name, scope)) {
            Some(row) => row,
            None => self.trace.ranges.push(Range {
                kind,
                name,
                scope,
                start: NO_TIME,
                end: NO_TIME,
                is_older: true,
                goroutine: self.goroutine(event.context.goroutine),
                stack: StackId(0),
                swept_bytes: 0,
                reclaimed_bytes: 0,
            })?,
        };
        let range = self.trace.ranges.get_mut(row as usize);
        range.end = self.now;
        if kind == RangeKind::Sweep {
            (range.swept_bytes, range.reclaimed_bytes) = (event.args[0], event.args[1]);
        }
        Ok(())
    }

    fn scope(&mut self, event: &Event, kind: RangeKind) -> Result<Scope, OutOfMemory> {
        Ok(match (event.kind, kind) {
            (_, RangeKind::Mark) => Scope::All,
            (EventType::GCSweepActive, _) => Scope::Proc(self.proc_row(ProcId::from_wire(event.args[0]))?),
            (_, RangeKind::Sweep) => Scope::Proc(self.proc_row(event.context.proc)?),
            (EventType::GCMarkAssistActive, _) => Scope::Goroutine(self.goroutine(GoId::from_wire(event.args[0]))),
            _ => Scope::Goroutine(self.goroutine(event.context.goroutine)),
        })
    }

    /// What Go calls a range.
    fn range_name(&mut self, event: &Event, kind: RangeKind, tables: &mut Tables) -> Result<StringId, OutOfMemory> {
        match kind {
            RangeKind::Mark => tables.intern(b"GC concurrent mark phase"),
            RangeKind::Sweep => tables.intern(b"GC incremental sweep"),
            RangeKind::Assist => tables.intern(b"GC mark assist"),
            RangeKind::StopTheWorld => {
                let reason = StringId(event.args[0] as u32);
                if let Some(&name) = self.ranges.names.get(&reason) {
                    return Ok(name);
                }
                let full = OutOfMemory { rows: 0 };
                self.ranges.names.try_reserve(1).map_err(|_no_memory| full)?;
                let text = [b"stop-the-world (", tables.string(event.args[0]), b")"].concat();
                let name = tables.intern(&text)?;
                self.ranges.names.insert(reason, name);
                Ok(name)
            }
        }
    }
}
