//! Asking another worker: it reads the file again, answers, and ends.
//!
//! What few people ask for is no part of the worker that a first visit fetches.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Array;
use leptos::prelude::*;

use crate::browser::port::{Freight, Port, PortEvent};
use crate::browser::program::{Reader, worker_program};
use crate::protocol::account::AccountQuestion;
use crate::protocol::reply::Reply;
use crate::protocol::request::Request;
use crate::protocol::screen::Screen;
use crate::ui::perform::Performer;
use crate::ui::state::document::Document;
use crate::ui::state::replies::take_account;

impl Performer {
    /// Has an account told, by the document's own worker if that can.
    pub fn ask_account(self, document: Document, screen: Screen) {
        if let Screen::Trace(page) = screen {
            return document.send(Request::Account(AccountQuestion::TraceAgain(page)));
        }
        if screen == Screen::Series {
            return document.send(Request::Account(AccountQuestion::SeriesAgain));
        }
        let others = self.documents.all_untracked().into_iter();
        let others = others.filter(|other| other.id != document.id && !other.is_comparison());
        let windows = others.filter_map(|other| {
            let opened = other.opened.get_untracked()?;
            let is_profiler = opened.is_trace || opened.kind.starts_with("CPU");
            (is_profiler && opened.window[0] != 0).then(|| (other.name(), opened.window))
        });
        let request = Request::Account(AccountQuestion::Findings(windows.collect()));
        if document.reader.get_untracked() == Reader::Texts {
            document.send(request);
        } else {
            self.ask_elsewhere(document, vec![request]);
        }
    }

    /// Asks a worker of its own about a document's files.
    pub(super) fn ask_elsewhere(self, document: Document, questions: Vec<Request>) {
        leptos::task::spawn_local(async move {
            let port = match worker_program(Reader::Texts).await {
                Ok(program) => Port::start(&program),
                Err(reason) => Err(reason),
            };
            let begun = port.and_then(|port| {
                let slot = Rc::new(RefCell::new(None));
                let (open, freight) = document.opening();
                port.send(&open, &freight)?;
                port.listen({
                    let slot = Rc::clone(&slot);
                    move |event| self.take(document, event, &questions, &slot)
                });
                *slot.borrow_mut() = Some(port);
                Ok(())
            });
            if let Err(reason) = begun {
                self.page.say(format!("Not done: {reason}."));
            }
        });
    }

    /// Takes what the worker says; when it has said all, it ends.
    fn take(self, document: Document, event: PortEvent, questions: &[Request], port: &Rc<RefCell<Option<Port>>>) {
        let said = match event {
            PortEvent::Reply(Reply::Opened(_), _) => {
                let port = port.borrow();
                let sent = port
                    .iter()
                    .flat_map(|port| questions.iter().map(|it| port.send(it, &Freight::default())));
                match sent.collect::<Result<(), _>>() {
                    Ok(()) => return,
                    Err(reason) => reason,
                }
            }
            PortEvent::Reply(reply, beside) => match self.answer(document, reply, &beside) {
                Some(said) => said,
                None => return,
            },
            PortEvent::Died(words) => words,
        };
        self.page.say(said);
        // We are inside of its own callback, which must not be dropped under its feet.
        let port = Rc::clone(port);
        leptos::task::spawn_local(async move { drop(port.borrow_mut().take()) });
    }

    /// Takes an answer; what to say of it, if it is the last.
    fn answer(self, document: Document, reply: Reply, beside: &Array) -> Option<String> {
        match reply {
            Reply::Exported(name) => Some(self.give(&name, beside)),
            Reply::Account => {
                take_account(document, beside);
                Some(String::new())
            }
            Reply::Failed(failure) => Some(failure.what),
            Reply::Said(words) => Some(words),
            _ => None,
        }
    }
}
