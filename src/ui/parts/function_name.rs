//! A function's name in a row: the path to its package more quietly than its own name.

use leptos::prelude::*;

/// A name in two parts, cut where it says least.
#[component]
pub fn FunctionName(
    /// What stands before the function's own name: the import path up to the package, or empty.
    path: String,
    /// The rest of the name.
    name: String,
) -> impl IntoView {
    // Type arguments at the end say least: then the beginning is kept.
    let has_type_arguments = name.ends_with(']');
    view! {
        <span class="name" class:has-type-arguments=has_type_arguments>
            <bdi>
                <span class="name-path">{path}</span>
                <span class="name-own">{name}</span>
            </bdi>
        </span>
    }
}
