//! A dropped file that can be read again when it has changed: its handle, where the browser gives one (Chromium), and a copy of how it
//! was, since a `File` whose file changed on disk cannot be read any more.
//!
//! Both hang on the `File` itself: whoever has it has them. The copy is lost with the page, the handle is kept beside a file that is kept
//! (`browser/kept`).

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransferItem, File};

use crate::browser::files;
use crate::browser::handles;
use crate::browser::program::words;

/// Where the handle stands, or the promise of it.
const HANDLE: &str = "goscopeHandle";
/// Where the bytes stand as they were, or the promise of them.
const COPY: &str = "goscopeCopy";
/// Larger files are not copied: the copy takes time when a file is dropped, and is held beside it for as long as it is open.
const MOST_BYTES: f64 = (16 << 20) as f64;

/// Keeps what it takes to read a dropped file again. Only while the drop lasts does the browser give the handle.
pub fn remember(item: &DataTransferItem, file: &File) {
    if let Some(handle) = call(item, "getAsFileSystemHandle") {
        keep(file, &handle);
    }
}

/// The file's handle, if it has one.
pub(super) async fn handle(file: &File) -> Option<JsValue> {
    let handle = settled(get(file, HANDLE)).await.ok()?;
    handle.is_object().then_some(handle)
}

/// Whether a file can be read again.
pub fn can_be_read_again(file: &File) -> bool {
    !get(file, HANDLE).is_undefined()
}

/// The file as it is on disk now.
pub async fn newest(file: &File) -> Result<File, String> {
    let read = async {
        let handle = settled(get(file, HANDLE)).await?;
        // What says no says so again, and why.
        let _is_allowed = handles::is_allowed(&handle).await;
        let asked = call(&handle, "getFile").ok_or_else(|| JsValue::from("the browser gave no handle"))?;
        let newest: File = settled(asked).await?.dyn_into()?;
        keep(&newest, &handle);
        Ok(newest)
    };
    read.await.map_err(|error: JsValue| words(&error))
}

/// The file as it was when it was opened.
pub async fn earlier(file: &File) -> Result<File, String> {
    let read = async {
        let copy = get(file, COPY);
        if copy.is_undefined() {
            return Err(JsValue::from("files above 16 MB are not copied when they are opened"));
        }
        let content = settled(copy).await?;
        files::file(&content, &format!("earlier {}", file.name())).ok_or_else(|| JsValue::from("the browser refuses"))
    };
    read.await.map_err(|error: JsValue| words(&error))
}

/// Gives a file its handle, and keeps a copy of it as it is.
pub(super) fn keep(file: &File, handle: &JsValue) {
    set(file, HANDLE, handle);
    if file.size() <= MOST_BYTES {
        set(file, COPY, &file.array_buffer());
    }
}

/// What a promise promises; a value itself.
async fn settled(value: JsValue) -> Result<JsValue, JsValue> {
    match value.dyn_into::<Promise>() {
        Ok(promise) => JsFuture::from(promise).await,
        Err(value) => Ok(value),
    }
}

/// Calls a method without arguments, where there is such a method.
fn call(object: &JsValue, method: &str) -> Option<JsValue> {
    let method: Function = get(object, method).dyn_into().ok()?;
    method.call0(object).ok()
}

fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}

fn set(object: &JsValue, name: &str, value: &JsValue) {
    let written = Reflect::set(object, &name.into(), value);
    debug_assert!(written.is_ok(), "files take properties");
}
