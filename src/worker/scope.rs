//! The worker's global scope: messages, frames, time.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, SecurityPolicyViolationEvent};

use crate::browser::message;
use crate::protocol::reply::Reply;
use crate::worker::driver::Driver;

/// The global scope. This module runs nowhere but in a dedicated worker.
pub(super) fn global() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Milliseconds since the worker began.
pub(super) fn now() -> f64 {
    global().performance().map_or(0.0, |clock| clock.now())
}

/// Says something to the page, with bytes that are handed over beside it.
pub(super) fn post(reply: &Reply, bytes: Option<&[u8]>) {
    let (beside, transfer) = match bytes {
        Some(bytes) => {
            let bytes = Uint8Array::from(bytes);
            (vec![JsValue::from(&bytes)], Array::of1(&bytes.buffer()))
        }
        None => (Vec::new(), Array::new()),
    };
    post_with(reply, &beside, &transfer);
}

/// Says something to the page, with objects beside it, of which some are handed over.
pub(super) fn post_with(reply: &Reply, beside: &[JsValue], transfer: &Array) {
    let sent = message::encode(reply, beside)
        .map_err(|error| JsValue::from(error.to_string()))
        .and_then(|message| global().post_message_with_transfer(&message, transfer));
    if let Err(error) = sent {
        web_sys::console::error_2(&"unsendable reply".into(), &error);
    }
}

/// Gives the page's messages to a driver for as long as the worker lives, and tells the page of
/// everything that its policy refused here.
pub(super) fn listen(driver: &Rc<RefCell<Driver>>) {
    let pump = Pump::new(driver);
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new({
        let driver = Rc::clone(driver);
        move |event: MessageEvent| {
            driver.borrow_mut().receive(&event.data());
            pump.wake();
        }
    });
    let refused = Closure::<dyn FnMut(SecurityPolicyViolationEvent)>::new(|event: SecurityPolicyViolationEvent| {
        post(
            &Reply::Refused(format!("{} by {}", event.blocked_uri(), event.violated_directive())),
            None,
        );
    });
    let scope = global();
    // Listening cannot fail on a global scope; it ends with the worker, and so do the closures.
    drop(scope.add_event_listener_with_callback("message", on_message.as_ref().unchecked_ref()));
    drop(scope.add_event_listener_with_callback("securitypolicyviolation", refused.as_ref().unchecked_ref()));
    on_message.forget();
    refused.forget();
}

/// Goes on with long work and with frames.
///
/// Between two steps of work a message goes through a channel of the worker's own: requests that
/// came meanwhile stand before it in the queue. A timer would be slowed down to 4 ms.
struct Pump {
    driver: Rc<RefCell<Driver>>,
    channel: MessageChannel,
    frame: Rc<Closure<dyn FnMut(f64)>>,
    _step: Closure<dyn FnMut()>,
}

impl Pump {
    fn new(driver: &Rc<RefCell<Driver>>) -> Rc<Self> {
        #[expect(
            clippy::expect_used,
            reason = "making a channel takes no argument that could be wrong"
        )]
        let channel = MessageChannel::new().expect("a message channel");
        Rc::new_cyclic(|pump: &std::rc::Weak<Self>| {
            let step = Closure::<dyn FnMut()>::new({
                let pump = pump.clone();
                move || {
                    if let Some(pump) = pump.upgrade() {
                        pump.driver.borrow_mut().step();
                        pump.wake();
                    }
                }
            });
            let frame = Closure::<dyn FnMut(f64)>::new({
                let pump = pump.clone();
                move |_started_millis| {
                    if let Some(pump) = pump.upgrade() {
                        pump.driver.borrow_mut().paint();
                        pump.wake();
                    }
                }
            });
            channel.port1().set_onmessage(Some(step.as_ref().unchecked_ref()));
            Self {
                driver: Rc::clone(driver),
                channel,
                frame: Rc::new(frame),
                _step: step,
            }
        })
    }

    /// Asks for the next step or frame, if one is due and not asked for already.
    fn wake(&self) {
        let mut driver = self.driver.borrow_mut();
        if driver.wants_step() {
            // A port of one's own channel takes any message.
            drop(self.channel.port2().post_message(&JsValue::NULL));
        }
        if driver.wants_frame()
            && global()
                .request_animation_frame((*self.frame).as_ref().unchecked_ref())
                .is_err()
        {
            // Without frames of the browser's, paint at once.
            driver.paint();
        }
    }
}
