//! What is told while a file is read: how far, how fast, what was found, and a way out.

use leptos::prelude::*;

use crate::browser::window;
use crate::protocol::decimal::{fixed, within};
use crate::protocol::reply::Progress;
use crate::ui::parts::bytes;
use crate::ui::reactive::memo;
use crate::ui::state::document::{Document, Phase};
use crate::ui::state::documents::Documents;

/// Bytes to a megabyte, as speeds are told.
const MEGABYTE: f64 = 1e6;

/// Progress of one file.
#[component]
pub fn Loading(
    /// The file.
    document: Document,
) -> impl IntoView {
    let documents: Documents = expect_context();
    let percent = memo(move || document.progress.with(percent));
    let is_waiting = move || document.phase.with(|phase| *phase == Phase::Waiting);
    let phase = move || {
        if is_waiting() {
            return "waiting for other files to be read".to_owned();
        }
        let phase = document.progress.with(|progress| progress.phase.clone());
        if phase.is_empty() { "starting".to_owned() } else { phase }
    };
    let speed = move || {
        let read = document.progress.with(|progress| progress.read);
        let seconds = (window::now() - document.began_at.get()) / 1000.0;
        // A speed of the first moments would only flicker.
        (seconds > 0.1 && read > 0.0).then(|| fixed(read / MEGABYTE / seconds, 0) + " MB/s")
    };
    let size = bytes::words(document.size());
    view! {
        <div class="reading" data-testid="loading">
            <div class="reading-box">
                <h2 class="reading-name">{document.name()}</h2>
                <p class="reading-line">
                    {move || document.progress.with(|progress| progress.format.clone()).unwrap_or_else(|| "not recognised yet".to_owned())}
                    " · " {size}
                </p>
                <div
                    class="progress"
                    role="progressbar"
                    aria-label="Reading"
                    aria-valuemin="0"
                    aria-valuemax="100"
                    aria-valuenow=move || fixed(percent.get(), 0)
                    data-testid="progress"
                >
                    <div class="progress-done" style:width=move || fixed(percent.get(), 1) + "%"></div>
                </div>
                <p class="reading-line reading-figures">
                    <span>{phase}</span>
                    <span class="number">{move || fixed(percent.get(), 0) + "%"}</span>
                    <span class="number">{speed}</span>
                    <span class="reading-found">{move || document.progress.with(|progress| progress.found.clone())}</span>
                </p>
                <button
                    type="button"
                    class="button"
                    data-testid="cancel"
                    on:click=move |_| documents.close(document.id)
                >
                    "Cancel"
                </button>
            </div>
        </div>
    }
}

fn percent(progress: &Progress) -> f64 {
    if progress.size > 0.0 {
        within(progress.read / progress.size * 100.0, 0.0, 100.0)
    } else {
        0.0
    }
}
