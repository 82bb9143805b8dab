//! The colours a person's system sets for everything: what `Canvas` and its kin are, as numbers for the canvases.

use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use crate::browser::window;
use crate::protocol::decimal::decimal;
use crate::protocol::request::SystemColors;

/// The system's colours as they are now; nothing where the browser will not say.
pub fn resolve() -> Option<SystemColors> {
    let probe: HtmlElement = window::document().create_element("span").ok()?.dyn_into().ok()?;
    probe.set_hidden(true);
    let body = window::document().body()?;
    body.append_child(&probe).ok()?;
    let color = |name: &str| {
        probe.style().set_property("color", name).ok()?;
        let style = window::window().get_computed_style(&probe).ok()??;
        rgb_from_text(&style.get_property_value("color").ok()?)
    };
    let colors = || {
        Some(SystemColors {
            canvas: color("Canvas")?,
            canvas_text: color("CanvasText")?,
            highlight: color("Highlight")?,
            highlight_text: color("HighlightText")?,
            gray_text: color("GrayText")?,
            link_text: color("LinkText")?,
        })
    };
    let colors = colors();
    probe.remove();
    colors
}

/// A colour as computed styles write it, red, green and blue from 0 to 255 and perhaps an opacity.
fn rgb_from_text(text: &str) -> Option<u32> {
    let (_, inner) = text.split_once('(')?;
    let mut channels = inner
        .split(|letter: char| !letter.is_ascii_digit() && letter != '.')
        .filter(|channel| !channel.is_empty())
        .map(|channel| decimal(channel).map(|value| value.round() as u32));
    let mut next = || channels.next().flatten().filter(|&value| value < 256);
    Some(next()? << 16 | next()? << 8 | next()?)
}
