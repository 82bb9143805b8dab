//! The program without a browser: a file and requests in, the table's rows and what is taken away out.

use std::fs::{self, File};
use std::path::Path;

use goscope::engine::{Engine, Outgoing};
use goscope::protocol::reply::{Opened, Reply};
use goscope::protocol::request::{OpenFile, Request};
use goscope::protocol::rows::{TopRow, rows_from_bytes};

/// An engine with an open file.
pub(crate) struct Driver {
    engine: Engine,
    replies: Vec<Outgoing>,
    ticket: u32,
    /// What the page is told when the file is open.
    pub(crate) opened: Opened,
}

impl Driver {
    /// Opens a profile; none where it cannot be, or holds nothing.
    pub(crate) fn open(path: &Path) -> Option<Self> {
        let mut driver = Self {
            engine: Engine::new(),
            replies: Vec::new(),
            ticket: 0,
            opened: Opened::default(),
        };
        let file = OpenFile {
            name: path.display().to_string(),
            size: fs::metadata(path).ok()?.len() as f64,
        };
        driver.engine.open(file, Box::new(File::open(path).ok()?));
        driver.settle();
        let opened = driver.replies.iter().find_map(|outgoing| match &outgoing.reply {
            Reply::Opened(opened) => Some((**opened).clone()),
            _ => None,
        });
        driver.opened = opened.filter(|opened| !opened.is_empty && !opened.is_trace)?;
        Some(driver)
    }

    /// Asks, and works until nothing is left to do; what was said before is forgotten.
    pub(crate) fn ask(&mut self, request: Request) {
        self.replies.clear();
        self.engine.handle(request);
        self.settle();
    }

    fn settle(&mut self) {
        while self.engine.work(1 << 20) {}
        self.replies.extend(self.engine.take_replies());
    }

    /// All rows of the table.
    pub(crate) fn rows(&mut self) -> Vec<TopRow> {
        self.ticket += 1;
        self.ask(Request::Rows(self.ticket, 0, u32::MAX));
        let found = self.replies.iter().rev().find_map(|outgoing| match &outgoing.reply {
            Reply::Rows { .. } => outgoing.bytes.as_deref(),
            _ => None,
        });
        found.map(|bytes| rows_from_bytes(bytes).unwrap()).unwrap_or_default()
    }

    /// What the page gives to copy: a command a line, and comments.
    pub(crate) fn commands(&mut self, file: &Path) -> String {
        self.ask(Request::Export("sh".to_owned(), vec![file.display().to_string()]));
        let found = self.replies.iter().rev().find_map(|outgoing| match &outgoing.reply {
            Reply::Exported(_) => outgoing.bytes.clone(),
            _ => None,
        });
        String::from_utf8_lossy(&found.unwrap_or_default()).into_owned()
    }
}
