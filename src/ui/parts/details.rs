//! The panel beside every view: the selection's values, callers, callees and labels, and what can be copied of it.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::window;
use crate::protocol::details;
use crate::protocol::reply::FrameFacts;
use crate::protocol::request::FlameCommand;
use crate::protocol::screen::Screen;
use crate::ui::commands::{Command, hint, words};
use crate::ui::parts::icon::{Icon, Sign};
use crate::ui::parts::neighbours::NeighbourList;
use crate::ui::parts::slice_facts::SliceFacts;
use crate::ui::parts::tooltip::{frames, with_sides};
use crate::ui::parts::when::When;
use crate::ui::perform::{Performer, Push};
use crate::ui::reactive::memo;
use crate::ui::state::document::Document;

/// Callers, and callees, shown here: Peek shows all.
const MOST_NEIGHBOURS: usize = 8;
/// Labels shown.
const MOST_LABELS: usize = 12;

/// What is selected, or how to select.
#[component]
pub fn Details(
    /// Whose selection.
    document: Document,
) -> impl IntoView {
    let is_timeline = memo(move || document.screen.get() == Screen::Timeline);
    view! {
        <section class="details" aria-label="Selection" data-panel="" data-testid="details">
            {move || match document.selected.get() {
                _ if is_timeline.get() => view! { <SliceFacts document /> }.into_any(),
                Some(facts) => view! { <Selected document facts /> }.into_any(),
                None => view! { <Nothing document /> }.into_any(),
            }}
            <When is=move || document.selected.with(Option::is_some) && !is_timeline.get()>
                {move || document.details.get().map(|details| view! { <Around document details /> })}
            </When>
        </section>
    }
}

/// What stands here while nothing is selected: what the file is, and how to go on.
#[component]
fn Nothing(
    /// The file.
    document: Document,
) -> impl IntoView {
    let facts = move || {
        let opened = document.opened.get();
        opened.map(|opened| {
            let few = opened.facts.iter().filter(|(name, _)| FEW.contains(&name.as_str()));
            let lines = few
                .map(|(name, text)| view! { <dt>{name.clone()}</dt><dd>{text.clone()}</dd> })
                .collect_view();
            view! {
                <h2 class="details-kind">{opened.kind.clone()}</h2>
                <dl class="details-facts">{lines}</dl>
            }
        })
    };
    view! {
        {facts}
        <p class="details-hint">
            "Click a function to select it here and in every view, double-click to zoom. Ctrl and wheel zoom at the pointer; "
            <kbd>"?"</kbd> " shows all keys."
        </p>
    }
}

/// What is told of the file here; all of it stands under "About this file".
const FEW: [&str; 6] = ["Samples", "Stacks", "Functions", "Taken", "Duration", "Period"];

/// Name and values of the selection.
#[component]
fn Selected(
    /// Whose selection.
    document: Document,
    /// What is selected.
    facts: Arc<FrameFacts>,
) -> impl IntoView {
    let performer: Performer = expect_context();
    let zoom = hint(Command::ZoomToSelection).map_or_else(String::new, |key| format!("Zoom to it ({key})"));
    let is_frame = facts.frame.is_some();
    view! {
        <div class="details-head">
            <span class="details-name" title=facts.name.clone()>{facts.name.clone()}</span>
            {facts.is_inlined.then(|| view! { <span class="badge">"inlined"</span> })}
            <button
                type="button"
                class="button-quiet"
                title="Deselect (Esc)"
                aria-label="Deselect"
                on:click=move |event| {
                    document.flame(FlameCommand::Deselect);
                    if event.detail() == 0 {
                        // By the keyboard, whose button goes.
                        focus_view(document);
                    }
                }
            >
                <Icon sign=Sign::Close />
            </button>
        </div>
        <div class="details-place" title=facts.place.clone()>{facts.place.clone()}</div>
        <div class="details-buttons">
            <button
                type="button"
                class="button-quiet"
                title=zoom
                on:click=move |_| {
                    performer.perform(Command::ZoomToSelection, Push::default());
                }
            >
                "Zoom"
            </button>
            <Copy command=Command::CopyName what="name" />
            {is_frame.then(|| view! { <Copy command=Command::CopyStack what="stack" /> })}
            <Copy command=Command::CopyRegexp what="regexp" />
        </div>
        <dl class="details-values">
            {is_frame
                .then(|| {
                    view! {
                        <div title=facts.total_exact.clone()>
                            <dt>"this frame"</dt>
                            <dd>{format!("{} · {} of all", facts.total, facts.percent_of_total)}</dd>
                        </div>
                        <div title=facts.own_exact.clone()>
                            <dt>"self"</dt>
                            <dd>{facts.own.clone()}</dd>
                        </div>
                    }
                })}
            {(facts.function_frames > 0)
                .then(|| {
                    view! {
                        <div>
                            <dt>"in the picture"</dt>
                            <dd>{frames(facts.function_frames)}</dd>
                        </div>
                    }
                })}
        </dl>
    }
}

/// A button that copies something of the selection.
#[component]
fn Copy(
    /// The command.
    command: Command,
    /// What it copies, short.
    what: &'static str,
) -> impl IntoView {
    let performer: Performer = expect_context();
    view! {
        <button
            type="button"
            class="button-quiet"
            title=words(command)
            aria-label=format!("Copy {what}")
            data-testid=format!("copy-{what}")
            on:click=move |_| {
                performer.perform(command, Push::default());
            }
        >
            <Icon sign=Sign::Copy />
            {what}
        </button>
    }
}

/// What the worker tells of the function some time later.
#[component]
fn Around(
    /// Whose selection.
    document: Document,
    /// The function's details.
    details: Arc<details::Details>,
) -> impl IntoView {
    let details::Details {
        module,
        flat,
        flat_exact,
        flat_percent,
        cum,
        cum_exact,
        cum_percent,
        sides,
        callers,
        callees,
        labels,
        more_labels,
        ..
    } = (*details).clone();
    let unseen_labels = more_labels as usize + labels.len().saturating_sub(MOST_LABELS);
    let has_labels = !labels.is_empty();
    let has_module = !module.is_empty();
    view! {
        <dl class="details-values" data-testid="details-function">
            <div title=flat_exact><dt>"function flat"</dt><dd>{with_sides(format!("{flat} · {flat_percent}"), &sides, 0)}</dd></div>
            <div title=cum_exact><dt>"cum"</dt><dd>{with_sides(format!("{cum} · {cum_percent}"), &sides, 2)}</dd></div>
            {has_module.then(|| view! { <div><dt>"module"</dt><dd>{module}</dd></div> })}
        </dl>
        <h3>"Called by"</h3>
        <NeighbourList
            document
            label="Callers"
            none="Nothing: its stacks begin here."
            neighbours=callers
            most=MOST_NEIGHBOURS
            name="details-callers"
        />
        <h3>"Calls"</h3>
        <NeighbourList
            document
            label="Callees"
            none="Nothing: its samples end in it."
            neighbours=callees
            most=MOST_NEIGHBOURS
            name="details-callees"
        />
        {has_labels
            .then(|| {
                view! {
                    <h3>"Labels of its samples"</h3>
                    <dl class="details-labels" data-testid="details-labels">
                        {labels
                            .into_iter()
                            .take(MOST_LABELS)
                            .map(|label| {
                                let whole = format!("{}={}", label.key, label.value);
                                view! {
                                    <dt title=whole>
                                        <span class="label-key">{label.key}</span>
                                        {label.value}
                                    </dt>
                                    <dd title=label.weight_exact>{format!("{} · {}", label.weight, label.percent)}</dd>
                                }
                            })
                            .collect_view()}
                    </dl>
                    {(unseen_labels > 0).then(|| view! { <p class="neighbours-note">{format!("and {unseen_labels} more")}</p> })}
                }
            })}
    }
}

/// Gives the keyboard to the picture, or to the list that stands in its place.
pub fn focus_view(document: Document) {
    for part in ["picture", "graph", "timeline", "list", "sheet"] {
        // What is not shown does not take it.
        window::focus(&document.id.element(part));
    }
}

/// The selection in one sentence.
pub fn sentence(facts: &FrameFacts) -> String {
    let FrameFacts {
        name,
        total,
        percent_of_total,
        among,
        function_flat,
        function_cum,
        ..
    } = facts;
    if facts.frame.is_some() {
        let inlined = if facts.is_inlined { ", inlined" } else { "" };
        let among = if among.is_empty() {
            String::new()
        } else {
            format!(", {among}")
        };
        format!("{name}{inlined}, {total}, {percent_of_total} of all{among}")
    } else {
        format!("{name}: flat {function_flat}, cum {function_cum}")
    }
}
