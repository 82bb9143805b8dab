//! Leptos's effects and memos with their closures behind one type.
//!
//! Each closure given to `Effect::new` or `Memo::new` makes a copy of all their code for itself; given to these, all share
//! one, or one for each type of value. What needs the value of the time before asks Leptos itself.

use leptos::prelude::*;

/// Runs something, and again whenever what it read has changed.
pub(super) fn effect(run: impl FnMut() + 'static) {
    erased(Box::new(run));
}

fn erased(mut run: Box<dyn FnMut()>) {
    Effect::new(move |_| run());
}

/// A value that is found again when what it was found from has changed, and that tells others only when it differs.
pub(super) fn memo<T: PartialEq + Send + Sync + 'static>(find: impl Fn() -> T + Send + Sync + 'static) -> Memo<T> {
    memo_of(Box::new(find))
}

fn memo_of<T: PartialEq + Send + Sync + 'static>(find: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T> {
    Memo::new(move |_| find())
}
