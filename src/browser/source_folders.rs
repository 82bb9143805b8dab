//! Folders that a person lets the page read, without listing them: a file is asked for by its way from there.
//!
//! Where the browser has no such folders, all files below one are chosen at once; none is read before it is asked for.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use crate::browser::files;
use crate::browser::handles;
use crate::browser::window;

/// A folder.
#[derive(Clone)]
pub struct Folder(JsValue);

/// The name of the list of folders among the handles.
const KEPT: &str = "folders";

/// The folders of earlier visits.
pub async fn kept() -> Vec<Folder> {
    let list = handles::get(KEPT).await.and_then(|list| list.dyn_into::<Array>().ok());
    list.map(|list| list.iter().map(Folder).collect()).unwrap_or_default()
}

/// Keeps folders for later visits, in place of those that are kept; whether it could.
pub async fn keep(folders: &[Folder]) -> bool {
    let list: Array = folders.iter().map(|folder| folder.0.clone()).collect();
    handles::put(KEPT, &list).await
}

/// Lets a person choose a folder: as such, or as all the files in it.
pub fn choose(take_folder: impl Fn(Folder) + 'static, take_files: impl Fn(Vec<File>) + 'static) {
    let Some(chosen) = call(&window::window(), "showDirectoryPicker", &[]) else {
        return files::choose_among(true, take_files);
    };
    wasm_bindgen_futures::spawn_local(async move {
        // A choice that was called off is none.
        if let Ok(folder) = JsFuture::from(chosen).await {
            take_folder(Folder(folder));
        }
    });
}

impl Folder {
    /// Whether the person lets us read it, who is asked if that is not known.
    pub async fn is_allowed(&self) -> bool {
        handles::is_allowed(&self.0).await
    }

    /// The file at the end of a way, with slashes between; none where there is no such.
    pub async fn file(&self, way: &str) -> Option<File> {
        let (folders, name) = way.rsplit_once('/').unwrap_or(("", way));
        let mut at = self.0.clone();
        for folder in folders.split('/').filter(|folder| !folder.is_empty()) {
            at = get(&at, "getDirectoryHandle", folder).await?;
        }
        let file = get(&at, "getFileHandle", name).await?;
        let file = JsFuture::from(call(&file, "getFile", &[])?).await.ok()?;
        file.dyn_into().ok()
    }
}

async fn get(folder: &JsValue, method: &str, name: &str) -> Option<JsValue> {
    JsFuture::from(call(folder, method, &[name])?).await.ok()
}

/// Calls a method that answers with a promise; none where the object has no such method.
fn call(object: &JsValue, method: &str, arguments: &[&str]) -> Option<Promise> {
    let method: Function = Reflect::get(object, &method.into()).ok()?.dyn_into().ok()?;
    let arguments = arguments.iter().map(|&it| JsValue::from(it)).collect();
    Reflect::apply(&method, object, &arguments).ok()?.dyn_into().ok()
}

/// Where a file stands below the folder that was chosen with it; else its name.
pub fn way_of(file: &File) -> String {
    let way = Reflect::get(file, &"webkitRelativePath".into())
        .ok()
        .and_then(|way| way.as_string());
    way.filter(|way| !way.is_empty()).unwrap_or_else(|| file.name())
}
