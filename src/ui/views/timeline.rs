//! The timeline of a trace: the picture, what its colours mean, and the controls.

use leptos::html;
use leptos::prelude::*;

use crate::protocol::request::Request;
use crate::protocol::screen::Screen;
use crate::protocol::timeline::{TimelineCommand, TimelineView};
use crate::protocol::{Pane, Twin};
use crate::ui::commands::{Command, hint};
use crate::ui::parts::canvas_pane::CanvasPane;
use crate::ui::parts::each::each;
use crate::ui::parts::list_button::ListButton;
use crate::ui::parts::slice_facts::SliceTooltip;
use crate::ui::parts::treegrid::Treegrid;
use crate::ui::parts::when::When;
use crate::ui::reactive::memo;
use crate::ui::state::document::Document;

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
                "Timeline of {name}: {}.{} L shows the same as a list.",
                timeline.summary,
                selected.unwrap_or_default()
            )
        })
    };
    let is_ready = memo(move || timeline.with(|timeline| timeline.is_ready));
    let list = document.list(Twin::Lanes);
    let is_list = memo(move || list.is_shown.get() && is_shown.get());
    let ask = move |command| document.send(Request::Timeline(command));
    // A colour stays the same button, so that the keyboard stays on it.
    let colours = each(
        move || timeline.with(|timeline| timeline.legend.iter().map(|item| u32::from(item.role)).collect()),
        move |role| {
            let of = move |timeline: &TimelineView| {
                timeline
                    .legend
                    .iter()
                    .find(|item| u32::from(item.role) == role)
                    .cloned()
            };
            let name = timeline.with_untracked(of).map(|item| item.name);
            view! {
                <li>
                    <button
                        type="button"
                        data-role=role.to_string()
                        aria-pressed=move || timeline.with(of).is_some_and(|item| !item.is_off).to_string()
                        on:click=move |_| ask(TimelineCommand::Toggle(role as u8))
                    >
                        {name}
                    </button>
                </li>
            }
            .into_any()
        },
    );
    view! {
        <section class="timeline" class:is-list=is_list aria-label="Timeline" data-panel="">
            <div class="flame-bar timeline-bar">
                <span data-testid="timeline-summary" role="status">{move || timeline.with(|timeline| timeline.summary.clone())}</span>
                <ul class="timeline-legend" data-testid="timeline-legend" aria-label="Colours" title="Leave out, or show again">{colours}</ul>
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
                <ListButton document twin=Twin::Lanes />
            </div>
            <div node_ref=pane class="graph-picture">
                <When is=move || was_seen.get()>
                    <CanvasPane document pane=Pane::Timeline label=Signal::derive(label) is_focusable=true />
                </When>
                <When is=move || !is_ready.get()>
                    <p class="picture-note" role="status">"Adding up …"</p>
                </When>
            </div>
            <When is=move || is_list.get()>
                <Treegrid document twin=Twin::Lanes label="Lanes, each above what it shows" />
            </When>
            <When is=move || is_shown.get()>
                <SliceTooltip document pane />
            </When>
        </section>
    }
}
