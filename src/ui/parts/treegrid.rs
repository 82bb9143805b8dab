//! A picture as a list of rows that fold, for those who read and do not look: an ARIA treegrid.
//!
//! What a row is, the worker says; this knows nothing of frames. Keys go by the table of commands, what they
//! do is asked of the worker, which keeps the list and the selection.

use leptos::html;
use leptos::prelude::*;

use crate::browser::resize::SizeWatch;
use crate::protocol::Twin;
use crate::protocol::decimal::px;
use crate::protocol::request::Request;
use crate::ui::parts::each::each;
use crate::ui::parts::treegrid_row::TreegridRow;
use crate::ui::parts::virtual_rows::{ROW_HEIGHT, VirtualRows};
use crate::ui::parts::when::When;
use crate::ui::reactive::{effect, memo};
use crate::ui::state::document::Document;

/// The height of the head, which lies over the rows, in CSS pixels.
const HEAD_HEIGHT: f64 = ROW_HEIGHT;

/// Rows asked for before it is known how many there are.
const FIRST_ROWS: u32 = 64;

/// The columns: a class, a heading and what it means.
const COLUMNS: [(&str, &str, &str); 4] = [
    (
        "tree-name",
        "function",
        "Function name, below the function that called it",
    ),
    ("tree-total", "total", "Value in it and all it called"),
    ("tree-share", "share", "Total as a share of the profile's"),
    ("tree-own", "self", "Value in itself"),
];

/// The same of a timeline.
const LANE_COLUMNS: [(&str, &str, &str); 4] = [
    ("tree-name", "lane", "A lane, and below it what it shows"),
    ("tree-total", "time", "How long, of the time in view"),
    ("tree-share", "share", "As a share of the time in view"),
    ("tree-own", "from", "When it began"),
];

/// The list of one picture.
#[component]
pub fn Treegrid(
    /// Whose picture.
    document: Document,
    /// Which picture.
    twin: Twin,
    /// What the list is of.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let list = document.list(twin);
    let columns = if twin == Twin::Lanes { LANE_COLUMNS } else { COLUMNS };
    let node = NodeRef::<html::Div>::new();
    let height = RwSignal::new(0.0);
    let scroll = RwSignal::new(0.0);
    let header = memo(move || list.rows.with(|rows| rows.header));
    let count = memo(move || header.get().row_count);
    let selected_row = memo(move || header.get().selected_row);
    let space = memo(move || VirtualRows {
        count: count.get(),
        height: (height.get() - HEAD_HEIGHT).max(0.0),
        scroll: scroll.get(),
    });
    let is_empty = memo(move || {
        document
            .opened
            .with(|opened| opened.as_ref().is_some_and(|opened| opened.is_empty))
    });
    let watched = memo(move || {
        let (from, to) = space.get().wanted();
        let is_seen = height.get() > HEAD_HEIGHT && document.is_open();
        if is_seen {
            (from, to.max(from + FIRST_ROWS))
        } else {
            (0, 0)
        }
    });
    effect(move || {
        if let Some(scroller) = node.get() {
            StoredValue::new_local(SizeWatch::new(&scroller, move |_, now| {
                // The last word may come when the list has gone.
                let _is_there = height.try_set(now).is_none();
            }));
        }
    });
    effect(move || {
        list.page.set_value(space.get().page());
        let (from, to) = watched.get();
        document.send(Request::WatchTwin(twin, from, to));
    });
    on_cleanup(move || document.send(Request::WatchTwin(twin, 0, 0)));
    let has_height = memo(move || height.get() > HEAD_HEIGHT);
    effect(move || {
        if has_height.get()
            && let Some(row) = selected_row.get()
            && let Some(y) = space.get_untracked().scroll_to_show(row)
            && let Some(scroller) = node.get_untracked()
        {
            scroller.set_scroll_top(y as i32);
        }
    });
    let row_id = move |row: u32| document.id.element(&format!("{}-row-{row}", list.part()));
    view! {
        <div class="tree-frame">
            <div
                node_ref=node
                class="tree"
                id=document.id.element(list.part())
                role="treegrid"
                aria-label=label
                aria-rowcount=move || (count.get() + 1).to_string()
                aria-colcount=COLUMNS.len().to_string()
                aria-activedescendant=move || selected_row.get().map(row_id)
                tabindex="0"
                data-panel-start=""
                data-testid="list"
                on:scroll=move |_| {
                    if let Some(scroller) = node.get_untracked() {
                        scroll.set(f64::from(scroller.scroll_top()));
                    }
                }
            >
                <div class="tree-head" role="rowgroup">
                    <div class="tree-row" role="row" aria-rowindex="1">
                        {columns
                            .map(|(class, heading, meaning)| {
                                view! { <div class=format!("cell {class}") role="columnheader" title=meaning>{heading}</div> }
                            })
                            .collect_view()}
                    </div>
                </div>
                <div
                    class="tree-rows"
                    role="rowgroup"
                    style:height=move || px(space.get().element_height())
                    on:pointerleave=move |_| document.send(Request::Light(None))
                >
                    {each(
                        move || {
                            let (from, to) = space.get().shown();
                            (from..to).collect()
                        },
                        move |index| view! { <TreegridRow document list space index /> }.into_any(),
                    )}
                </div>
            </div>
            <When is=move || is_empty.get()>
                <p class="table-empty">"Nothing to list: no samples."</p>
            </When>
        </div>
    }
}
