//! One engine, and what it needs of the browser.

#[cfg(feature = "texts")]
use std::io::Read;

use js_sys::Array;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{File, OffscreenCanvas};

#[cfg(feature = "texts")]
use crate::browser::canvas;
use crate::browser::canvas::CanvasSurface;
use crate::browser::message;
use crate::browser::program::words;
#[cfg(feature = "texts")]
use crate::browser::slices;
use crate::browser::slices::SlicedFile;
use crate::engine::Engine;
use crate::protocol::Pane;
#[cfg(feature = "texts")]
use crate::protocol::export::DRAWING;
use crate::protocol::panes::PaneMap;
use crate::protocol::reply::{Failure, Reply};
use crate::protocol::request::{OpenFile, Request};
use crate::worker::measure::measure;
#[cfg(feature = "texts")]
use crate::worker::scope::post_with;
use crate::worker::scope::{now, post};

/// How long a step of work may take: half a frame, so that a gesture is never late by more than one.
const STEP_MILLIS: f64 = 8.0;
/// Work of the first step, in bytes; later ones follow what was measured.
const FIRST_BUDGET: f64 = (256 << 10) as f64;
const BUDGETS: std::ops::RangeInclusive<f64> = 4096.0..=67_108_864.0;
/// Progress is told no more often.
const PROGRESS_MILLIS: f64 = 50.0;

/// The engine with its canvases.
pub(super) struct Driver {
    engine: Engine,
    surfaces: PaneMap<CanvasSurface>,
    /// The file, to be cut where it is too large.
    #[cfg(feature = "texts")]
    file: Option<File>,
    budget: f64,
    has_work: bool,
    is_step_asked: bool,
    is_frame_asked: bool,
    progress_told_millis: f64,
}

impl Driver {
    pub(super) fn new() -> Self {
        Self {
            engine: Engine::new(),
            surfaces: PaneMap::default(),
            #[cfg(feature = "texts")]
            file: None,
            budget: FIRST_BUDGET,
            has_work: false,
            is_step_asked: false,
            is_frame_asked: false,
            progress_told_millis: f64::NEG_INFINITY,
        }
    }

    /// Takes a message of the page.
    pub(super) fn receive(&mut self, message: &JsValue) {
        match message::decode::<Request>(message) {
            Ok((request, beside)) => self.take(request, &beside),
            Err(error) => web_sys::console::error_1(&error.to_string().into()),
        }
        self.has_work = true;
        self.flush();
    }

    fn take(&mut self, request: Request, beside: &Array) {
        match &request {
            Request::Open(file) => {
                if let Err(reason) = self.open(file, beside) {
                    fail("unreadable file", &reason);
                }
            }
            Request::Mount(pane, _) => match beside.get(0).dyn_into::<OffscreenCanvas>().map(CanvasSurface::new) {
                Ok(Ok(surface)) => {
                    self.surfaces.insert(*pane, surface);
                    self.engine.handle(request);
                }
                Ok(Err(error)) => fail("nothing to paint on", &words(&error)),
                Err(_other) => fail("nothing to paint on", "no canvas came with the request"),
            },
            Request::Measure(frames) => {
                let words = self.measure(*frames);
                post(&Reply::Measured(words), None);
            }
            #[cfg(feature = "texts")]
            Request::Export(word, _) if word == DRAWING => {
                // Letters are as wide in the file as on the page. Where they cannot be measured, they are as wide as in most fonts.
                if let Ok(width) = canvas::column_width() {
                    self.engine.measured(width);
                }
                self.engine.handle(request);
            }
            _ => self.engine.handle(request),
        }
    }

    /// Measures the picture that is shown; the view is as it was afterwards.
    fn measure(&mut self, frames: u32) -> String {
        let engine = &mut self.engine;
        #[cfg(feature = "texts")]
        if let (Some(before), Some(surface)) = (engine.timeline_view(), self.surfaces.get_mut(Pane::Timeline)) {
            let size = [before.pane.width, before.pane.height];
            let words = measure(engine, surface, Pane::Timeline, size, frames);
            engine.set_timeline_view(before);
            return words;
        }
        match (engine.flame_view(), self.surfaces.get_mut(Pane::Flame)) {
            (Some(before), Some(surface)) => {
                let size = [before.pane.width, before.pane.height];
                let words = measure(engine, surface, Pane::Flame, size, frames);
                engine.set_flame_view(before);
                words
            }
            _ => "There is no picture to measure.".to_owned(),
        }
    }

    /// Starts reading a file, and those that it is to be compared with if these came too.
    fn open(&mut self, file: &OpenFile, beside: &Array) -> Result<(), String> {
        let sliced = |at: u32| -> Result<SlicedFile, String> {
            let file = beside.get(at).dyn_into::<File>();
            let file = file.map_err(|_other| "no file came with the request".to_owned())?;
            SlicedFile::new(file).map_err(|error| error.to_string())
        };
        let input = Box::new(sliced(0)?);
        #[cfg(feature = "texts")]
        {
            self.file = beside.get(0).dyn_into().ok();
        }
        #[cfg(feature = "texts")]
        if beside.length() > 1 {
            let mut others: Vec<(OpenFile, Box<dyn Read>)> = Vec::new();
            for at in 1..beside.length() {
                let other: File = beside.get(at).unchecked_into();
                let named = OpenFile {
                    name: other.name(),
                    size: other.size(),
                };
                others.push((named, Box::new(sliced(at)?)));
            }
            self.engine.open_against((file.clone(), input), others);
            return Ok(());
        }
        self.engine.open(file.clone(), input);
        Ok(())
    }

    /// Whether a step of work should be asked for now; asking twice would run it twice.
    pub(super) fn wants_step(&mut self) -> bool {
        let wants = self.has_work && !self.is_step_asked;
        self.is_step_asked |= wants;
        wants
    }

    /// Whether a frame should be asked for now.
    pub(super) fn wants_frame(&mut self) -> bool {
        let wants = !self.is_frame_asked && !self.engine.needs_paint().is_empty();
        self.is_frame_asked |= wants;
        wants
    }

    /// Does a step of the engine's work.
    pub(super) fn step(&mut self) {
        self.is_step_asked = false;
        let began = now();
        self.has_work = self.engine.work(self.budget as u64);
        let took = (now() - began).max(0.1);
        // Half the way to what would have taken just as long as a step may: one odd step changes little.
        let fitting = self.budget * STEP_MILLIS / took;
        self.budget = f64::midpoint(self.budget, fitting).clamp(*BUDGETS.start(), *BUDGETS.end());
        self.flush();
    }

    /// Paints what is due.
    pub(super) fn paint(&mut self) {
        self.is_frame_asked = false;
        for pane in self.engine.needs_paint() {
            match self.surfaces.get_mut(pane) {
                Some(surface) => {
                    self.engine.paint(pane, now(), surface);
                }
                None => self.engine.forget_pane(pane),
            }
        }
        // The table is made after the first picture.
        self.has_work = true;
        self.flush();
    }

    /// Sends what the engine has said.
    fn flush(&mut self) {
        for outgoing in self.engine.take_replies() {
            if matches!(outgoing.reply, Reply::Progress(_)) {
                let at = now();
                if at - self.progress_told_millis < PROGRESS_MILLIS {
                    continue;
                }
                self.progress_told_millis = at;
            }
            #[cfg(feature = "texts")]
            if let Reply::Part(name, ranges) = &outgoing.reply {
                // What cannot be cut is not offered.
                if let Some(part) = self.file.as_ref().and_then(|file| slices::part(file, ranges)) {
                    post_with(&Reply::Unpacked(name.clone()), &[part.into()], &Array::new());
                }
                continue;
            }
            post(&outgoing.reply, outgoing.bytes.as_deref());
        }
    }
}

fn fail(what: &str, reason: &str) {
    let failure = Failure {
        what: format!("{what}: {reason}"),
        advice: "Open the file again.".to_owned(),
        can_retry: true,
        ..Failure::default()
    };
    post(&Reply::Failed(failure), None);
}
