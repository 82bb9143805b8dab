//! Lanes in view → bars with roles, labels that fit, names at the left, a ruler, and the whole trace in a strip.
//!
//! Bars stand on device pixels, since where a column is one pixel wide no fraction of it can be seen. Of a column the shares of
//! its time are heights: what was done for half of it fills half of the lane. What was done at all is one pixel high at least.

pub mod deeds;
pub mod heap;
mod instants;
mod matches;
mod overlay;
mod strip;

use std::ops::Range;

use crate::analyze::trace::activity::{Activity, Mix};
use crate::layout::space::{Point, Rect};
use crate::layout::text::NameVariants;
use crate::layout::timeline::frame::Frame;
use crate::layout::timeline::heads::{Head, head};
use crate::layout::timeline::lane::{Counter, Lane};
use crate::layout::timeline::lanes::Lanes;
use crate::layout::timeline::names;
use crate::layout::timeline::picture::deeds::{collectors, deeds};
use crate::layout::timeline::picture::heap::{heap, held};
use crate::layout::timeline::picture::instants::{instants, marks};
use crate::layout::timeline::picture::matches::matches;
use crate::layout::timeline::picture::overlay::overlay;
use crate::layout::timeline::picture::strip::{strip, window};
use crate::layout::timeline::pieces::{Content, Piece};
use crate::layout::timeline::role::{Role, Roles};
use crate::layout::timeline::shelf::Shelf;
use crate::layout::timeline::source::{Match, Slice, Source, Sums};
use crate::layout::timeline::ticks::{Axis, Tick, ticks};
use crate::layout::timeline::view::TimeView;
use crate::model::trace::Trace;

/// A slice narrower than this has no label, in CSS pixels.
const MIN_LABELLED: f64 = 26.0;
/// From a slice's left edge to its label.
const LABEL_INSET: f64 = 4.0;
/// From the pane's left edge to a title.
pub const TITLE_INSET: f64 = 8.0;
/// Ground between lanes, above and below, in CSS pixels.
const GAP: f64 = 1.0;

/// How a bar fills its lane; heights are device pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// One thing from top to bottom.
    Whole(Role),
    /// Several, in the order of [`Role::STATES`] from the bottom up.
    Stack([u16; Activity::ALL.len()]),
    /// One thing from the bottom up to a height.
    Level(Role, u16),
    /// A line at a height.
    Line(Role, u16),
    /// A short mark at the top, over what else there is.
    Mark(Role),
    /// A strip at the foot, over what else there is.
    Foot(Role),
}

/// A part of a lane, in device pixels from the left edge of the lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Its row in [`TimelinePicture::rows`].
    pub row: u32,
    /// Its left edge.
    pub left: u32,
    /// Its right edge.
    pub right: u32,
    /// How it fills the lane.
    pub fill: Fill,
}

/// A lane in view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// What it is of.
    pub lane: Lane,
    /// Its top and height in CSS pixels, from the top of the pane.
    pub span: (f64, f64),
    /// From where to where bars stand, in device pixels from the top of the lanes; the first is negative where it is cut.
    pub bars: (i32, i32),
}

/// A text: a part of [`TimelinePicture::text`], where it begins and the middle of its line.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// Left edge, in CSS pixels of the pane.
    pub x: f64,
    /// Middle.
    pub y: f64,
    /// Which part of the text.
    pub text: Range<usize>,
    /// The bar that it stands on; none where it stands beside it.
    pub role: Option<Role>,
}

/// What is marked in a picture; edges are CSS pixels of the pane.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// Where the pointer's time is.
    pub cursor: Option<f64>,
    /// That time, written out.
    pub cursor_label: String,
    /// The lane under the pointer: top and height.
    pub lit_row: Option<(f64, f64)>,
    /// The slice under the pointer.
    pub lit: Option<Rect>,
    /// The selected slice.
    pub selected: Option<Rect>,
    /// The lane of the selected slice: top and height.
    pub selected_row: Option<(f64, f64)>,
    /// The part of time that is selected: from where to where, and how long it is, written out.
    pub range: Option<(f64, f64, String)>,
    /// Parts of time that are kept as marks: from where to where.
    pub kept: Vec<(f64, f64)>,
    /// Arrows, each from a waking to who was woken.
    pub arrows: Vec<[Point; 2]>,
    /// A part of time that is to be zoomed to.
    pub region: Option<(f64, f64)>,
}

/// A timeline before it has colours.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TimelinePicture {
    /// How the pane is parted.
    pub frame: Frame,
    /// Lanes in view, from top to bottom.
    pub rows: Vec<Row>,
    /// Bars, lane by lane from left to right; they never overlap but for lines, marks, strips, and levels that are part of what is below.
    pub bars: Vec<Bar>,
    /// What a search found: row, left and right edge in device pixels.
    pub matches: Vec<(u32, u32, u32)>,
    /// Labels of slices.
    pub labels: Vec<Label>,
    /// The texts of labels and heads, one after the other.
    pub text: String,
    /// Names of lanes.
    pub heads: Vec<Head>,
    /// The ruler.
    pub ticks: Vec<Tick>,
    /// Heights of what ran over the whole trace, in CSS pixels, each two pixels wide.
    pub strip: Vec<Rect>,
    /// The part of the strip that is in view.
    pub window: Rect,
    /// Where the collector marks, and where the world is stopped: left and right edge in device pixels.
    pub overlays: [Vec<(u32, u32)>; 2],
    /// Whose it is; empty where there is only one on the canvas.
    pub title: String,
    /// What is left out: its room stays empty.
    pub off: Roles,
    /// Whether some lanes are coarser than the view, or empty, and will be better in the next picture.
    pub is_rough: bool,
}

/// What is seen.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The trace.
    pub trace: &'a Trace,
    /// Its sums.
    pub sums: &'a Sums,
    /// Its lanes.
    pub lanes: &'a Lanes,
    /// The part in view; its pane is that of the lanes alone.
    pub view: &'a TimeView,
    /// How the pane is parted.
    pub frame: Frame,
    /// Width of a column of the label font, in CSS pixels.
    pub column_width: f64,
    /// Where the strip ends: with the trace, or with a longer one beside it.
    pub end: i64,
    /// Whose trace it is; empty where there is only one on the canvas.
    pub title: &'a str,
    /// What times are counted from.
    pub axis: Axis,
    /// What is left out.
    pub off: Roles,
    /// What a search found, by lane and time.
    pub found: &'a [Match],
}

/// Lays out what is in view.
pub fn picture(scene: &Scene<'_>, shelf: &mut Shelf) -> TimelinePicture {
    shelf.begin();
    let mut picture = TimelinePicture {
        frame: scene.frame,
        ticks: ticks(scene.view, scene.axis, scene.column_width),
        window: window(scene),
        strip: strip(scene, shelf),
        title: title(scene),
        off: scene.off,
        ..TimelinePicture::default()
    };
    let device = Device::of(scene.view);
    let shown = scene.lanes.in_view(scene.view);
    for row in shown {
        let Some(lane) = scene.lanes.at(row) else { break };
        let top = scene.lanes.y_from_row(scene.view, row);
        let height = scene.lanes.row_height(row);
        let edge = |y: f64| (y * device.ratio).round() as i32;
        let at = picture.rows.len() as u32;
        let shown = Row {
            lane,
            span: (scene.frame.top() + top, height),
            bars: (edge(top + GAP), edge(top + height - GAP)),
        };
        picture.rows.push(shown);
        head(scene, row, &shown, &mut picture);
        matches(scene, &device, at, lane, &mut picture.matches);
        match lane {
            Lane::Section(_) => {}
            Lane::Heap => heap(scene, &device, at, &shown, &mut picture.bars),
            Lane::Memory(kind) => held(scene, &device, (at, &shown), kind, &mut picture.bars),
            Lane::Logs | Lane::Samples => instants(scene, &device, at, &shown, &mut picture),
            _ => {
                bars(scene, &device, at, &shown, shelf, &mut picture);
                if lane == Lane::Count(Counter::Procs) {
                    collectors(scene, &device, at, &shown, shelf, &mut picture.bars);
                }
                deeds(scene, &device, at, &shown, &mut picture.bars);
                marks(scene, &device, at, &shown, &mut picture.bars);
            }
        }
    }
    picture.overlays = [Lane::Mark, Lane::Stopped].map(|lane| overlay(scene, &device, lane, shelf));
    picture.is_rough = shelf.is_rough();
    picture
}

/// Whose trace it is, cut to what fits above the names of lanes.
fn title(scene: &Scene<'_>) -> String {
    let mut title = String::new();
    if scene.column_width > 0.0 {
        let room = ((scene.frame.head - 2.0 * TITLE_INSET) / scene.column_width) as usize;
        // What does not fit is cut.
        let _fitted = NameVariants::new([scene.title]).fit(room, &mut title);
    }
    title
}

/// Times on device pixels.
struct Device<'a> {
    view: &'a TimeView,
    ratio: f64,
    width: u32,
}

impl<'a> Device<'a> {
    fn of(view: &'a TimeView) -> Self {
        let ratio = view.pane.ratio.max(0.1);
        Self {
            view,
            ratio,
            width: (view.pane.width * ratio).round().max(0.0) as u32,
        }
    }

    /// As wide as a line is, in device pixels.
    fn line(&self) -> u32 {
        (self.ratio.round() as u32).max(1)
    }

    fn x(&self, time: i64) -> u32 {
        let x = self.view.x_from_time(time) * self.ratio;
        x.round().clamp(0.0, f64::from(self.width)) as u32
    }
}

fn source<'a>(scene: &Scene<'a>, lane: Lane) -> Source<'a> {
    Source {
        trace: scene.trace,
        sums: scene.sums,
        lane,
    }
}

fn bars(
    scene: &Scene<'_>,
    device: &Device<'_>,
    row: u32,
    shown: &Row,
    shelf: &mut Shelf,
    picture: &mut TimelinePicture,
) {
    let source = source(scene, shown.lane);
    let height = (shown.bars.1 - shown.bars.0).max(0) as u16;
    let off = |lane: Lane, activity: Activity| scene.off.has(Role::in_lane(lane, activity));
    let first = picture.bars.len();
    for &piece in shelf.pieces(&source, scene.view) {
        let (left, right) = (device.x(piece.start), device.x(piece.end));
        if right <= left {
            continue;
        }
        let fill = match (shown.lane, piece.content) {
            (_, Content::Slice(slice)) => match slice.activity {
                Some(activity) if !off(shown.lane, activity) => Fill::Whole(Role::in_lane(shown.lane, activity)),
                _ => continue,
            },
            (Lane::Count(counter), Content::Column(mix)) => {
                let mut mix = counter.of(mix);
                for activity in Activity::ALL {
                    if off(shown.lane, activity) {
                        mix.0[activity as usize] = 0;
                    }
                }
                let most = i64::from(most_counted(scene, counter));
                Fill::Stack(heights(mix, (piece.end - piece.start).saturating_mul(most), height))
            }
            // Of many goroutines those that are there; elsewhere what nobody did stays empty.
            (Lane::Group(_), Content::Column(mix)) => Fill::Stack(heights(mix, mix.total(), height)),
            (
                Lane::Mark | Lane::Stopped | Lane::StoppedFor(_) | Lane::Task(_) | Lane::Region(..) | Lane::Stack(..),
                Content::Column(mix),
            ) => {
                let [level, ..] = heights(mix, piece.end - piece.start, height);
                // A moment is to be seen however short.
                let level = if level > 0 { level.max(height / 2) } else { 0 };
                Fill::Level(Role::in_lane(shown.lane, Activity::Running), level)
            }
            (_, Content::Column(mix)) => Fill::Stack(heights(mix, piece.end - piece.start, height)),
        };
        if let Content::Slice(slice) = piece.content {
            label(scene, shown, (left, right), device, &slice, picture);
        }
        if matches!(fill, Fill::Level(role, _) if scene.off.has(role)) {
            continue;
        }
        push(&mut picture.bars, first, Bar { row, left, right, fill }, &piece);
    }
}

/// What fills the lane of a counter.
pub fn most_counted(scene: &Scene<'_>, counter: Counter) -> u32 {
    let (crowds, all) = (&scene.sums.crowds, scene.trace.totals.all());
    let most = match counter {
        Counter::Busy => crowds.most_busy(all),
        // As many as are left, if some are left out.
        Counter::States if scene.off.has(Role::Waiting) => crowds.most_busy(all),
        Counter::States => crowds.most_present(all),
        Counter::Procs => scene.trace.places.real_procs().count() as u32,
        Counter::Syscalls => crowds.most(all, Activity::Syscall),
    };
    most.max(1)
}

/// Adds a bar, or makes the one before it longer where both are columns of the same look.
fn push(bars: &mut Vec<Bar>, first: usize, bar: Bar, piece: &Piece) {
    if matches!(bar.fill, Fill::Stack([0, 0, 0, 0]) | Fill::Level(_, 0)) {
        return;
    }
    let is_column = matches!(piece.content, Content::Column(_));
    let last = bars.get_mut(first..).and_then(|bars| bars.last_mut());
    match last {
        Some(last) if is_column && last.right == bar.left && last.fill == bar.fill => last.right = bar.right,
        _ => bars.push(bar),
    }
}

/// Shares of a height, which together are as high as all that was done; what was done at all is seen.
fn heights(mix: Mix, whole: i64, height: u16) -> [u16; Activity::ALL.len()] {
    let mut heights = [0; Activity::ALL.len()];
    let (mut sum, mut used) = (0_i64, 0_u16);
    for (level, nanos) in heights.iter_mut().zip(mix.0) {
        sum = sum.saturating_add(nanos);
        let until = (sum as f64 / whole.max(1) as f64 * f64::from(height)).round();
        let until = (until.clamp(0.0, f64::from(height)) as u16).max(used);
        *level = until - used;
        if nanos > 0 && *level == 0 && used < height {
            *level = 1;
        }
        used += *level;
    }
    heights
}

fn label(
    scene: &Scene<'_>,
    shown: &Row,
    (left, right): (u32, u32),
    device: &Device<'_>,
    slice: &Slice,
    picture: &mut TimelinePicture,
) {
    let Some(activity) = slice.activity else { return };
    let (x, end) = (f64::from(left) / device.ratio, f64::from(right) / device.ratio);
    if end - x < MIN_LABELLED || scene.column_width <= 0.0 {
        return;
    }
    let names: NameVariants = names::of_slice(scene.trace, shown.lane, slice);
    let room = ((end - x - 2.0 * LABEL_INSET) / scene.column_width) as usize;
    if let Some(text) = names.fit(room, &mut picture.text) {
        picture.labels.push(Label {
            x: scene.frame.head + x + LABEL_INSET,
            y: shown.span.0 + shown.span.1 / 2.0,
            text,
            role: Some(Role::in_lane(shown.lane, activity)),
        });
    }
}

#[cfg(test)]
mod tests;
