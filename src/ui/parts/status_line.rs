//! One calm line at the bottom: what the last action did, and that the page needs no network.

use leptos::prelude::*;

use crate::ui::parts::details::sentence;
use crate::ui::parts::keep_question::KeepQuestion;
use crate::ui::state::documents::Documents;
use crate::ui::state::page::Page;

/// The status line, and the sentences for those who listen.
#[component]
pub fn StatusLine() -> impl IntoView {
    let page: Page = expect_context();
    let documents: Documents = expect_context();
    let matched = move || {
        let document = documents.current()?;
        let found = document.search.found.get()?;
        (found.error.is_none() && document.search.is_active()).then(|| {
            format!(
                "{} of {} functions match · {} ({} of the total)",
                found.functions, found.of, found.value, found.percent
            )
        })
    };
    let counted = move || {
        let document = documents.current().filter(|document| document.is_open())?;
        Some(
            document
                .view
                .with(|view| format!("{} functions · {} frames deep", view.function_count, view.depth)),
        )
    };
    let notice = move || Some(page.notice.get()).filter(|notice| !notice.is_empty());
    let left = move || notice().or_else(matched).or_else(counted).unwrap_or_default();
    let selected = move || {
        documents
            .current()
            .and_then(|document| document.selected.get())
            .map(|facts| sentence(&facts))
    };
    view! {
        <footer class="status-line">
            <span class="status-words" data-testid="status" role="status">{left}</span>
            <span class="visually-hidden" aria-live="polite" data-testid="live">{selected}</span>
            <KeepQuestion />
            <span class="status-offline" data-testid="offline">
                {move || {
                    let offline = page.offline.get();
                    match offline.error {
                        Some(reason) => format!("Not kept for offline use: {reason}"),
                        None if offline.is_ready => "Ready offline · nothing sent".to_owned(),
                        None => "Nothing sent".to_owned(),
                    }
                }}
            </span>
        </footer>
    }
}
