//! Handles of files and folders by name, which outlive a visit: where a browser gives them (Chromium), it keeps them in a database of its own alone.
//!
//! `public/boot.js` speaks with the database, in less room than its many interfaces would take here.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::browser::boot;

/// Keeps a handle, or a list of them, in place of what had the name; whether it could be kept.
pub async fn put(name: &str, handle: &JsValue) -> bool {
    act(["put".into(), handle.clone(), name.into()]).await.is_ok()
}

/// What is kept by this name.
pub async fn get(name: &str) -> Option<JsValue> {
    let kept = act(["get".into(), name.into()]).await.ok()?;
    kept.is_object().then_some(kept)
}

/// Forgets what is kept by this name, or everything; whether it could be forgotten.
pub async fn forget(name: Option<&str>) -> bool {
    match name {
        Some(name) => act(["delete".into(), name.into()]).await.is_ok(),
        None => act(["clear".into()]).await.is_ok(),
    }
}

/// Whether a person lets us read what a handle stands for. After a visit ends that has to be asked once more, which the browser
/// does only where a key or a click has just led here.
pub async fn is_allowed(handle: &JsValue) -> bool {
    let asked = async {
        let ask: Function = Reflect::get(handle, &"requestPermission".into())?.dyn_into()?;
        let asked: Promise = ask.call0(handle)?.dyn_into()?;
        JsFuture::from(asked).await
    };
    asked.await.is_ok_and(|answer| answer == "granted")
}

async fn act<const N: usize>(words: [JsValue; N]) -> Result<JsValue, JsValue> {
    let act: Function = boot::get("handles").dyn_into()?;
    let asked: Promise = act.apply(&JsValue::NULL, &Array::from_iter(words))?.unchecked_into();
    JsFuture::from(asked).await
}
