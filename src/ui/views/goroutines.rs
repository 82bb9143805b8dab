//! The goroutines of a dump: filters, what deserves a look, groups of equal stacks or the tree of their creators.
//!
//! The chosen group stands beside the list, or below it where that is too narrow.

use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;

use crate::protocol::goroutines::{CreatorRow, Finding, GoroutineQuestion, GroupRow};
use crate::protocol::request::Request;
use crate::ui::parts::goroutine_group::{CallLine, GoroutineGroup};
use crate::ui::parts::neighbours::step;
use crate::ui::reactive::{effect, memo};
use crate::ui::state::document::Document;

/// The view of a dump.
#[component]
pub fn Goroutines(
    /// The file.
    document: Document,
) -> impl IntoView {
    effect(move || {
        if document.has_goroutines() {
            document.goroutines.ask(document);
        }
    });
    let goroutines = document.goroutines;
    let list = move || {
        let list = goroutines.list.get()?;
        let (rows, more) = if goroutines.is_tree.get() {
            let rows = list.creators.iter().map(|row| creator(document, row)).collect_view();
            let rows = view! { <ul class="goroutine-creators" data-testid="goroutine-creators" aria-label="Creators">{rows}</ul> };
            (rows.into_any(), list.more_creators)
        } else {
            let rows = list.groups.iter().enumerate();
            let rows = rows.map(|(at, row)| group(document, row, at == 0)).collect_view();
            let rows = view! {
                <div
                    class="goroutine-groups"
                    role="group"
                    aria-label="Groups of equal stacks"
                    data-testid="goroutine-groups"
                    on:keydown=move |event| step(&event)
                >
                    {rows}
                </div>
            };
            (rows.into_any(), list.more_groups)
        };
        let more = (more > 0)
            .then(|| view! { <p class="neighbours-note">{format!("and {more} more: filter to see them")}</p> });
        Some((rows, more))
    };
    let findings = memo(move || goroutines.list.get().map(|list| list.findings.clone()));
    view! {
        <section class="goroutines" aria-label="Goroutines" data-panel="" data-testid="goroutines">
            <Filters document />
            <div class="goroutine-panes">
                <div class="goroutine-list">
                    {move || {
                        let findings = findings.get().filter(|findings| !findings.is_empty())?;
                        Some(worth_a_look(document, findings))
                    }}
                    {list}
                </div>
                <GoroutineGroup document />
            </div>
        </section>
    }
}

/// Which goroutines, in what order, and how many that are.
#[component]
fn Filters(
    /// The file.
    document: Document,
) -> impl IntoView {
    let goroutines = document.goroutines;
    let question = goroutines.question;
    let states = memo(move || goroutines.list.get().map(|list| list.states.clone()));
    let options = move || {
        let rows = states.get().unwrap_or_default().into_iter();
        rows.map(|(state, count)| view! { <option value=state.clone()>{format!("{state} ({count})")}</option> })
            .collect_view()
    };
    view! {
        <div class="goroutine-filters" role="group" aria-label="Which goroutines">
            <div class="view-switch" role="group" aria-label="Arrangement">
                <Choice words="Groups" is_on=Signal::derive(move || !goroutines.is_tree.get()) choose=move || goroutines.is_tree.set(false) />
                <Choice words="Creators" is_on=goroutines.is_tree choose=move || goroutines.is_tree.set(true) />
            </div>
            <div class="view-switch" role="group" aria-label="Order of the groups">
                <Choice
                    words="Most first"
                    is_on=Signal::derive(move || question.with(|it| !it.is_longest_first))
                    choose=move || question.update(|it| it.is_longest_first = false)
                />
                <Choice
                    words="Longest wait first"
                    is_on=Signal::derive(move || question.with(|it| it.is_longest_first))
                    choose=move || question.update(|it| it.is_longest_first = true)
                />
            </div>
            <Field document words="Function" field=|it| &mut it.function />
            <select
                aria-label="State"
                data-testid="goroutine-state"
                prop:value=move || {
                    states.track();
                    question.with(|it| it.state.clone())
                }
                on:change=move |event| question.update(|it| it.state = event_target_value(&event))
            >
                <option value="">"any state"</option>
                {options}
            </select>
            <input
                type="number"
                min="0"
                placeholder="Minutes"
                aria-label="Minutes waited at least"
                title="Minutes waited at least"
                data-testid="goroutine-minutes"
                on:input=move |event| question.update(|it| it.min_minutes = event_target_value(&event).parse().unwrap_or(0))
            />
            <Field document words="Label" field=|it| &mut it.label />
            <Field document words="Creator" field=|it| &mut it.creator />
            <span class="goroutine-summary" role="status" data-testid="goroutine-summary">
                {move || goroutines.list.with(|list| list.as_ref().map(|list| list.summary.clone()))}
            </span>
        </div>
    }
}

/// One of two that exclude each other.
#[component]
fn Choice(
    /// What stands on it.
    words: &'static str,
    /// Whether it is the one.
    #[prop(into)]
    is_on: Signal<bool>,
    /// Makes it the one.
    choose: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button type="button" class="view-button" aria-pressed=move || is_on.get().to_string() on:click=move |_| choose()>
            {words}
        </button>
    }
}

/// A text that names must contain.
#[component]
fn Field(
    /// The file.
    document: Document,
    /// What is looked through.
    words: &'static str,
    /// The text.
    field: fn(&mut GoroutineQuestion) -> &mut String,
) -> impl IntoView {
    let question = document.goroutines.question;
    view! {
        <input
            type="text"
            autocomplete="off"
            spellcheck="false"
            placeholder=words
            aria-label=format!("{words} contains")
            data-testid=format!("goroutine-{}", words.to_ascii_lowercase())
            prop:value=move || std::mem::take(field(&mut question.get()))
            on:input=move |event| question.update(|it| *field(it) = event_target_value(&event))
        />
    }
}

fn group(document: Document, row: &GroupRow, is_first: bool) -> impl IntoView + use<> {
    let first = row.first;
    let chosen = document.goroutines.group;
    let is_chosen = move || chosen.with(|group| group.as_ref().is_some_and(|it| it.first == first));
    let mut about = vec![row.states.clone(), row.wait.clone()];
    about.retain(|part| !part.is_empty());
    let creator = (!row.creator.is_empty()).then(|| format!("by {}", row.creator));
    let leaked = (row.leaked > 0).then(|| format!("{} leaked", row.leaked));
    view! {
        <button
            type="button"
            class="goroutine-row"
            tabindex=if is_first { "0" } else { "-1" }
            aria-pressed=move || is_chosen().to_string()
            on:click=move |_| document.send(Request::GoroutineGroup(first))
        >
            <span class="goroutine-count">{row.count.clone()}</span>
            <span class="goroutine-functions">{row.functions.join(" ← ")}</span>
            {leaked.map(|words| view! { <span class="badge">{words}</span> })}
            <span class="goroutine-about">{about.join(" · ")}</span>
            <span class="goroutine-about">{creator}</span>
        </button>
    }
}

fn creator(document: Document, row: &CreatorRow) -> impl IntoView + use<> {
    let counts = if row.own == row.total {
        format!("{}", row.total)
    } else {
        format!("{} ({} itself)", row.total, row.own)
    };
    view! {
        <li {..custom_attribute("aria-level", row.level.to_string())} style:padding-left=format!("{}px", row.level.min(24) * 16)>
            <span class="goroutine-count">{counts}</span>
            <CallLine document call=row.call.clone() />
        </li>
    }
}

fn worth_a_look(document: Document, findings: Vec<Finding>) -> impl IntoView {
    let count = findings.len();
    let rows = findings.into_iter().map(|finding| {
        let leads = finding.leads.into_iter().map(|(row, words)| {
            view! {
                <button type="button" class="goroutine-lead" on:click=move |_| document.send(Request::GoroutineGroup(row))>
                    {words}
                </button>
            }
        });
        view! {
            <li>
                <strong>{finding.title}</strong>
                {finding.is_certain.then(|| view! { <span class="badge">"says the runtime"</span> })}
                <p>{finding.reason}</p>
                {leads.collect_view()}
            </li>
        }
    });
    view! {
        <details class="goroutine-findings" open data-testid="goroutine-findings">
            <summary>{format!("Worth a look ({count})")}</summary>
            <ul>{rows.collect_view()}</ul>
        </details>
    }
}
