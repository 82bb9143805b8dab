//! The address's part after `#`, and the browser's memory of the ones before.
//!
//! Browsers refuse to write it too often, some pages may not write it at all: a refused write is no
//! error, the view goes on without.

use wasm_bindgen::JsValue;
use web_sys::{History, PopStateEvent};

use crate::browser::listen::Listener;
use crate::browser::window;

/// What stands after `#`; empty where there is none.
pub fn hash() -> String {
    let hash = window::window().location().hash().unwrap_or_default();
    hash.strip_prefix('#').unwrap_or_default().to_owned()
}

/// The page's address with this after `#`, to give to others.
pub fn address(hash: &str) -> String {
    let address = window::window().location().href().unwrap_or_default();
    let page = address.split('#').next().unwrap_or_default();
    format!("{page}#{hash}")
}

/// Adds an entry; whether the browser let us.
pub fn push(hash: &str) -> bool {
    let number = JsValue::from(steps() + 1);
    history().is_some_and(|it| it.push_state_with_url(&number, "", Some(&local(hash))).is_ok())
}

/// Writes over the newest entry; whether the browser let us.
pub fn replace(hash: &str) -> bool {
    let number = JsValue::from(steps());
    history().is_some_and(|it| it.replace_state_with_url(&number, "", Some(&local(hash))).is_ok())
}

/// One entry back, if that is still this page; whether it is.
pub fn back() -> bool {
    steps() > 0 && history().is_some_and(|history| history.back().is_ok())
}

/// One entry forward, if there is one.
pub fn forward() {
    if let Some(history) = history() {
        let asked = history.forward();
        debug_assert!(asked.is_ok(), "a page that shows can ask");
    }
}

/// Calls `on` with what stands after `#` whenever the browser went to another entry, or somebody wrote there.
pub fn watch(on: impl Fn(String) + 'static) -> Listener {
    Listener::new(&window::window(), "popstate", move |_: PopStateEvent| on(hash()))
}

fn history() -> Option<History> {
    window::window().history().ok()
}

/// How many entries before this one are the page's.
fn steps() -> u32 {
    let state = history().and_then(|history| history.state().ok());
    state.and_then(|state| state.as_f64()).map_or(0, |steps| steps as u32)
}

/// An empty text takes the `#` away, for which the whole path must be said.
fn local(hash: &str) -> String {
    if !hash.is_empty() {
        return format!("#{hash}");
    }
    let location = window::window().location();
    let part = |text: Result<String, JsValue>| text.unwrap_or_default();
    format!("{}{}", part(location.pathname()), part(location.search()))
}
