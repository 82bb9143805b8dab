//! Folders that were dropped → the files in them, and below.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, FileSystemEntry};

use crate::browser::program::words;

/// Most files taken of all folders together: who drops a home folder wants something else.
pub const MOST_FILES: usize = 500;
/// Most folders looked into.
const MOST_FOLDERS: usize = 2000;

/// The files in folders and below, in the order of their paths, at most [`MOST_FILES`]; hidden ones are left out.
pub async fn in_folders(folders: Vec<FileSystemEntry>) -> Result<Vec<File>, String> {
    let mut found: Vec<(String, File)> = Vec::new();
    let mut waiting: Vec<JsValue> = folders.into_iter().map(JsValue::from).collect();
    let mut looked = 0;
    while let Some(folder) = waiting.pop() {
        looked += 1;
        if looked > MOST_FOLDERS || found.len() >= MOST_FILES {
            break;
        }
        for entry in entries(&folder).await.map_err(|error| words(&error))? {
            let entry: FileSystemEntry = entry.unchecked_into();
            if entry.name().starts_with('.') {
                continue;
            }
            if entry.is_directory() {
                waiting.push(entry.into());
            } else if found.len() < MOST_FILES {
                let file = asked(&entry, "file").await.map_err(|error| words(&error))?;
                let path = entry.full_path();
                // There are few: a sort of their own would weigh more than it saves.
                let at = found.iter().position(|(other, _)| *other > path).unwrap_or(found.len());
                found.insert(at, (path, file.unchecked_into()));
            }
        }
    }
    Ok(found.into_iter().map(|(_, file)| file).collect())
}

/// What is in a folder. A reader tells it in parts, the last of which is empty.
async fn entries(folder: &JsValue) -> Result<Vec<JsValue>, JsValue> {
    let make: Function = Reflect::get(folder, &"createReader".into())?.dyn_into()?;
    let reader = make.call0(folder)?;
    let mut all = Vec::new();
    loop {
        let part: Array = asked(&reader, "readEntries").await?.dyn_into()?;
        if part.length() == 0 {
            return Ok(all);
        }
        all.extend(part.iter());
    }
}

/// Calls a method that takes one function for success and one for failure.
async fn asked(object: &JsValue, method: &str) -> Result<JsValue, JsValue> {
    let method: Function = Reflect::get(object, &method.into())?.dyn_into()?;
    let promise = Promise::new(&mut |done: Function, failed: Function| {
        if let Err(error) = method.call2(object, &done, &failed) {
            // Refused before it began: told as any other failure.
            drop(failed.call1(&JsValue::NULL, &error));
        }
    });
    JsFuture::from(promise).await
}
