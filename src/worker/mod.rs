//! The driver of one engine: messages in → replies and painted frames out.

/// Starts listening for the page's messages.
pub fn start() {}
