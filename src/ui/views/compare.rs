//! The choice of a file to compare with: one that is open, or another.

use leptos::prelude::*;

use crate::browser::files;
use crate::ui::parts::dialog::Dialog;
use crate::ui::state::documents::Documents;
use crate::ui::state::page::{Page, Popup};

/// The dialog of the choice.
#[component]
pub fn CompareDialog() -> impl IntoView {
    view! {
        <Dialog popup=Popup::Compare title="Compare with a base">
            <Choice />
        </Dialog>
    }
}

#[component]
fn Choice() -> impl IntoView {
    let documents: Documents = expect_context();
    let page: Page = expect_context();
    let plain = documents
        .all_untracked()
        .into_iter()
        .filter(|document| !document.is_comparison());
    let current = documents
        .current_untracked()
        .filter(|document| !document.is_comparison());
    let Some(current) = current else {
        return view! { <p>"Open the newer file first, and show it: it is compared with an older one."</p> }.into_any();
    };
    let compare = move |base| {
        page.popup.set(None);
        documents.compare(current.file.get_value(), base);
    };
    let open = plain.filter(|other| other.id != current.id).map(|other| {
        view! {
            <button
                type="button"
                class="button"
                data-testid="compare-with"
                on:click=move |_| compare(other.file.get_value())
            >
                {other.name()}
            </button>
        }
    });
    view! {
        <p>{format!("What changed in {}, against which file? The sides can be swapped later.", current.name())}</p>
        <div class="buttons">
            {open.collect_view()}
            <button
                type="button"
                class="button"
                data-testid="compare-choose"
                on:click=move |_| files::choose(move |files| files.into_iter().take(1).for_each(compare))
            >
                "Choose a file"
            </button>
        </div>
    }
    .into_any()
}
