//! The row of filters: each with what it keeps, to be moved and taken away; and the form for another.

use leptos::prelude::*;
use web_sys::SubmitEvent;

use crate::protocol::filter::{Filter, FilterFacts, FilterKind};
use crate::ui::parts::details::focus_view;
use crate::ui::parts::icon::{Icon, Sign};
use crate::ui::state::document::Document;

/// The filters of one document, below its header; nothing where there is none.
#[component]
pub fn FilterRow(
    /// Whose filters.
    document: Document,
) -> impl IntoView {
    let filters = document.filters;
    let count = move || filters.refined.with(|refined| refined.filters.len());
    view! {
        <section
            class="filters"
            aria-label="Filters"
            data-panel=""
            data-testid="filters"
            hidden=move || count() == 0 && !filters.is_adding.get()
        >
            <p class="visually-hidden" role="status">
                {move || filters.refined.with(|refined| {
                    let last = refined.filters.last()?;
                    Some(format!("{} filters, {} left", refined.filters.len(), last.percent))
                })}
            </p>
            <ol class="chips" hidden=move || count() == 0>
                {move || {
                    let facts = filters.refined.with(|refined| refined.filters.clone());
                    let last = facts.len().saturating_sub(1);
                    facts
                        .into_iter()
                        .enumerate()
                        .map(|(place, facts)| view! { <Chip document facts place last /> })
                        .collect_view()
                }}
            </ol>
            <FilterForm document />
        </section>
    }
}

/// One filter.
#[component]
fn Chip(
    /// Whose filter.
    document: Document,
    /// The filter, and what it keeps.
    facts: FilterFacts,
    /// Its place in the order, from 0.
    place: usize,
    /// The last one's place.
    last: usize,
) -> impl IntoView {
    let FilterFacts {
        filter: Filter { kind, what, is_exact },
        kept,
        percent,
        has_match,
    } = facts;
    let words = format!("{} {what}", kind.word());
    let about = if is_exact { "the function" } else { "the expression" };
    // The buttons are made anew: the keyboard goes to the same one, of the last that goes to the picture.
    let keep_keyboard = move |act, to: Option<usize>| {
        let is_only = act == "remove" && last == 0;
        // The first cannot be applied earlier, nor the last later.
        let act = match (act, to) {
            ("earlier", Some(0)) => "remove",
            ("later", Some(to)) if to == last => "remove",
            (act, _) => act,
        };
        let id = to.map(|to| button_id(document, to, act));
        document.filters.next.set_value(id.filter(|_| !is_only));
        if is_only {
            focus_view(document);
        }
    };
    let button =
        move |act: &'static str, label: String, sign: Sign, to: Option<usize>, change: fn(&mut Vec<Filter>, usize)| {
            view! {
                <button
                    type="button"
                    class="chip-button"
                    id=button_id(document, place, act)
                    aria-label=label.clone()
                    title=label
                    data-testid=format!("chip-{act}")
                    disabled=to.is_none()
                    on:click=move |event| {
                        if event.detail() == 0 {
                            keep_keyboard(act, to);
                        }
                        document.filters.change(document, |filters| change(filters, place));
                    }
                >
                    <Icon sign />
                </button>
            }
        };
    view! {
        <li class="chip" class:is-vain=!has_match data-testid="chip">
            <span class="chip-kind">{kind.word()}</span>
            <span class="chip-what" title=format!("{about} {what}")>{what.clone()}</span>
            <span class="chip-share" title=format!("{kept} are left after it")>
                {if has_match { percent } else { format!("{percent}, matches nothing") }}
            </span>
            {button("earlier", format!("Apply earlier: {words}"), Sign::Up, place.checked_sub(1), |filters, place| {
                filters.swap(place - 1, place);
            })}
            {button("later", format!("Apply later: {words}"), Sign::Down, (place < last).then_some(place + 1), |filters, place| {
                filters.swap(place, place + 1);
            })}
            {button("remove", format!("Take away: {words}"), Sign::Close, Some(place.min(last.saturating_sub(1))), |filters, place| {
                filters.remove(place);
            })}
        </li>
    }
}

fn button_id(document: Document, place: usize, act: &str) -> String {
    document.id.element(&format!("chip-{place}-{act}"))
}

/// The form for another filter, with what is wrong beside its field.
#[component]
fn FilterForm(
    /// Whose filters.
    document: Document,
) -> impl IntoView {
    let filters = document.filters;
    let kind = RwSignal::new(FilterKind::Focus);
    let typed = filters.typed;
    let error = move || filters.refined.with(|refined| refined.error.clone());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let what = typed.get_untracked();
        if !what.is_empty() {
            let kind = kind.get_untracked();
            filters.change(document, |filters| {
                filters.push(Filter {
                    kind,
                    what,
                    is_exact: false,
                });
            });
        }
    };
    let error_id = document.id.element("filter-error");
    let describing = error_id.clone();
    view! {
        <form class="filter-form" hidden=move || !filters.is_adding.get() on:submit=submit>
            <select
                aria-label="What the filter does"
                data-testid="filter-kind"
                on:change=move |event| kind.set(FilterKind::from_word(&event_target_value(&event)).unwrap_or(FilterKind::Focus))
            >
                {FilterKind::ALL.map(|kind| view! { <option value=kind.word()>{kind.word()}</option> }).collect_view()}
            </select>
            <input
                id=document.id.element("filter")
                type="text"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                data-testid="filter-field"
                aria-label="Expression of the filter"
                aria-invalid=move || error().is_some().to_string()
                aria-describedby=describing
                placeholder=move || if kind.get().is_of_labels() { "key=value, key=1kb:4kb" } else { "Regular expression" }
                prop:value=move || typed.get()
                on:input=move |event| {
                    typed.set(event_target_value(&event));
                    filters.forget_error();
                }
            />
            <button type="submit" class="button-quiet" aria-label="Add the filter" title="Add the filter (Enter)" data-testid="filter-add">
                <Icon sign=Sign::Add />
            </button>
            <p class="filter-error" id=error_id role="alert" data-testid="filter-error">{error}</p>
        </form>
    }
}
