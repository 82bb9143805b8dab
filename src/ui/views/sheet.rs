//! A view that is lines: labels, source, traces, comments. What stands in a line and what it does, the worker says.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, HtmlElement};

use crate::browser::files;
use crate::browser::resize::SizeWatch;
use crate::browser::window;
use crate::protocol::decimal::{fixed, px, within};
use crate::protocol::request::Request;
use crate::protocol::screen::Screen;
use crate::protocol::sheet::{Act, LineKind, Sheet, SheetPage, SheetValue};
use crate::ui::parts::virtual_rows::{ROW_HEIGHT, VirtualRows};
use crate::ui::parts::when::When;
use crate::ui::reactive::{effect, memo};
use crate::ui::state::document::Document;
use crate::ui::state::documents::Documents;
use crate::ui::state::sources::Sources;

/// Lines asked for before it is known how many there are.
const FIRST_LINES: u32 = 64;

/// Whichever of these views is shown.
#[component]
pub fn SheetView(
    /// The file.
    document: Document,
) -> impl IntoView {
    let sheet = move || match document.screen.get() {
        Screen::Sheet(sheet) if document.is_open() => Some(sheet),
        _ => None,
    };
    let page = document.sheet;
    let node = NodeRef::<html::Div>::new();
    let rows = NodeRef::<html::Div>::new();
    let height = RwSignal::new(0.0);
    let scroll = RwSignal::new(0.0);
    let space = memo(move || VirtualRows {
        count: page.with(|page| page.line_count),
        height: (height.get() - ROW_HEIGHT).max(0.0),
        scroll: scroll.get(),
    });
    let watched = memo(move || {
        let (from, to) = space.get().wanted();
        (from, to.max(from + FIRST_LINES))
    });
    effect(move || {
        if let Some(scroller) = node.get() {
            StoredValue::new_local(SizeWatch::new(&scroller, move |_, now| {
                // The last word may come when the view has gone.
                let _is_there = height.try_set(now).is_none();
            }));
        }
    });
    effect(move || {
        // Lines of another view are not to be seen in this one.
        sheet();
        page.set(SheetPage::default());
        if let Some(scroller) = node.get_untracked() {
            scroller.set_scroll_top(0);
        }
    });
    effect(move || {
        let (from, to) = watched.get();
        document.send(Request::WatchSheet(sheet(), from, to));
    });
    effect(move || {
        if let Some(rows) = rows.get() {
            page.with(|page| draw(&rows, page, space.get()));
        }
    });
    on_cleanup(move || document.send(Request::WatchSheet(None, 0, 0)));
    let sources = expect_context::<Documents>().sources;
    look_for(document, sources);
    let said = move |pick: fn(&SheetPage) -> Vec<String>| page.with(pick);
    let head = move || {
        let columns = said(|page| page.columns.clone()).into_iter();
        columns
            .map(|name| view! { <div class="cell sheet-value" role="columnheader">{name}</div> })
            .collect_view()
    };
    view! {
        <section
            class="sheet"
            aria-label=move || page.with(|page| page.title.clone())
            data-panel=""
            data-testid="sheet"
            data-sheet=move || sheet().map(Sheet::word)
        >
            <header class="sheet-top">
                <h2 data-testid="sheet-title">{move || page.with(|page| page.title.clone())}</h2>
                {move || said(|page| page.notes.clone()).into_iter().map(|note| view! { <p>{note}</p> }).collect_view()}
                <When is=move || sheet() == Some(Sheet::Source)>
                    {source_buttons(sources)}
                </When>
            </header>
            <div
                node_ref=node
                class="sheet-lines"
                id=document.id.element("sheet")
                role="table"
                aria-label="Lines"
                aria-rowcount=move || (space.get().count + 1).to_string()
                tabindex="0"
                data-panel-start=""
                style=("--columns", move || page.with(|page| page.columns.len().max(1)).to_string())
                on:scroll=move |_| {
                    if let Some(scroller) = node.get_untracked() {
                        scroll.set(f64::from(scroller.scroll_top()));
                    }
                }
            >
                <div class="sheet-head sheet-line" role="row" aria-rowindex="1">{head}<div class="cell" role="columnheader">{move || sheet().map(Sheet::heading)}</div></div>
                <div
                    node_ref=rows
                    class="sheet-rows"
                    role="rowgroup"
                    style:height=move || px(space.get().element_height())
                    on:click=move |event| {
                        if let Some(act) = page.with_untracked(|page| act_of(&event, page)) {
                            document.act(act);
                        }
                    }
                ></div>
            </div>
        </section>
    }
}

/// Looks for source text that the worker wants.
fn look_for(document: Document, sources: Sources) {
    // What is wanted comes with every page of lines: it is looked for once, and again when there is more to look into.
    let looked_for = StoredValue::new(String::new());
    effect(move || {
        let wanted = document.sheet.with(|page| page.wanted.clone());
        let paths: Vec<_> = wanted.iter().map(|wanted| wanted.path.as_str()).collect();
        let mark = format!("{} {}", sources.count.get(), paths.join(" "));
        if looked_for.get_value() != mark {
            looked_for.set_value(mark);
            for wanted in wanted {
                sources.give(document, wanted);
            }
        }
    });
}

/// What source text is given by.
fn source_buttons(sources: Sources) -> impl IntoView {
    view! {
        <button type="button" class="button" data-testid="source-folder" on:click=move |_| sources.choose_folder()>
            "Add a source folder"
        </button>
        <button
            type="button"
            class="button"
            data-testid="source-files"
            on:click=move |_| files::choose(move |files| sources.add_files(files))
        >
            "Add source files"
        </button>
    }
}

/// Puts the lines in view below each other, made by hand: there are many, all alike, and what a component for each would weigh
/// comes with every first visit.
fn draw(rows: &Element, page: &SheetPage, space: VirtualRows) {
    // The button that has the keyboard keeps it, whatever it stands in now.
    let focused = window::focused().filter(|it| rows.contains(Some(it)));
    let focused = focused.and_then(|it| it.get_attribute(ACT));
    rows.set_text_content(None);
    let (from, to) = space.shown();
    for index in from..to {
        let line = index.checked_sub(page.from).and_then(|at| page.lines.get(at as usize));
        let Some(line) = line else { continue };
        let kind = match line.kind {
            LineKind::Plain => "sheet-line",
            LineKind::Heading => "sheet-line is-heading",
            LineKind::Code => "sheet-line is-code",
        };
        let row = add(rows, "div", kind, "");
        set(&row, "role", "row");
        set(&row, "aria-rowindex", &(index + 2).to_string());
        set(&row, "data-testid", "sheet-line");
        style(&row, "transform", &format!("translateY({})", px(space.y_of(index))));
        for SheetValue { text, exact, bar } in &line.values {
            let cell = add(&row, "div", "cell sheet-value", "");
            set(&cell, "role", "cell");
            set(&cell, "title", exact);
            let class = if text.starts_with('-') { "bar is-less" } else { "bar" };
            let width = within((*bar).into(), 0.0, 1.0) * 100.0;
            style(&add(&cell, "span", class, ""), "width", &(fixed(width, 1) + "%"));
            add(&cell, "span", "number", text);
        }
        let cell = add(&row, "div", "cell sheet-words", "");
        set(&cell, "role", "cell");
        set(&cell, "title", &format!("{} {}", line.text, line.note));
        style(&cell, "--depth", &line.level.to_string());
        let button = |class: &str, words: &str, act: usize| {
            let button = add(&cell, "button", class, words);
            set(&button, "type", "button");
            let act = format!("{index}.{act}");
            set(&button, ACT, &act);
            if focused.as_ref() == Some(&act)
                && let Some(button) = button.dyn_ref::<HtmlElement>()
            {
                let focused = button.focus();
                debug_assert!(focused.is_ok(), "focus never throws");
            }
        };
        // What has no words of its own is its note.
        let (class, words, note) = match &*line.text {
            "" => ("sheet-text is-quiet", &line.note, ""),
            _ => ("sheet-text", &line.text, &*line.note),
        };
        if line.click.is_some() {
            button(class, words, 0);
        } else {
            add(&cell, "span", class, words);
        }
        add(&cell, "span", "sheet-note", note);
        for (at, (words, _)) in line.acts.iter().enumerate() {
            button("button-quiet", words, at + 1);
        }
    }
}

/// What marks a button: the number of its line, and which of its acts it is, 0 for the click on its text.
const ACT: &str = "data-act";

/// What the button that was clicked does.
fn act_of(event: &Event, page: &SheetPage) -> Option<Act> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let mark = target.closest("[data-act]").ok()??.get_attribute(ACT)?;
    let (line, act) = mark.split_once('.')?;
    let line = page.lines.get((line.parse::<u32>().ok()? - page.from) as usize)?;
    match act.parse::<usize>().ok()?.checked_sub(1) {
        None => line.click.clone(),
        Some(at) => line.acts.get(at).map(|(_, act)| act.clone()),
    }
}

/// Adds an element with text to another.
fn add(to: &Element, tag: &str, class: &str, text: &str) -> Element {
    // Tags are of HTML and elements can have children: neither call can fail.
    let made = window::document().create_element(tag).unwrap_or_else(|_| to.clone());
    made.set_class_name(class);
    made.set_text_content(Some(text));
    let _is_added = to.append_child(&made).is_ok();
    made
}

fn style(element: &Element, name: &str, value: &str) {
    // An attribute `style` is what the page's policy forbids.
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _is_set = element.style().set_property(name, value).is_ok();
    }
}

fn set(element: &Element, name: &str, value: &str) {
    // Names are of HTML.
    let _is_set = element.set_attribute(name, value).is_ok();
}
