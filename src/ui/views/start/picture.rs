//! A flame graph to look at before there is one: the stacks of a small web server.

use leptos::prelude::*;

use crate::protocol::decimal::{fixed, short};

/// A box of the drawing: row, left edge and width in hundredths of it, hue, and what stands in it.
type Drawn = (u32, f64, f64, u32, &'static str);

/// The height of a row, in the drawing's units.
const ROW: f64 = 22.0;

/// The width of the drawing, in its units.
const WIDTH: f64 = 520.0;

/// The boxes; a box lies under the one that called it, and its name fits it.
#[rustfmt::skip] // A table: one line each.
const BOXES: &[Drawn] = &[
    (0, 0.0, 100.0, 0, "root"),
    (1, 0.0, 64.0, 1, "net/http.(*conn).serve"),
    (1, 64.0, 22.0, 4, "gcBgMarkWorker"),
    (1, 86.0, 14.0, 4, "mcall"),
    (2, 0.0, 61.0, 1, "http.(*ServeMux).ServeHTTP"),
    (2, 64.0, 21.0, 4, "gcDrain"),
    (2, 86.0, 12.0, 4, "park_m"),
    (3, 0.0, 38.0, 2, "main.(*shop).list"),
    (3, 38.0, 22.0, 2, "(*shop).buy"),
    (3, 64.0, 16.0, 4, "scanobject"),
    (3, 86.0, 9.0, 4, ""),
    (4, 0.0, 27.0, 3, "(*Encoder).Encode"),
    (4, 27.0, 10.0, 2, "sortBy"),
    (4, 38.0, 15.0, 5, "Commit"),
    (4, 64.0, 7.0, 4, ""),
    (5, 0.0, 25.0, 3, "structEncoder"),
    (5, 27.0, 8.0, 6, ""),
    (5, 38.0, 13.0, 5, "exec"),
    (6, 0.0, 14.0, 3, "append"),
    (6, 14.0, 9.0, 4, ""),
    (6, 38.0, 6.0, 4, ""),
    (7, 0.0, 6.0, 3, ""),
    (7, 14.0, 5.0, 4, ""),
];

/// The drawing. It says nothing that the words beside it do not.
#[component]
pub fn Picture() -> impl IntoView {
    let rows = BOXES.iter().map(|drawn| drawn.0 + 1).max().unwrap_or(0);
    let view_box = format!("0 0 {} {}", short(WIDTH), short(f64::from(rows) * ROW));
    view! {
        <svg class="picture" viewBox=view_box aria-hidden="true" focusable="false">
            {BOXES
                .iter()
                .map(|(row, left, width, hue, name)| {
                    let (x, y) = (left / 100.0 * WIDTH, f64::from(*row) * ROW);
                    view! {
                        <g class=format!("picture-row-{row}")>
                            <rect
                                class=format!("picture-box hue-{hue}")
                                x=fixed(x, 1)
                                y=fixed(y, 1)
                                width=fixed(width / 100.0 * WIDTH - 1.0, 1)
                                height=fixed(ROW - 1.0, 1)
                                rx="1.5"
                            ></rect>
                            <text class="picture-name" x=fixed(x + 5.0, 1) y=fixed(y + 14.5, 1)>{*name}</text>
                        </g>
                    }
                })
                .collect_view()}
        </svg>
    }
}
