//! The worker's program: its WebAssembly, compiled once for the page and posted to every worker, and its script,
//! fetched once.
//!
//! Both are held by the page, so a worker starts without a request: offline, and also after the host has
//! changed builds.

use std::cell::RefCell;

use js_sys::{Array, WebAssembly};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, Response, Url};

use crate::browser::window;

thread_local! {
    /// The program, once it was fetched.
    static FETCHED: RefCell<Option<WorkerProgram>> = const { RefCell::new(None) };
}

/// What every worker is started from.
#[derive(Clone)]
pub struct WorkerProgram {
    /// The compiled WebAssembly, a worker's first message.
    pub module: WebAssembly::Module,
    /// The `blob:` address of the script, which imports nothing. It lives as long as the page.
    pub script: String,
}

/// The worker's program, fetched and compiled at the first call.
///
/// An error is said in words; the next call tries again.
pub async fn worker_program() -> Result<WorkerProgram, String> {
    if let Some(program) = FETCHED.with_borrow(Clone::clone) {
        return Ok(program);
    }
    let program = fetch_program().await.map_err(|error| words(&error))?;
    FETCHED.with_borrow_mut(|slot| *slot = Some(program.clone()));
    Ok(program)
}

/// What an exception says, for a sentence.
pub fn words(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => error.as_string().unwrap_or_else(|| format!("{error:?}")),
    }
}

async fn fetch_program() -> Result<WorkerProgram, JsValue> {
    Ok(WorkerProgram {
        module: compile().await?,
        script: script().await?,
    })
}

async fn script() -> Result<String, JsValue> {
    let text = JsFuture::from(fetch("worker").await?.text()?).await?;
    let kind = BlobPropertyBag::new();
    kind.set_type("text/javascript");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text), &kind)?;
    Url::create_object_url_with_blob(&blob)
}

/// The file that a `<meta>` of the page names.
async fn fetch(meta: &str) -> Result<Response, JsValue> {
    let address = window::meta(meta).ok_or_else(|| format!("missing meta: {meta}"))?;
    let response: Response = JsFuture::from(window::window().fetch_with_str(&address))
        .await?
        .dyn_into()?;
    if !response.ok() {
        return Err(JsValue::from(format!(
            "missing file: {address}, status {}",
            response.status()
        )));
    }
    Ok(response)
}

async fn compile() -> Result<WebAssembly::Module, JsValue> {
    let response = fetch("worker-wasm").await?;
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
