//! The window and what hangs on it: one place for what a page always has.

use wasm_bindgen::JsCast as _;
use web_sys::{Document, Element, HtmlElement, Window};

/// The window. A page always has one; a worker must not ask.
///
/// # Panics
///
/// Panics in a worker.
pub fn window() -> Window {
    #[expect(clippy::expect_used, reason = "a page without a window does not run scripts")]
    web_sys::window().expect("the page has a window")
}

/// The page's document.
///
/// # Panics
///
/// Panics in a worker.
pub fn document() -> Document {
    #[expect(clippy::expect_used, reason = "a window that shows a page has its document")]
    window().document().expect("the window has a document")
}

/// The `<html>` element, where the theme stands as an attribute.
pub fn root() -> Option<Element> {
    document().document_element()
}

/// Removes what the page shows before the program stands.
pub fn remove_loading_screen() {
    if let Some(element) = document().get_element_by_id("loading") {
        element.remove();
    }
}

/// The content of the page's `<meta name="…">`, if there is one and it is not empty.
pub fn meta(name: &str) -> Option<String> {
    let tag = document().query_selector(&format!("meta[name=\"{name}\"]")).ok()??;
    tag.get_attribute("content").filter(|content| !content.is_empty())
}

/// Device pixels to a CSS pixel.
pub fn pixel_ratio() -> f64 {
    window().device_pixel_ratio()
}

/// The width and height of what the element with this id fills, in CSS pixels; nothing where it is hidden.
pub fn size_around(id: &str) -> Option<(f64, f64)> {
    let parent = document().get_element_by_id(id)?.parent_element()?;
    let size = (parent.client_width(), parent.client_height());
    (size.0 > 0 && size.1 > 0).then(|| (size.0.into(), size.1.into()))
}

/// Milliseconds since the page began.
pub fn now() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

/// Says on the console what went wrong.
pub fn complain(words: &str) {
    web_sys::console::error_1(&words.into());
}

/// Leaves a mark in the browser's performance timeline, for benches and profilers.
pub fn mark(name: &str) {
    if let Some(timeline) = window().performance() {
        // A mark that cannot be made is missing in a measurement and nowhere else.
        drop(timeline.mark(name));
    }
}

/// How many threads the computer runs at once; at least one.
pub fn hardware_concurrency() -> usize {
    (window().navigator().hardware_concurrency() as usize).max(1)
}

/// Whether the keys of a Mac are meant: `Cmd` where others have `Ctrl`.
pub fn is_mac() -> bool {
    window()
        .navigator()
        .platform()
        .is_ok_and(|platform| platform.starts_with("Mac") || platform.starts_with("iP"))
}

/// Whether this browser lets a worker paint: `OffscreenCanvas`, handed over from a `<canvas>`.
pub fn can_worker_paint() -> bool {
    let window = window();
    let window: &wasm_bindgen::JsValue = window.as_ref();
    let has = |object: &wasm_bindgen::JsValue, name: &str| js_sys::Reflect::has(object, &name.into()).unwrap_or(false);
    let canvas = js_sys::Reflect::get(window, &"HTMLCanvasElement".into())
        .and_then(|class| js_sys::Reflect::get(&class, &"prototype".into()));
    has(window, "OffscreenCanvas") && canvas.is_ok_and(|prototype| has(&prototype, "transferControlToOffscreen"))
}

/// The element that has the keyboard's focus, when it is an HTML element.
pub fn focused() -> Option<HtmlElement> {
    document().active_element()?.dyn_into().ok()
}

/// The width and height of the window's inside, in CSS pixels.
pub fn size() -> [f64; 2] {
    let length = |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|value| value.as_f64()).unwrap_or(0.0);
    [length(window().inner_width()), length(window().inner_height())]
}

/// Gives the keyboard to the element with this id, if there is one.
pub fn focus(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let focused = element.focus();
        debug_assert!(focused.is_ok(), "focus never throws");
    }
}

/// Scrolls what an element stands in by as little as shows it.
pub fn scroll_into_view(element: &Element) {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}
