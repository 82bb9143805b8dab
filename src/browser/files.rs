//! Files from wherever a person has them: dropped, chosen, pasted, or fetched from this site.

use std::cell::RefCell;

use js_sys::Array;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, Event, File, FileList, FileSystemEntry, HtmlInputElement, Response};

use crate::browser::again;
use crate::browser::listen::Listener;
use crate::browser::program::words;
use crate::browser::window;

/// What somebody dropped or pasted.
#[derive(Default)]
pub struct Offered {
    /// The files.
    pub files: Vec<File>,
    /// Folders among them; their files are had by [`in_folders`](crate::browser::folders::in_folders).
    pub folders: Vec<FileSystemEntry>,
}

/// Whether something that is dragged over the page has files in it.
pub fn has_files(transfer: &DataTransfer) -> bool {
    transfer.types().iter().any(|kind| kind == "Files")
}

/// The files of a drop or a paste; pasted text becomes a file of its own.
pub fn offered(transfer: &DataTransfer) -> Offered {
    let items = transfer.items();
    let mut offered = Offered::default();
    for index in 0..items.length() {
        let Some(item) = items.get(index).filter(|item| item.kind() == "file") else {
            continue;
        };
        match item.webkit_get_as_entry() {
            Ok(Some(entry)) if entry.is_directory() => offered.folders.push(entry),
            _ => {
                if let Ok(Some(file)) = item.get_as_file() {
                    again::remember(&item, &file);
                    offered.files.push(file);
                }
            }
        }
    }
    if offered.files.is_empty() && offered.folders.is_empty() {
        let text = transfer.get_data("text/plain").unwrap_or_default();
        if !text.is_empty() {
            offered.files.extend(file(&JsValue::from(text), "pasted text"));
        }
    }
    offered
}

/// Lets a person choose files and gives them to `take`; nothing happens when none is chosen.
///
/// Every kind of file can be chosen: what it is is told by its content.
pub fn choose(take: impl Fn(Vec<File>) + 'static) {
    choose_among(false, take);
}

/// As [`choose`], or all files below a folder.
pub fn choose_among(is_folder: bool, take: impl Fn(Vec<File>) + 'static) {
    thread_local! {
        /// The input of the last choice: it must outlive the dialog, and no event tells that a dialog was cancelled
        /// in every browser.
        static LAST: RefCell<Option<(HtmlInputElement, Listener)>> = const { RefCell::new(None) };
    }
    let Ok(element) = window::document().create_element("input") else {
        return;
    };
    let input: HtmlInputElement = element.unchecked_into();
    input.set_type("file");
    input.set_multiple(true);
    input.set_webkitdirectory(is_folder);
    let chosen = input.clone();
    let listener = Listener::new(&input, "change", move |_: Event| take(listed(chosen.files())));
    input.click();
    LAST.with_borrow_mut(|last| *last = Some((input, listener)));
}

/// Fetches a file of this site, such as an example.
pub async fn fetch(address: &str, name: &str) -> Result<File, String> {
    let get = async {
        let response: Response = JsFuture::from(window::window().fetch_with_str(address))
            .await?
            .dyn_into()?;
        if !response.ok() {
            return Err(JsValue::from(format!(
                "missing file: {address}, status {}",
                response.status()
            )));
        }
        let blob = JsFuture::from(response.blob()?).await?;
        file(&blob, name).ok_or_else(|| JsValue::from(format!("invalid file: {address}")))
    };
    get.await.map_err(|error: JsValue| words(&error))
}

/// A file made of content that is at hand; none where the browser refuses.
pub fn file(content: &JsValue, name: &str) -> Option<File> {
    File::new_with_blob_sequence(&Array::of1(content), name).ok()
}

fn listed(list: Option<FileList>) -> Vec<File> {
    list.map(|list| (0..list.length()).filter_map(|index| list.get(index)).collect())
        .unwrap_or_default()
}
