//! Files that a person let us keep in this browser, in a cache of their own.
//!
//! Each is an answer to an address that is never asked for: its SHA-256 is the path, name, size and
//! the time it was kept are the query. The browser may drop them when the disk is full. The handle of a dropped file is kept
//! beside it ([`crate::browser::handles`]), so that it can be read again after a reload.

use js_sys::Array;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Cache, CacheQueryOptions, File, Request, Response};

use crate::browser::again;
use crate::browser::files;
use crate::browser::handles;
use crate::browser::program::words;
use crate::browser::window;
use crate::protocol::decimal::{decimal, short};

/// The cache's name; the offline copy of the page takes care of others and leaves it alone.
const CACHE: &str = "goscope-files";
/// What stands before the digest in an address.
const FOLDER: &str = "./kept/";

/// A file that is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptFile {
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: f64,
    /// When it was kept or last opened, in milliseconds since 1970.
    pub kept_at: f64,
}

/// The kept files, the newest first.
pub async fn list() -> Result<Vec<KeptFile>, String> {
    said(async {
        let keys: Array = JsFuture::from(open().await?.keys()).await?.into();
        let mut files: Vec<KeptFile> = Vec::new();
        for key in keys.iter() {
            let Some(file) = key.dyn_into::<Request>().ok().and_then(|key| read(&key.url())) else {
                continue;
            };
            // There are few: a sort of their own would weigh more than it saves.
            let at = files.iter().position(|it| it.kept_at < file.kept_at);
            files.insert(at.unwrap_or(files.len()), file);
        }
        Ok(files)
    })
    .await
}

/// Keeps a file, in place of the same one kept before.
pub async fn keep(file: &File, sha256: &str) -> Result<(), String> {
    said(async {
        let cache = open().await?;
        delete(&cache, sha256).await?;
        let kept = KeptFile {
            sha256: sha256.to_owned(),
            name: file.name(),
            size: file.size(),
            kept_at: js_sys::Date::now(),
        };
        if let Some(handle) = again::handle(file).await {
            // Without it the file is kept all the same, and has to be dropped to be read again.
            let _is_kept = handles::put(sha256, &handle).await;
        }
        let answer = Response::new_with_opt_blob(Some(file))?;
        JsFuture::from(cache.put_with_str(&address(&kept), &answer)).await?;
        Ok(())
    })
    .await
}

/// The kept file with this digest, if there is one.
pub async fn get(sha256: &str) -> Result<Option<File>, String> {
    said(async {
        let cache = open().await?;
        let found = JsFuture::from(cache.match_with_str_and_options(&path(sha256), &whatever_query())).await?;
        let Ok(answer) = found.dyn_into::<Response>() else {
            return Ok(None);
        };
        let keys = JsFuture::from(cache.keys_with_str_and_options(&path(sha256), &whatever_query())).await?;
        let key: Result<Request, _> = Array::from(&keys).get(0).dyn_into();
        let name = key.ok().and_then(|key| read(&key.url())).map(|kept| kept.name);
        let content = JsFuture::from(answer.blob()?).await?;
        let file = files::file(&content, &name.unwrap_or_default());
        if let (Some(file), Some(handle)) = (&file, handles::get(sha256).await) {
            again::keep(file, &handle);
        }
        Ok(file)
    })
    .await
}

/// Forgets the file with this digest.
pub async fn forget(sha256: &str) -> Result<(), String> {
    // Where there are no handles none can be forgotten.
    let _is_forgotten = handles::forget(Some(sha256)).await;
    said(async { delete(&open().await?, sha256).await }).await
}

/// Forgets all files, and the handles of folders.
pub async fn forget_all() -> Result<(), String> {
    let _is_forgotten = handles::forget(None).await;
    said(async {
        JsFuture::from(window::window().caches()?.delete(CACHE)).await?;
        Ok(())
    })
    .await
}

async fn said<T>(work: impl Future<Output = Result<T, JsValue>>) -> Result<T, String> {
    work.await.map_err(|error| words(&error))
}

async fn open() -> Result<Cache, JsValue> {
    JsFuture::from(window::window().caches()?.open(CACHE)).await?.dyn_into()
}

async fn delete(cache: &Cache, sha256: &str) -> Result<(), JsValue> {
    JsFuture::from(cache.delete_with_str_and_options(&path(sha256), &whatever_query())).await?;
    Ok(())
}

fn whatever_query() -> CacheQueryOptions {
    let options = CacheQueryOptions::new();
    options.set_ignore_search(true);
    options
}

fn path(sha256: &str) -> String {
    format!("{FOLDER}{sha256}")
}

fn address(file: &KeptFile) -> String {
    let query: String = form_urlencoded::Serializer::new(String::new())
        .append_pair("name", &file.name)
        .append_pair("size", &short(file.size))
        .append_pair("at", &short(file.kept_at))
        .finish();
    format!("{}?{query}", path(&file.sha256))
}

fn read(address: &str) -> Option<KeptFile> {
    let (path, query) = address.split_once('?')?;
    let mut file = KeptFile {
        sha256: path.rsplit('/').next()?.to_owned(),
        name: String::new(),
        size: 0.0,
        kept_at: 0.0,
    };
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "name" => file.name = value.into_owned(),
            "size" => file.size = decimal(&value)?,
            "at" => file.kept_at = decimal(&value)?,
            _ => {}
        }
    }
    Some(file)
}
