//! A trace at a glance: facts, the heap over time, goroutines by the function that they begin with.

use std::sync::Arc;

use leptos::prelude::*;

use crate::protocol::decimal::fixed;
use crate::protocol::request::Request;
use crate::protocol::trace::{GoroutineTimes, GroupTimes, MOST_GOROUTINES, Times, TraceOverview, TraceQuestion};
use crate::ui::parts::chart::chart;
use crate::ui::parts::icon::{Icon, Sign};
use crate::ui::reactive::{effect, memo};
use crate::ui::state::document::Document;

/// The columns behind the name.
const COLUMNS: [&str; 7] = [
    "count",
    "running",
    "runnable",
    "system calls",
    "blocked",
    "total",
    "shares",
];
/// What the parts of a bar are, in their order.
const PARTS: [&str; 4] = ["running", "runnable", "in system calls", "blocked"];

/// The view of a trace.
#[component]
pub fn Overview(
    /// The file.
    document: Document,
) -> impl IntoView {
    let trace = document.trace;
    effect(move || {
        if document.is_trace() {
            document.send(Request::Trace(TraceQuestion::Overview));
        }
    });
    view! {
        <section class="overview" aria-label="Overview" data-panel="" tabindex="0" data-testid="overview">
            {move || match trace.overview.get() {
                None => view! { <p class="neighbours-note" role="status">"Adding up …"</p> }.into_any(),
                Some(overview) => shown(document, &overview).into_any(),
            }}
        </section>
    }
}

fn shown(document: Document, overview: &TraceOverview) -> impl IntoView + use<> {
    let facts = overview.facts.iter().map(|(heading, facts)| {
        let facts = facts.iter().map(|(name, text)| {
            view! { <dt>{name.clone()}</dt><dd>{text.clone()}</dd> }
        });
        view! {
            <section class="overview-facts">
                <h2>{heading.clone()}</h2>
                <dl>{facts.collect_view()}</dl>
            </section>
        }
    });
    let groups = overview.groups.iter().enumerate();
    let groups = groups
        .map(|(at, group)| group_rows(document, at as u32, group))
        .collect_view();
    let more = overview.more_groups;
    let legend = PARTS.map(|part| view! { <li>{part}</li> }).collect_view();
    view! {
        <div class="overview-heads">{facts.collect_view()}</div>
        {overview.heap.as_ref().map(chart)}
        <h2>"Goroutines by the function that they begin with"</h2>
        <ul class="overview-legend" aria-label="Colours of the bars">{legend}</ul>
        <table class="overview-groups" data-testid="overview-groups">
            <thead>
                <tr>
                    <th scope="col">"function"</th>
                    {COLUMNS.map(|name| view! { <th scope="col">{name}</th> }).collect_view()}
                </tr>
            </thead>
            {groups}
        </table>
        {(more > 0).then(|| view! { <p class="neighbours-note">{format!("and {more} more")}</p> })}
    }
}

/// A group and, where it is open, its goroutines.
fn group_rows(document: Document, at: u32, group: &GroupTimes) -> impl IntoView + use<> {
    let groups = document.trace.groups;
    let is_open = memo(move || groups.with(|groups| groups.contains_key(&at)));
    let rows = move || {
        let rows: Option<Arc<Vec<GoroutineTimes>>> = groups.with(|groups| groups.get(&at).cloned().flatten());
        rows.map(|rows| {
            let more = (rows.len() == MOST_GOROUTINES).then(|| {
                view! { <tr class="overview-goroutine"><td colspan="8">{format!("the {MOST_GOROUTINES} that ran longest")}</td></tr> }
            });
            (rows.iter().map(goroutine).collect_view(), more)
        })
    };
    let count = if group.ended == group.count || group.ended == "0" {
        group.count.clone()
    } else {
        format!("{} ({} ended)", group.count, group.ended)
    };
    view! {
        <tbody class:is-system=group.is_system data-testid="overview-group">
            <tr>
                <th scope="row">
                    <button
                        type="button"
                        aria-expanded=move || is_open.get().to_string()
                        on:click=move |_| document.trace.toggle(document, at)
                    >
                        <Icon sign=Sign::Chevron />
                        {group.name.clone()}
                    </button>
                </th>
                <td>{count}</td>
                {times(&group.times)}
            </tr>
            {rows}
        </tbody>
    }
}

fn goroutine(row: &GoroutineTimes) -> impl IntoView + use<> {
    view! {
        <tr class="overview-goroutine">
            <th scope="row">{format!("goroutine {}", row.id)}<span class="overview-life">{row.life.clone()}</span></th>
            <td></td>
            {times(&row.times)}
        </tr>
    }
}

fn times(times: &Times) -> impl IntoView + use<> {
    let reasons = times.reasons.join(", ");
    let words = |at: usize| format!("{} {}%", PARTS[at], fixed(times.shares[at] * 100.0, 0));
    let title = [0, 1, 2, 3].map(words).join(", ");
    let parts = times
        .shares
        .map(|share| view! { <i style=("--share", fixed(share, 4))></i> })
        .collect_view();
    view! {
        <td>{times.running.clone()}</td>
        <td>{times.runnable.clone()}</td>
        <td>{times.syscall.clone()}</td>
        <td title=reasons.clone()>{times.blocked.clone()}<span class="overview-reasons">{reasons.clone()}</span></td>
        <td>{times.total.clone()}</td>
        <td class="overview-bar"><span role="img" title=title.clone() aria-label=title.clone()>{parts}</span></td>
    }
}
