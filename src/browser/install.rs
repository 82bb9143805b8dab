//! Installing the page as an app, where the browser offers it.
//!
//! Only Chromium tells (`beforeinstallprompt`); elsewhere people use the browser's own menu.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::Event;

use crate::browser::listen::Listener;
use crate::browser::program::words;
use crate::browser::window;

/// The browser's offer to install; good for one use.
#[derive(Clone)]
pub struct Offer(Event);

/// Calls `on` with the browser's offer when it comes, and with nothing once the page is installed.
pub fn watch(on: impl Fn(Option<Offer>) + Clone + 'static) -> [Listener; 2] {
    let installed = on.clone();
    [
        Listener::new(&window::window(), "beforeinstallprompt", move |event: Event| {
            // Keeps the browser from showing its own, at a moment of its own.
            event.prevent_default();
            on(Some(Offer(event)));
        }),
        Listener::new(&window::window(), "appinstalled", move |_: Event| installed(None)),
    ]
}

/// Shows the browser's question; ends when it was answered.
pub async fn ask(offer: &Offer) -> Result<(), String> {
    let asked = async {
        let prompt: Function = Reflect::get(&offer.0, &"prompt".into())?.dyn_into()?;
        let answered: Promise = prompt.call0(&offer.0)?.dyn_into()?;
        JsFuture::from(answered).await
    };
    asked.await.map(drop).map_err(|error| words(&error))
}
