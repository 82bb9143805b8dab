//! Requests about what is shown, and what they change.

use crate::engine::{Changed, Outgoing, Shown};
use crate::protocol::reply::Failure;
use crate::protocol::request::Request;

impl Shown {
    /// Does what is asked; what cannot wait is told at once, the rest by what has changed.
    pub(super) fn answer(&mut self, request: Request, outbox: &mut Vec<Outgoing>) -> Result<Changed, Failure> {
        Ok(match request {
            Request::ShowSampleType(row) => self.show_sample_type(row as usize, outbox)?,
            Request::Refine(filters) => self.refine(&filters, outbox)?,
            Request::Compare(how) => self.compare(how, outbox)?,
            Request::Search(ticket, wanted) => self.search(ticket, &wanted, outbox),
            Request::NextMatch(is_backwards) => self.select_match(is_backwards, outbox),
            Request::Sort(column, is_descending) => self.sort(column, is_descending),
            Request::Rows(ticket, from, to) => self.table.ask_rows(ticket, from..to),
            Request::Select(function) => self.select_function(function, outbox),
            Request::Light(function) => self.light(function),
            Request::Restore(place) => self.restore(&place, outbox)?,
            Request::Pointer(pane, event) => self.point(pane, event, outbox),
            Request::Flame(command) => self.command(command, outbox),
            Request::WatchTwin(twin, from, to) => self.watch_twin(twin, from..to),
            Request::Twin(twin, command) => self.twin_command(twin, command, outbox)?,
            Request::Graph(command) => self.command_graph(command, outbox),
            Request::GraphOptions(options) => self.ask_graph(options),
            #[cfg(feature = "texts")]
            Request::Goroutines(ticket, question) => self.ask_goroutines(ticket, *question),
            #[cfg(feature = "texts")]
            Request::GoroutineGroup(row) => self.tell_group(row, outbox)?,
            #[cfg(feature = "texts")]
            Request::Trace(question) => self.ask_trace(question),
            #[cfg(feature = "texts")]
            Request::Timeline(command) => self.command_timeline(command),
            #[cfg(feature = "texts")]
            Request::Account(question) => self.tell_account(&question, outbox)?,
            #[cfg(feature = "texts")]
            Request::Export(word, files) => self.ask_export(word, files),
            #[cfg(feature = "texts")]
            Request::WatchSheet(sheet, from, to) => self.watch_sheet(sheet, from..to),
            #[cfg(feature = "texts")]
            Request::SourceText(text) => self.take_source(*text),
            #[cfg(feature = "texts")]
            Request::Aside(aside) => self.look_aside(aside),
            #[cfg(not(feature = "texts"))]
            Request::Goroutines(..)
            | Request::GoroutineGroup(_)
            | Request::Trace(_)
            | Request::Timeline(_)
            | Request::Account(_)
            | Request::Export(..)
            | Request::WatchSheet(..)
            | Request::SourceText(_)
            | Request::Aside(_) => Changed::Nothing,
            Request::Open(_)
            | Request::Mount(..)
            | Request::Resize(..)
            | Request::Appearance(_)
            | Request::Offered(..)
            | Request::Measure(_) => Changed::Nothing,
        })
    }
}
