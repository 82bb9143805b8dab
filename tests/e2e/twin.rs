//! The same engine without a browser: the same file and requests → what should be on the canvas.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use goscope::engine::{Engine, Outgoing};
use goscope::layout::space::{PaneSpace, Point, Rect};
use goscope::layout::text::columns;
use goscope::paint::raster::Raster;
use goscope::paint::surface::{Call, LABEL_SIZE, Recorder, Stroke, Surface};
use goscope::paint::theme::Color;
use goscope::protocol::Pane;
use goscope::protocol::reply::{Reply, View};
use goscope::protocol::request::{Appearance, OpenFile, PaneSize, Request};
use goscope::protocol::rows::{TopRow, rows_from_bytes};

use crate::browser::page::Page;
use crate::browser::pixels::{Picture, Rgb};

/// The page's label font, in which a column is measured.
const MEASURE: &str = "(() => { const it = new OffscreenCanvas(1, 1).getContext('2d'); \
    it.font = \"12px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace\"; \
    return it.measureText('0000000000').width / 10; })()";

/// An engine with one pane.
pub(crate) struct Twin {
    engine: Engine,
    canvas: Canvas,
    ratio: f64,
    now_millis: f64,
    replies: Vec<Outgoing>,
}

/// A recorder whose columns are as wide as the browser's.
struct Canvas {
    recorder: Recorder,
    column_width: f64,
}

impl Twin {
    /// Opens a file in a pane of the same size as the page's, with the same appearance.
    pub(crate) async fn of(page: &Page, file: &Path, appearance: Appearance) -> Result<Self> {
        Self::of_pane(page, file, appearance, Pane::Flame).await
    }

    /// As [`Twin::of`] with another pane of the page.
    pub(crate) async fn of_pane(page: &Page, file: &Path, appearance: Appearance, pane: Pane) -> Result<Self> {
        Self::of_files(page, &[file], appearance, pane).await
    }

    /// As [`Twin::of_pane`] of a file, or of a comparison of the first with the second.
    pub(crate) async fn of_files(page: &Page, files: &[&Path], appearance: Appearance, pane: Pane) -> Result<Self> {
        let canvas = match pane {
            Pane::Flame => "flame-canvas",
            Pane::Minimap => "minimap-canvas",
            Pane::Graph => "graph-canvas",
            Pane::Above => "above-canvas",
            Pane::Below => "below-canvas",
            Pane::Timeline => "timeline-canvas",
        };
        let (width, height, ratio): (f64, f64, f64) = page
            .eval(&format!(
                "(() => {{ const it = e2e.one('{canvas}').parentElement; \
                 return [it.clientWidth, it.clientHeight, devicePixelRatio]; }})()"
            ))
            .await?;
        let column_width = page.eval(MEASURE).await?;
        let recorder = Recorder::default();
        let mut twin = Self {
            engine: Engine::new(),
            canvas: Canvas { recorder, column_width },
            ratio,
            now_millis: 0.0,
            replies: Vec::new(),
        };
        let size = PaneSize { width, height, ratio };
        twin.engine.handle(Request::Mount(pane, size));
        twin.engine.handle(Request::Appearance(appearance));
        let open = |file: &Path| -> Result<(OpenFile, Box<dyn Read>)> {
            let input = File::open(file).with_context(|| file.display().to_string())?;
            let named = OpenFile {
                name: file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                size: input.metadata()?.len() as f64,
            };
            Ok((named, Box::new(input)))
        };
        if let [new, base] = files {
            twin.engine.open_against(open(new)?, vec![open(base)?]);
        } else {
            let (named, input) = open(files[0])?;
            twin.engine.open(named, input);
        }
        twin.settle();
        Ok(twin)
    }

    /// Asks something of the engine and lets it finish.
    pub(crate) fn ask(&mut self, request: Request) {
        self.engine.handle(request);
        self.settle();
    }

    fn settle(&mut self) {
        loop {
            let has_more = self.engine.work(1 << 20);
            let due = self.engine.needs_paint();
            for &pane in &due {
                self.now_millis += 10.0;
                self.engine.paint(pane, self.now_millis, &mut self.canvas);
            }
            self.replies.extend(self.engine.take_replies());
            if !has_more && due.is_empty() {
                break;
            }
        }
    }

    /// The newest reply that `pick` takes.
    pub(crate) fn last<T>(&self, pick: impl Fn(&Reply) -> Option<T>) -> Result<T> {
        let newest = self.replies.iter().rev().find_map(|outgoing| pick(&outgoing.reply));
        newest.context("the engine did not say it")
    }

    /// What the engine last said of its view.
    /// The bytes that travelled beside the newest reply of this kind.
    pub(crate) fn bytes_of(&self, reply: &Reply) -> Result<Vec<u8>> {
        let newest = self.replies.iter().rev().find(|outgoing| outgoing.reply == *reply);
        newest
            .and_then(|outgoing| outgoing.bytes.clone())
            .context("no such reply")
    }

    pub(crate) fn view(&self) -> Result<View> {
        self.last(|reply| {
            if let Reply::View(view) = reply {
                Some((**view).clone())
            } else {
                None
            }
        })
    }

    /// Rows of the table.
    pub(crate) fn rows(&mut self, from: u32, to: u32) -> Result<Vec<TopRow>> {
        self.ask(Request::Rows(u32::MAX, from, to));
        let newest = self.replies.iter().rev().find_map(|outgoing| outgoing.bytes.as_deref());
        Ok(rows_from_bytes(newest.context("no rows came")?)?)
    }

    /// The labels in the order in which they were written.
    pub(crate) fn labels(&self) -> Vec<Label> {
        let calls = self.canvas.recorder.calls.iter();
        calls
            .filter_map(|call| match call {
                Call::Text(color, x, y, text) => Some(Label {
                    size: LABEL_SIZE,
                    color: rgb(*color),
                    x: *x,
                    y: *y,
                    width: columns(text) as f64 * self.canvas.column_width,
                    text: text.clone(),
                }),
                Call::TextSized(color, size, x, y, text) => Some(Label {
                    size: *size,
                    color: rgb(*color),
                    x: *x,
                    y: *y,
                    width: columns(text) as f64 * self.canvas.column_width * size / LABEL_SIZE,
                    text: text.clone(),
                }),
                _ => None,
            })
            .collect()
    }

    /// The label with exactly this text.
    pub(crate) fn label(&self, text: &str) -> Result<Label> {
        let labels = self.labels();
        let found = labels.iter().find(|label| label.text == text).cloned();
        found.with_context(|| {
            let texts: Vec<_> = labels.into_iter().map(|label| label.text).collect();
            format!("no label {text} among {texts:?}")
        })
    }

    /// The box that was painted last over a point, and its colour.
    pub(crate) fn box_at(&self, x: f64, y: f64) -> Option<(Rect, Rgb)> {
        let has = |rect: &&Rect| x >= rect.x && x < rect.right() && y >= rect.y && y < rect.bottom();
        let mut calls = self.canvas.recorder.calls.iter().rev();
        calls.find_map(|call| match call {
            Call::Fill(color, rects) => rects.iter().rev().find(has).map(|rect| (*rect, rgb(*color))),
            _ => None,
        })
    }

    /// The canvas as it should be, without its labels.
    pub(crate) fn picture(&self) -> Picture {
        let mut picture = Picture::plain(0, 0, [0; 3]);
        for call in &self.canvas.recorder.calls {
            match call {
                Call::Begin(pane, ground) => {
                    let side = |css: f64| (css * self.ratio).round().max(1.0) as usize;
                    picture = Picture::plain(side(pane.width), side(pane.height), rgb(*ground));
                }
                Call::Fill(color, rects) => {
                    for rect in rects {
                        picture.fill(self.device(*rect), rgb(*color));
                    }
                }
                Call::Outline(color, thickness, rects) => {
                    for rect in rects {
                        let [left, top, width, height] = self.device(*rect);
                        let side = ((thickness * self.ratio).round().max(1.0) as i64)
                            .min(width)
                            .min(height);
                        for edge in [
                            [left, top, width, side],
                            [left, top + height - side, width, side],
                            [left, top, side, height],
                            [left + width - side, top, side, height],
                        ] {
                            picture.fill(edge, rgb(*color));
                        }
                    }
                }
                Call::Image(x, y, raster) => {
                    let (left, top) = ((x * self.ratio).round() as i64, (y * self.ratio).round() as i64);
                    for (at, line) in (0..).zip(raster.pixels().chunks(raster.width().max(1) as usize)) {
                        for (x, pixel) in (left..).zip(line) {
                            picture.fill([x, top + at, 1, 1], [pixel[0], pixel[1], pixel[2]]);
                        }
                    }
                }
                // What only the call graph is painted with, which no twin is compared with pixel by pixel.
                Call::Text(..)
                | Call::Wash(..)
                | Call::FillRounded(..)
                | Call::OutlineRounded(..)
                | Call::Curves(..)
                | Call::Triangles(..)
                | Call::TextSized(..) => {}
            }
        }
        picture
    }

    /// A rectangle in whole device pixels, as canvases round it.
    fn device(&self, rect: Rect) -> [i64; 4] {
        let (left, top) = ((rect.x * self.ratio).round(), (rect.y * self.ratio).round());
        let width = ((rect.right() * self.ratio).round() - left).max(1.0);
        let height = ((rect.bottom() * self.ratio).round() - top).max(1.0);
        [left, top, width, height].map(|side| side as i64)
    }

    /// The pixels that a label may cover, among which it has left ink.
    fn find_ink(&self, label: &Label, seen: &Picture) -> Result<Vec<(usize, usize)>> {
        let [left, top, width, height] = self.device(label.place());
        let (right, bottom) = (left + width, top + height);
        let rows = top.max(0)..bottom.min(seen.height as i64);
        let place: Vec<(usize, usize)> = rows
            .flat_map(|y| (left.max(0)..right.min(seen.width as i64)).map(move |x| (x as usize, y as usize)))
            .collect();
        let has_ink = place.iter().any(|&(x, y)| is_near(seen.at(x, y), label.color));
        let is_in_view = top >= 0 && bottom <= seen.height as i64 && right > 0 && left < seen.width as i64;
        ensure!(has_ink || !is_in_view, "label not painted: {label:?}");
        Ok(place)
    }

    /// That every label has left ink in its place; how many there are.
    pub(crate) fn compare_letters(&self, seen: &Picture) -> Result<usize> {
        let labels = self.labels();
        for label in &labels {
            self.find_ink(label, seen)?;
        }
        Ok(labels.len())
    }

    /// Compares what is on a canvas with what should be there: every pixel that no label covers, and
    /// that every label has left ink in its place.
    pub(crate) fn compare(&self, seen: &Picture) -> Result<()> {
        self.compare_in(seen, (0, 0))
    }

    /// As [`Twin::compare`], of what is right of and below a point, in device pixels.
    pub(crate) fn compare_in(&self, seen: &Picture, (left, top): (usize, usize)) -> Result<()> {
        self.compare_where(seen, |x, y| x >= left && y >= top)
    }

    /// As [`Twin::compare`], of some pixels.
    pub(crate) fn compare_where(&self, seen: &Picture, is_meant: impl Fn(usize, usize) -> bool) -> Result<()> {
        let wanted = self.picture();
        ensure!(
            (seen.width, seen.height) == (wanted.width, wanted.height),
            "the canvas is {} × {} and should be {} × {}",
            seen.width,
            seen.height,
            wanted.width,
            wanted.height
        );
        let mut is_label = vec![false; wanted.pixels.len()];
        for label in self.labels() {
            for (x, y) in self.find_ink(&label, seen)? {
                is_label[y * wanted.width + x] = true;
            }
        }
        let wrong: Vec<_> = (0..wanted.pixels.len())
            .filter(|&at| !is_label[at] && seen.pixels[at] != wanted.pixels[at])
            .map(|at| (at % wanted.width, at / wanted.width))
            .filter(|&(x, y)| is_meant(x, y))
            .collect();
        if let Some(&(x, y)) = wrong.first() {
            anyhow::bail!(
                "{} pixels differ, the first at {x}, {y}: {:?} instead of {:?}",
                wrong.len(),
                seen.at(x, y),
                wanted.at(x, y)
            );
        }
        Ok(())
    }
}

impl Surface for Canvas {
    fn begin(&mut self, pane: PaneSpace, ground: Color) {
        self.recorder.begin(pane, ground);
    }

    fn fill(&mut self, color: Color, rects: &[Rect]) {
        self.recorder.fill(color, rects);
    }

    fn outline(&mut self, color: Color, thickness: f64, rects: &[Rect]) {
        self.recorder.outline(color, thickness, rects);
    }

    fn text(&mut self, color: Color, x: f64, y: f64, text: &str) {
        self.recorder.text(color, x, y, text);
    }

    fn image(&mut self, x: f64, y: f64, raster: &Raster) {
        self.recorder.image(x, y, raster);
    }

    fn column_width(&mut self) -> f64 {
        self.column_width
    }

    fn wash(&mut self, color: Color, opacity: f64, rects: &[Rect]) {
        self.recorder.wash(color, opacity, rects);
    }

    fn fill_rounded(&mut self, color: Color, radius: f64, rects: &[Rect]) {
        self.recorder.fill_rounded(color, radius, rects);
    }

    fn outline_rounded(&mut self, stroke: Stroke, radius: f64, rects: &[Rect]) {
        self.recorder.outline_rounded(stroke, radius, rects);
    }

    fn curves(&mut self, stroke: Stroke, curves: &[Vec<Point>]) {
        self.recorder.curves(stroke, curves);
    }

    fn triangles(&mut self, color: Color, triangles: &[[Point; 3]]) {
        self.recorder.triangles(color, triangles);
    }

    fn text_sized(&mut self, color: Color, size: f64, x: f64, y: f64, text: &str) {
        self.recorder.text_sized(color, size, x, y, text);
    }
}

/// A text in a box.
#[derive(Clone, Debug)]
pub(crate) struct Label {
    /// Its ink.
    pub(crate) color: Rgb,
    /// Its left edge, in CSS pixels of the pane.
    pub(crate) x: f64,
    /// The middle of its row.
    pub(crate) y: f64,
    /// How wide it is.
    pub(crate) width: f64,
    /// How large its letters are.
    size: f64,
    /// What it says.
    pub(crate) text: String,
}

impl Label {
    /// The part of the row that its letters may touch.
    fn place(&self) -> Rect {
        Rect {
            x: self.x - 2.0,
            y: self.y - self.size * 0.75,
            width: self.width + 4.0,
            height: self.size * 1.5,
        }
    }
}

fn rgb(color: Color) -> Rgb {
    [color.red, color.green, color.blue]
}

/// Whether a pixel is of a colour, or nearly so: thin strokes are mixed with what is under them.
fn is_near(pixel: Rgb, color: Rgb) -> bool {
    let distance: i32 = (0..3)
        .map(|at| (i32::from(pixel[at]) - i32::from(color[at])).abs())
        .sum();
    distance < 120
}
