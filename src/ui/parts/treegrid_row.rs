//! A row of a picture's list.

use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;

use crate::protocol::Twin;
use crate::protocol::decimal::{fixed, px, within};
use crate::protocol::graph::GraphCommand;
use crate::protocol::request::{FlameCommand, Request, TwinCommand};
use crate::protocol::rows::{Fold, Inlining, Relation, TreeRow};
use crate::protocol::timeline::TimelineCommand;
use crate::ui::parts::function_name::FunctionName;
use crate::ui::parts::icon::{Icon, Sign};
use crate::ui::parts::virtual_rows::VirtualRows;
use crate::ui::reactive::memo;
use crate::ui::state::document::Document;
use crate::ui::state::twin::TwinList;

/// Rows deeper than this are not moved further to the right: they say their level instead.
const DEEPEST_INDENT: u32 = 16;

/// The row with one number; its cells are empty until its values come.
#[component]
pub fn TreegridRow(
    /// Whose row.
    document: Document,
    /// The list's rows.
    list: TwinList,
    /// Where rows stand.
    space: Memo<VirtualRows>,
    /// Its number, from zero.
    index: u32,
) -> impl IntoView {
    let row = memo(move || list.rows.with(|rows| rows.get(index).cloned()));
    let now = move |pick: fn(&TreeRow) -> u32| row.with_untracked(|row| row.as_ref().map(pick));
    let is_selected = memo(move || list.rows.with(|rows| rows.header.selected_row == Some(index)));
    let said = move |pick: fn(&TreeRow) -> u32| row.with(|row| row.as_ref().map(|row| pick(row).to_string()));
    let is_expanded = move || {
        row.with(|row| match row.as_ref()?.fold {
            Fold::Leaf => None,
            Fold::Closed => Some("false"),
            Fold::Open => Some("true"),
        })
    };
    let ask = move |command: fn(u32) -> TwinCommand| {
        if let Some(item) = now(|row| row.item) {
            list.ask(document, command(item));
        }
    };
    view! {
        <div
            class="tree-row"
            class:is-selected=is_selected
            class:is-dimmed=move || row.with(|row| row.as_ref().is_some_and(|row| row.is_dimmed))
            role="row"
            id=document.id.element(&format!("{}-row-{index}", list.part()))
            aria-rowindex=(index + 2).to_string()
            {..custom_attribute("aria-level", move || said(|row| row.level))}
            aria-posinset=move || said(|row| row.position)
            aria-setsize=move || said(|row| row.siblings)
            aria-expanded=is_expanded
            aria-selected=move || is_selected.get().to_string()
            data-testid="list-row"
            style:transform=move || format!("translateY({})", px(space.get().y_of(index)))
            on:click=move |_| ask(TwinCommand::Select)
            on:dblclick=move |_| document.send(match list.twin {
                Twin::Flame => Request::Flame(FlameCommand::ZoomToSelection),
                Twin::Graph => Request::Graph(GraphCommand::ZoomToSelection),
                Twin::Lanes => Request::Timeline(TimelineCommand::ZoomToSelection),
            })
            on:pointerenter=move |_| document.send(Request::Light(now(|row| row.function)))
        >
            {move || row.with(|row| row.as_ref().map(|row| cells(row, move || ask(TwinCommand::Toggle))))}
        </div>
    }
}

fn cells<T: Fn() + Copy + 'static>(row: &TreeRow, toggle: T) -> impl IntoView + use<T> {
    let inlining = match row.inlining {
        Inlining::Never => None,
        Inlining::Partly => Some(("inlined, partly", "Some of its calls here were inlined")),
        Inlining::Always => Some(("inlined", "Inlined into its caller")),
    };
    let relation = match row.relation {
        Relation::None => None,
        Relation::Caller => Some("called by"),
        Relation::Callee => Some("calls"),
    };
    let depth = row.level - 1;
    let level = (depth > DEEPEST_INDENT).then(|| view! { <span class="tree-level">{row.level.to_string()}</span> });
    let is_leaf = row.fold == Fold::Leaf;
    let is_open = row.fold == Fold::Open;
    view! {
        <div
            class="cell tree-name"
            role="gridcell"
            title=format!("{}{}", row.path, row.name)
            style=("--depth", depth.min(DEEPEST_INDENT).to_string())
        >
            <span
                class="twisty"
                class:is-open=is_open
                class:is-leaf=is_leaf
                aria-hidden="true"
                on:click=move |event| {
                    if !is_leaf {
                        event.stop_propagation();
                        toggle();
                    }
                }
                on:dblclick=move |event| event.stop_propagation()
            >
                <Icon sign=Sign::Chevron />
            </span>
            {level}
            {relation.map(|words| view! { <span class="relation">{words}" "</span> })}
            <FunctionName path=row.path.clone() name=row.name.clone() />
            {inlining.map(|(words, meaning)| view! { <span class="badge" title=meaning>{words}</span> })}
        </div>
        <div class="cell tree-total" role="gridcell" title=row.total_exact.clone()>
            <span class="bar" style:width=fixed(within(row.bar.into(), 0.0, 1.0) * 100.0, 1) + "%"></span>
            <span class="number">{row.total.clone()}</span>
        </div>
        <div class="cell tree-share" role="gridcell">{row.percent.clone()}</div>
        <div class="cell tree-own" role="gridcell" title=row.own_exact.clone()>{row.own.clone()}</div>
    }
}
