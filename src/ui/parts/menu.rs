//! The menu of what can be done with a selection: at the pointer, by the menu key, or by a long press.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, KeyboardEvent};

use crate::browser::window;
use crate::protocol::aside::Aside;
use crate::protocol::decimal::px;
use crate::protocol::filter::FilterKind;
use crate::protocol::sheet::Sheet;
use crate::ui::commands::{Command, hint, words};
use crate::ui::perform::{Performer, Push};
use crate::ui::reactive::effect;
use crate::ui::state::page::{Menu, Page};

/// What can be done, in groups.
const GROUPS: &[&[Command]] = &[
    &[Command::ZoomToSelection, Command::ZoomReset],
    &[
        Command::Filter(FilterKind::Focus),
        Command::Filter(FilterKind::Ignore),
        Command::Filter(FilterKind::Hide),
        Command::Filter(FilterKind::ShowFrom),
        Command::Filter(FilterKind::PruneFrom),
    ],
    &[
        Command::ShowFlame,
        Command::ShowGraph,
        Command::ShowTop,
        Command::ShowPeek,
        Command::ShowAside(Aside::Sandwich),
        Command::ShowAside(Aside::Collapsed),
        Command::ShowSheet(Sheet::Source),
    ],
    &[
        Command::CopyName,
        Command::CopyStack,
        Command::CopyRegexp,
        Command::CopyLink,
    ],
];
/// The menu's size at most, to keep it in the window.
const SIZE: [f64; 2] = [420.0, 480.0];

/// The menu, while one is open.
#[component]
pub fn SelectionMenu() -> impl IntoView {
    let page: Page = expect_context();
    view! { {move || page.menu.get().map(|menu| view! { <OpenMenu menu /> })} }
}

#[component]
fn OpenMenu(
    /// Whose and where.
    menu: Menu,
) -> impl IntoView {
    let page: Page = expect_context();
    let performer: Performer = expect_context();
    let node = NodeRef::<html::Div>::new();
    let before = StoredValue::new_local(window::focused());
    let close = move || {
        page.menu.set(None);
        // The keyboard goes back to where the menu was asked for.
        if let Some(element) = before.get_value() {
            let focused = element.focus();
            debug_assert!(focused.is_ok(), "focus never throws");
        }
    };
    effect(move || {
        if node.get().is_some() {
            step(node, 0);
        }
    });
    let [width, height] = window::size();
    let left = menu.at[0].min(width - SIZE[0]).max(4.0);
    let top = menu.at[1].min(height - SIZE[1]).max(4.0);
    let selected = menu.document.selected;
    let name = move || selected.with(|facts| facts.as_ref().map(|facts| facts.name.clone()));
    let perform = move |command| {
        close();
        performer.perform(command, Push::default());
    };
    let press = move |event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            "Home" => i32::MIN / 2,
            "End" => i32::MAX / 2,
            "Escape" | "Tab" => {
                event.prevent_default();
                event.stop_propagation();
                return close();
            }
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        step(node, by);
    };
    view! {
        <div class="menu-veil" on:pointerdown=move |_| close() on:contextmenu=move |event| event.prevent_default()></div>
        <div
            node_ref=node
            class="menu"
            role="menu"
            aria-label="The selection"
            data-testid="menu"
            style:left=px(left)
            style:top=px(top)
            on:keydown=press
        >
            <p class="menu-name" role="presentation">{move || name().unwrap_or_else(|| "Nothing is selected".to_owned())}</p>
            {GROUPS
                .iter()
                .map(|group| {
                    view! {
                        <div class="menu-group" role="group">
                            {group
                                .iter()
                                .map(|&command| {
                                    view! {
                                        <button
                                            type="button"
                                            class="menu-item"
                                            role="menuitem"
                                            tabindex="-1"
                                            data-testid=format!("menu-{}", words(command))
                                            on:click=move |_| perform(command)
                                        >
                                            <span>{words(command)}</span>
                                            {hint(command).map(|key| view! { <kbd>{key}</kbd> })}
                                        </button>
                                    }
                                })
                                .collect_view()}
                        </div>
                    }
                })
                .collect_view()}
        </div>
    }
}

/// Gives the keyboard to the item this far below the one that has it.
fn step(node: NodeRef<html::Div>, by: i32) {
    let Some(menu) = node.get_untracked() else { return };
    let Ok(items) = menu.query_selector_all("[role=menuitem]") else {
        return;
    };
    let items: Vec<HtmlElement> = (0..items.length())
        .filter_map(|index| items.get(index)?.dyn_into().ok())
        .collect();
    let Some(last) = items.len().checked_sub(1) else { return };
    let focused = window::focused();
    let at = items.iter().position(|item| Some(item) == focused.as_ref());
    let next = match (at, by) {
        (None, _) => 0,
        // One step beyond an end leads to the other.
        (Some(at), 1) if at == last => 0,
        (Some(0), -1) => last,
        (Some(at), by) => (at as i32).saturating_add(by).clamp(0, last as i32) as usize,
    };
    let focused = items[next].focus();
    debug_assert!(focused.is_ok(), "focus never throws");
}
