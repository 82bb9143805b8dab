//! Tells the size of an element, now and whenever it changes.

use js_sys::Array;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, Event, ResizeObserver};

use crate::browser::listen::Listener;
use crate::browser::window;

/// Watches an element's size until dropped.
pub struct SizeWatch {
    observer: Option<ResizeObserver>,
    _closure: Closure<dyn FnMut(Array)>,
    _zoom: Listener,
}

impl SizeWatch {
    /// Calls `on` with the width and height of `element`, in CSS pixels, once soon and then at every
    /// change of them or of the window's pixel ratio, but not for paper. Hidden elements are 0 by 0.
    pub fn new(element: &Element, on: impl Fn(f64, f64) + Clone + 'static) -> Self {
        let watched = element.clone();
        // Paper has sizes of its own, for a moment: what is shown keeps the window's.
        let is_printed = || {
            let print = window::window().match_media("print").ok().flatten();
            print.is_some_and(|print| print.matches())
        };
        let tell = move || {
            if !is_printed() {
                on(f64::from(watched.client_width()), f64::from(watched.client_height()));
            }
        };
        // A window that moves to another screen, or is zoomed, keeps the element's size and changes the ratio.
        let zoom = Listener::new(&window::window(), "resize", {
            let tell = tell.clone();
            move |_: Event| tell()
        });
        let closure: Closure<dyn FnMut(Array)> = Closure::new(move |_: Array| tell());
        let callback: &JsValue = closure.as_ref();
        let observer = ResizeObserver::new(callback.unchecked_ref()).ok();
        if let Some(observer) = &observer {
            observer.observe(element);
        }
        Self {
            observer,
            _closure: closure,
            _zoom: zoom,
        }
    }
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}
