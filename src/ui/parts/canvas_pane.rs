//! A canvas that a worker paints on: handed over once, told its size, and every gesture on it.

use std::time::Duration;

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, HtmlCanvasElement, MouseEvent, WheelEvent};

use crate::browser::listen::Listener;
use crate::browser::port::Freight;
use crate::browser::resize::SizeWatch;
use crate::browser::window;
use crate::protocol::Pane;
use crate::protocol::request::{PaneSize, PointerEvent, Request};
use crate::protocol::timeline::{DragMode, TimelineCommand};
use crate::ui::parts::gestures::{Gestures, Turn};
use crate::ui::reactive::effect;
use crate::ui::state::document::Document;
use crate::ui::state::page::{Menu, Page};
use crate::ui::state::settings::{Navigation, Settings};

/// A finger that rests for so long asks for the menu.
const LONG_PRESS: Duration = Duration::from_millis(500);

/// By then a glide has ended.
const PICTURE_SETTLES: Duration = Duration::from_millis(220);

/// The canvas of one pane. It fills its parent and is mounted when that first has a size.
#[component]
pub fn CanvasPane(
    /// Whose picture.
    document: Document,
    /// Which picture.
    pane: Pane,
    /// What the picture is, for those who cannot see it.
    #[prop(into)]
    label: Signal<String>,
    /// Whether the keyboard can reach it.
    #[prop(optional)]
    is_focusable: bool,
) -> impl IntoView {
    let node = NodeRef::<html::Canvas>::new();
    let page: Page = expect_context();
    let settings: Settings = expect_context();
    effect(move || {
        if let Some(canvas) = node.get() {
            watch_size(document, pane, &canvas);
            watch_gestures(document, pane, &canvas, settings);
            watch_menu(document, pane, &canvas, page);
        }
    });
    view! {
        <canvas
            node_ref=node
            class="pane-canvas"
            role="img"
            aria-label=label
            tabindex=is_focusable.then_some("0")
            id=document.id.element(element(pane))
            data-panel-start=is_focusable.then_some("")
            data-testid=match pane {
                Pane::Flame => "flame-canvas",
                Pane::Minimap => "minimap-canvas",
                Pane::Graph => "graph-canvas",
                Pane::Timeline => "timeline-canvas",
                Pane::Above => "above-canvas",
                Pane::Below => "below-canvas",
            }
        ></canvas>
    }
}

/// The name of a pane's canvas in its document.
pub fn element(pane: Pane) -> &'static str {
    match pane {
        Pane::Flame => "picture",
        Pane::Minimap => "minimap",
        Pane::Graph => "graph",
        Pane::Timeline => "timeline",
        Pane::Above => "above",
        Pane::Below => "below",
    }
}

/// Hands the canvas over as soon as its parent has a size, and tells every later size.
fn watch_size(document: Document, pane: Pane, canvas: &HtmlCanvasElement) {
    let Some(parent) = canvas.parent_element() else {
        return;
    };
    let last = StoredValue::new(None::<PaneSize>);
    let canvas = canvas.clone();
    let watch = SizeWatch::new(&parent, move |width, height| {
        let size = PaneSize {
            width,
            height,
            ratio: window::pixel_ratio(),
        };
        let before = last.try_get_value().flatten();
        // What is hidden has no size, and keeps the one it had.
        if width < 1.0 || height < 1.0 || before == Some(size) {
            return;
        }
        last.set_value(Some(size));
        if before.is_some() {
            document.send(Request::Resize(pane, size));
        } else if let Ok(offscreen) = canvas.transfer_control_to_offscreen() {
            let freight = Freight {
                beside: vec![offscreen.clone().into()],
                transfer: vec![offscreen.into()],
            };
            document.send_with(Request::Mount(pane, size), freight);
        }
    });
    StoredValue::new_local(watch);
}

fn watch_gestures(document: Document, pane: Pane, canvas: &HtmlCanvasElement, settings: Settings) {
    let gestures = StoredValue::new(Gestures::default());
    let rest = Rest::new(document, pane);
    let is_mac = window::is_mac();
    let send = move |events: Vec<PointerEvent>| {
        for event in events {
            rest.note(event);
            document.send(Request::Pointer(pane, event));
        }
    };
    let step = move |change: &dyn Fn(&mut Gestures) -> Vec<PointerEvent>| {
        send(gestures.try_update_value(change).unwrap_or_default());
    };
    let down = Listener::new(canvas, "pointerdown", move |event: web_sys::PointerEvent| {
        // The right button is the browser's menu; the middle one drags like the left.
        if event.button() > 1 {
            return;
        }
        if let Some(canvas) = target(&event) {
            let captured = canvas.set_pointer_capture(event.pointer_id());
            debug_assert!(captured.is_ok(), "the pointer is down, so it can be captured");
        }
        let is_region = event.ctrl_key() && !is_mac
            || event.meta_key()
            || event.shift_key() && settings.navigation.get_untracked() == Navigation::Speedscope;
        if pane == Pane::Timeline {
            let is_pan = event.button() == 1 || event.pointer_type() == "touch";
            let mode = drag_mode(settings, is_region && !event.shift_key(), event.shift_key(), is_pan);
            document.send(Request::Timeline(TimelineCommand::DragMode(mode)));
        }
        step(&|gestures| {
            let events = gestures.down(event.pointer_id(), place(&event));
            if is_region && !matches!(pane, Pane::Minimap | Pane::Timeline) {
                gestures.begin_region();
            }
            events
        });
    });
    let moved = Listener::new(canvas, "pointermove", move |event: web_sys::PointerEvent| {
        document
            .pointer
            .set([f64::from(event.client_x()), f64::from(event.client_y())]);
        if event.pointer_type() != "touch" || gestures.with_value(Gestures::is_held) {
            step(&|gestures| gestures.moved(event.pointer_id(), place(&event)));
        }
    });
    let up = Listener::new(canvas, "pointerup", move |event: web_sys::PointerEvent| {
        let is_touch = event.pointer_type() == "touch";
        step(&|gestures| gestures.up(event.pointer_id(), place(&event), event.time_stamp(), is_touch));
    });
    let cancel = Listener::new(canvas, "pointercancel", move |event: web_sys::PointerEvent| {
        step(&|gestures| gestures.cancel(event.pointer_id()));
    });
    let leave = Listener::new(canvas, "pointerleave", move |_: Event| send(vec![PointerEvent::Leave]));
    let wheel = Listener::active(canvas, "wheel", move |event: WheelEvent| {
        // A plane is zoomed by the wheel, as maps are.
        let zooms_alone = pane == Pane::Graph || settings.navigation.get_untracked() == Navigation::Classic;
        let is_classic = settings.navigation.get_untracked() == Navigation::Classic;
        let is_main = matches!(pane, Pane::Flame | Pane::Minimap);
        let view = document.view.with_untracked(|view| (view.can_scroll, view.is_zoomed));
        let turn = Turn {
            at: place(&event),
            delta: [event.delta_x(), event.delta_y()],
            mode: event.delta_mode(),
            is_zoom: event.ctrl_key() || event.meta_key() || zooms_alone && !event.shift_key(),
            is_sideways: event.shift_key() && (pane == Pane::Graph || !is_classic),
            time: event.time_stamp(),
            page: target(&event).map_or(0.0, |canvas| f64::from(canvas.client_height())),
            can_scroll: !is_main || view.0,
            can_pan: !is_main || view.1,
        };
        if let Some(meant) = gestures.try_update_value(|gestures| gestures.turned(turn)).flatten() {
            event.prevent_default();
            send(vec![meant]);
        } else if turn.is_zoom {
            // Never the browser's own zoom in the middle of ours.
            event.prevent_default();
        }
    });
    StoredValue::new_local((down, moved, up, cancel, leave, wheel));
    StoredValue::new_local(pinch_of_safari(document, pane, canvas));
}

/// What a drag over a timeline does: by itself it selects a range or moves, with Shift the other, with Ctrl or Cmd it zooms.
fn drag_mode(settings: Settings, is_zoom: bool, is_other: bool, is_pan: bool) -> DragMode {
    let pans = settings.navigation.get_untracked() != Navigation::Perfetto;
    if is_zoom {
        DragMode::Zoom
    } else if is_pan || pans != is_other {
        DragMode::Pan
    } else {
        DragMode::Range
    }
}

/// Opens the menu for what is under the pointer: at its right button, and where a finger rests.
fn watch_menu(document: Document, pane: Pane, canvas: &HtmlCanvasElement, page: Page) {
    if !matches!(pane, Pane::Flame | Pane::Graph) {
        return;
    }
    let open = move |[x, y]: [f64; 2], at: [f64; 2]| {
        document.send(Request::Pointer(pane, PointerEvent::Click(x, y)));
        page.menu.set(Some(Menu { document, at }));
    };
    let asked = Listener::new(canvas, "contextmenu", move |event: MouseEvent| {
        event.prevent_default();
        // Where a finger that rests is told as this, the timer below may have told it already.
        if page.menu.with_untracked(Option::is_none) {
            open(place(&event), window_place(&event));
        }
    });
    // Safari tells nothing of a finger that rests.
    let resting = StoredValue::new(None::<TimeoutHandle>);
    let end = move || {
        if let Some(timer) = resting.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    let down = Listener::new(canvas, "pointerdown", move |event: web_sys::PointerEvent| {
        end();
        if event.pointer_type() == "touch" && event.is_primary() {
            let (at, at_window) = (place(&event), window_place(&event));
            let timer = set_timeout_with_handle(move || open(at, at_window), LONG_PRESS);
            resting.set_value(timer.ok());
        }
    });
    let moved = Listener::new(canvas, "pointermove", move |event: web_sys::PointerEvent| {
        // A finger trembles; one that goes on is a drag.
        let is_far = event.movement_x().abs().max(event.movement_y().abs()) > 4;
        if is_far {
            end();
        }
    });
    let up = Listener::new(canvas, "pointerup", move |_: Event| end());
    let cancel = Listener::new(canvas, "pointercancel", move |_: Event| end());
    StoredValue::new_local((asked, down, moved, up, cancel));
}

/// Asks what is under a pointer that rests, when the picture has moved below it.
#[derive(Clone, Copy)]
struct Rest {
    document: Document,
    pane: Pane,
    /// Where the pointer is, while it is on the pane with no button held.
    at: StoredValue<Option<[f64; 2]>>,
    /// Counts movements of the picture, to tell the last.
    moves: StoredValue<u32>,
}

impl Rest {
    fn new(document: Document, pane: Pane) -> Self {
        Self {
            document,
            pane,
            at: StoredValue::new(None),
            moves: StoredValue::new(0),
        }
    }

    fn note(self, event: PointerEvent) {
        match event {
            PointerEvent::Move(x, y) => self.at.set_value(Some([x, y])),
            PointerEvent::Leave | PointerEvent::Press(..) | PointerEvent::Drag(..) | PointerEvent::Region(..) => {
                self.at.set_value(None);
            }
            PointerEvent::Zoom(..)
            | PointerEvent::Scroll(..)
            | PointerEvent::DoubleClick(..)
            | PointerEvent::ZoomToRegion(..) => {
                if let PointerEvent::Zoom(x, y, _) | PointerEvent::DoubleClick(x, y) = event {
                    self.at.set_value(Some([x, y]));
                }
                self.ask_soon();
            }
            PointerEvent::Click(..) | PointerEvent::Release => {}
        }
    }

    fn ask_soon(self) {
        self.moves.update_value(|moves| *moves = moves.wrapping_add(1));
        let moves = self.moves.get_value();
        let ask = move || {
            let is_last = self.moves.try_get_value() == Some(moves);
            if let Some([x, y]) = self.at.try_get_value().flatten().filter(|_| is_last) {
                self.document
                    .send(Request::Pointer(self.pane, PointerEvent::Move(x, y)));
            }
        };
        set_timeout(ask, PICTURE_SETTLES);
    }
}

/// Safari tells a trackpad's pinch by events of its own; elsewhere these never come.
fn pinch_of_safari(document: Document, pane: Pane, canvas: &HtmlCanvasElement) -> [Listener; 2] {
    let last = StoredValue::new(1.0);
    let scale = |event: &Event| {
        let scale = js_sys::Reflect::get(event, &"scale".into());
        scale.ok().and_then(|scale| scale.as_f64()).filter(|scale| *scale > 0.0)
    };
    let start = Listener::active(canvas, "gesturestart", move |event: Event| {
        event.prevent_default();
        last.set_value(1.0);
    });
    let change = Listener::active(canvas, "gesturechange", move |event: Event| {
        event.prevent_default();
        let Some(scale) = scale(&event) else {
            return;
        };
        let factor = scale / last.get_value();
        last.set_value(scale);
        let [x, y] = event.dyn_ref::<MouseEvent>().map_or([0.0; 2], place);
        document.send(Request::Pointer(pane, PointerEvent::Zoom(x, y, factor)));
    });
    [start, change]
}

fn target(event: &Event) -> Option<Element> {
    event.current_target()?.dyn_into().ok()
}

/// Where an event is, from the top left corner of what listens.
fn place(event: &MouseEvent) -> [f64; 2] {
    let corner = target(event).map(|element| element.get_bounding_client_rect());
    let (left, top) = corner.map_or((0.0, 0.0), |corner| (corner.left(), corner.top()));
    [f64::from(event.client_x()) - left, f64::from(event.client_y()) - top]
}

/// Where an event is, from the top left corner of the window.
fn window_place(event: &MouseEvent) -> [f64; 2] {
    [f64::from(event.client_x()), f64::from(event.client_y())]
}
