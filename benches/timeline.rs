//! The timeline of a trace: sums, 50 lanes of 1920 columns found anew, and frames of a person who zooms and moves:
//! `cargo bench --bench timeline -- TRACE`.

use std::error::Error;
use std::fs::File;
use std::time::{Duration, Instant};

use goscope::decode::trace::decoder;
use goscope::engine::Engine;
use goscope::layout::space::PaneSpace;
use goscope::layout::timeline::lanes::Lanes;
use goscope::layout::timeline::pieces::pieces;
use goscope::layout::timeline::source::{Lane, Source, Sums};
use goscope::layout::timeline::view::TimeView;
use goscope::model::trace::Trace;
use goscope::paint::surface::Recorder;
use goscope::protocol::Pane;
use goscope::protocol::request::{Appearance, OpenFile, PaneSize, PointerEvent, Request};
use goscope::protocol::timeline::TimelineCommand;

/// Lanes that are found.
const LANES: usize = 50;
/// Frames of a gesture.
const FRAMES: usize = 60;
const WIDTH: f64 = 1920.0;
const HEIGHT: f64 = 1080.0;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let path = path.ok_or("no trace was named: cargo bench --bench timeline -- TRACE")?;
    let (trace, _) = decoder::decode(File::open(&path)?)?;
    println!(
        "{path}: {} changes, {} goroutines, {} processors, {:.1} MB in memory",
        trace.spans.len(),
        trace.goroutines.len(),
        trace.places.procs.len(),
        trace.bytes() as f64 / 1e6
    );
    let began = Instant::now();
    let sums = Sums::of(&trace)?;
    println!("sums: {:.1?}", began.elapsed());
    find(&trace, &sums)?;
    frames(&path)
}

/// All columns of many lanes, at several zooms.
fn find(trace: &Trace, sums: &Sums) -> Result<(), Box<dyn Error>> {
    let mut lanes = Lanes::of(trace)?;
    for (group, _) in trace.totals.groups() {
        lanes.open(Lane::Group(group), true);
    }
    let rows: Vec<Lane> = (0..lanes.len())
        .filter_map(|row| lanes.at(row))
        .filter(|lane| !matches!(lane, Lane::Section(_) | Lane::Heap))
        .take(LANES)
        .collect();
    let pane = PaneSpace {
        width: WIDTH,
        height: HEIGHT,
        ratio: 1.0,
    };
    for zoom in [1, 10, 100, 1_000] {
        let whole = TimeView::whole(pane, trace.end);
        let middle = trace.end / 2;
        let view = whole.between(middle, middle + trace.end / zoom, trace.end);
        let began = Instant::now();
        let mut count = 0;
        for &lane in &rows {
            count += pieces(&Source { trace, sums, lane }, &view).len();
        }
        println!(
            "{} lanes at 1/{zoom} of the trace: {count} pieces in {:.2?}",
            rows.len(),
            began.elapsed()
        );
    }
    Ok(())
}

/// Frames through the engine, as a worker paints them but for the canvas.
fn frames(path: &str) -> Result<(), Box<dyn Error>> {
    let mut engine = Engine::new();
    let mut surface = Recorder::default();
    engine.handle(Request::Appearance(Appearance {
        is_motion_reduced: true,
        ..Appearance::default()
    }));
    let size = PaneSize {
        width: WIDTH,
        height: HEIGHT,
        ratio: 1.0,
    };
    engine.handle(Request::Mount(Pane::Timeline, size));
    let file = File::open(path)?;
    let named = OpenFile {
        name: path.to_owned(),
        size: file.metadata()?.len() as f64,
    };
    engine.open(named, Box::new(file));
    while engine.work(1 << 20) {}
    engine.paint(Pane::Timeline, 0.0, &mut surface);
    for is_open in [false, true] {
        engine.handle(Request::Timeline(TimelineCommand::FoldAll(!is_open)));
        let told = if is_open { "unfolded" } else { "folded" };
        let (x, y) = (WIDTH * 0.6, HEIGHT / 2.0);
        for (name, event) in [
            ("zoom in", PointerEvent::Zoom(x, y, 1.15)),
            ("pan", PointerEvent::Scroll(25.0, 0.0)),
            ("scroll", PointerEvent::Scroll(0.0, 30.0)),
            ("zoom out", PointerEvent::Zoom(x, y, 1.0 / 1.15)),
            ("point", PointerEvent::Move(x, y)),
        ] {
            let mut times: Vec<Duration> = (0..FRAMES)
                .map(|_| {
                    engine.handle(Request::Pointer(Pane::Timeline, event));
                    let began = Instant::now();
                    engine.paint(Pane::Timeline, 0.0, &mut surface);
                    began.elapsed()
                })
                .collect();
            times.sort_unstable();
            println!(
                "{told}, {name}: median {:.2?}, 95% {:.2?}, most {:.2?}",
                times[FRAMES / 2],
                times[FRAMES * 95 / 100],
                times[FRAMES - 1]
            );
        }
    }
    Ok(())
}
