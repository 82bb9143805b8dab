//! What only a browser has, in a real worker of a real browser: messages, files, canvases, a frame.
//!
//! `cargo xtask test --only wasm` runs this in headless Chromium.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "what the browser refuses fails the test")]

#[path = "../benches/graphs/mod.rs"]
mod graphs;

use std::io::Read as _;

use goscope::browser::canvas::CanvasSurface;
use goscope::browser::message;
use goscope::browser::slices::SlicedFile;
use goscope::engine::Engine;
use goscope::layout::graph::lay_out;
use goscope::layout::space::{PaneSpace, Point, Rect};
use goscope::paint::surface::{Stroke, Surface as _};
use goscope::paint::theme::{Color, Theme};
use goscope::protocol::reply::{FrameFacts, Opened, Reply, RowsHeader, TwinHeader};
use goscope::protocol::request::{
    Appearance, OpenFile, PaneSize, PointerEvent, Request, SearchFor, SystemColors, TwinCommand,
};
use goscope::protocol::{Pane, Twin};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{File, OffscreenCanvas, OffscreenCanvasRenderingContext2d};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const CPU: &[u8] = include_bytes!("corpus/profiles/shop.go1.27.cpu.pb.gz");

fn file(bytes: &[u8]) -> File {
    let parts = Array::of1(&Uint8Array::from(bytes));
    File::new_with_u8_array_sequence(&parts, "profile.pb.gz").unwrap()
}

/// Red, green, blue and alpha of a pixel.
fn pixel(canvas: &OffscreenCanvas, x: f64, y: f64) -> [u8; 4] {
    let context: OffscreenCanvasRenderingContext2d = canvas.get_context("2d").unwrap().unwrap().unchecked_into();
    let data = context.get_image_data(x, y, 1.0, 1.0).unwrap().data();
    [data[0], data[1], data[2], data[3]]
}

fn opaque(color: Color) -> [u8; 4] {
    [color.red, color.green, color.blue, 255]
}

/// Sends a value through a message and back.
fn journey<T>(value: &T) -> T
where
    T: serde::Serialize + serde::de::DeserializeOwned,
{
    let beside = [JsValue::from("beside"), JsValue::from(7)];
    let message = message::encode(value, &beside).unwrap();
    assert_eq!(message.length(), 3);
    let (value, beside) = message::decode(&message).unwrap();
    assert_eq!(
        (beside.get(0).as_string().as_deref(), beside.get(1).as_f64()),
        (Some("beside"), Some(7.0))
    );
    value
}

#[wasm_bindgen_test]
fn messages_survive_the_journey() {
    let size = PaneSize {
        width: 640.5,
        height: 480.0,
        ratio: 1.25,
    };
    let requests = [
        Request::Open(OpenFile {
            name: "heap \u{1f4c8}.pb.gz".to_owned(),
            // Larger than 32 bits hold.
            size: 5e9,
        }),
        Request::Mount(Pane::Minimap, size),
        Request::Search(u32::MAX, SearchFor::default()),
        Request::Select(None),
        Request::Twin(Twin::Flame, TwinCommand::Move(i32::MIN)),
        Request::Appearance(Appearance {
            system: Some(SystemColors::default()),
            ..Appearance::default()
        }),
        Request::Select(Some(u32::MAX)),
        Request::Pointer(Pane::Flame, PointerEvent::Zoom(1.5, 2.5, 0.8)),
    ];
    for request in requests {
        assert_eq!(journey(&request), request);
    }
    let replies = [
        Reply::Ready,
        Reply::Opened(Box::new(Opened {
            facts: vec![("samples".to_owned(), "1,204".to_owned())],
            doc_url: None,
            is_delta: true,
            ..Opened::default()
        })),
        Reply::Rows(RowsHeader::default()),
        Reply::TwinRows(Twin::Flame, TwinHeader::default()),
        Reply::Hover(None),
        Reply::Hover(Some(Box::new(FrameFacts {
            frame: Some(0),
            rect: Some([0.0, 20.0, 100.25, 19.0]),
            ..FrameFacts::default()
        }))),
        Reply::Measured("2 frames: median 0.5 ms".to_owned()),
    ];
    for reply in replies {
        assert_eq!(journey(&reply), reply);
    }
}

#[wasm_bindgen_test]
fn what_is_no_message_is_refused_in_words() {
    let not_array = message::decode::<Request>(&JsValue::from("die")).unwrap_err();
    assert_eq!(not_array.to_string(), "invalid message: not an array");
    let unknown = message::decode::<Request>(&Array::of1(&JsValue::from("Nonsense"))).unwrap_err();
    assert!(unknown.to_string().starts_with("unknown message: "), "{unknown}");
}

#[wasm_bindgen_test]
fn a_file_is_read_exactly_whatever_is_asked_for_at_once() {
    // More than two slices, and not a whole number of them.
    let bytes: Vec<u8> = (0..9_000_001_u32).map(|at| (at ^ at >> 8 ^ at >> 16) as u8).collect();
    let mut input = SlicedFile::new(file(&bytes)).unwrap();
    let mut read = Vec::new();
    let mut buffer = vec![0; 1 << 20];
    for room in [1, 3, 64 << 10, 1 << 20].into_iter().cycle() {
        let count = input.read(&mut buffer[..room]).unwrap();
        if count == 0 {
            break;
        }
        read.extend_from_slice(&buffer[..count]);
    }
    assert_eq!(read.len(), bytes.len());
    assert!(read == bytes, "the bytes differ");

    let mut empty = SlicedFile::new(file(&[])).unwrap();
    assert_eq!(empty.read(&mut buffer).unwrap(), 0);
    assert_eq!(empty.read(&mut []).unwrap(), 0);
}

#[wasm_bindgen_test]
fn a_canvas_shows_what_the_surface_is_told() {
    let canvas = OffscreenCanvas::new(1, 1).unwrap();
    let mut surface = CanvasSurface::new(canvas.clone()).unwrap();
    let pane = PaneSpace {
        width: 100.0,
        height: 50.0,
        ratio: 2.0,
    };
    let (ground, red, blue, ink) = (
        Color::hex(0xfa_fa_fa),
        Color::hex(0xcc_22_11),
        Color::hex(0x11_33_cc),
        Color::hex(0),
    );
    let rect = Rect {
        x: 10.0,
        y: 10.0,
        width: 20.0,
        height: 10.0,
    };
    surface.begin(pane, ground);
    assert_eq!((canvas.width(), canvas.height()), (200, 100));
    surface.fill(red, &[rect]);
    surface.outline(blue, 1.0, &[rect]);
    assert_eq!(pixel(&canvas, 0.0, 0.0), opaque(ground));
    assert_eq!(pixel(&canvas, 40.0, 30.0), opaque(red), "inside");
    // A line of one CSS pixel is two device pixels, inside of the edge.
    for (x, y) in [(20.0, 20.0), (21.0, 21.0), (59.0, 39.0), (58.0, 38.0)] {
        assert_eq!(pixel(&canvas, x, y), opaque(blue), "{x}, {y}");
    }
    assert_eq!(pixel(&canvas, 19.0, 30.0), opaque(ground), "left of it");
    assert_eq!(pixel(&canvas, 60.0, 30.0), opaque(ground), "right of it");

    surface.text(ink, 70.0, 25.0, "MMM");
    let inked = (140..200)
        .filter(|x| pixel(&canvas, f64::from(*x), 50.0) != opaque(ground))
        .count();
    assert!(inked > 3, "{inked} pixels of the text");
    surface.force().unwrap();

    // A new frame paints over everything.
    surface.begin(pane, blue);
    assert_eq!(pixel(&canvas, 40.0, 30.0), opaque(blue));
}

#[wasm_bindgen_test]
fn curves_corners_and_washes_are_painted_where_they_are_told() {
    let canvas = OffscreenCanvas::new(1, 1).unwrap();
    let mut surface = CanvasSurface::new(canvas.clone()).unwrap();
    let pane = PaneSpace {
        width: 100.0,
        height: 60.0,
        ratio: 2.0,
    };
    let (ground, red, blue) = (Color::hex(0xff_ff_ff), Color::hex(0xcc_22_11), Color::hex(0x00_00_cc));
    surface.begin(pane, ground);
    let rect = Rect {
        x: 10.0,
        y: 10.0,
        width: 30.0,
        height: 20.0,
    };
    surface.fill_rounded(red, 8.0, &[rect]);
    assert_eq!(pixel(&canvas, 50.0, 40.0), opaque(red), "inside");
    assert_eq!(pixel(&canvas, 21.0, 21.0), opaque(ground), "a corner is round");
    let line = |y: f64| [50.0, 60.0, 70.0, 90.0].map(|x| Point { x, y }).to_vec();
    let stroke = |is_dashed| Stroke {
        color: blue,
        width: 4.0,
        is_dashed,
    };
    surface.curves(stroke(false), &[line(20.0)]);
    surface.curves(stroke(true), &[line(40.0)]);
    let painted = |y: f64| {
        (102..178)
            .filter(|x| pixel(&canvas, f64::from(*x), y) == opaque(blue))
            .count()
    };
    assert_eq!(painted(40.0), 76, "a whole line");
    assert!((20..60).contains(&painted(80.0)), "dashes: {}", painted(80.0));
    let corners = [(60.0, 50.0), (80.0, 50.0), (70.0, 58.0)].map(|(x, y)| Point { x, y });
    surface.triangles(red, &[corners]);
    assert_eq!(pixel(&canvas, 140.0, 104.0), opaque(red));
    surface.wash(blue, 0.5, &[rect]);
    let washed = pixel(&canvas, 50.0, 40.0);
    assert!(washed[0] < 0xcc && washed[2] > 0x11 && washed[2] < 0xcc, "{washed:?}");
}

/// Printed, not judged: how long depends on the machine. `cargo test --release` gives figures worth noting.
#[wasm_bindgen_test]
fn call_graphs_are_laid_out() {
    let clock = js_sys::Reflect::get(&js_sys::global(), &"performance".into()).unwrap();
    let clock: web_sys::Performance = clock.unchecked_into();
    // The largest first: by the smallest the browser has compiled everything.
    for (nodes, edges) in graphs::SIZES.into_iter().rev() {
        let graph = graphs::calls(nodes, edges);
        let mut millis: Vec<f64> = (0..5)
            .map(|_| {
                let began = clock.now();
                assert_eq!(lay_out(&graph).centres.len(), graph.nodes.len());
                clock.now() - began
            })
            .collect();
        millis.sort_by(f64::total_cmp);
        wasm_bindgen_test::console_log!(
            "{nodes} nodes, {edges} edges: {:.1} ms, best {:.1} ms",
            millis[2],
            millis[0]
        );
    }
}

#[wasm_bindgen_test]
fn every_column_is_equally_wide() {
    let canvas = OffscreenCanvas::new(10, 10).unwrap();
    let mut surface = CanvasSurface::new(canvas.clone()).unwrap();
    let width = surface.column_width();
    assert!((5.0..10.0).contains(&width), "{width}");
    assert_eq!(surface.column_width(), width);
    // The font that was measured is still set: any ten letters are ten columns.
    let context: OffscreenCanvasRenderingContext2d = canvas.get_context("2d").unwrap().unwrap().unchecked_into();
    for text in ["iiiiiiiiii", "WWWWWWWWWW", "(*node[go."] {
        let measured = context.measure_text(text).unwrap().width();
        assert!(
            (measured - width * 10.0).abs() < 0.01,
            "{text}: {measured}, not {}",
            width * 10.0
        );
    }
}

#[wasm_bindgen_test]
fn an_engine_paints_a_frame_of_a_dropped_file() {
    let canvas = OffscreenCanvas::new(1, 1).unwrap();
    let mut surface = CanvasSurface::new(canvas.clone()).unwrap();
    let mut engine = Engine::new();
    let size = PaneSize {
        width: 800.0,
        height: 400.0,
        ratio: 1.0,
    };
    engine.handle(Request::Mount(Pane::Flame, size));
    let named = OpenFile {
        name: "cpu.pb.gz".to_owned(),
        size: CPU.len() as f64,
    };
    engine.open(named, Box::new(SlicedFile::new(file(CPU)).unwrap()));
    let mut replies = Vec::new();
    for _ in 0..10_000 {
        let has_more = engine.work(1 << 16);
        let due = engine.needs_paint();
        for &pane in &due {
            engine.paint(pane, 0.0, &mut surface);
        }
        replies.extend(engine.take_replies().into_iter().map(|outgoing| outgoing.reply));
        if !has_more && due.is_empty() {
            break;
        }
    }
    assert!(replies.contains(&Reply::Painted(Pane::Flame)), "{replies:?}");
    assert_eq!((canvas.width(), canvas.height()), (800, 400));
    let theme = Theme::light();
    let root = theme.role(goscope::layout::flame::Role::Root);
    assert_eq!(pixel(&canvas, 790.0, 10.0), opaque(root), "the root's row");
    let second = pixel(&canvas, 2.0, 30.0);
    assert!(
        second != opaque(root) && second != opaque(theme.ground),
        "the row below: {second:?}"
    );
}
