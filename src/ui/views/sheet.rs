//! A view that is lines: labels, source, traces, comments. What stands in a line and what it does, the worker says.

use leptos::html;
use leptos::prelude::*;

use crate::browser::files;
use crate::browser::resize::SizeWatch;
use crate::protocol::link::Screen;
use crate::protocol::request::Request;
use crate::protocol::sheet::{Act, LineKind, Sheet, SheetLine, SheetPage, SheetValue};
use crate::ui::parts::virtual_rows::{ROW_HEIGHT, VirtualRows};
use crate::ui::state::document::Document;
use crate::ui::state::documents::Documents;

/// Lines asked for before it is known how many there are.
const FIRST_LINES: u32 = 64;

/// Whichever of these views is shown.
#[component]
pub fn SheetView(
    /// The file.
    document: Document,
) -> impl IntoView {
    let sheet = Memo::new(move |_| match document.screen.get() {
        Screen::Sheet(sheet) if document.is_open() => Some(sheet),
        _ => None,
    });
    let page = document.sheet;
    let node = NodeRef::<html::Div>::new();
    let height = RwSignal::new(0.0);
    let scroll = RwSignal::new(0.0);
    let space = Memo::new(move |_| VirtualRows {
        count: page.with(|page| page.line_count),
        height: (height.get() - ROW_HEIGHT).max(0.0),
        scroll: scroll.get(),
    });
    let watched = Memo::new(move |_| {
        let (from, to) = space.get().wanted();
        (sheet.get(), from, to.max(from + FIRST_LINES))
    });
    Effect::new(move |_| {
        if let Some(scroller) = node.get() {
            StoredValue::new_local(SizeWatch::new(&scroller, move |_, now| {
                // The last word may come when the view has gone.
                let _is_there = height.try_set(now).is_none();
            }));
        }
    });
    Effect::new(move |before: Option<Option<Sheet>>| {
        let sheet = sheet.get();
        if before != Some(sheet) {
            // Lines of another view are not to be seen in this one.
            page.set(SheetPage::default());
            if let Some(scroller) = node.get_untracked() {
                scroller.set_scroll_top(0);
            }
        }
        sheet
    });
    Effect::new(move |_| {
        let (sheet, from, to) = watched.get();
        document.send(Request::WatchSheet(sheet, from, to));
    });
    on_cleanup(move || document.send(Request::WatchSheet(None, 0, 0)));
    let sources = expect_context::<Documents>().sources;
    let wanted = Memo::new(move |_| (page.with(|page| page.wanted.clone()), sources.count.get()));
    Effect::new(move |_| {
        for wanted in wanted.get().0 {
            sources.give(document, wanted);
        }
    });
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
            data-sheet=move || sheet.get().map(Sheet::word)
        >
            <header class="sheet-top">
                <h2 data-testid="sheet-title">{move || page.with(|page| page.title.clone())}</h2>
                {move || said(|page| page.notes.clone()).into_iter().map(|note| view! { <p>{note}</p> }).collect_view()}
                <Show when=move || sheet.get() == Some(Sheet::Source)>
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
                </Show>
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
                <div class="sheet-head sheet-line" role="row" aria-rowindex="1">{head}<div class="cell" role="columnheader"></div></div>
                <div class="sheet-rows" role="rowgroup" style:height=move || format!("{}px", space.get().element_height())>
                    <For
                        each=move || {
                            let (from, to) = space.get().shown();
                            from..to
                        }
                        key=|index| *index
                        children=move |index| view! { <Line document space index /> }
                    />
                </div>
            </div>
        </section>
    }
}

/// The line with one number; empty until it comes.
#[component]
fn Line(
    /// The file.
    document: Document,
    /// Where lines stand.
    space: Memo<VirtualRows>,
    /// Its number, from zero.
    index: u32,
) -> impl IntoView {
    let line = Memo::new(move |_| {
        document.sheet.with(|page| {
            let at = index.checked_sub(page.from)? as usize;
            page.lines.get(at).cloned()
        })
    });
    let is = move |kind: LineKind| line.with(|line| line.as_ref().is_some_and(|line| line.kind == kind));
    view! {
        <div
            class="sheet-line"
            class:is-heading=move || is(LineKind::Heading)
            class:is-code=move || is(LineKind::Code)
            role="row"
            aria-rowindex=(index + 2).to_string()
            data-testid="sheet-line"
            style:transform=move || format!("translateY({}px)", space.get().y_of(index))
        >
            {move || line.get().map(|line| cells(document, line))}
        </div>
    }
}

fn cells(document: Document, line: SheetLine) -> impl IntoView + use<> {
    let values = line.values.into_iter().map(|SheetValue { text, exact, bar }| {
        view! {
            <div class="cell sheet-value" role="cell" title=exact>
                <span class="bar" class:is-less=text.starts_with('-') style:width=format!("{:.1}%", bar.clamp(0.0, 1.0) * 100.0)></span>
                <span class="number">{text}</span>
            </div>
        }
    });
    let button = move |class: &'static str, words: String, act: Act| {
        view! { <button type="button" class=class on:click=move |_| document.act(act.clone())>{words}</button> }
    };
    let text = line.text;
    let title = format!("{text} {}", line.note);
    let words = match line.click {
        // What has no words of its own is its note.
        Some(act) if text.is_empty() => button("sheet-text is-quiet", line.note.clone(), act).into_any(),
        Some(act) => button("sheet-text", text.clone(), act).into_any(),
        None => view! { <span class="sheet-text">{text.clone()}</span> }.into_any(),
    };
    let note = if text.is_empty() { String::new() } else { line.note };
    let acts = line
        .acts
        .into_iter()
        .map(|(words, act)| button("button-quiet", words, act));
    view! {
        {values.collect_view()}
        <div class="cell sheet-words" role="cell" title=title style=("--depth", line.level.to_string())>
            {words}
            <span class="sheet-note">{note}</span>
            {acts.collect_view()}
        </div>
    }
}
