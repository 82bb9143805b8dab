//! Copies text for a person to paste elsewhere.

use wasm_bindgen_futures::JsFuture;

use crate::browser::program::words;
use crate::browser::window;

/// Copies `text`; fails where the page is not served over https or the browser asks and is refused.
pub async fn copy(text: &str) -> Result<(), String> {
    let clipboard = js_sys::Reflect::get(&window::window().navigator(), &"clipboard".into());
    if clipboard.is_ok_and(|it| it.is_undefined()) {
        return Err("this address is not served over https".to_owned());
    }
    let written = JsFuture::from(window::window().navigator().clipboard().write_text(text)).await;
    written.map(drop).map_err(|error| words(&error))
}
