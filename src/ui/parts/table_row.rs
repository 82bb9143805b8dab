//! A row of the table.

use leptos::prelude::*;

use crate::protocol::decimal::{fixed, px, within};
use crate::protocol::request::{FlameCommand, Request};
use crate::protocol::rows::{Inlining, TopRow};
use crate::ui::parts::function_name::FunctionName;
use crate::ui::parts::virtual_rows::VirtualRows;
use crate::ui::perform::Performer;
use crate::ui::reactive::memo;
use crate::ui::state::document::Document;
use crate::ui::state::page::{Menu, Page};

/// The row with one number; its cells are empty until its values come.
#[component]
pub fn TableRow(
    /// Whose row.
    document: Document,
    /// The list it stands in.
    list: Memo<VirtualRows>,
    /// Its number, from zero.
    index: u32,
) -> impl IntoView {
    let page: Page = expect_context();
    let row = memo(move || document.table.window.with(|window| window.get(index).cloned()));
    let function = move || row.with(|row| row.as_ref().map(|row| row.function));
    let function_now = move || row.with_untracked(|row| row.as_ref().map(|row| row.function));
    let is_function = move |facts: Option<u32>| facts.is_some() && facts == function();
    let is_selected = move || {
        is_function(
            document
                .selected
                .with(|facts| facts.as_ref().map(|facts| facts.function)),
        )
    };
    let is_lit = move || is_function(document.hover.with(|facts| facts.as_ref().map(|facts| facts.function)));
    view! {
        <div
            class="table-row"
            class:is-selected=is_selected
            class:is-lit=is_lit
            role="row"
            id=document.id.element(&format!("row-{index}"))
            aria-rowindex=(index + 2).to_string()
            aria-selected=move || is_selected().to_string()
            data-testid="row"
            style:transform=move || format!("translateY({})", px(list.get().y_of(index)))
            on:click=move |_| {
                if let Some(function) = function_now() {
                    document.send(Request::Select(Some(function)));
                }
            }
            on:contextmenu=move |event| {
                event.prevent_default();
                document.send(Request::Select(function_now()));
                page.menu.set(Some(Menu {
                    document,
                    at: [f64::from(event.client_x()), f64::from(event.client_y())],
                }));
            }
            on:pointerenter=move |_| document.send(Request::Light(function_now()))
        >
            {move || row.with(|row| row.as_ref().map(|row| cells(document, row)))}
        </div>
    }
}

fn cells(document: Document, row: &TopRow) -> impl IntoView + use<> {
    let inlining = match row.inlining {
        Inlining::Never => None,
        Inlining::Partly => Some(("inline, partly", "Inlined in some of its callers")),
        Inlining::Always => Some(("inline", "Inlined wherever it was called")),
    };
    let full_name = format!("{}{}", row.path, row.name);
    let side = row.sides.get(4).filter(|side| !side.is_empty());
    let side = side.map(|side| (&**side, "On this side only"));
    let badges = side.into_iter().chain(inlining).map(|(words, meaning)| {
        let class = format!("badge is-{words}");
        let words = words.to_owned();
        view! { <span class=class title=meaning>{words}</span> }
    });
    // A class, what stands there, what it is to the last digit, and the bar behind it.
    let mut values = vec![
        ("cell-flat", &row.flat, &row.flat_exact, row.flat_bar),
        ("cell-flat-percent", &row.flat_percent, &row.flat_percent, 0.0),
        ("cell-cum", &row.cum, &row.cum_exact, row.cum_bar),
        ("cell-cum-percent", &row.cum_percent, &row.cum_percent, 0.0),
    ];
    if let [old_flat, new_flat, old_cum, new_cum, _] = &row.sides[..] {
        for (at, side) in [(0, old_flat), (1, new_flat), (4, old_cum), (5, new_cum)] {
            values.insert(at, ("cell-side", side, side, 0.0));
        }
    } else {
        values.insert(2, ("cell-sum", &row.sum_percent, &row.sum_percent, 0.0));
    }
    let values = values
        .into_iter()
        .map(|(class, text, exact, bar)| number(class, text, exact, bar));
    view! {
        {values.collect_view()}
        <div
            class="cell cell-name"
            role="gridcell"
            title=full_name
            on:dblclick=move |_| document.flame(FlameCommand::ZoomToSelection)
        >
            <FunctionName path=row.path.clone() name=row.name.clone() />
            {badges.collect_view()}
        </div>
        <div class="cell cell-file" role="gridcell" title=row.file.clone()>
            <bdi>{row.file.clone()}</bdi>
        </div>
    }
}

/// A value with its bar; a double click copies it to the last digit.
fn number(class: &'static str, text: &str, exact: &str, bar: f32) -> impl IntoView + use<> {
    let performer: Performer = expect_context();
    let (text, exact) = (text.to_owned(), exact.to_owned());
    let copied = exact.clone();
    view! {
        <div
            class=format!("cell {class}")
            role="gridcell"
            title=exact
            on:dblclick=move |_| performer.copy(copied.clone(), format!("Copied {copied}."))
        >
            <span class="bar" class:is-less=text.starts_with('-') style:width=fixed(within(bar.into(), 0.0, 1.0) * 100.0, 1) + "%"></span>
            <span class="number">{text}</span>
        </div>
    }
}
