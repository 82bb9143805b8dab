//! The timeline of a trace: the picture, what its colours mean, and the controls.

use leptos::html;
use leptos::prelude::*;

use crate::protocol::Pane;
use crate::protocol::request::Request;
use crate::protocol::screen::Screen;
use crate::protocol::timeline::TimelineCommand;
use crate::ui::commands::{Command, hint};
use crate::ui::parts::canvas_pane::CanvasPane;
use crate::ui::parts::slice_facts::SliceTooltip;
use crate::ui::parts::when::When;
use crate::ui::reactive::memo;
use crate::ui::state::document::Document;

/// What the colours mean, in the order of the legend's rules in the style sheet.
const COLOURS: [&str; 8] = [
    "running",
    "runnable",
    "system call",
    "waiting",
    "GC marks",
    "world stopped",
    "heap",
    "goal",
];

/// The timeline of one document.
#[component]
pub fn Timeline(
    /// The file.
    document: Document,
) -> impl IntoView {
    let pane = NodeRef::<html::Div>::new();
    let timeline = document.trace.timeline;
    let is_shown = memo(move || document.screen.get() == Screen::Timeline);
    // Sums are made when the canvas is there: only once somebody wants to see it.
    let was_seen = Memo::new(move |before: Option<&bool>| before.copied().unwrap_or(false) || is_shown.get());
    let label = move || {
        let name = document.name();
        timeline.with(|timeline| {
            let selected = timeline
                .told
                .as_ref()
                .map(|told| format!(" Selected: {} {}.", told.title, told.place));
            format!(
                "Timeline of {name}: {}.{}",
                timeline.summary,
                selected.unwrap_or_default()
            )
        })
    };
    let is_ready = memo(move || timeline.with(|timeline| timeline.is_ready));
    let colours = COLOURS.map(|words| view! { <li>{words}</li> });
    let ask = move |command| document.send(Request::Timeline(command));
    view! {
        <section class="timeline" aria-label="Timeline" data-panel="">
            <div class="flame-bar timeline-bar">
                <span data-testid="timeline-summary" role="status">{move || timeline.with(|timeline| timeline.summary.clone())}</span>
                <ul class="overview-legend timeline-legend" aria-label="Colours">{colours.collect_view()}</ul>
                <span class="graph-space"></span>
                <button
                    type="button"
                    class="button-quiet"
                    title=hint(Command::ZoomReset).map(|key| format!("Show the whole trace ({key})"))
                    data-testid="timeline-fit"
                    disabled=move || timeline.with(|timeline| timeline.is_whole)
                    on:click=move |_| ask(TimelineCommand::Reset)
                >
                    "Fit"
                </button>
                <button type="button" class="button-quiet" data-testid="timeline-unfold" on:click=move |_| ask(TimelineCommand::FoldAll(false))>
                    "Unfold"
                </button>
                <button type="button" class="button-quiet" data-testid="timeline-fold" on:click=move |_| ask(TimelineCommand::FoldAll(true))>
                    "Fold"
                </button>
            </div>
            <div node_ref=pane class="graph-picture">
                <When is=move || was_seen.get()>
                    <CanvasPane document pane=Pane::Timeline label=Signal::derive(label) is_focusable=true />
                </When>
                <When is=move || !is_ready.get()>
                    <p class="picture-note" role="status">"Adding up …"</p>
                </When>
            </div>
            <When is=move || is_shown.get()>
                <SliceTooltip document pane />
            </When>
        </section>
    }
}
