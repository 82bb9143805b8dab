//! Messages between page and worker: a serde value and what travels beside it.
//!
//! A message is a JavaScript array. Its first element is the value in postcard form, as bytes: both sides are
//! of one build, and code that need not know the names of fields is a tenth of what either side
//! downloads. The rest are browser objects that serde cannot carry: a file, a canvas, the bytes of many rows.

use js_sys::{Array, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast as _, JsValue};

/// Why a message could not be written or read.
#[derive(Debug)]
pub enum MessageError {
    /// The value cannot be written; the text is the serializer's.
    Unwritable(String),
    /// What came is not an array.
    NotAnArray,
    /// The array's first element is not the bytes that were expected; the text is the deserializer's.
    Unexpected(String),
}

impl std::fmt::Display for MessageError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unwritable(reason) => write!(f, "unwritable message: {reason}"),
            Self::NotAnArray => write!(f, "invalid message: not an array"),
            Self::Unexpected(reason) => write!(f, "unknown message: {reason}"),
        }
    }
}

impl std::error::Error for MessageError {}

/// A message that says `value` and carries `beside`.
///
/// What is to be transferred and not copied must also be named to `postMessage`.
pub fn encode(value: &impl Serialize, beside: &[JsValue]) -> Result<Array, MessageError> {
    let value = postcard::to_allocvec(value).map_err(|error| MessageError::Unwritable(error.to_string()))?;
    let message = Array::of1(&Uint8Array::from(value.as_slice()));
    for object in beside {
        message.push(object);
    }
    Ok(message)
}

/// What a message says, and what it carries.
pub fn decode<T: DeserializeOwned>(message: &JsValue) -> Result<(T, Array), MessageError> {
    let message = message.dyn_ref::<Array>().ok_or(MessageError::NotAnArray)?;
    let value = message.get(0);
    let value = value
        .dyn_ref::<Uint8Array>()
        .ok_or_else(|| MessageError::Unexpected("no bytes".into()))?;
    let value = postcard::from_bytes(&value.to_vec()).map_err(|error| MessageError::Unexpected(error.to_string()))?;
    Ok((value, message.slice(1, message.length())))
}
