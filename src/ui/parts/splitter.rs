//! The bars between panes, moved by mouse, finger or arrow keys.

use leptos::html;
use leptos::prelude::*;
use web_sys::PointerEvent;

use crate::protocol::decimal::{fixed, within};
use crate::ui::state::settings::{DETAILS_RANGE, DETAILS_WIDTH, SPLIT, SPLIT_RANGE, Settings};

/// Which pane a bar makes wider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Between the flame graph and the table.
    Table,
    /// Between the views and the details.
    Details,
}

impl Side {
    /// What its value is, for those who do not see it.
    const fn label(self) -> &'static str {
        match self {
            Self::Table => "Width of the flame graph, in percent",
            Self::Details => "Width of the details, in pixels",
        }
    }

    const fn range(self) -> [f64; 2] {
        match self {
            Self::Table => SPLIT_RANGE,
            Self::Details => DETAILS_RANGE,
        }
    }

    const fn first(self) -> f64 {
        match self {
            Self::Table => SPLIT,
            Self::Details => DETAILS_WIDTH,
        }
    }

    /// How far an arrow key to the right moves it.
    const fn key_step(self) -> f64 {
        match self {
            Self::Table => 0.02,
            Self::Details => -16.0,
        }
    }

    const fn test_id(self) -> &'static str {
        match self {
            Self::Table => "splitter",
            Self::Details => "details-splitter",
        }
    }

    fn signal(self, settings: Settings) -> RwSignal<f64> {
        match self {
            Self::Table => settings.split,
            Self::Details => settings.details_width,
        }
    }

    /// The value as it is told: a share as percent.
    fn told(self, value: f64) -> String {
        match self {
            Self::Table => fixed(value * 100.0, 0),
            Self::Details => fixed(value, 0),
        }
    }
}

/// A separator that sets the width of a pane beside it.
#[component]
pub fn Splitter(
    /// Which.
    side: Side,
) -> impl IntoView {
    let settings: Settings = expect_context();
    let node = NodeRef::<html::Div>::new();
    let is_moving = RwSignal::new(false);
    let value = side.signal(settings);
    let [least, most] = side.range();
    let set = move |to: f64| value.set(within(to, least, most));
    let move_to = move |event: &PointerEvent| {
        let parent = node.get_untracked().and_then(|node| node.parent_element());
        let Some(body) = parent.map(|parent| parent.get_bounding_client_rect()) else {
            return;
        };
        let x = f64::from(event.client_x());
        // The details stand at the right of what the flame graph and the table share.
        let details = if settings.has_details.get_untracked() {
            settings.details_width.get_untracked()
        } else {
            0.0
        };
        match side {
            Side::Table if body.width() > details => set((x - body.left()) / (body.width() - details)),
            Side::Table => {}
            Side::Details => set(body.right() - x),
        }
    };
    view! {
        <div
            node_ref=node
            class=format!("splitter {}", side.test_id())
            class:is-moving=is_moving
            role="separator"
            aria-orientation="vertical"
            aria-label=side.label()
            aria-valuemin=side.told(least)
            aria-valuemax=side.told(most)
            aria-valuenow=move || side.told(value.get())
            tabindex="0"
            data-testid=side.test_id()
            on:pointerdown=move |event| {
                if let Some(node) = node.get_untracked() {
                    let captured = node.set_pointer_capture(event.pointer_id());
                    debug_assert!(captured.is_ok(), "the pointer is down, so it can be captured");
                }
                is_moving.set(true);
            }
            on:pointermove=move |event| {
                if is_moving.get_untracked() {
                    move_to(&event);
                }
            }
            on:lostpointercapture=move |_| is_moving.set(false)
            on:dblclick=move |_| set(side.first())
            on:keydown=move |event| {
                let now = value.get_untracked();
                let to = match event.key().as_str() {
                    "ArrowLeft" => now - side.key_step(),
                    "ArrowRight" => now + side.key_step(),
                    "Home" => least,
                    "End" => most,
                    _ => return,
                };
                event.prevent_default();
                set(to);
            }
        ></div>
    }
}
