//! The timeline of a trace: sums, 50 lanes of 1920 columns found anew, frames of a person who zooms and moves, and pictures of
//! random parts, of which nothing is known from the one before:
//! `cargo bench --bench timeline -- [TRACE...]`; where none is named, the trace of a busy server that `cargo bench --bench trace` reads too.

#[expect(dead_code, reason = "older traces are not measured here")]
mod recorded;

use std::error::Error;
use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};

use goscope::decode::trace::decoder;
use goscope::engine::Engine;
use goscope::layout::space::PaneSpace;
use goscope::layout::timeline::lane::Lane;
use goscope::layout::timeline::lanes::Lanes;
use goscope::layout::timeline::pieces::pieces;
use goscope::layout::timeline::source::{Source, Sums};
use goscope::layout::timeline::view::TimeView;
use goscope::model::trace::Trace;
use goscope::paint::surface::Recorder;
use goscope::protocol::Pane;
use goscope::protocol::request::{Appearance, OpenFile, PaneSize, PointerEvent, Request};
use goscope::protocol::timeline::TimelineCommand;

/// Lanes that are found.
const LANES: usize = 50;
/// Random parts of the trace.
const JUMPS: u64 = 10;
/// Frames of a gesture.
const FRAMES: usize = 60;
const WIDTH: f64 = 1920.0;
const HEIGHT: f64 = 1080.0;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench");
    for path in recorded::named_or_recorded(&folder)? {
        measure(&path)?;
    }
    Ok(())
}

fn measure(path: &Path) -> Result<(), Box<dyn Error>> {
    let (trace, _) = decoder::decode(File::open(path)?)?;
    println!(
        "{}: {} changes, {} goroutines, {} processors, {:.1} MB in memory",
        path.display(),
        trace.spans.len(),
        trace.goroutines.len(),
        trace.places.procs.len(),
        trace.bytes() as f64 / 1e6
    );
    let began = Instant::now();
    let sums = Sums::of(&trace)?;
    println!("sums: {:.1?}", began.elapsed());
    find(&trace, &sums)?;
    frames(path)
}

/// All columns of many lanes, at several zooms.
fn find(trace: &Trace, sums: &Sums) -> Result<(), Box<dyn Error>> {
    let mut lanes = Lanes::of(trace, sums)?;
    for (group, _) in trace.totals.groups() {
        lanes.open(Lane::Group(group), true);
    }
    let rows: Vec<Lane> = (0..lanes.len())
        .filter_map(|row| lanes.at(row))
        .filter(|lane| !lane.is_number())
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
fn frames(path: &Path) -> Result<(), Box<dyn Error>> {
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
        name: path.display().to_string(),
        size: file.metadata()?.len() as f64,
    };
    engine.open(named, Box::new(file));
    while engine.work(1 << 20) {}
    engine.paint(Pane::Timeline, 0.0, &mut surface);
    for is_open in [false, true] {
        engine.handle(Request::Timeline(TimelineCommand::FoldAll(!is_open)));
        let told = if is_open { "unfolded" } else { "folded" };
        jump(&mut engine, &mut surface, told);
        engine.handle(Request::Timeline(TimelineCommand::Reset));
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

/// Pictures of random parts of the trace: the first of each, and all that it takes until it is as fine as it should be.
fn jump(engine: &mut Engine, surface: &mut Recorder, told: &str) {
    let (mut firsts, mut all) = (Vec::new(), Vec::new());
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = |below: u64| {
        // Marsaglia's xorshift.
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed % below
    };
    for _ in 0..JUMPS {
        engine.handle(Request::Timeline(TimelineCommand::Reset));
        engine.paint(Pane::Timeline, 0.0, surface);
        // From all of it to a millionth.
        for _ in 0..random(20) {
            let x = random(WIDTH as u64) as f64;
            engine.handle(Request::Pointer(Pane::Timeline, PointerEvent::Zoom(x, 300.0, 2.0)));
        }
        engine.handle(Request::Pointer(
            Pane::Timeline,
            PointerEvent::Scroll(0.0, random(3_000) as f64),
        ));
        let mut pictures: Vec<Duration> = Vec::new();
        loop {
            let began = Instant::now();
            engine.paint(Pane::Timeline, 0.0, surface);
            pictures.push(began.elapsed());
            if !engine.needs_paint().contains(&Pane::Timeline) {
                break;
            }
        }
        firsts.extend(pictures.first().copied());
        all.extend(pictures);
    }
    firsts.sort_unstable();
    all.sort_unstable();
    println!(
        "{told}, {JUMPS} random parts: first pictures median {:.2?}, most {:.2?}; {} pictures, 95% {:.2?}, most {:.2?}",
        firsts[firsts.len() / 2],
        firsts[firsts.len() - 1],
        all.len(),
        all[all.len() * 95 / 100],
        all[all.len() - 1]
    );
}
