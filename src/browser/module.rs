//! The worker's WebAssembly, compiled once for the page and posted to every worker.

use std::cell::RefCell;

use js_sys::WebAssembly;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use crate::browser::window;

thread_local! {
    /// The module, once it was compiled.
    static COMPILED: RefCell<Option<WebAssembly::Module>> = const { RefCell::new(None) };
}

/// The compiled module, fetched and compiled at the first call.
///
/// An error is said in words; the next call tries again.
pub async fn worker_module() -> Result<WebAssembly::Module, String> {
    if let Some(module) = COMPILED.with_borrow(Clone::clone) {
        return Ok(module);
    }
    let module = compile().await.map_err(|error| words(&error))?;
    COMPILED.with_borrow_mut(|slot| *slot = Some(module.clone()));
    Ok(module)
}

/// What an exception says, for a sentence.
pub fn words(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => error.as_string().unwrap_or_else(|| format!("{error:?}")),
    }
}

async fn compile() -> Result<WebAssembly::Module, JsValue> {
    let address = window::meta("worker-wasm").ok_or("missing meta: worker-wasm")?;
    let response: Response = JsFuture::from(window::window().fetch_with_str(&address))
        .await?
        .dyn_into()?;
    if !response.ok() {
        return Err(JsValue::from(format!(
            "missing file: {address}, status {}",
            response.status()
        )));
    }
    // Hosts that do not know the type refuse streaming; the bytes compile all the same.
    let has_type = response
        .headers()
        .get("content-type")?
        .is_some_and(|kind| kind.starts_with("application/wasm"));
    let module = if has_type {
        let response = js_sys::Promise::resolve(&response);
        JsFuture::from(WebAssembly::compile_streaming(response.unchecked_ref())).await?
    } else {
        let bytes = JsFuture::from(response.array_buffer()?).await?;
        JsFuture::from(WebAssembly::compile(&bytes)).await?
    };
    module.dyn_into()
}
