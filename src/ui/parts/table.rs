//! The table of functions: all of them, of which only the rows in view exist as elements.

use leptos::html;
use leptos::prelude::*;

use crate::browser::resize::SizeWatch;
use crate::protocol::decimal::px;
use crate::protocol::request::Request;
use crate::ui::parts::each::each;
use crate::ui::parts::table_head::TableHead;
use crate::ui::parts::table_row::TableRow;
use crate::ui::parts::virtual_rows::{ROW_HEIGHT, VirtualRows};
use crate::ui::parts::when::When;
use crate::ui::reactive::{effect, memo};
use crate::ui::state::document::Document;

/// The height of the head, which lies over the rows, in CSS pixels.
const HEAD_HEIGHT: f64 = ROW_HEIGHT;

/// Every function with its values.
#[component]
pub fn TopTable(
    /// Whose functions.
    document: Document,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let height = RwSignal::new(0.0);
    let scroll = RwSignal::new(0.0);
    let count = memo(move || document.view.with(|view| view.row_count));
    let list = memo(move || VirtualRows {
        count: count.get(),
        height: (height.get() - HEAD_HEIGHT).max(0.0),
        scroll: scroll.get(),
    });
    let shown = memo(move || list.get().shown());
    let wanted = memo(move || list.get().wanted());
    let selected_row = memo(move || document.view.with(|view| view.selected_row));

    effect(move || {
        if let Some(scroller) = node.get() {
            StoredValue::new_local(SizeWatch::new(&scroller, move |_, now| {
                // The last word may come when the table has gone.
                let _is_there = height.try_set(now).is_none();
            }));
        }
    });
    effect(move || {
        document.table.page.set_value(list.get().page());
        document.table.epoch.track();
        let (from, to) = wanted.get();
        if from < to {
            document.table.ask(document, from, to);
        }
    });
    let scroll_to = move |y: f64| {
        if let Some(scroller) = node.get_untracked() {
            scroller.set_scroll_top(y as i32);
        }
    };
    // Another order or search begins at the top. To scroll makes the browser lay the page out: not for nothing.
    effect(move || {
        document.table.epoch.track();
        if scroll.get_untracked() > 0.0 {
            scroll_to(0.0);
        }
    });
    // What is hidden cannot scroll: it does when it is seen again.
    let has_height = memo(move || height.get() > 0.0);
    effect(move || {
        if has_height.get()
            && let Some(row) = selected_row.get()
            && let Some(y) = list.get_untracked().scroll_to_show(row)
        {
            scroll_to(y);
        }
    });
    view! {
        <div
            node_ref=node
            class="table"
            class:is-compared=document.is_comparison()
            role="grid"
            aria-label="Functions"
            aria-rowcount=move || (count.get() + 1).to_string()
            aria-colcount=if document.is_comparison() { "10" } else { "7" }
            aria-activedescendant=move || selected_row.get().map(|row| document.id.element(&format!("row-{row}")))
            tabindex="0"
            data-panel=""
            data-testid="table"
            style=("--value", move || format!("{}px", document.view.with(|view| view.value_columns) * 8 + 16))
            on:scroll=move |_| {
                if let Some(scroller) = node.get_untracked() {
                    scroll.set(f64::from(scroller.scroll_top()));
                }
            }
        >
            <TableHead document />
            <div
                class="table-rows"
                role="rowgroup"
                style:height=move || px(list.get().element_height())
                on:pointerleave=move |_| document.send(Request::Light(None))
            >
                {each(
                    move || {
                        let (from, to) = shown.get();
                        (from..to).collect()
                    },
                    move |index| view! { <TableRow document list index /> }.into_any(),
                )}
            </div>
            <When is=move || count.get() == 0 && document.is_open()>
                <p class="table-empty">
                    {move || {
                        if !document.view.with(|view| view.has_table) {
                            "Adding up functions…"
                        } else if document.search.is_active() {
                            "No function matches."
                        } else {
                            "No samples, so no functions."
                        }
                    }}
                </p>
            </When>
        </div>
    }
}
