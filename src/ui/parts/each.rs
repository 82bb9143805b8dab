//! An element for each entry of a list.
//!
//! Leptos's `For` is its code once more for every type of entry and element. Here entries are numbers and elements of
//! any kind, so all lists share one.

use std::sync::Arc;

use leptos::prelude::*;

use crate::ui::state::document::Document;
use crate::ui::state::documents::Documents;

/// An element for each number of a list that may change; it stays as it is for as long as its number is in the list.
pub(in crate::ui) fn each(
    list: impl Fn() -> Vec<u32> + Send + Sync + 'static,
    element: impl Fn(u32) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    erased(Box::new(list), Arc::new(element))
}

fn erased(
    list: Box<dyn Fn() -> Vec<u32> + Send + Sync>,
    element: Arc<dyn Fn(u32) -> AnyView + Send + Sync>,
) -> AnyView {
    let element = move |number| element(number);
    view! { <For each=list key=|number| *number children=element /> }.into_any()
}

/// An element for each open file.
pub(in crate::ui) fn each_document(
    documents: Documents,
    element: impl Fn(Document) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    each(
        move || documents.all().iter().map(|document| document.id.0).collect(),
        move |id| {
            let document = documents
                .all_untracked()
                .into_iter()
                .find(|document| document.id.0 == id);
            document.map(&element).into_any()
        },
    )
}
