//! Settings that survive a reload, in the browser's local storage.
//!
//! Storage may be forbidden or full: then a setting holds for this visit alone, and nothing else changes.

use crate::browser::window;

/// Before every name, as one origin may serve other programs.
const PREFIX: &str = "goscope.";

/// What was kept under `name`.
pub fn get(name: &str) -> Option<String> {
    let storage = window::window().local_storage().ok()??;
    storage.get_item(&format!("{PREFIX}{name}")).ok()?
}

/// Keeps `value` under `name`, and says whether the browser let us.
pub fn set(name: &str, value: &str) -> bool {
    let storage = window::window().local_storage();
    storage.is_ok_and(|storage| storage.is_some_and(|it| it.set_item(&format!("{PREFIX}{name}"), value).is_ok()))
}

/// What was kept under `name` for this visit: it outlives a reload and ends with the tab.
pub fn get_for_visit(name: &str) -> Option<String> {
    let storage = window::window().session_storage().ok()??;
    storage.get_item(&format!("{PREFIX}{name}")).ok()?
}

/// Keeps `value` under `name` for this visit, and says whether the browser let us.
pub fn set_for_visit(name: &str, value: &str) -> bool {
    let storage = window::window().session_storage();
    storage.is_ok_and(|storage| storage.is_some_and(|it| it.set_item(&format!("{PREFIX}{name}"), value).is_ok()))
}
