//! The driver of one engine: the page's messages in → replies and painted frames out.
//!
//! It lends the engine what only a browser has (a file to read, canvases, a clock), yields
//! between the steps of long work so that requests and frames come through, and paints when the
//! browser wants a frame.
//!
//! Must not know: what a document is, what is shown. Read [`driver`] first.

mod driver;
mod measure;
mod scope;

use std::cell::RefCell;
use std::rc::Rc;

use crate::protocol::reply::{Failure, Reply};
use crate::worker::driver::Driver;

/// Starts listening for the page's messages and says so. Called once, when the worker's module has run.
pub fn start() {
    std::panic::set_hook(Box::new(|panic| {
        // The last words: after them the worker is gone.
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let failure = Failure {
            what: "goscope failed on this file: this is a fault of goscope, not of the file".to_owned(),
            place: format!("{place}: {}", panic.payload_as_str().unwrap_or("unknown fault")),
            advice: "Other open files are not touched. Try again, or report the text above.".to_owned(),
            can_retry: true,
            ..Failure::default()
        };
        scope::post(&Reply::Failed(failure), None);
    }));
    let driver = Rc::new(RefCell::new(Driver::new()));
    scope::listen(&driver);
    scope::post(&Reply::Ready, None);
}
