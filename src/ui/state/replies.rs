//! What a worker says → the signals of its document.

use std::sync::Arc;

use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use crate::browser::files;
use crate::browser::port::PortEvent;
use crate::browser::program::Reader;
use crate::browser::window;
use crate::protocol::Pane;
use crate::protocol::account::account_from_bytes;
use crate::protocol::goroutines;
use crate::protocol::reply::{Reply, RowsHeader};
use crate::protocol::rows;
use crate::protocol::screen::Screen;
use crate::protocol::sheet::SheetPage;
use crate::ui::perform::export::keep;
use crate::ui::state::document::{Document, Phase, died};

/// Takes one event of the document's port.
pub fn take(document: Document, event: PortEvent) {
    match event {
        PortEvent::Reply(reply, beside) => take_reply(document, reply, &beside),
        PortEvent::Died(words) => document.fail(died(words)),
    }
}

fn take_reply(document: Document, reply: Reply, beside: &Array) {
    match reply {
        Reply::Progress(progress) => document.progress.set(progress),
        Reply::Opened(opened) => {
            if opened.has_goroutines {
                document.screen.set(Screen::Goroutines);
            } else if opened.is_trace {
                document.screen.set(Screen::Overview);
            } else if (document.is_series() || opened.compares_traces)
                && document.opened.with_untracked(Option::is_none)
            {
                document.screen.set(Screen::Series);
            }
            document.opened.set(Some(Arc::new(*opened)));
            document.phase.set(Phase::Open);
            document.table.age();
            document.resume();
            if document.search.is_active_untracked() {
                // Another comparison of the same files: its functions are numbered anew.
                document.search.change(document, |_| {});
            }
        }
        Reply::Failed(failure) if failure.is_for_texts => document.reader.set(Reader::Texts),
        Reply::Unpacked(path) => {
            let file = files::file(&beside.get(0), &path);
            document.unpacked.update(|unpacked| unpacked.extend(file));
        }
        Reply::Failed(failure) => document.fail(failure),
        Reply::View(view) => document.view.set(*view),
        Reply::Rows(header) => take_rows(document, header, beside),
        Reply::Details(details) => document.details.set(Some(Arc::new(*details))),
        Reply::Said(words) => document.said.set(words),
        Reply::Exported(name) => document.said.set(keep(&name, &beside.get(0))),
        Reply::TwinRows(twin, header) => match rows::tree_rows_from_bytes(&bytes_of(beside)) {
            Ok(rows) => document.list(twin).take(header, rows),
            Err(error) => document.fail(died(format!("invalid rows: {error}"))),
        },
        Reply::Goroutines(ticket) => match goroutines::list_from_bytes(&bytes_of(beside)) {
            Ok(list) => document.goroutines.take(ticket, list),
            Err(error) => document.fail(died(format!("invalid goroutines: {error}"))),
        },
        Reply::GoroutineGroup => match goroutines::group_from_bytes(&bytes_of(beside)) {
            Ok(group) => document.goroutines.group.set(Some(Arc::new(group))),
            Err(error) => document.fail(died(format!("invalid group: {error}"))),
        },
        Reply::Trace(question) => {
            if let Err(error) = document.trace.take(question, &bytes_of(beside)) {
                document.fail(died(format!("invalid answer about a trace: {error}")));
            }
        }
        Reply::Aside(facts) => document.aside.set(*facts),
        Reply::Sheet => match SheetPage::from_bytes(&bytes_of(beside)) {
            Ok(page) => document.sheet.set(page),
            Err(error) => document.fail(died(format!("invalid lines: {error}"))),
        },
        Reply::Account => take_account(document, beside),
        Reply::Timeline(news) => {
            if let Err(error) = document.trace.take_timeline(news, &bytes_of(beside)) {
                document.fail(died(format!("invalid timeline: {error}")));
            }
        }
        Reply::Found(ticket, found) => document.search.take(document, ticket, found),
        Reply::Refined(refined) => document.filters.take(document, *refined),
        Reply::Hover(facts) => {
            document.hover_edge.set(None);
            document.hover.set(facts.map(|facts| Arc::new(*facts)));
        }
        Reply::HoverEdge(facts) => {
            document.hover.set(None);
            document.hover_edge.set(Some(Arc::new(*facts)));
        }
        Reply::Graph(graph) => document.graph.set(*graph),
        Reply::Selected(facts) => {
            if facts.is_none() {
                document.details.set(None);
            }
            document.selected.set(facts.map(|facts| Arc::new(*facts)));
        }
        Reply::Painted(Pane::Flame) => window::mark("goscope:painted"),
        Reply::Painted(Pane::Graph) => window::mark("goscope:graph"),
        // Requests wait in the worker's loader until it stands; of pictures only the first of the flame graph counts. Parts come cut.
        Reply::Ready | Reply::Painted(_) | Reply::Part(..) => {}
        // Nothing of ours asks for what the policy forbids: whoever watches the console should know.
        Reply::Refused(what) => window::complain(&format!("refused in a worker: {what}")),
        Reply::Measured(words) => document.measured.set(words),
    }
}

fn take_rows(document: Document, header: RowsHeader, beside: &Array) {
    match rows::rows_from_bytes(&bytes_of(beside)) {
        Ok(rows) => document.table.take(document, header, rows),
        Err(error) => document.fail(died(format!("invalid rows: {error}"))),
    }
}

/// Takes an account, whichever worker told it.
pub fn take_account(document: Document, beside: &Array) {
    match account_from_bytes(&bytes_of(beside)) {
        // The document may have been closed since.
        Ok(account) => drop(document.account.try_set(Some(Arc::new(account)))),
        Err(error) => document.fail(died(format!("invalid account: {error}"))),
    }
}

fn bytes_of(beside: &Array) -> Vec<u8> {
    // Bytes travel as an array of them or as their buffer.
    let bytes = beside.get(0).dyn_into::<Uint8Array>();
    bytes.unwrap_or_else(|buffer| Uint8Array::new(&buffer)).to_vec()
}
