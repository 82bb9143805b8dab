//! The palette: every command, open file and sample type, found by typing; and the way to search functions.

use std::time::Duration;

use leptos::html;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use crate::browser::window;
use crate::protocol::request::Request;
use crate::ui::commands::{COMMANDS, Command, hint};
use crate::ui::parts::dialog::Dialog;
use crate::ui::parts::matching::rank;
use crate::ui::perform::{Performer, Push};
use crate::ui::reactive::{effect, memo};
use crate::ui::state::document::DocumentId;
use crate::ui::state::page::{Page, Popup};

/// Lines shown at most: who types on sees the rest.
const MOST_LINES: usize = 120;

/// What a line of the palette does.
#[derive(Clone, PartialEq)]
enum Does {
    Command(Command),
    ShowFile(DocumentId),
    ShowSampleType(u32),
    SearchFunctions(String),
}

/// A line of the palette.
#[derive(Clone, PartialEq)]
struct Line {
    words: String,
    key: Option<String>,
    does: Does,
}

/// The dialog of the palette.
#[component]
pub fn PaletteDialog() -> impl IntoView {
    view! {
        <Dialog popup=Popup::Palette title="Find a command, a file or a function">
            <Palette />
        </Dialog>
    }
}

#[component]
fn Palette() -> impl IntoView {
    let performer: Performer = expect_context();
    let page: Page = expect_context();
    let typed = RwSignal::new(String::new());
    let at = RwSignal::new(0_usize);
    let node = NodeRef::<html::Input>::new();
    let lines = memo(move || lines(performer, &typed.get()));
    let perform = move |does: Does| {
        page.popup.set(None);
        // The dialog gives the keyboard back before the command may take it.
        set_timeout(move || perform(performer, does), Duration::ZERO);
    };
    let press = move |event: KeyboardEvent| {
        let count = lines.with_untracked(Vec::len);
        let last = count.saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => at.update(|at| *at = if *at >= last { 0 } else { *at + 1 }),
            "ArrowUp" => at.update(|at| *at = if *at == 0 { last } else { *at - 1 }),
            "PageDown" => at.update(|at| *at = (*at + 10).min(last)),
            "PageUp" => at.update(|at| *at = at.saturating_sub(10)),
            "Enter" => {
                if let Some(line) = lines.with_untracked(|lines| lines.get(at.get_untracked()).cloned()) {
                    perform(line.does);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    effect(move || {
        if let Some(input) = node.get() {
            let focused = input.focus();
            debug_assert!(focused.is_ok(), "focus never throws");
        }
    });
    effect(move || {
        let id = line_id(at.get());
        if let Some(line) = window::document().get_element_by_id(&id) {
            window::scroll_into_view(&line);
        }
    });
    view! {
        <div class="palette">
            <input
                node_ref=node
                class="palette-field"
                type="text"
                role="combobox"
                aria-expanded="true"
                aria-controls="palette-lines"
                aria-activedescendant=move || line_id(at.get())
                aria-label="Find a command, a file or a function"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                placeholder="Type to find"
                data-testid="palette"
                on:keydown=press
                on:input=move |event| {
                    typed.set(event_target_value(&event));
                    at.set(0);
                }
            />
            <div id="palette-lines" class="palette-lines" role="listbox" aria-label="Commands">
                {move || {
                    lines
                        .get()
                        .into_iter()
                        .enumerate()
                        .map(|(index, line)| {
                            let does = line.does.clone();
                            view! {
                                <div
                                    id=line_id(index)
                                    class="palette-line"
                                    role="option"
                                    aria-selected=move || (at.get() == index).to_string()
                                    on:pointermove=move |_| at.set(index)
                                    on:click=move |_| perform(does.clone())
                                >
                                    <span>{line.words}</span>
                                    {line.key.map(|key| view! { <kbd>{key}</kbd> })}
                                </div>
                            }
                        })
                        .collect_view()
                }}
            </div>
        </div>
    }
}

fn line_id(index: usize) -> String {
    format!("palette-line-{index}")
}

/// The lines that fit what is typed, the best first; equal ones as the table of commands has them.
fn lines(performer: Performer, typed: &str) -> Vec<Line> {
    let document = performer.documents.current_untracked();
    let mut all = Vec::new();
    let mut told = Vec::new();
    for entry in COMMANDS {
        // A command with several lines of keys stands here once, and the palette not in itself.
        if entry.command != Command::Palette && !told.contains(&entry.command) {
            told.push(entry.command);
            all.push(Line {
                words: entry.words.to_owned(),
                key: hint(entry.command),
                does: Does::Command(entry.command),
            });
        }
    }
    for other in performer.documents.all_untracked() {
        all.push(Line {
            words: format!("Show {}", other.name()),
            key: None,
            does: Does::ShowFile(other.id),
        });
    }
    let types = document.and_then(|document| document.opened.get_untracked());
    let types = types.iter().flat_map(|opened| opened.sample_types.iter().enumerate());
    all.extend(types.map(|(row, kind)| Line {
        words: format!("Sample type {}", kind.name),
        key: None,
        does: Does::ShowSampleType(row as u32),
    }));
    let mut ranked: Vec<(u32, Line)> = Vec::new();
    for line in all {
        if let Some(rank) = rank(&line.words, typed) {
            // There are few: a sort of their own would weigh more than it saves.
            let at = ranked.iter().position(|(other, _)| *other > rank);
            ranked.insert(at.unwrap_or(ranked.len()), (rank, line));
        }
    }
    ranked.truncate(MOST_LINES);
    let mut lines: Vec<_> = ranked.into_iter().map(|(_, line)| line).collect();
    if !typed.trim().is_empty() && document.is_some() {
        lines.push(Line {
            words: format!("Search functions for “{}”", typed.trim()),
            key: hint(Command::Search),
            does: Does::SearchFunctions(typed.trim().to_owned()),
        });
    }
    lines
}

fn perform(performer: Performer, does: Does) {
    let document = performer.documents.current_untracked();
    match does {
        Does::Command(command) => {
            if !performer.perform(command, Push::default()) {
                performer.page.say("That has nothing to work on now.");
            }
        }
        Does::ShowFile(id) => performer.documents.show(Some(id)),
        Does::ShowSampleType(row) => {
            if let Some(document) = document {
                document.send(Request::ShowSampleType(row));
            }
        }
        Does::SearchFunctions(pattern) => {
            if let Some(document) = document {
                document.search.change(document, |wanted| wanted.pattern = pattern);
                performer.perform(Command::Search, Push::default());
            }
        }
    }
}
