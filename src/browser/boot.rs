//! What `public/boot.js` left for the program in `window.goscope`: launches, offline use, updates, handles, the page as a file.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Event, File};

use crate::browser::listen::Listener;
use crate::browser::program::words;
use crate::browser::window;

/// Files that the operating system asked to open.
pub struct Launch {
    /// Those that could be had.
    pub files: Vec<File>,
    /// A sentence for each that could not.
    pub errors: Vec<String>,
}

/// How far the page can do without a network.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offline {
    /// This build is kept whole.
    pub is_ready: bool,
    /// Why it could not be kept.
    pub error: Option<String>,
    /// A newer build waits to take over.
    pub has_update: bool,
}

/// The id of this build; empty where none was written.
pub fn build() -> String {
    get("build").as_string().unwrap_or_default()
}

/// Gives every launch, past and future, to `take`. Called once, when the page can open files.
pub fn take_launches(take: impl Fn(Launch) + 'static) {
    let goscope = goscope();
    if !goscope.is_object() {
        return;
    }
    let earlier: Vec<JsValue> = get("launches")
        .dyn_into()
        .map(|list: Array| list.to_vec())
        .unwrap_or_default();
    for launch in &earlier {
        take(read(launch));
    }
    let on: Closure<dyn Fn(JsValue)> = Closure::new(move |launch: JsValue| take(read(&launch)));
    set("launches", &Array::new());
    set("onlaunch", &on.into_js_value());
}

/// How things stand now.
pub fn offline() -> Offline {
    Offline {
        is_ready: get("offline").is_truthy(),
        error: get("offlineError").as_string(),
        has_update: get("update").is_truthy(),
    }
}

/// Calls `on` when things stand differently.
pub fn watch_offline(on: impl Fn(Offline) + Clone + 'static) -> [Listener; 2] {
    ["goscope-offline", "goscope-update"].map(|kind| {
        let on = on.clone();
        Listener::new(&window::window(), kind, move |_: Event| on(offline()))
    })
}

/// A page of its own with the program and these files, which opens at this view; an error is said in words.
pub async fn contain(files: &[File], view: &str) -> Result<Blob, String> {
    let made = async {
        let contain: Function = get("contain")
            .dyn_into()
            .or(Err("a page that holds itself has no copy to give"))?;
        let files: Array = files.iter().collect();
        let promised: Promise = contain.call2(&goscope(), &files, &view.into())?.unchecked_into();
        JsFuture::from(promised).await?.dyn_into()
    };
    made.await.map_err(|error: JsValue| words(&error))
}

/// Lets the newer build take over and reloads the page; `false` if none waits.
pub fn take_update() -> bool {
    get("takeUpdate")
        .dyn_into::<Function>()
        .is_ok_and(|take| take.call0(&goscope()).is_ok_and(|taken| taken.is_truthy()))
}

fn read(launch: &JsValue) -> Launch {
    let list = |name: &str| -> Vec<JsValue> {
        let field = Reflect::get(launch, &name.into()).unwrap_or_default();
        field.dyn_into().map(|list: Array| list.to_vec()).unwrap_or_default()
    };
    Launch {
        files: list("files")
            .into_iter()
            .filter_map(|file| file.dyn_into().ok())
            .collect(),
        errors: list("errors").iter().filter_map(JsValue::as_string).collect(),
    }
}

fn goscope() -> JsValue {
    Reflect::get(&window::window(), &"goscope".into()).unwrap_or_default()
}

/// What stands there by this name; nothing is undefined.
pub(super) fn get(name: &str) -> JsValue {
    Reflect::get(&goscope(), &name.into()).unwrap_or_default()
}

fn set(name: &str, value: &JsValue) {
    let written = Reflect::set(&goscope(), &name.into(), value);
    debug_assert!(written.is_ok(), "window.goscope is a plain object");
}
