//! The row of filters: each with what it keeps, to be moved and taken away; and the form for another.

use std::time::Duration;

use leptos::html;
use leptos::prelude::*;
use web_sys::SubmitEvent;

use crate::browser::window;
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
    let facts = Memo::new(move |_| filters.refined.with(|refined| refined.filters.clone()));
    // The button that gets the keyboard when the chips are made anew.
    let next = StoredValue::new(None::<(usize, &'static str)>);
    Effect::new(move |_| {
        let count = facts.with(Vec::len);
        let Some((place, act)) = next.get_value() else { return };
        next.set_value(None);
        set_timeout(
            move || match count.checked_sub(1) {
                Some(last) => window::focus(&button_id(document, place.min(last), act)),
                None => focus_view(document),
            },
            Duration::ZERO,
        );
    });
    view! {
        <Show when=move || filters.is_adding.get() || !facts.with(Vec::is_empty)>
            <section class="filters" aria-label="Filters" data-panel="" data-testid="filters">
                <p class="visually-hidden" role="status">
                    {move || facts.with(|facts| {
                        let last = facts.last()?;
                        Some(format!("{} filters, {} left", facts.len(), last.percent))
                    })}
                </p>
                <ol class="chips">
                    {move || {
                        let facts = facts.get();
                        let last = facts.len().saturating_sub(1);
                        facts
                            .into_iter()
                            .enumerate()
                            .map(|(place, facts)| view! { <Chip document facts place last next /> })
                            .collect_view()
                    }}
                </ol>
                <Show when=move || filters.is_adding.get()>
                    <FilterForm document />
                </Show>
            </section>
        </Show>
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
    /// Where to say which button gets the keyboard.
    next: StoredValue<Option<(usize, &'static str)>>,
) -> impl IntoView {
    let FilterFacts {
        filter: Filter {
            kind,
            what,
            is_function,
        },
        kept,
        percent,
        has_match,
    } = facts;
    let words = format!("{} {what}", kind.word());
    let about = if is_function { "the function" } else { "the expression" };
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
                            next.set_value(to.map(|to| (to, act)));
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
            {button("remove", format!("Take away: {words}"), Sign::Close, Some(place), |filters, place| {
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
    let typed = RwSignal::new(String::new());
    let error = Memo::new(move |_| filters.refined.with(|refined| refined.error.clone()));
    let forget_error = move || filters.refined.update(|refined| refined.error = None);
    // What was wrong when the form was last shown is no longer asked for.
    forget_error();
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let focused = field.focus();
            debug_assert!(focused.is_ok(), "focus never throws");
        }
    });
    // What was typed is in effect now.
    Effect::new(move |before: Option<usize>| {
        let count = filters.refined.with(|refined| refined.filters.len());
        if before.is_some_and(|before| count > before) {
            typed.set(String::new());
        }
        count
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let what = typed.get_untracked();
        if !what.is_empty() {
            let kind = kind.get_untracked();
            filters.change(document, |filters| {
                filters.push(Filter {
                    kind,
                    what,
                    is_function: false,
                });
            });
        }
    };
    let error_id = document.id.element("filter-error");
    let describing = error_id.clone();
    view! {
        <form class="filter-form" class:has-error=move || error.with(Option::is_some) on:submit=submit>
            <select
                aria-label="What the filter does"
                data-testid="filter-kind"
                on:change=move |event| kind.set(FilterKind::from_word(&event_target_value(&event)).unwrap_or(FilterKind::Focus))
            >
                {FilterKind::ALL.map(|kind| view! { <option value=kind.word()>{kind.word()}</option> }).collect_view()}
            </select>
            <input
                node_ref=field
                type="text"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                data-testid="filter-field"
                aria-label="Expression of the filter"
                aria-invalid=move || error.with(Option::is_some).to_string()
                aria-describedby=describing
                placeholder=move || if kind.get().is_of_labels() { "key=value, key=1kb:4kb" } else { "Regular expression" }
                prop:value=move || typed.get()
                on:input=move |event| {
                    typed.set(event_target_value(&event));
                    forget_error();
                }
            />
            <button type="submit" class="button-quiet" aria-label="Add the filter" title="Add the filter (Enter)" data-testid="filter-add">
                <Icon sign=Sign::Add />
            </button>
            <p class="filter-error" id=error_id role="alert" data-testid="filter-error">{move || error.get()}</p>
        </form>
    }
}
