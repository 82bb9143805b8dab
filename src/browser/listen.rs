//! Event listeners that end with the value that holds them.

use wasm_bindgen::convert::FromWasmAbi;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{AddEventListenerOptions, EventTarget};

/// Listens from its making to its dropping.
#[must_use = "dropping it ends the listening"]
pub struct Listener {
    /// What is listened to.
    target: EventTarget,
    /// The event's name.
    kind: &'static str,
    /// Called with each event; any closure type, kept alive.
    callback: JsValue,
    /// Owns what `callback` calls.
    _closure: Box<dyn std::any::Any>,
}

impl Listener {
    /// Calls `on` with every event named `kind` at `target`.
    pub fn new<E: FromWasmAbi + 'static>(
        target: &EventTarget,
        kind: &'static str,
        on: impl FnMut(E) + 'static,
    ) -> Self {
        Self::with_options(target, kind, &AddEventListenerOptions::new(), on)
    }

    /// As [`Listener::new`], for events whose default action `on` may prevent: browsers take
    /// wheel and touch listeners as passive unless told otherwise.
    pub fn active<E: FromWasmAbi + 'static>(
        target: &EventTarget,
        kind: &'static str,
        on: impl FnMut(E) + 'static,
    ) -> Self {
        let options = AddEventListenerOptions::new();
        options.set_passive(false);
        Self::with_options(target, kind, &options, on)
    }

    fn with_options<E: FromWasmAbi + 'static>(
        target: &EventTarget,
        kind: &'static str,
        options: &AddEventListenerOptions,
        on: impl FnMut(E) + 'static,
    ) -> Self {
        let closure: Closure<dyn FnMut(E)> = Closure::new(on);
        let callback = closure.as_ref().clone();
        let added = target.add_event_listener_with_callback_and_add_event_listener_options(
            kind,
            callback.unchecked_ref(),
            options,
        );
        debug_assert!(added.is_ok(), "only an invalid name or options are refused");
        Self {
            target: target.clone(),
            kind,
            callback,
            _closure: Box::new(closure),
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let removed = self
            .target
            .remove_event_listener_with_callback(self.kind, self.callback.unchecked_ref());
        debug_assert!(removed.is_ok(), "removing a listener never throws");
    }
}
