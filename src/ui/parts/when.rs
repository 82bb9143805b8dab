//! Parts that stand only at times.

use leptos::prelude::*;

use crate::ui::reactive::memo;

/// Shows its children while a condition holds: Leptos's `Show`, with one copy of its code for all places.
#[component]
pub(in crate::ui) fn When(#[prop(into)] is: Signal<bool>, children: ChildrenFn) -> impl IntoView {
    let is = memo(move || is.get());
    move || is.get().then(|| children())
}
