//! A port to one worker: starts it, speaks with it, ends it.
//!
//! The worker is started from a `blob:` of its script: so it inherits the page's content security
//! policy, which a worker started by address does not, and needs no request. Its first message is
//! the compiled module; its loader keeps what comes before it stands.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, ErrorEvent, Event, MessageEvent, Url, Worker};

use crate::browser::listen::Listener;
use crate::browser::message;
use crate::browser::program::{Program, words};
use crate::protocol::reply::Reply;
use crate::protocol::request::Request;

/// What comes from a worker.
pub enum PortEvent {
    /// A message and what travels beside it.
    Reply(Reply, Array),
    /// The worker threw, or said what is no reply: it cannot be relied on any more. The text is the browser's.
    Died(String),
}

/// What a request carries.
#[derive(Default)]
pub struct Freight {
    /// Objects that stand beside the message.
    pub beside: Vec<JsValue>,
    /// Those of them that are handed over and not copied.
    pub transfer: Vec<JsValue>,
}

/// Who hears of what comes.
type Handler = Box<dyn Fn(PortEvent)>;

/// What came, and who is to hear of it.
#[derive(Default)]
struct Inbox {
    handler: Option<Rc<Handler>>,
    waiting: Vec<PortEvent>,
    is_dead: bool,
}

/// One worker. Dropping it ends the worker at once and gives its memory back.
pub struct Port {
    worker: Worker,
    inbox: Rc<RefCell<Inbox>>,
    _listeners: [Listener; 3],
    _script: Rc<RefCell<Option<ScriptUrl>>>,
}

impl Port {
    /// Starts a worker that runs `program`. What it says before [`Port::listen`] waits.
    pub fn start(program: &Program) -> Result<Self, String> {
        Self::try_start(program).map_err(|error| words(&error))
    }

    fn try_start(program: &Program) -> Result<Self, JsValue> {
        let script = ScriptUrl::new(&program.script)?;
        let worker = Worker::new(&script.0)?;
        let inbox = Rc::new(RefCell::new(Inbox::default()));
        // The script was read when its worker speaks: then its address can go.
        let script = Rc::new(RefCell::new(Some(script)));
        let listeners = [
            Listener::new(&worker, "message", {
                let (inbox, script) = (Rc::clone(&inbox), Rc::clone(&script));
                move |event: MessageEvent| {
                    drop(script.borrow_mut().take());
                    deliver(&inbox, read(&event.data()));
                }
            }),
            Listener::new(&worker, "error", {
                let inbox = Rc::clone(&inbox);
                move |event: Event| {
                    // A script that could not be loaded gives a plain event without words.
                    let text = event
                        .dyn_ref::<ErrorEvent>()
                        .map(ErrorEvent::message)
                        .unwrap_or_default();
                    deliver(&inbox, PortEvent::Died(text));
                }
            }),
            Listener::new(&worker, "messageerror", {
                let inbox = Rc::clone(&inbox);
                move |_: Event| deliver(&inbox, PortEvent::Died("invalid message: not readable".to_owned()))
            }),
        ];
        worker.post_message(&program.module)?;
        Ok(Self {
            worker,
            inbox,
            _listeners: listeners,
            _script: script,
        })
    }

    /// Whether the worker stopped before anybody listened.
    pub fn is_dead(&self) -> bool {
        self.inbox.borrow().is_dead
    }

    /// Tells `handler` what has come and what comes.
    pub fn listen(&self, handler: impl Fn(PortEvent) + 'static) {
        self.inbox.borrow_mut().handler = Some(Rc::new(Box::new(handler)));
        let waiting = std::mem::take(&mut self.inbox.borrow_mut().waiting);
        for event in waiting {
            deliver(&self.inbox, event);
        }
    }

    /// Sends a request.
    pub fn send(&self, request: &Request, freight: &Freight) -> Result<(), String> {
        let message = message::encode(request, &freight.beside).map_err(|error| error.to_string())?;
        let transfer: Array = freight.transfer.iter().collect();
        self.worker
            .post_message_with_transfer(&message, &transfer)
            .map_err(|error| words(&error))
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

fn read(data: &JsValue) -> PortEvent {
    match message::decode(data) {
        Ok((reply, beside)) => PortEvent::Reply(reply, beside),
        Err(error) => PortEvent::Died(error.to_string()),
    }
}

fn deliver(inbox: &RefCell<Inbox>, event: PortEvent) {
    let handler = {
        let mut inbox = inbox.borrow_mut();
        inbox.is_dead |= matches!(event, PortEvent::Died(_));
        let Some(handler) = inbox.handler.clone() else {
            inbox.waiting.push(event);
            return;
        };
        handler
    };
    // Not borrowed here: the handler may send, or drop the port.
    handler(event);
}

/// The address of the script's blob; revoked when dropped.
struct ScriptUrl(String);

impl ScriptUrl {
    fn new(script: &Blob) -> Result<Self, JsValue> {
        Ok(Self(Url::create_object_url_with_blob(script)?))
    }
}

impl Drop for ScriptUrl {
    fn drop(&mut self) {
        // Revoking an address that is gone is no error that could be told to anybody.
        drop(Url::revoke_object_url(&self.0));
    }
}
