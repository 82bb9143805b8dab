//! Source files that a person gave, for all open files of this visit, and the folders of earlier ones where files may be kept. Nothing is read
//! before a worker wants it; a folder of an earlier visit only once the person has said so again.

use js_sys::Promise;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use crate::browser::source_folders::{self, Folder};
use crate::protocol::request::Request;
use crate::protocol::sheet::{SourceText, Wanted};
use crate::ui::state::document::Document;
use crate::ui::state::kept::may_keep;

/// Folders that are kept for later visits.
const MOST_FOLDERS: usize = 4;

/// Source files and folders. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Sources {
    files: StoredValue<Vec<(String, File)>, LocalStorage>,
    folders: StoredValue<Vec<Folder>, LocalStorage>,
    /// Counts what was given, so that what was not found is looked for again.
    pub count: RwSignal<u32>,
}

impl Sources {
    /// None yet.
    pub fn new() -> Self {
        let sources = Self {
            files: StoredValue::new_local(Vec::new()),
            folders: StoredValue::new_local(Vec::new()),
            count: RwSignal::new(0),
        };
        leptos::task::spawn_local(async move {
            let kept = source_folders::kept().await;
            sources.folders.update_value(|folders| drop(folders.splice(..0, kept)));
        });
        sources
    }

    /// Whether a file is source text, by its name.
    pub fn is_source(file: &File) -> bool {
        let name = file.name();
        [".go", ".s", ".c", ".h"].iter().any(|ending| name.ends_with(ending))
    }

    /// Takes files. What was given last is looked into first.
    pub fn add_files(self, files: Vec<File>) {
        let files = files
            .into_iter()
            .filter(Self::is_source)
            .map(|file| (source_folders::way_of(&file), file));
        self.files.update_value(|known| known.extend(files));
        self.count.update(|count| *count += 1);
    }

    /// Lets a person choose a folder.
    pub fn choose_folder(self) {
        let take = move |folder| {
            self.folders.update_value(|folders| folders.push(folder));
            self.count.update(|count| *count += 1);
            if may_keep() {
                leptos::task::spawn_local(async move {
                    let folders = self.folders.get_value();
                    let newest = &folders[folders.len().saturating_sub(MOST_FOLDERS)..];
                    // Without it the folder is chosen again in the next visit.
                    let _is_kept = source_folders::keep(newest).await;
                });
            }
        };
        source_folders::choose(take, move |files| self.add_files(files));
    }

    /// Gives a worker a file that it wants, if it is there.
    pub fn give(self, document: Document, wanted: Wanted) {
        let Wanted { path, candidates } = wanted;
        leptos::task::spawn_local(async move {
            let Some((found_as, file)) = self.find(&candidates).await else {
                return;
            };
            let text: Promise = file.text().unchecked_into();
            let text = JsFuture::from(text).await.ok().and_then(|text| text.as_string());
            // The file may have been closed meanwhile.
            let is_there = document.attempt.try_get_value().is_some();
            if let Some(text) = text.filter(|_| is_there) {
                document.send(Request::SourceText(Box::new(SourceText { path, found_as, text })));
            }
        });
    }

    /// The file that the first of the ways leads to.
    async fn find(self, candidates: &[String]) -> Option<(String, File)> {
        let mut folders = Vec::new();
        for folder in self.folders.get_value().into_iter().rev() {
            if folder.is_allowed().await {
                folders.push(folder);
            }
        }
        for way in candidates {
            let is_it = |(known, _): &&(String, File)| {
                // A name alone means a file that was given by itself, or one at the top of a folder.
                let depth = known.matches('/').count();
                let is_near = way.contains('/') || depth <= 1;
                is_near
                    && known
                        .strip_suffix(way.as_str())
                        .is_some_and(|above| above.is_empty() || above.ends_with('/'))
            };
            let known = self.files.with_value(|files| files.iter().rev().find(is_it).cloned());
            if known.is_some() {
                return known;
            }
            for folder in &folders {
                if let Some(file) = folder.file(way).await {
                    return Some((way.clone(), file));
                }
            }
        }
        None
    }
}

impl Default for Sources {
    fn default() -> Self {
        Self::new()
    }
}
