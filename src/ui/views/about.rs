//! About this file: its facts, what was odd, its fingerprint, and how fast it is painted.

use std::sync::Arc;

use leptos::prelude::*;

use crate::protocol::decimal::fixed;
use crate::protocol::reply::Opened;
use crate::protocol::request::Request;
use crate::ui::parts::dialog::Dialog;
use crate::ui::parts::icon::{Icon, Sign};
use crate::ui::perform::Performer;
use crate::ui::state::document::Document;
use crate::ui::state::documents::Documents;
use crate::ui::state::page::Popup;

/// Frames to be measured.
const FRAMES: u32 = 120;

/// The dialog about the file that is shown.
#[component]
pub fn About() -> impl IntoView {
    let documents: Documents = expect_context();
    view! {
        <Dialog popup=Popup::About title="About this file">
            {move || {
                let document = documents.current()?;
                let opened = document.opened.get()?;
                Some(view! { <Facts document opened /> })
            }}
        </Dialog>
    }
}

/// Everything known of one file.
#[component]
fn Facts(
    /// The file.
    document: Document,
    /// What it is.
    opened: Arc<Opened>,
) -> impl IntoView {
    let performer: Performer = expect_context();
    let sha256 = opened.sha256.clone();
    let copied = sha256.clone();
    let fact = |name: String, text: String| view! { <dt>{name}</dt><dd>{text}</dd> };
    view! {
        <dl class="facts" data-testid="facts">

            {fact("Kind".to_owned(), opened.kind.clone())}
            {fact("Format".to_owned(), opened.format.clone())}
            {opened.facts.iter().cloned().map(|(name, text)| fact(name, text)).collect_view()}
            <dt>"SHA-256"</dt>
            <dd class="facts-hash">
                <code data-testid="sha256">{sha256}</code>
                <button
                    type="button"
                    class="button-quiet"
                    aria-label="Copy the SHA-256"
                    title="Copy"
                    on:click=move |_| performer.copy(copied.clone(), "Copied the SHA-256.".to_owned())
                >
                    <Icon sign=Sign::Copy />
                </button>
            </dd>
        </dl>
        {opened.doc_url.clone().map(|address| {
            view! {
                <p>
                    "This kind of profile is documented at "
                    <a href=address.clone() target="_blank" rel="noopener noreferrer">{address.clone()}</a>
                    "; following the link leaves this page."
                </p>
            }
        })}
        {(!opened.warnings.is_empty()).then(|| {
            let warnings = opened.warnings.clone();
            view! {
                <h3>"What was odd"</h3>
                <ul class="facts-warnings">
                    {warnings.into_iter().map(|warning| view! { <li>{warning}</li> }).collect_view()}
                </ul>
            }
        })}
        <h3>"How fast it is painted, and what it takes"</h3>
        <p class="facts-measure">
            <button
                type="button"
                class="button"
                data-testid="measure"
                on:click=move |_| document.send(Request::Measure(FRAMES))
            >
                "Measure"
            </button>
            <span class="number" data-testid="measured">
                {move || match document.measured.get() {
                    None => format!("Pans and zooms {FRAMES} frames, each forced onto the canvas."),
                    Some(measured) => {
                        format!(
                            "{} frames: median {} ms, 95th percentile {} ms; {} boxes in the fullest. \
                             The file takes {} MB of memory.",
                            measured.frames,
                            fixed(measured.p50_millis, 1),
                            fixed(measured.p95_millis, 1),
                            measured.boxes,
                            fixed(measured.memory_bytes / 1e6, 0),
                        )
                    }
                }}
            </span>
        </p>
    }
}
