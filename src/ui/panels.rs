//! The parts of the page that F6 leads through: whatever is marked `data-panel`.
//!
//! The keyboard goes to what a panel marks `data-panel-start`, else to its first control.

use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};

use crate::browser::window;

/// What takes the keyboard in a panel that marks nothing.
const CONTROLS: &str = "button, input, select, a[href], [tabindex='0']";

/// Gives the keyboard to the next panel, or the one before; `false` when there is none.
pub(super) fn go(is_backwards: bool) -> bool {
    let panels = all("[data-panel]");
    let count = panels.len();
    if count == 0 {
        return false;
    }
    let focused = window::focused();
    // Panels can stand in panels: the innermost is the last that has it.
    let at = panels
        .iter()
        .rposition(|panel| panel.contains(focused.as_ref().map(AsRef::as_ref)));
    let step = if is_backwards { count - 1 } else { 1 };
    let first = match (at, is_backwards) {
        (Some(at), _) => (at + step) % count,
        (None, false) => 0,
        (None, true) => count - 1,
    };
    let mut order = (0..count).map(|turn| (first + turn * step) % count);
    let start = order.find_map(|index| start_of(&panels[index]));
    start.is_some_and(|start| start.focus().is_ok())
}

/// What takes the keyboard in a panel.
fn start_of(panel: &Element) -> Option<HtmlElement> {
    let own = |selector: &str| {
        let found = panel.query_selector_all(selector).ok()?;
        let mut elements = (0..found.length()).filter_map(|index| found.get(index)?.dyn_into::<HtmlElement>().ok());
        elements.find(|element| is_shown(element) && !element.has_attribute("disabled"))
    };
    if panel.get_attribute("tabindex").as_deref() == Some("0") {
        return panel.dyn_ref::<HtmlElement>().cloned();
    }
    own("[data-panel-start]").or_else(|| own(CONTROLS))
}

fn all(selector: &str) -> Vec<Element> {
    let Ok(found) = window::document().query_selector_all(selector) else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|index| found.get(index)?.dyn_into::<Element>().ok())
        .filter(is_shown)
        .collect()
}

fn is_shown<E: AsRef<Element>>(element: &E) -> bool {
    let place = element.as_ref().get_bounding_client_rect();
    place.width() > 0.0 && place.height() > 0.0
}
