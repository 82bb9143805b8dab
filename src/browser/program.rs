//! The workers' programs, each fetched once for the page: compiled WebAssembly and script.
//!
//! A page keeps both for as long as it is open. So it can start a worker although the host has a
//! newer build by then and no longer the files of this one.

use std::cell::RefCell;

use js_sys::{Array, Promise, WebAssembly};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, Response};

use crate::browser::window;

/// Which files a worker reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// profile.proto.
    Profiles,
    /// What came before it, and goroutine dumps, too; and two files that are compared.
    Texts,
}

impl Reader {
    /// The page's metas that name script and WebAssembly.
    fn metas(self) -> [&'static str; 2] {
        match self {
            Self::Profiles => ["worker", "worker-wasm"],
            Self::Texts => ["texts", "texts-wasm"],
        }
    }
}

/// What a worker is started from.
#[derive(Clone)]
pub struct Program {
    /// The compiled module, posted to each worker as its first message.
    pub module: WebAssembly::Module,
    /// The script, one file without imports.
    pub script: Blob,
}

thread_local! {
    /// The programs that were fetched.
    static FETCHED: RefCell<[Option<Program>; 2]> = const { RefCell::new([None, None]) };
}

/// A worker's program, fetched and compiled at the first call.
///
/// An error is said in words; the next call tries again.
pub async fn worker_program(reader: Reader) -> Result<Program, String> {
    let slot = reader as usize;
    if let Some(program) = FETCHED.with_borrow(|fetched| fetched[slot].clone()) {
        return Ok(program);
    }
    let program = fetch_program(reader).await.map_err(|error| words(&error))?;
    FETCHED.with_borrow_mut(|fetched| fetched[slot] = Some(program.clone()));
    Ok(program)
}

/// What an exception says, for a sentence.
pub fn words(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => error.as_string().unwrap_or_else(|| format!("{error:?}")),
    }
}

async fn fetch_program(reader: Reader) -> Result<Program, JsValue> {
    let [script, wasm] = reader.metas();
    // Both are asked for before either is waited for.
    let wasm = fetch(wasm)?;
    let script = fetch(script)?;
    let module = compile(answer(wasm).await?).await?;
    let text = JsFuture::from(answer(script).await?.text()?).await?;
    let kind = BlobPropertyBag::new();
    kind.set_type("text/javascript");
    let script = Blob::new_with_str_sequence_and_options(&Array::of1(&text), &kind)?;
    Ok(Program { module, script })
}

/// Asks for the file that the page's meta of this name names.
fn fetch(meta: &str) -> Result<Promise, JsValue> {
    let address = window::meta(meta).ok_or_else(|| JsValue::from(format!("missing meta: {meta}")))?;
    Ok(window::window().fetch_with_str(&address).unchecked_into())
}

async fn answer(asked: Promise) -> Result<Response, JsValue> {
    let response: Response = JsFuture::from(asked).await?.dyn_into()?;
    if response.ok() {
        Ok(response)
    } else {
        let (address, status) = (response.url(), response.status());
        Err(JsValue::from(format!("missing file: {address}, status {status}")))
    }
}

async fn compile(response: Response) -> Result<WebAssembly::Module, JsValue> {
    // Hosts that do not know the type refuse streaming; the bytes compile all the same.
    let has_type = response
        .headers()
        .get("content-type")?
        .is_some_and(|kind| kind.starts_with("application/wasm"));
    let module = if has_type {
        let response = Promise::resolve(&response);
        JsFuture::from(WebAssembly::compile_streaming(response.unchecked_ref())).await?
    } else {
        let bytes = JsFuture::from(response.array_buffer()?).await?;
        JsFuture::from(WebAssembly::compile(&bytes)).await?
    };
    module.dyn_into()
}
