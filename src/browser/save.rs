//! Files for a person to keep: saved where the browser leaves what it downloads.

use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, HtmlCanvasElement, HtmlElement, Url};

use crate::browser::window;

/// Saves a blob as a file with this name; the error is the browser's.
pub fn save(content: &Blob, name: &str) -> Result<(), JsValue> {
    let address = Url::create_object_url_with_blob(content)?;
    let link: HtmlElement = window::document().create_element("a")?.unchecked_into();
    link.set_attribute("href", &address)?;
    link.set_attribute("download", name)?;
    link.click();
    // The download has the blob by now.
    Url::revoke_object_url(&address)
}

/// Saves what is on the canvas with this id as a PNG; the error is the browser's.
pub fn save_canvas(id: &str, name: String) -> Result<(), JsValue> {
    let canvas = window::document().get_element_by_id(id);
    let canvas = canvas.and_then(|canvas| canvas.dyn_into::<HtmlCanvasElement>().ok());
    let canvas = canvas.ok_or("there is no picture here")?;
    let done = Closure::once_into_js(move |content: Option<Blob>| {
        let saved = content
            .ok_or_else(|| JsValue::from("no picture came"))
            .and_then(|content| save(&content, &name));
        if let Err(error) = saved {
            web_sys::console::error_1(&error);
        }
    });
    canvas.to_blob(done.unchecked_ref())
}
